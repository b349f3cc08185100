import { type Instant, unreachable } from "@habitus/kernel";
import type { EventMatch, Filter, Path } from "@habitus/segments";
import { EVENTS_BY_NAME } from "../store-schema.ts";
import {
  all,
  any,
  bound,
  call,
  column,
  equals,
  type Expression,
  isIn,
  isTrue,
  not,
  TRUE,
  text,
} from "../tree/expression.ts";
import { columnNames } from "../tree/column-names.ts";
import { layered, type OutputColumn, output, type Select, select, table } from "../tree/query.ts";
import type { Interval } from "./calendar.ts";
import type { HomeZones } from "./home-zones.ts";
import { isWithin } from "./instant.ts";
import { isReadRight, tagged, tokenAt, tokenAtTagged } from "./json-token.ts";
import { type Fact, type FactKind, type FactSource, ROWS, ZEROS } from "./people.ts";
import { ValueColumns, type ValueReader } from "./value-columns.ts";
import { testExpression } from "./value-test.ts";
import { isEmpty, isHome, merged, windowInterval } from "./window.ts";

/** What is gathered from the events of one match; all but the plain count from the number at a path. */
export type Gathering =
  | { readonly of: "count" }
  | { readonly of: "numbers" | "sum" | "least" | "greatest"; readonly path: Path };

/**
 * The events a plan asks for, read in one pass: rows chosen by event name and time, one column per distinct condition on
 * a row, and the facts gathered under them. Equal conditions and equal facts are shared between leaves.
 */
export class EventFacts {
  readonly #at: Instant;
  readonly #homes: HomeZones;
  /** What is read of each event name, without overlaps. */
  readonly #scan: ReadonlyMap<string, readonly Interval[]>;
  readonly #values: ValueColumns;
  /** Paths that are read, with the event names that they are read of. */
  readonly #readersOf = new Map<string, { readonly path: Path; readonly events: Set<string> }>();
  readonly #conditions = new Map<string, OutputColumn>();
  readonly #facts = new Map<string, Fact>();

