import { type Instant, must, OWN_ZONE_TRAIT, SEEN_ZONE_TRAIT } from "@habitus/kernel";
import { binary, bound, call, column, equals, type Expression, integer, TRUE } from "../tree/expression.ts";
import { type LeftJoin, output, type Select, select, subquery } from "../tree/query.ts";
import type { Interval } from "./calendar.ts";
import { millis } from "./day-number.ts";
import { spelledBy, tokenOfValue } from "./json-token.ts";
import { list } from "./list.ts";
import { PERSON, ROWS, withPerson } from "./people.ts";
import { latestValue, traitRows } from "./trait-rows.ts";
import { type HomeWindow, homeInterval } from "./window.ts";
import { type ZoneClocks, zoneClocks } from "./zone-clocks.ts";
import { groupedZones, groupNumber } from "./zone-groups.ts";
import type { PieceUse } from "./zone-pieces.ts";

const HOME = "home";
const GROUP = "zone_group";
/** The column in which an event says how far its clock was ahead of UTC. */
const OFFSET = "offset_minutes";
const OWN = "own_token";
const SEEN = "seen_token";
const GROUP_INDEX = binary("+", column(GROUP, HOME), integer(1));

/** What of a plan depends on the person's home zone: the edges of a window, or the clock over a stretch of time. */
export type HomeClock = { readonly use: PieceUse; readonly otherwise: string };
type Item =
  | { readonly kind: "window"; readonly window: HomeWindow }
  | { readonly kind: "clock"; readonly clock: HomeClock };
/** A window's edges, or which of all zones' clocks it is. */
type Answer = { readonly interval: Interval } | { readonly clock: number };
/** More seconds than any time has: a clock's number and a time in one number, so that one sorted list holds the offsets of all clocks. */
const CLOCK_STRIDE = 2 ** 34;
const SECOND_MS = 1_000;

/**
 * Windows whose edges, and clocks whose time, depend on the person's home zone. The engine takes a zone per row without complaint and
 * computes in UTC, so edges and offsets come from here: zones that have the same in all windows and clocks of the plan are one group,
 * each person is joined with the number of its group, and a window's edges or a clock's offsets are looked up by it. Group 0 is everybody without a zone.
 */
export class HomeZones {
  readonly #at: Instant;
  readonly #span: Interval;
  /** By their JSON, in the order of every group's answers. */
  readonly #items: ReadonlyMap<string, Item>;
  readonly #groups: readonly (readonly Answer[])[];
  /** Lower-case zone name to group. */
  readonly #groupOf: ReadonlyMap<string, number>;

