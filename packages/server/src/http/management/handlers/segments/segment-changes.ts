import type { SegmentChanges } from "@habitus/contract";
import { DAY_MS, formatInstant, HabitusError, type Instant } from "@habitus/kernel";
import { isThresholdMissing } from "../../../../segments/plan-contexts.ts";
import type { SegmentRecord } from "../../../../segments/segment-store.ts";
import type { ManagementDeps } from "../../deps.ts";
import type { HandlersFor } from "../../handler.ts";
import { historyIsWritten, liveSince } from "./segment-pasts.ts";
import { instantOrNull } from "../shared.ts";

const SPAN_MS = 7 * DAY_MS;
/** Segments that are counted in one query. */
const AT_ONCE = 20;

type Change = SegmentChanges["segments"][number];
type Span = { readonly from: Instant; readonly to: Instant };

export function changeHandlers(deps: ManagementDeps): HandlersFor<"getSegmentChanges"> {
  return {
    async getSegmentChanges({ query }, { signal }) {
      const began = deps.elapsed();
      const to = instantOrNull(query.to) ?? deps.workspace.logicalNow();
      const from = instantOrNull(query.from) ?? to - SPAN_MS;
      if (from >= to) {
        throw new HabitusError("invalid_request", "`from` must lie before `to`.", {
          details: { problems: [{ path: "from", message: "must lie before `to`" }] },
        });
      }
      const all = deps.segments.list();
      const followed = all.filter((segment) => isFollowed(deps, segment, from));
      const others = all.filter((segment) => !followed.includes(segment));
      const counted = await countBoth(deps, others, { from, to }, signal);
      const changes = [...(await readChanges(deps, followed, { from, to }, signal)), ...counted.changes];
      return {
        from: formatInstant(from),
        to: formatInstant(to),
        segments: changes,
        unknown: counted.unknown,
        took_ms: Math.round((deps.elapsed() - began) * 10) / 10,
      };
    },
  };
}

/** Whether transitions tell who was in at the instant; where the now is pinned, they tell of another time. */
function isFollowed(
  { workspace, membership }: ManagementDeps,
  segment: SegmentRecord,
  from: Instant,
): boolean {
  if (workspace.get().pinnedNow !== null) return false;
  const since = liveSince(membership(), segment);
  return since !== null && since <= from;
}

async function readChanges(
  deps: ManagementDeps,
  segments: readonly SegmentRecord[],
  span: Span,
  signal: AbortSignal,
): Promise<readonly Change[]> {
  if (segments.length === 0) return [];
  await historyIsWritten(deps, signal);
  const found = new Map((await deps.events.changes(span, signal)).map((each) => [each.segment, each]));
  return segments.map(({ key }) => {
    const { before = 0, after = 0, entered = 0, left = 0 } = found.get(key) ?? {};
    return { key, before, after, entered, left };
  });
}

async function countBoth(
  { evaluator }: ManagementDeps,
  segments: readonly SegmentRecord[],
  { from, to }: Span,
  signal: AbortSignal,
): Promise<{ readonly changes: readonly Change[]; readonly unknown: string[] }> {
  const isKnown = (segment: SegmentRecord): boolean => {
    try {
      evaluator.plan(segment);
      return true;
    } catch (error) {
      // A threshold that is not pinned is worked out by the count; what is not there is not.
      if (error instanceof HabitusError && error.code === "definition_refused")
        return isThresholdMissing(error);
      throw error;
    }
  };
  const known = segments.filter(isKnown);
  const changes: Change[] = [];
  for (let place = 0; place < known.length; place += AT_ONCE) {
    const part = known.slice(place, place + AT_ONCE);
    const before = await evaluator.counts(part, from, signal);
    const after = await evaluator.counts(part, to, signal);
    for (const [index, { key }] of part.entries()) {
      const sizes = { before: before[index] ?? 0, after: after[index] ?? 0 };
      changes.push({ key, ...sizes, entered: null, left: null });
    }
  }
  const unknown = segments.filter((segment) => !known.includes(segment)).map(({ key }) => key);
  return { changes, unknown };
}