  /** @param matches all that will be asked for. */
  constructor(matches: readonly EventMatch[], homes: HomeZones, at: Instant) {
    this.#at = at;
    this.#homes = homes;
    const names = [...new Set(matches.map((match) => match.name))];
    const scan = names.map((name) => {
      const intervals = matches.filter((match) => match.name === name).map((match) => this.#interval(match));
      return [name, merged(intervals)] as const;
    });
    this.#scan = new Map(scan.filter(([, intervals]) => intervals.length > 0));
    this.#values = new ValueColumns("event", (path) => this.#token(path));
  }

  /** The person's column of a fact, or what stands for it when no event can match. */
  fact(match: EventMatch, gathering: Gathering): Expression {
    const kind = FACT_KINDS[gathering.of];
    if (isEmpty(this.#interval(match))) return ZEROS[kind];
    const key = JSON.stringify([match, gathering]);
    let fact = this.#facts.get(key);
    if (fact === undefined) {
      const value = this.#aggregate(match, gathering);
      fact = { name: `fact${this.#facts.size + 1}`, kind, value };
      this.#facts.set(key, fact);
    }
    return column(fact.name);
  }

  source(): FactSource | null {
    const facts = [...this.#facts.values()];
    if (facts.length === 0) return null;
    const perPerson = this.#homes.join();
    return { rows: this.#rows(), facts, ...(perPerson === null ? {} : { perPerson }) };
  }

  /** What a match covers; for home windows the hull over all zones. */
  #interval(match: EventMatch): Interval {
    const { window } = match;
    return isHome(window) ? this.#homes.hull(window) : windowInterval(window, this.#at);
  }

  #rows(): Select {
    const own = ["node", "name", "time"].map((name) => output(name, column(name)));
    const wanted = [...this.#facts.values()].flatMap(({ value }) => [...columnNames(value)]);
    const [tokens = [], ...readings] = this.#values.layers();
    const layers = [tokens, ...readings, [...this.#conditions.values()]];
    return layered(this.#chosenRows(own, tokens.length > 0), layers, ["node", ...wanted], "found");
  }

  /** The rows that are read. */
  #chosenRows(own: readonly OutputColumn[], withProperties: boolean): Select {
    const from = table(EVENTS_BY_NAME.name);
    const prewhere = this.#chosen();
    if (!withProperties) return select({ columns: own, from, prewhere });
    const paths = [...this.#readersOf.values()].map((each) => each.path);
    const readRight = isReadRight(column("properties"), column("plain"), paths);
    const tag = call("if", readRight, text(""), tagged(column("properties")));
    const documents = [output("properties", column("properties")), output(TAGGED, tag)];
    return select({ columns: [...own, ...documents], from, prewhere });
  }

  /** Names with equal intervals stand together. */
  #chosen(): Expression {
    const groups = new Map<string, { readonly names: string[]; readonly intervals: readonly Interval[] }>();
    for (const [name, intervals] of this.#scan) {
      const key = JSON.stringify(intervals);
      const group = groups.get(key);
      if (group === undefined) groups.set(key, { names: [name], intervals });
      else group.names.push(name);
    }
    const parts = [...groups.values()].map(({ names, intervals }) =>
      all([isNamed(names), any(intervals.map((each) => isWithin(each)))]),
    );
    return any(parts);
  }

  #aggregate(match: EventMatch, gathering: Gathering): Expression {
    const condition = this.#condition(match);
    if (gathering.of === "count") return isTrue(condition) ? call("count") : call("countIf", condition);
    const number = this.#valueAt(gathering.path, match.name).read("number");
    switch (gathering.of) {
      case "numbers":
        return call("countIf", all([condition, call("isNotNull", number)]));
      case "sum": {
        const known = call("ifNull", number, ZEROS.sum);
        return isTrue(condition) ? call("sum", known) : call("sumIf", known, condition);
      }
      case "least":
        return isTrue(condition) ? call("min", number) : call("minIf", number, condition);
      case "greatest":
        return isTrue(condition) ? call("max", number) : call("maxIf", number, condition);
      default:
        return unreachable(gathering);
    }
  }

  /** Whether a row counts, as a column of the rows; home windows are looked at where the person is known. */
  #condition(match: EventMatch): Expression {
    const inRow = this.#rowCondition(match);
    const { window } = match;
    return isHome(window) ? all([inRow, this.#homes.isWithin(window, column("time", ROWS))]) : inRow;
  }

  #rowCondition(match: EventMatch): Expression {
    const { name, where } = match;
    const isWholeScan = this.#isWholeScan(match);
    const key = JSON.stringify([name, isWholeScan ? null : this.#interval(match), where]);
    let condition = this.#conditions.get(key);
    if (condition === undefined) {
      const value = all([
        this.#scan.size > 1 ? isNamed([name]) : TRUE,
        isWholeScan ? TRUE : isWithin(this.#interval(match)),
        this.#filter(where, name),
      ]);
      if (isTrue(value)) return value;
      condition = output(`match${this.#conditions.size + 1}`, value);
      this.#conditions.set(key, condition);
    }
    return column(condition.name);
  }

  /** True when every row that is read of this event lies in the match's window. */
  #isWholeScan(match: EventMatch): boolean {
    const { from, to } = this.#interval(match);
    return (this.#scan.get(match.name) ?? []).every((each) => each.from >= from && each.to <= to);
  }

  #filter(filter: Filter, event: string): Expression {
    switch (filter.kind) {
      case "test":
        return testExpression(filter.test, this.#valueAt(filter.path, event));
      case "not":
        return not(this.#filter(filter.of, event));
      case "and":
        return all(filter.of.map((each) => this.#filter(each, event)));
      case "or":
        return any(filter.of.map((each) => this.#filter(each, event)));
      default:
        return unreachable(filter);
    }
  }

  #valueAt(path: Path, event: string): ValueReader {
    const key = JSON.stringify(path);
    const readers = this.#readersOf.get(key) ?? { path, events: new Set() };
    readers.events.add(event);
    this.#readersOf.set(key, readers);
    return this.#values.at(path);
  }

  /** Properties are looked into only where the event's conditions ask for them. */
  #token(path: Path): Expression {
    const quick = tokenAt(column("properties"), path);
    const read = call("if", equals(column(TAGGED), text("")), quick, tokenAtTagged(column(TAGGED), path));
    const events = this.#readersOf.get(JSON.stringify(path))?.events ?? new Set();
    return events.size === this.#scan.size ? read : call("if", isNamed([...events]), read, text(""));
  }
}

/** A tagged copy of the properties where the quick reader may not be used, else ''. */
const TAGGED = "tagged_properties";

const FACT_KINDS: Readonly<Record<Gathering["of"], FactKind>> = {
  count: "count",
  numbers: "count",
  sum: "sum",
  least: "least",
  greatest: "greatest",
};

const isNamed = (names: readonly string[]): Expression =>
  isIn(
    column("name"),
    names.map((name) => bound("String", name)),
  );
