import { PAGE_SIZES, type ParsedInput, type SegmentFlow } from "@habitus/contract";
import { DAY_MS, formatInstant, HabitusError, type Instant, must } from "@habitus/kernel";
import { personId } from "../../../../profiles/identity.ts";
import type { SegmentRecord } from "../../../../segments/segment-store.ts";
import type { FlowSide } from "../../../../store/event-reads.ts";
import type { ManagementDeps } from "../../deps.ts";
import { historyIsWritten, liveSince } from "./segment-pasts.ts";
import { idsFor } from "../ids-for.ts";
import { instantOrNull, isoOrNull, numberCursor, readNumberCursor } from "../shared.ts";

const SPAN_MS = 30 * DAY_MS;
const NOBODY: SegmentFlow["joined"] = { people: 0, nowhere: 0, segments: [] };

type Span = { readonly from: Instant | null; readonly to: Instant | null };

/**
 * Where people came from and went to between two instants.
 * @throws HabitusError `invalid_request` when `from` does not lie before `to`, and what the event store throws.
 */
export async function segmentFlow(
  deps: ManagementDeps,
  segment: SegmentRecord,
  asked: Span,
  signal: AbortSignal,
): Promise<SegmentFlow> {
  const began = deps.elapsed();
  const since = liveSince(deps.membership(), segment);
  const to = asked.to ?? deps.membership()?.at ?? null;
  if (asked.from !== null && to !== null && asked.from >= to) {
    throw new HabitusError("invalid_request", "`from` must lie before `to`.", {
      details: { problems: [{ path: "from", message: "must lie before `to`" }] },
    });
  }
  const tookMs = (): number => Math.round((deps.elapsed() - began) * 10) / 10;
  if (since === null || to === null || to <= since) {
    return { from: null, to: null, joined: NOBODY, left: NOBODY, merged: 0, unknown: [], took_ms: tookMs() };
  }
  const from = Math.max(asked.from ?? to - SPAN_MS, since);
  await historyIsWritten(deps, signal);
  const { joined, left, merged } = await deps.events.flow({ segment: segment.key, from, to }, signal);
  const others = deps.segments.list().filter(({ key }) => key !== segment.key);
  return {
    from: isoOrNull(from),
    to: isoOrNull(to),
    joined: toSide(joined),
    left: toSide(left),
    merged,
    unknown: others
      .filter((other) => (liveSince(deps.membership(), other) ?? to) > from)
      .map(({ key }) => key),
    took_ms: tookMs(),
  };
}

type MembersAsked = ParsedInput<"listFlowMembers">["query"];

/** Who is behind a number of a flow. @throws HabitusError `invalid_cursor`, and what the event store throws. */
export async function flowMembers(
  deps: ManagementDeps,
  segment: SegmentRecord,
  asked: MembersAsked,
  signal: AbortSignal,
) {
  const began = deps.elapsed();
  const { from, to, side, other, nowhere, limit = PAGE_SIZES.members.fallback } = asked;
  const span = { from: instantOf(from), to: instantOf(to) };
  await historyIsWritten(deps, signal);
  const page = await deps.events.flowPeople(
    {
      segment: segment.key,
      ...span,
      side,
      other:
        other !== undefined
          ? { kind: "segment", key: other }
          : { kind: nowhere === undefined ? "any" : "nowhere" },
      after: readNumberCursor(asked.after),
      limit: limit + 1,
    },
    signal,
  );
  const people = page.people.slice(0, limit);
  const idsOf = idsFor(deps, [segment.purpose]);
  return {
    count: page.count,
    people: people.map((person) => ({
      id: personId(person),
      ids: idsOf(person),
    })),
    next: page.people.length > limit ? numberCursor(people.at(-1) ?? null) : null,
    at: formatInstant(span.to),
    took_ms: Math.round((deps.elapsed() - began) * 10) / 10,
  };
}

const instantOf = (text: string): Instant => must(instantOrNull(text), "validated as a time");

function toSide({ people, nowhere, segments }: FlowSide): SegmentFlow["joined"] {
  return { people, nowhere, segments: segments.map((each) => ({ key: each.segment, people: each.people })) };
}
