import type { Instant } from "@habitus/kernel";
import { allTimes, dropFirst, joinedTimes } from "../window/times.ts";
import type { Keeping, Operator } from "./operator.ts";
import { slidingCounts } from "./sliding-counts.ts";

type Sharing = Pick<Operator<Instant[]>, "name" | "followsHome" | "insert" | "outdated" | "sliding">;

/**
 * One list of times for several operators that see the same events.
 *
 * Invariant: kept is the longest of the ends that the operators would keep by themselves (`Operator.outdated`); each of the others is an end of
 * it. An event is taken when one of them would take it.
 */
export function sharedTimes(operators: readonly Sharing[], name: string): Keeping<Instant[]> {
  // What is kept in bytes is read, changed and written back before the next person's is read.
  const spare: Instant[] = [];
  const counts = slidingCounts(operators);
  const others = operators.filter(({ sliding }) => sliding === undefined);
  const outdated = (times: Instant[], now: Instant): number => {
    let most = counts === null ? times.length : counts.outdated(times, now);
    for (const other of others) if (most > 0) most = Math.min(most, other.outdated?.(times, now) ?? 0);
    return most;
  };
  return {
    name,
    followsHome: operators.some(({ followsHome }) => followsHome),
    create: () => [],
    insert: (times, input, now) => {
      if (counts?.insert(times, input, now) === true) return true;
      for (const operator of others) if (operator.insert(times, input, now)) return true;
      return false;
    },
    settle: (times, now) => dropFirst(times, outdated(times, now)),
    union: allTimes,
    size: (times) => times.length,
    write: (times, to) => to.ascending(times),
    read: (from) => from.ascending(spare),
    join: joinedTimes,
  };
}
