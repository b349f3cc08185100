import type { Instant } from "@habitus/kernel";
import type { CountLeaf, EventMatch, Leaf } from "@habitus/segments";
import { binary, bound, call, type Expression, integer } from "../tree/expression.ts";
import type { Interval } from "./calendar.ts";
import type { EventFacts } from "./event-facts.ts";
import { MOST_PERIODS } from "./periods.ts";
import { isEmpty, isHome, windowInterval } from "./window.ts";

/**
 * Whether there are enough events. Whether there is one at all in each of several windows is told by one number: the windows' edges part time
 * into spans, and each that has an event sets a bit of it. To count in each window for itself takes several times as long.
 */
export class Counts {
  readonly #at: Instant;
  /** The edges of the windows in which something is looked for, ascending, by its JSON without the window; where there are several windows. */
  readonly #edges: ReadonlyMap<string, readonly Instant[]>;

  /** @param leaves all that will be asked for. */
  constructor(leaves: readonly Leaf[], at: Instant) {
    this.#at = at;
    const asked = new Map<string, Instant[]>();
    for (const leaf of leaves) {
      const interval = leaf.kind === "count" ? this.#interval(leaf) : null;
      if (leaf.kind !== "count" || interval === null) continue;
      const key = keyOf(leaf.events);
      asked.set(key, [...(asked.get(key) ?? []), interval.from, interval.to]);
    }
    const edges = [...asked].map(
      ([key, each]) => [key, [...new Set(each)].toSorted((a, b) => a - b)] as const,
    );
    this.#edges = new Map(edges.filter(([, { length }]) => length > 2 && length <= MOST_PERIODS + 1));
  }

  isReached(leaf: CountLeaf, events: EventFacts): Expression {
    const interval = this.#interval(leaf);
    const bounds = this.#edges.get(keyOf(leaf.events));
    if (interval === null || bounds === undefined) {
      return binary(">=", events.fact(leaf.events, { of: "count" }), bound("UInt64", leaf.atLeast));
    }
    const whole = { kind: "fixed", from: bounds[0] ?? null, to: bounds.at(-1) ?? null } as const;
    const seen = events.fact({ ...leaf.events, window: whole }, { of: "periods", bounds });
    return binary("!=", call("bitAnd", seen, bound("UInt64", bitsOf(interval, bounds))), integer(0));
  }

  /** Of a leaf that looks for one event in a window that is the same for everybody. */
  #interval({ events: { window }, atLeast }: CountLeaf): Interval | null {
    if (atLeast !== 1 || isHome(window)) return null;
    const interval = windowInterval(window, this.#at);
    return isEmpty(interval) ? null : interval;
  }
}

function bitsOf({ from, to }: Interval, bounds: readonly Instant[]): string {
  const bits = bounds.flatMap((start, place) => (start >= from && start < to ? [2n ** BigInt(place)] : []));
  return bits.reduce((sum, bit) => sum + bit, 0n).toString();
}

function keyOf(events: EventMatch): string {
  const { window: _, ...kind } = events;
  return JSON.stringify(kind);
}
