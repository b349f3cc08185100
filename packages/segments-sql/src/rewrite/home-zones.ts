import { type Instant, must, OWN_ZONE_TRAIT, SEEN_ZONE_TRAIT } from "@habitus/kernel";
import { binary, bound, call, column, equals, type Expression, integer } from "../tree/expression.ts";
import { type LeftJoin, type OutputColumn, output, type Select, select, subquery } from "../tree/query.ts";
import type { Interval } from "./calendar.ts";
import { millis, offsetFrom } from "./day-number.ts";
import { spelledBy, tokenOfValue } from "./json-token.ts";
import { list } from "./list.ts";
import { PERSON, ROWS, withPerson } from "./people.ts";
import { latestValue, traitRows } from "./trait-facts.ts";
import { type HomeWindow, homeInterval } from "./window.ts";
import { ZONE_NAMES } from "./zone-names.ts";
import { type Piece, piecesOf, type PieceUse } from "./zone-pieces.ts";

const HOME = "home";
const GROUP = "zone_group";
const OWN = "own_token";
const SEEN = "seen_token";
const GROUP_INDEX = binary("+", column(GROUP, HOME), integer(1));

/** What of a plan depends on the person's home zone: the edges of a window, or the clock over a stretch of time. */
export type HomeClock = { readonly use: PieceUse; readonly otherwise: string };
type Item =
  | { readonly kind: "window"; readonly window: HomeWindow }
  | { readonly kind: "clock"; readonly clock: HomeClock };
type Answer = { readonly interval: Interval } | { readonly pieces: readonly Piece[] };

/**
 * Windows whose edges, and clocks whose time, depend on the person's home zone. The engine takes a zone per row without complaint and
 * computes in UTC, so edges and offsets come from here: zones that have the same in all windows and clocks of the plan are one group,
 * each person is joined with the number of its group, and a window's edges are looked up by it. Group 0 is everybody without a zone.
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
      if (item.kind === "window") {
        const { window } = item;
        return { interval: homeInterval(window, zone ?? window.zone.otherwise, this.#at) };
      }
      const { use, otherwise } = item.clock;
      return { pieces: piecesOf(zone ?? otherwise, this.#span, use) };
    });
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
    const { starts, offsets } = this.#tables(clock);
    const own = (name: string, values: readonly (readonly number[])[]): Expression => {
      const joined = column(name, HOME);
      // People whose zone was never told are not in the joined query.
      const otherwise = list(values[0] ?? [], "Array(Int64)");
      return call("if", equals(call("length", joined), integer(0)), otherwise, joined);
    };
    return offsetFrom(
      own(this.#columnOf(clock, "starts"), starts),
      own(this.#columnOf(clock, "offsets"), offsets),
      millis(time),
    );
  }

  #columnOf(clock: HomeClock, table: "starts" | "offsets"): string {
    const place = [...this.#items.keys()].indexOf(JSON.stringify({ kind: "clock", clock }));
    return `clock${place + 1}_${table}`;
  }

  /** Of each group when the clock's offsets begin, and what they are. */
  #tables(clock: HomeClock): Readonly<Record<"starts" | "offsets", readonly (readonly number[])[]>> {
    const pieces = this.#ofItem({ kind: "clock", clock }).map((answer) =>
      "pieces" in answer ? answer.pieces : [],
    );
    return {
      starts: pieces.map((each) => each.map((piece) => piece.at)),
      offsets: pieces.map((each) => each.map((piece) => piece.offset)),
    };
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

  /** Gives each person of the rows the group of its zone; null when nothing needs it. */
  join(): LeftJoin | null {
    if (this.#items.size === 0) return null;
    const changes = withPerson(traitRows([OWN_ZONE_TRAIT, SEEN_ZONE_TRAIT], this.#at));
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
    const clocks = this.#clockColumns();
    const whole = clocks.length === 0 ? query : withColumns(query, clocks);
    return { query: whole, alias: HOME, left: column(PERSON, ROWS), right: column(PERSON, HOME) };
  }

  /** Long tables stand in the text once, however many conditions look at them. */
  #clockColumns(): readonly OutputColumn[] {
    const clocks = [...this.#items.values()].flatMap((item) => (item.kind === "clock" ? [item.clock] : []));
    return clocks.flatMap((clock) => {
      const tables = this.#tables(clock);
      return (["starts", "offsets"] as const).map((name) =>
        output(
          this.#columnOf(clock, name),
          call(
            "arrayElement",
            list(tables[name], "Array(Array(Int64))"),
            binary("+", column(GROUP), integer(1)),
          ),
        ),
      );
    });
  }
}

/** The query's columns but the tokens, and more made of them. */
function withColumns(query: Select, columns: readonly OutputColumn[]): Select {
  const kept = [PERSON, GROUP].map((name) => output(name, column(name)));
  return select({ columns: [...kept, ...columns], from: subquery(query, "groups") });
}

export type ZoneGroups<T> = {
  /** The answer of each group; the first is that of everybody without a zone. */
  readonly groups: readonly T[];
  /** Lower-case name of every zone to its group. */
  readonly groupOf: ReadonlyMap<string, number>;
};

/** All zones by what `answer` says of them, as JSON; null is no zone. */
export function groupedZones<T>(answer: (zone: string | null) => T): ZoneGroups<T> {
  const otherwise = answer(null);
  const groups = [otherwise];
  const numbers = new Map([[JSON.stringify(otherwise), 0]]);
  const groupOf = new Map<string, number>();
  for (const [name, zone] of knownZones()) {
    const answers = answer(zone);
    const key = JSON.stringify(answers);
    const number = numbers.get(key) ?? groups.length;
    if (number === groups.length) groups.push(answers);
    numbers.set(key, number);
    groupOf.set(name, number);
  }
  return { groups, groupOf };
}

/** What the person says and what calls said; texts in any case, which need not name a zone. */
export type SpelledZones = { readonly own: Expression; readonly seen: Expression };

/** The number of the group of the zone that the person says, else of the one that calls said. */
export function groupNumber(
  { own, seen }: SpelledZones,
  groupOf: ZoneGroups<unknown>["groupOf"],
): Expression {
  const groupOr = (spelled: Expression, otherwise: Expression): Expression =>
    call(
      "transform",
      call("lower", spelled),
      list([...groupOf.keys()], "Array(String)"),
      list([...groupOf.values()], "Array(UInt16)"),
      otherwise,
    );
  return groupOr(own, groupOr(seen, integer(0)));
}

/** Lower-case name of every zone that this JavaScript engine knows, with the name of the zone it stands for. */
const knownZones = once((): ReadonlyMap<string, string> => {
  const names = [...ZONE_NAMES, ...Intl.supportedValuesOf("timeZone")].map((name) => name.toLowerCase());
  return new Map(
    [...new Set(names)].flatMap((name) => {
      const zone = canonicalZone(name);
      return zone === null ? [] : [[name, zone] as const];
    }),
  );
});

function canonicalZone(name: string): string | null {
  try {
    return new Intl.DateTimeFormat("en-US", { timeZone: name }).resolvedOptions().timeZone;
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** Asking JavaScript for every zone takes long, so only plans that need it pay, and once. */
function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
