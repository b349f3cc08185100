import type { Instant } from "@habitus/kernel";
import type { EventMatch } from "@habitus/segments";
import { all, any, bound, column, type Expression, isIn, TRUE } from "../tree/expression.ts";
import type { Interval } from "./calendar.ts";
import type { HomeZones } from "./home-zones.ts";
import { isWithin } from "./instant.ts";
import { isHome, merged, windowInterval } from "./window.ts";

/** Which rows of the events a plan reads: by event name and time, so that the engine can skip the others. */
export class EventScan {
  readonly #at: Instant;
  readonly #homes: HomeZones;
  /** What is read of each event name, without overlaps. */
  readonly #intervals: ReadonlyMap<string, readonly Interval[]>;

  constructor(matches: readonly EventMatch[], homes: HomeZones, at: Instant) {
    this.#at = at;
    this.#homes = homes;
    const names = [...new Set(matches.map((match) => match.name))];
    const intervals = names.map((name) => {
      const own = matches.filter((match) => match.name === name).map((match) => this.interval(match));
      return [name, merged(own)] as const;
    });
    this.#intervals = new Map(intervals.filter(([, own]) => own.length > 0));
  }

  /** What a match covers; for home windows from the first zone's beginning to the last one's end. */
  interval(match: EventMatch): Interval {
    const { window } = match;
    return isHome(window) ? this.#homes.hull(window) : windowInterval(window, this.#at);
  }

  /** The condition on name and time that all rows meet. Names with equal intervals stand together. */
  condition(): Expression {
    const groups = new Map<string, { readonly names: string[]; readonly intervals: readonly Interval[] }>();
    for (const [name, intervals] of this.#intervals) {
      const key = JSON.stringify(intervals);
      const group = groups.get(key);
      if (group === undefined) groups.set(key, { names: [name], intervals });
      else group.names.push(name);
    }
    return any(
      [...groups.values()].map(({ names, intervals }) =>
        all([named(names), any(intervals.map((each) => isWithin(each)))]),
      ),
    );
  }

  /** What a row that is read must still meet to be of these events; always true when no other is read. */
  isOf(names: readonly string[]): Expression {
    return names.length < this.#intervals.size ? named(names) : TRUE;
  }

  /** What a row that is read must still meet to be of the match's event and inside its window. */
  isOfMatch(match: EventMatch): Expression {
    const { from, to } = this.interval(match);
    const read = this.#intervals.get(match.name) ?? [];
    const isWhole = read.every((each) => each.from >= from && each.to <= to);
    return all([this.isOf([match.name]), isWhole ? TRUE : isWithin({ from, to })]);
  }
}

const named = (names: readonly string[]): Expression =>
  isIn(
    column("name"),
    names.map((name) => bound("String", name)),
  );
