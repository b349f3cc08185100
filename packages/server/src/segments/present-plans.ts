import { isDeepStrictEqual } from "node:util";
import {
  type Definition,
  type Plan,
  type PlanContext,
  scoresReadBy,
  segmentsReadBy,
  standInFor,
  withThresholds,
} from "@habitus/segments";
import { contextFor, planIn } from "./plan-contexts.ts";
import type { SegmentRecord } from "./segment-store.ts";

/** What segments of one context mean in it. @throws HabitusError as `planIn`. */
export type PlanOf = (segment: Pick<SegmentRecord, "key" | "definition" | "purpose">) => Plan;

/**
 * Plans of segments at the present, each made again only where something changed that it was made of: while that stays as it was, a segment
 * has the same plan, the same object.
 */
export type PresentPlans = {
  /** @param present Without a purpose; it has all segments. */
  in(present: PlanContext): PlanOf;
};

type Planned = {
  readonly plan: Plan;
  /** By key, the segments that the plan was made of, the own one among them. */
  readonly segments: ReadonlyMap<string, Meaning>;
  readonly thresholds: PlanContext["thresholds"];
};

type Meaning = PlanContext["segments"][string];

/** All that a plan may be made of besides segments and thresholds: there are few changes of it, and any makes all plans anew. */
type Rest = Omit<PlanContext, "segments" | "thresholds">;

export function createPresentPlans(): PresentPlans {
  let rest: Rest | null = null;
  let plans = new Map<string, Planned>();
  return {
    in(present) {
      const { segments, thresholds: _, ...others } = present;
      if (!isDeepStrictEqual(others, rest)) plans = new Map();
      rest = others;
      const known = plans;
      for (const key of known.keys()) if (!Object.hasOwn(segments, key)) known.delete(key);
      return (segment) => {
        const before = known.get(segment.key);
        if (before !== undefined && isAsBefore(before, present)) return before.plan;
        known.delete(segment.key);
        const plan = planIn({ ...present, self: segment.key }, segment);
        const behind = segmentsBehind(segment.key, present);
        if (behind !== null) {
          known.set(segment.key, { plan, segments: behind, thresholds: thresholdsOf(segment, present) });
        }
        return plan;
      };
    },
  };
}

/** Those that the plan was made of. */
function thresholdsOf(segment: Parameters<PlanOf>[0], present: PlanContext): PlanContext["thresholds"] {
  const { thresholds } = present;
  const bare = contextFor({ ...present, thresholds: {} }, segment);
  return withThresholds(
    segment.definition,
    bare,
    (population, { key }) => thresholds[key] ?? standInFor(population),
  ).thresholds;
}

function isAsBefore({ segments, thresholds }: Planned, present: PlanContext): boolean {
  for (const [key, { definition, purpose }] of segments) {
    const now = present.segments[key];
    if (now?.definition !== definition || now.purpose !== purpose) return false;
  }
  for (const [key, threshold] of Object.entries(thresholds)) {
    if (!isDeepStrictEqual(present.thresholds[key], threshold)) return false;
  }
  return true;
}

/**
 * A segment with those that it reads, that these read, or that scores do which any of them compares. Null where one is called by its name:
 * what a name stands for hangs on the names of all.
 */
function segmentsBehind(key: string, { segments, scores }: PlanContext): ReadonlyMap<string, Meaning> | null {
  const found = new Map<string, Meaning>();
  const compared = new Set<string>();
  const waiting = [key];
  const read = (definition: Definition): void => {
    waiting.push(...segmentsReadBy(definition));
    for (const score of scoresReadBy(definition)) {
      if (compared.has(score)) continue;
      compared.add(score);
      for (const { when } of scores[score]?.definition.elements ?? []) read({ version: 1, condition: when });
    }
  };
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (found.has(next)) continue;
    const meaning = Object.hasOwn(segments, next) ? segments[next] : undefined;
    if (meaning === undefined) return null;
    found.set(next, meaning);
    read(meaning.definition);
  }
  return found;
}
