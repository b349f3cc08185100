import { type Instant, must } from "@habitus/kernel";
import type { History, Plan } from "@habitus/segments";
import { compileStream, type Flip, type StreamInput } from "@habitus/segments-stream";

/** A stay in a segment; `left` is null while it lasts. */
export type Stay = { readonly entered: Instant; readonly left: Instant | null };

export type PersonMembership = {
  readonly segment: string;
  readonly member: boolean;
  /** Oldest first, with the history, definitions and identity known today. */
  readonly stays: readonly Stay[];
};

export type SegmentPlan = { readonly key: string; readonly plan: Plan };

/**
 * In which segments a person is at `now`, was before, and since when: its whole history runs through the stream
 * operators once, deadlines included. A stay begins at the instant the truth changed; for someone who was in before
 * anything was known of them, at their first event.
 */
export function membershipsOf(
  segments: readonly SegmentPlan[],
  history: History,
  now: Instant,
): readonly PersonMembership[] {
  const inputs = inOrder(history).filter(({ time }) => time <= now);
  const program = compileStream(segments);
  const begin = inputs[0]?.time ?? now;
  const state = program.createState(begin);
  const stays = new Map<string, Stay[]>(segments.map(({ key }) => [key, []]));
  for (const key of program.members(state)) stays.get(key)?.push({ entered: begin, left: null });
  const note = (flips: readonly Flip[]): void => {
    for (const flip of flips) noteFlip(must(stays.get(flip.key), "a flip is of a known segment"), flip);
  };
  for (const { time, input } of inputs) note(program.apply(state, input, time));
  note(program.advance(state, now));
  return segments.map(({ key }) => ({
    segment: key,
    member: program.truth(state, key),
    stays: must(stays.get(key), "every segment has its stays").filter(
      ({ entered, left }) => entered !== left,
    ),
  }));
}

function noteFlip(stays: Stay[], { entered, at }: Flip): void {
  if (entered) stays.push({ entered: at, left: null });
  else stays.push({ ...must(stays.pop(), "who leaves was in"), left: at });
}

type TimedInput = { readonly time: Instant; readonly idHash: string; readonly input: StreamInput };

function inOrder(history: History): readonly TimedInput[] {
  const events = history.events.map((event): TimedInput => ({ ...event, input: { kind: "event", event } }));
  const traits = history.traits.map(
    (change): TimedInput => ({ ...change, input: { kind: "trait", change } }),
  );
  return [...traits, ...events].sort(
    (a, b) => a.time - b.time || (a.idHash < b.idHash ? -1 : Number(a.idHash > b.idHash)),
  );
}
