import { type Instant, must } from "@habitus/kernel";
import { binary, bound, call, column, type Expression, integer, text } from "../tree/expression.ts";
import { type LeftJoin, output, select, subquery } from "../tree/query.ts";
import type { Interval } from "./calendar.ts";
import { spelledBy, tokenOfValue } from "./json-token.ts";
import { PERSON, ROWS, withPerson } from "./people.ts";
import { traitRows } from "./trait-facts.ts";
import { type HomeWindow, homeInterval } from "./window.ts";
import { ZONE_NAMES } from "./zone-names.ts";

const TIMEZONE = "timezone";
const HOME = "home";
const GROUP = "zone_group";

/**
 * Windows whose edges depend on the person's home zone. The engine takes a zone per row without complaint and computes in
 * UTC, so the edges come from here: zones that have the same edges in all windows of the plan are one group, each person
 * is joined with the number of its group, and a window's edges are looked up by it. Group 0 is everybody without a zone.
 */
export class HomeZones {
  readonly #at: Instant;
  readonly #windows: readonly HomeWindow[];
  /** Per group, the interval of each window. */
  readonly #groups: readonly (readonly Interval[])[];
  /** Lower-case zone name to group; names of group 0 are left out. */
  readonly #groupOf: ReadonlyMap<string, number>;

  constructor(windows: readonly HomeWindow[], at: Instant) {
    this.#at = at;
    this.#windows = [...new Map(windows.map((window) => [JSON.stringify(window), window])).values()];
    const otherwise = this.#windows.map((window) => homeInterval(window, window.zone.otherwise, at));
    const groups = [otherwise];
    const numbers = new Map([[JSON.stringify(otherwise), 0]]);
    const groupOf = new Map<string, number>();
    for (const [name, zone] of this.#windows.length === 0 ? [] : knownZones()) {
      const intervals = this.#windows.map((window) => homeInterval(window, zone, at));
      const key = JSON.stringify(intervals);
      const number = numbers.get(key) ?? groups.length;
      if (number === groups.length) groups.push(intervals);
      numbers.set(key, number);
      if (number > 0) groupOf.set(name, number);
    }
    this.#groups = groups;
    this.#groupOf = groupOf;
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
    const at = call("toUnixTimestamp64Milli", time);
    const edge = (edges: readonly Instant[]): Expression =>
      call("arrayElement", list(edges, "Array(Int64)"), binary("+", column(GROUP, HOME), integer(1)));
    return {
      kind: "all",
      of: [
        binary(">=", at, edge(intervals.map((each) => each.from))),
        binary("<", at, edge(intervals.map((each) => each.to))),
      ],
    };
  }

  #intervals(window: HomeWindow): readonly Interval[] {
    const key = JSON.stringify(window);
    const index = this.#windows.findIndex((each) => JSON.stringify(each) === key);
    return this.#groups.map((group) => must(group[index], "a home window that was not announced"));
  }

  /** Gives each person of the rows the group of its zone; null when no window needs it. */
  join(): LeftJoin | null {
    if (this.#windows.length === 0) return null;
    const changes = withPerson(traitRows([TIMEZONE], this.#at));
    const latest = call(
      "argMax",
      column("value", ROWS),
      call("tuple", column("time", ROWS), column("id_hash", ROWS)),
    );
    const name = call("lower", spelledBy(column("token")));
    const group = call(
      "transform",
      name,
      list([...this.#groupOf.keys()], "Array(String)"),
      list([...this.#groupOf.values()], "Array(UInt16)"),
      integer(0),
    );
    const query = select({
      columns: [
        output(PERSON, column(PERSON, ROWS)),
        output("token", tokenOfValue(latest, [])),
        output(GROUP, group),
      ],
      from: subquery(changes, ROWS),
      groupBy: [column(PERSON)],
    });
    return { query, alias: HOME, left: column(PERSON, ROWS), right: column(PERSON, HOME) };
  }
}

/** A constant list, bound as JSON text: then only texts and numbers are ever bound. */
export const list = (values: readonly (string | number)[], type: string): Expression =>
  call("JSONExtract", bound("String", JSON.stringify(values)), text(type));

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
