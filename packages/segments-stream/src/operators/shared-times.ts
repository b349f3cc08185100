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
  const outdatedOf = outdatedOfAll(operators);
  return {
    name,
    followsHome: operators.some(({ followsHome }) => followsHome),
    create: () => [],
    insert: (times, input, now) => {
      for (const operator of operators) if (operator.insert(times, input, now)) return true;
      return false;
    },
    settle: (times, now) => dropFirst(times, outdatedOf(times, now)),
    union: allTimes,
    size: (times) => times.length,
    write: (times, to) => to.ascending(times),
    read: (from) => from.ascending(spare),
    join: joined,
  };
}

/** How many of the first times no operator needs. The one that needed all of them last is asked first: mostly it does so again. */
function outdatedOfAll(operators: readonly Sharing[]): (times: Instant[], now: Instant) => number {
  let needsMost = 0;
  return (times, now) => {
    let outdated = operators[needsMost]?.outdated?.(times, now) ?? 0;
    for (let place = 0; place < operators.length && outdated > 0; place++) {
      const own = operators[place]?.outdated?.(times, now) ?? 0;
      if (own < outdated) {
        outdated = own;
        needsMost = place;
      }
    }
    return outdated;
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