  /** @param span the time in which the clocks are looked at. */
  constructor(windows: readonly HomeWindow[], clocks: readonly HomeClock[], span: Interval, at: Instant) {
    this.#at = at;
    this.#span = span;
    const items = [
      ...windows.map((window): Item => ({ kind: "window", window })),
      ...clocks.map((clock): Item => ({ kind: "clock", clock })),
    ];
    this.#items = new Map(items.map((item) => [JSON.stringify(item), item]));
    const isAsked = this.#items.size > 0;
    const none = { groups: [[]], groupOf: new Map<string, number>() };
    const { groups, groupOf } = isAsked ? groupedZones((zone) => this.#answers(zone)) : none;
    this.#groups = groups;
    this.#groupOf = groupOf;
  }

  /** What the items are in a zone; null for people without one. */
  #answers(zone: string | null): readonly Answer[] {
    return [...this.#items.values()].map((item) => {
      if (item.kind === "clock") return { clock: this.#clocks(item.clock).ofZone.get(zone) ?? 0 };
      const { window } = item;
      return { interval: homeInterval(window, zone ?? window.zone.otherwise, this.#at) };
    });
  }

  #clocks({ use, otherwise }: HomeClock): ZoneClocks {
    return zoneClocks(use, otherwise, this.#span);
  }

  /** From the earliest beginning to the latest end over all zones. */
  hull(window: HomeWindow): Interval {
    const intervals = this.#intervals(window);
    return {
      from: Math.min(...intervals.map((each) => each.from)),
      to: Math.max(...intervals.map((each) => each.to)),
    };
  }

  /** Whether `time` lies in the window of the person's own zone; needs `join`. */
  isWithin(window: HomeWindow, time: Expression): Expression {
    const intervals = this.#intervals(window);
    const at = millis(time);
    const edge = (edges: readonly Instant[]): Expression =>
      call("arrayElement", list(edges, "Array(Int64)"), GROUP_INDEX);
    return {
      kind: "all",
      of: [
        binary(">=", at, edge(intervals.map((each) => each.from))),
        binary("<", at, edge(intervals.map((each) => each.to))),
      ],
    };
  }

  /** How far the person's own zone is ahead of UTC at `time`, in ms; needs `join`. */
  offset(clock: HomeClock, time: Expression): Expression {
    const { groups: clocks } = this.#clocks(clock);
    const numbers = this.#ofItem({ kind: "clock", clock }).map((answer) =>
      "clock" in answer ? answer.clock : 0,
    );
    const pieces = numbers.flatMap((number, group) =>
      must(clocks[number], "the clocks of a zone").map(({ at, offset }) => ({
        key: group * CLOCK_STRIDE + at / SECOND_MS,
        offset: offset / SECOND_MS,
      })),
    );
    const keys = list(
      pieces.map(({ key }) => key),
      "Array(Int64)",
    );
    const offsets = list(
      pieces.map(({ offset }) => offset),
      "Array(Int32)",
    );
    const seconds = call("intDiv", millis(time), integer(SECOND_MS));
    const key = binary("+", binary("*", column(GROUP, HOME), integer(CLOCK_STRIDE)), seconds);
    const found = call("transform", call("roundDown", key, keys), keys, offsets, integer(0));
    return binary("*", call("toInt64", found), integer(SECOND_MS));
  }

  #intervals(window: HomeWindow): readonly Interval[] {
    return this.#ofItem({ kind: "window", window }).flatMap((answer) =>
      "interval" in answer ? [answer.interval] : [],
    );
  }

  #ofItem(item: Item): readonly Answer[] {
    const index = [...this.#items.keys()].indexOf(JSON.stringify(item));
    return this.#groups.map((group) => must(group[index], "a home window or clock that was not announced"));
  }

  /**
   * Gives each person of the rows the group of its zone; null when nothing needs it.
   * @param asking the nodes of those rows that windows and clocks are looked at in, and meet a condition. Of others the homes are not read.
   */
  join(asking: (condition: Expression) => Select): LeftJoin | null {
    if (this.#items.size === 0) return null;
    const people = select({
      columns: [output(PERSON, column(PERSON))],
      from: subquery(withPerson(asking(this.#isAsked())), ROWS),
    });
    const changes: Select = {
      ...withPerson(traitRows([OWN_ZONE_TRAIT, SEEN_ZONE_TRAIT], this.#at)),
      among: { value: column(PERSON), query: people },
    };
    const latest = (name: string): Expression =>
      tokenOfValue(latestValue(equals(column("name", ROWS), bound("String", name))));
    const spelled = { own: spelledBy(column(OWN)), seen: spelledBy(column(SEEN)) };
    const group = groupNumber(spelled, this.#groupOf);
    const query = select({
      columns: [
        output(PERSON, column(PERSON, ROWS)),
        output(OWN, latest(OWN_ZONE_TRAIT)),
        output(SEEN, latest(SEEN_ZONE_TRAIT)),
        output(GROUP, group),
      ],
      from: subquery(changes, ROWS),
      groupBy: [column(PERSON)],
    });
    return { query, alias: HOME, left: this.#whose(), right: column(PERSON, HOME) };
  }

  /** Whose home is looked for; nobody is person 0, who is found missing at once. */
  #whose(): Expression {
    const person = column(PERSON, ROWS);
    return this.#isOfClocks() ? call("if", call("isNull", column(OFFSET, ROWS)), person, integer(0)) : person;
  }

  /** A clock is looked at where an event does not say its own offset. */
  #isAsked(): Expression {
    return this.#isOfClocks() ? call("isNull", column(OFFSET)) : TRUE;
  }

  #isOfClocks(): boolean {
    return [...this.#items.values()].every((item) => item.kind === "clock" && item.clock.use === "clock");
  }
}
