import type { Plan } from "@habitus/segments";
import type { Operator, OperatorProbe, StreamInput } from "@habitus/segments-stream";
import { type LiveEvaluator, type MakeLive, streamEvaluator } from "../engines/evaluators.ts";

export type StreamFault = {
  readonly name: string;
  readonly live: MakeLive;
  /** Plans in which it could matter; without it all. */
  readonly concerns?: (plan: Plan) => boolean;
};

/** What reaches the operators is another input, or none. */
function inputFault(
  name: string,
  change: (input: StreamInput, now: number) => StreamInput | null,
): StreamFault {
  return {
    name,
    live: around((live) => ({
      ...live,
      apply: (input, now) => {
        const changed = change(input, now);
        return changed === null ? live.advance(now) : live.apply(changed, now);
      },
    })),
  };
}

function operatorFault(
  name: string,
  change: (operator: Operator, leaf: Parameters<OperatorProbe>[0]) => Partial<Operator>,
): StreamFault {
  const probe: OperatorProbe = (leaf, operator) => ({ ...operator, ...change(operator, leaf) });
  return { name, live: streamEvaluator({ probe }) };
}

function around(wrap: (live: LiveEvaluator) => LiveEvaluator): MakeLive {
  const make = streamEvaluator();
  return (plan, start) => wrap(make(plan, start));
}

const followsHome = (plan: Plan): boolean =>
  plan.leaves.some(
    (leaf) =>
      "events" in leaf && leaf.events.window.kind === "calendar" && leaf.events.window.zone.kind === "home",
  );

const complement = (hash: string): string =>
  hash.replaceAll(/./g, (digit) => (15 - Number.parseInt(digit, 16)).toString(16));

export const STREAM_FAULTS: readonly StreamFault[] = [
  inputFault("late events are dropped", (input, now) =>
    input.kind === "event" && input.event.time < now ? null : input,
  ),
  inputFault("late events count from their arrival", (input, now) =>
    input.kind === "event" && input.event.time < now
      ? { kind: "event", event: { ...input.event, time: now } }
      : input,
  ),
  inputFault("events of the future count at once", (input, now) =>
    input.kind === "event" && input.event.time > now
      ? { kind: "event", event: { ...input.event, time: now } }
      : input,
  ),
  inputFault("the trait that arrived last is in force", (input, now) =>
    input.kind === "trait" ? { kind: "trait", change: { ...input.change, time: now } } : input,
  ),
  inputFault("of traits of one instant the smaller hash is in force", (input) =>
    input.kind === "trait"
      ? { kind: "trait", change: { ...input.change, idHash: complement(input.change.idHash) } }
      : input,
  ),
  inputFault("a removed trait stays", (input) =>
    input.kind === "trait" && input.change.value === null ? null : input,
  ),
  {
    ...inputFault("people never move", (input) =>
      input.kind === "trait" && input.change.name === "timezone" ? null : input,
    ),
    concerns: followsHome,
  },
  operatorFault("one time too few is kept", (operator, leaf) => ({
    settle: (kept, now, home) => {
      operator.settle(kept, now, home);
      const isCount = leaf.kind === "count" && leaf.atLeast > 1;
      if (isCount && Array.isArray(kept) && kept.length >= leaf.atLeast) kept.shift();
    },
  })),
  operatorFault("deadlines are set only while a leaf is true", (operator) => ({
    due: (kept, now, home) =>
      operator.truth(kept, now, home) ? operator.due(kept, now, home) : Number.POSITIVE_INFINITY,
  })),
  operatorFault("deadlines are set only while a leaf is false", (operator) => ({
    due: (kept, now, home) =>
      operator.truth(kept, now, home) ? Number.POSITIVE_INFINITY : operator.due(kept, now, home),
  })),
  operatorFault("deadlines come a millisecond late", (operator) => ({
    due: (kept, now, home) => operator.due(kept, now, home) + 1,
  })),
  {
    ...operatorFault("a change of home zone recomputes nothing", () => ({ followsHome: false })),
    concerns: followsHome,
  },
  operatorFault("everybody begins outside", () => ({ truthOfNothing: false })),
];
