import { adjustForMany, ALARM, compareShares, shareDifference } from "@habitus/models";
import { PORTRAIT_LIMITS } from "./portrait.ts";
import type { Split, Trace } from "./health-report.ts";
import type { ReachedCounts } from "./health-queries.ts";
import { isOfContext } from "../store/item-paths.ts";
import { peopleWith } from "./traces.ts";

/** A split matters from so many percentage points on. */
const SPLIT_POINTS = 5;
const CANDIDATES = 20;
/** Of those inside, a split leaves at least this share on either side. */
const LEAST_SIDE = 0.05;

/** The most frequent traits and behaviours inside that part those who are in. */
export function candidatesOf(traces: readonly Trace[], inside: number): readonly Trace[] {
  const least = Math.max(PORTRAIT_LIMITS.fewest, inside * LEAST_SIDE);
  return traces
    .filter(({ kind, path }) => kind !== "item" || isOfContext(path))
    .filter((trace) => trace.inside >= least && trace.inside <= inside - least)
    .toSorted((a, b) => b.inside - a.inside)
    .slice(0, CANDIDATES);
}

/**
 * Splits whose two sides reach the goal differently, the widest first: by `SPLIT_POINTS` at least, and surely for all that were
 * looked at together (p adjusted below 0.05).
 */
export function splitsThatMatter(
  segment: string,
  candidates: readonly Trace[],
  whole: ReachedCounts,
  having: readonly ReachedCounts[],
): readonly Split[] {
  const sides = candidates.map((trace, place) => {
    const own = having[place] ?? { people: 0, reached: 0 };
    return {
      trace,
      own,
      others: { people: whole.people - own.people, reached: whole.reached - own.reached },
    };
  });
  const proportion = ({ people, reached }: ReachedCounts) => ({ hits: reached, of: people });
  const p = adjustForMany(
    sides.map(({ own, others }) => compareShares(proportion(own), proportion(others)).p),
  );
  const splits = sides.map(({ trace, own, others }, place): Split => {
    const { difference, low, high } = shareDifference(proportion(own), proportion(others));
    return {
      trace,
      people: peopleWith(segment, trace),
      having: own,
      others,
      points: difference * 100,
      low: low * 100,
      high: high * 100,
      p: p[place] ?? 1,
    };
  });
  return splits
    .filter((split) => Math.abs(split.points) >= SPLIT_POINTS && split.p < ALARM)
    .toSorted((a, b) => Math.abs(b.points) - Math.abs(a.points));
}
