import type { Instant } from "@habitus/kernel";
import { allTimes, dropFirst } from "../window/times.ts";
import type { Keeping, Operator } from "./operator.ts";

type Sharing = Pick<Operator<Instant[]>, "followsHome" | "insert" | "outdated">;

/**
 * One list of times for several operators that see the same events.
 *
 * Invariant: kept is the longest of the ends that the operators would keep by themselves (`Operator.outdated`); each of the others is an end of
 * it. An event is taken when one of them would take it.
 */
export function sharedTimes(operators: readonly Sharing[], name: string): Keeping<Instant[]> {
  // What is kept in bytes is read, changed and written back before the next person's is read.
  const spare: Instant[] = [];
  return {
    name,
    followsHome: operators.some(({ followsHome }) => followsHome),
    create: () => [],
    insert: (times, input, now) => operators.some((operator) => operator.insert(times, input, now)),
    settle: (times, now) => {
      let outdated = times.length;
      for (const operator of operators) outdated = Math.min(outdated, operator.outdated?.(times, now) ?? 0);
      dropFirst(times, outdated);
    },
    union: allTimes,
    size: (times) => times.length,
    write: (times, to) => to.ascending(times),
    read: (from) => from.ascending(spare),
    join: joined,
  };
}

/**
 * Every time as often as in the list that has it more often. Each list is complete as far back as its own leaves ask and may hold more before, with
 * gaps; so both together are complete as far back as any of them asks, and what lies before is outdated as it was.
 */
function joined(one: readonly Instant[], other: readonly Instant[]): Instant[] {
  const times: Instant[] = [];
  let at = 0;
  for (const time of one) {
    for (let next = other[at]; next !== undefined && next <= time; next = other[++at]) {
      if (next === time) {
        at++;
        break;
      }
      times.push(next);
    }
    times.push(time);
  }
  return [...times, ...other.slice(at)];
}
