import { type Instant, isTransitionEvent, TRANSITION_EVENTS } from "@habitus/kernel";
import type { EventMatch, EventNames } from "@habitus/segments";
import { EVENTS_BY_NAME, TRANSITIONS } from "../store-schema.ts";
import { all, any, bound, call, column, type Expression, isIn, not, TRUE } from "../tree/expression.ts";
import { output, type Select, select, type Source, table, tables } from "../tree/query.ts";
import type { Interval } from "./calendar.ts";
import type { HomeZones } from "./home-zones.ts";
import { isWithin } from "./instant.ts";
import { isHome, merged, windowInterval } from "./window.ts";

/** Which rows of the events a plan reads: by event name and time, so that the engine can skip the others. */
export class EventScan {
  readonly #at: Instant;
  readonly #homes: HomeZones;
  /** What is read of each name or beginning of names, by its JSON, without overlaps in time. */
  readonly #read: ReadonlyMap<string, Read>;
  readonly #beginnings: readonly Read[];

  constructor(matches: readonly EventMatch[], homes: HomeZones, at: Instant) {
    this.#at = at;
    this.#homes = homes;
    const asked = new Map<string, { readonly name: EventNames; readonly intervals: Interval[] }>();
    for (const match of matches) {
      const key = JSON.stringify(match.name);
      const own = asked.get(key) ?? { name: match.name, intervals: [] };
      own.intervals.push(this.interval(match));
      asked.set(key, own);
    }
    const read = [...asked].map(
      ([key, { name, intervals }]) => [key, { name, intervals: merged(intervals) }] as const,
    );
    this.#read = new Map(read.filter(([, { intervals }]) => intervals.length > 0));
    this.#beginnings = [...this.#read.values()].filter(({ name }) => typeof name !== "string");
  }

  /** Transitions have a table of their own, and nobody else says them. */
  source(): Source {
    const isTransition = [...this.#read.values()].map(
      ({ name }) => typeof name === "string" && isTransitionEvent(name),
    );
    if (!isTransition.includes(true)) return table(EVENTS_BY_NAME.name);
    if (!isTransition.includes(false)) return table(TRANSITIONS.name);
    return tables([EVENTS_BY_NAME.name, TRANSITIONS.name]);
  }

  /** What a match covers; for home windows from the first zone's beginning to the last one's end. */
  interval(match: EventMatch): Interval {
    const { window } = match;
    return isHome(window) ? this.#homes.hull(window) : windowInterval(window, this.#at);
  }

  /** The condition on name and time that all rows meet. Names with equal intervals stand together. */
  condition(): Expression {
    const groups = new Map<
      string,
      { readonly names: EventNames[]; readonly intervals: readonly Interval[] }
    >();
    for (const { name, intervals } of this.#read.values()) {
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

  /** The node of each row that is read and meets the condition. */
  nodes(condition: Expression): Select {
    return select({
      columns: [output("node", column("node"))],
      from: this.source(),
      prewhere: all([this.condition(), condition]),
    });
  }

  /** What a row that is read must still meet to be of these events; always true when no other is read. */
  isOf(name: EventNames): Expression {
    return this.#read.size > 1 ? named([name]) : TRUE;
  }

  /** Whether a row that is read for another reason is of these events. */
  named(name: EventNames): Expression {
    return named([name]);
  }

  /** What a row that is read must still meet to be of the match's event and inside its window. */
  isOfMatch(match: EventMatch): Expression {
    const { from, to } = this.interval(match);
    const isWhole = this.#overlapping(match.name).every(({ intervals }) =>
      intervals.every((each) => each.from >= from && each.to <= to),
    );
    return all([this.isOf(match.name), isWhole ? TRUE : isWithin({ from, to })]);
  }

  /** What is read of events that could be of this name too. A plan may have very many names, so a name is not held against all. */
  #overlapping(name: EventNames): readonly Read[] {
    if (typeof name !== "string") return [...this.#read.values()].filter((read) => overlap(read.name, name));
    const own = this.#read.get(JSON.stringify(name));
    const others = this.#beginnings.filter((read) => overlap(read.name, name));
    return own === undefined ? others : [own, ...others];
  }
}

type Read = { readonly name: EventNames; readonly intervals: readonly Interval[] };

/** Whether some event could be of both. */
function overlap(one: EventNames, other: EventNames): boolean {
  if (typeof one === "string" && typeof other === "string") return one === other;
  if (typeof one === "string") return overlap(other, one);
  if (typeof other === "string") return other.startsWith(one.startsWith);
  return one.startsWith.startsWith(other.startsWith) || other.startsWith.startsWith(one.startsWith);
}

const TRANSITION_NAMES: readonly string[] = Object.values(TRANSITION_EVENTS);

function bounds(names: readonly string[]): readonly Expression[] {
  return names.map((name) => bound("String", name));
}

function named(names: readonly EventNames[]): Expression {
  const exact = names.filter((name) => typeof name === "string");
  const beginnings = names.filter((name) => typeof name !== "string");
  return any([
    isIn(column("name"), bounds(exact)),
    ...beginnings.map(({ startsWith, except = [] }) => {
      const begins = call("startsWith", column("name"), bound("String", startsWith));
      const transitions = TRANSITION_NAMES.filter((name) => name.startsWith(startsWith));
      const others = [...transitions, ...except];
      return others.length === 0 ? begins : all([begins, not(isIn(column("name"), bounds(others)))]);
    }),
  ]);
}
