import type { Instant } from "@habitus/kernel";
import type {
  EventMatch,
  FavouriteLeaf,
  Filter,
  Path,
  SequenceLeaf,
  SessionsLeaf,
  Zone,
} from "@habitus/segments";
import { columnNames } from "../tree/column-names.ts";
import {
  all,
  any,
  binary,
  call,
  column,
  type Expression,
  flag,
  integer,
  isTrue,
  NULL,
  text,
  TRUE,
} from "../tree/expression.ts";
import { layer, layered, output, type Select, select } from "../tree/query.ts";
import { chainMatches, chainStages } from "./chain.ts";
import type { ChainRow } from "./chain-lists.ts";
import { dayNumber, dayOf, millis, sinceEpoch } from "./day-number.ts";
import { decayedFact } from "./decayed.ts";
import { ConditionColumns } from "./condition-columns.ts";
import { EventProperties } from "./event-properties.ts";
import { EventScan } from "./event-scan.ts";
import { funnelStages } from "./funnel.ts";
import { filterExpression, pathsOf } from "./filter.ts";
import { gatheredList, gatheredNumber, type ValueGathering } from "./gathered-values.ts";
import { favouriteFact, overdueFact } from "./habit.ts";
import type { HomeZones } from "./home-zones.ts";
import { isWithin } from "./instant.ts";
import { clockForm, isAtLocalTime } from "./local-time.ts";
import { type OrderReading, orderStages } from "./order-sums.ts";
import { type Fact, type FactKind, type FactSource, gatheredBy, ROWS, ZEROS } from "./people.ts";
import { eventsOfSessions, type SessionsGathering, sessionsFact } from "./sessions.ts";
import { periodBit } from "./periods.ts";
import { RANK } from "./rank.ts";
import type { ValueReader } from "./value-columns.ts";
import { type HomeWindow, isEmpty, isHome } from "./window.ts";

/** What is gathered from the events of one match; all but the plain count from the number at a path. */
export type Gathering =
  | { readonly of: "count" }
  | ({ readonly of: ValueGathering } & Values)
  | { readonly of: "overdue"; readonly atLeast: number; readonly factor: string }
  | ({ readonly of: "favourite" } & Pick<FavouriteLeaf, "path" | "clock" | "value" | "top">)
  /** Whether the first or last of them meets a condition. */
  | { readonly of: "firstHas" | "lastHas"; readonly has: Filter }
  /** When the last or first of them was, in milliseconds. */
  | { readonly of: "newest" }
  | { readonly of: "oldest" }
  /** In which periods some of them lie: a bit each. */
  | { readonly of: "periods"; readonly bounds: readonly Instant[] }
  /** On how many calendar days of a zone. */
  | { readonly of: "days"; readonly zone: Zone }
  /** What is left of them at an instant, each being halved with every so many milliseconds; later ones do not count. */
  | { readonly of: "decayed"; readonly halfLifeMs: number; readonly until: Instant };

/** Values of events at a path; of a path of several keys also those in the items of lists, of some items only where `items` is given. */
export type Values = { readonly path: Path; readonly items?: Filter };

/**
 * The events a plan asks for, read in one pass: rows chosen by event name and time, one column per distinct condition on
 * a row, and the facts gathered under them. Equal conditions and equal facts are shared between leaves.
 *
 * A condition has two steps. Its *gate* is name, window and the first test of its properties; what else it looks at is
 * read only in rows that pass the gate.
 */
export class EventFacts {
  readonly #at: Instant;
  readonly #homes: HomeZones;
  readonly #scan: EventScan;
  readonly #properties: EventProperties;
  readonly #gates = new ConditionColumns("gate");
  readonly #gateOf = new Map<string, Gate>();
  readonly #conditions = new ConditionColumns("match");
  /** What is asked of a row and its person's home: columns, for many facts ask the same, and to plan that over again for each takes long. */
  readonly #atHome = new ConditionColumns("home");
  /** Of whose rows it is asked. */
  readonly #ofHomes = new Set<EventMatch>();
  readonly #facts = new Map<string, Fact>();

  /** @param matches all that will be asked for. */
  constructor(matches: readonly EventMatch[], homes: HomeZones, at: Instant) {
    this.#at = at;
    this.#homes = homes;
    this.#scan = new EventScan(matches, homes, at);
    this.#properties = new EventProperties(matches.flatMap(({ where }) => pathsOf(inSteps(where).first)));
  }

  /** The person's column of a fact, or what stands for it when no event can match. */
  fact(match: EventMatch, gathering: Gathering): Expression {
    const kind = FACT_KINDS[gathering.of];
    if (isEmpty(this.#scan.interval(match))) return ZEROS[kind];
    const key = JSON.stringify([match, gathering]);
    let fact = this.#facts.get(key);
    if (fact === undefined) {
      const value = this.#aggregate(match, gathering);
      fact = { name: `fact${this.#facts.size + 1}`, kind, value };
      this.#facts.set(key, fact);
    }
    return column(fact.name);
  }

  /** The person's column of what its sessions are. */
  sessions(sessions: Pick<SessionsLeaf, "events" | "quietMs">, of: SessionsGathering): Expression {
    const { events, quietMs } = sessions;
    const covered = this.#scan.interval(events);
    const kind = SESSIONS_KINDS[of];
    if (isEmpty(covered)) return ZEROS[kind];
    const key = JSON.stringify([sessions.events, quietMs, of, "sessions"]);
    let fact = this.#facts.get(key);
    if (fact === undefined) {
      const condition = this.#condition(eventsOfSessions(sessions, covered));
      const time = column("time", ROWS);
      const { window } = events;
      const isInside = isHome(window) ? this.#isWithin(events, window) : isWithin(covered, time);
      const value = sessionsFact(of, quietMs, { time: millis(time), isInside, condition });
      fact = { name: `fact${this.#facts.size + 1}`, kind, value };
      this.#facts.set(key, fact);
    }
    return column(fact.name);
  }

  /** The person's column that is 1 when its events hold a chain. */
  chain(leaf: SequenceLeaf): Expression {
    if (isEmpty(this.#scan.interval(leaf.events))) return ZEROS.count;
    const name = `fact${this.#facts.size + 1}`;
    const stages = chainStages(name, leaf, this.#chainRow(leaf), this.#at);
    this.#facts.set(JSON.stringify(leaf), { name, kind: "count", stages });
    return column(name);
  }

  /** The person's column that tells how far it came in a chain (see `funnelStages`). */
  funnel(leaf: SequenceLeaf, wholeMs: number | null): Expression {
    if (isEmpty(this.#scan.interval(leaf.events))) return ZEROS.list;
    const name = `fact${this.#facts.size + 1}`;
    const stages = funnelStages(name, leaf, this.#chainRow(leaf), wholeMs);
    this.#facts.set(name, { name, kind: "list", stages });
    return column(name);
  }

  #chainRow(leaf: SequenceLeaf): ChainRow {
    const matches = chainMatches(leaf, this.#scan.interval(leaf.events).from);
    const plays = matches.map((match) => this.#condition(match));
    const { same } = leaf;
    const [key = null] = same === null ? [] : matches.map((match) => this.#valueAt(same, match).read("form"));
    return { plays, time: column("time", ROWS), idHash: column("id_hash", ROWS), key };
  }

  /** The person's column that sums up the orders, which are what any of the matches holds for; `path` leads to their value. */
  orders(matches: readonly EventMatch[], { path, zone, seenUpTo }: OrderReading): Expression {
    const [some] = matches.filter((match) => !isEmpty(this.#scan.interval(match)));
    if (some === undefined) return ZEROS.token;
    const name = `fact${this.#facts.size + 1}`;
    const day = sinceEpoch(dayNumber(zone, this.#scan.interval(some), column("time", ROWS)));
    const conditions = matches.map((match) => this.#condition(match));
    const values = path === null ? [] : matches.map((match) => this.#valueAt(path, match).read("number"));
    const stages = orderStages(name, { isOrder: any(conditions), day, value: values[0] ?? NULL }, seenUpTo);
    this.#facts.set(name, { name, kind: "token", stages });
    return column(name);
  }

  source(): FactSource | null {
    const facts = [...this.#facts.values()];
    if (facts.length === 0) return null;
    const rows = this.#rows(facts);
    const columns = this.#atHome.outputs();
    const scan = new EventScan([...this.#ofHomes], this.#homes, this.#at);
    const join = columns.length === 0 ? null : this.#homes.join((condition) => scan.nodes(condition));
    return join === null ? { rows, facts } : { rows, facts, perPerson: { join, columns } };
  }

  #rows(facts: readonly Fact[]): Select {
    const early = this.#properties.early();
    const passing = this.#someGate();
    const late = this.#properties.late(passing);
    const asking = [...facts.flatMap(gatheredBy), ...this.#atHome.outputs().map(({ value }) => value)];
    const wanted = asking.flatMap((value) => [...columnNames(value)]);
    const asked = ["id_hash", "offset_minutes"].filter((name) => wanted.includes(name));
    const own = ["node", "name", "time", ...asked].map((name) => output(name, column(name)));
    const found = select({
      columns: [...own, ...this.#properties.documents()],
      from: this.#scan.source(),
      prewhere: this.#scan.condition(),
    });
    const conditions = this.#conditions
      .outputs()
      .map(({ name, value }) => output(name, passing === null ? value : whereHolds(passing, value)));
    const layers = [...early, layer(this.#gates.outputs()), layer([], passing), ...late, layer(conditions)];
    return layered(found, layers, ["node", ...wanted], "found");
  }

  /** Rows that pass no gate count for nothing; null when every row that is read passes one. */
  #someGate(): Expression | null {
    const gates = [...this.#gateOf.values()];
    if (!gates.some((each) => each.looksAtProperties) || gates.some(({ gate }) => isTrue(gate))) return null;
    return any(gates.map(({ gate }) => gate));
  }

  #aggregate(match: EventMatch, gathering: Gathering): Expression {
    const condition = this.#condition(match);
    if (gathering.of === "count") return isTrue(condition) ? call("count") : call("countIf", condition);
    if (gathering.of === "days") {
      // Days fit into 32 bits, which the engine counts apart in half the time.
      const day = call("toInt32", this.#dayNumber(match, gathering.zone));
      return isTrue(condition) ? call("uniqExact", day) : call("uniqExactIf", day, condition);
    }
    if (gathering.of === "newest" || gathering.of === "oldest") {
      const time = call("toDecimal128", millis(column("time", ROWS)), integer(9));
      return call(gathering.of === "newest" ? "maxIf" : "minIf", call("toNullable", time), condition);
    }
    if (gathering.of === "periods") {
      const bit = periodBit(gathering.bounds, millis(column("time", ROWS)));
      return isTrue(condition) ? call("groupBitOr", bit) : call("groupBitOrIf", bit, condition);
    }
    if (gathering.of === "decayed") return decayedFact(gathering, millis(column("time", ROWS)), condition);
    if (gathering.of === "overdue") {
      return overdueFact(gathering, millis(column("time", ROWS)), condition, this.#at);
    }
    if (gathering.of === "favourite") {
      const { path, clock } = gathering;
      const form =
        clock === undefined
          ? this.#valueAt(path, match).read("form")
          : this.#homeColumn(match, clock, () => clockForm(clock, this.#homes));
      return favouriteFact(gathering, form, condition);
    }
    if ("has" in gathering) {
      const has = this.#filterColumn(gathering.has, match);
      const outermost = gathering.of === "firstHas" ? "argMinIf" : "argMaxIf";
      return call("toUInt64", call(outermost, flag(has), RANK, condition));
    }
    if (gathering.path.length > 1) {
      const { path, items = null } = gathering;
      const reading = gathering.of === "distinct" ? "forms" : "numbers";
      const where = this.#whereRead(path.slice(0, 1), match);
      const values = this.#properties.inLists(path, items, reading, where);
      return gatheredList(gathering.of, values, condition);
    }
    const value = this.#valueAt(gathering.path, match);
    if (gathering.of === "distinct") {
      const form = value.read("form");
      return call("uniqExactIf", form, all([condition, binary("!=", form, text(""))]));
    }
    return gatheredNumber(gathering.of, value.read("number"), condition);
  }

  #dayNumber(match: EventMatch, zone: Zone): Expression {
    const time = column("time", ROWS);
    if (zone.kind === "named") return dayNumber(zone.name, this.#scan.interval(match), time);
    return this.#homeColumn(match, ["day", zone], () => {
      const offset = this.#homes.offset({ use: "day", otherwise: zone.otherwise }, time);
      return dayOf(binary("+", millis(time), offset));
    });
  }

  #isWithin(match: EventMatch, window: HomeWindow): Expression {
    return this.#homeColumn(match, window, () => this.#homes.isWithin(window, column("time", ROWS)));
  }

  #homeColumn(match: EventMatch, asked: unknown, make: () => Expression): Expression {
    this.#ofHomes.add(match);
    return this.#atHome.column(JSON.stringify(asked), make);
  }

  /** Whether a row counts; home windows and clocks are looked at where the person is known. */
  #condition(match: EventMatch): Expression {
    const { window, local } = match;
    return all([
      this.#rowCondition(match),
      isHome(window) ? this.#isWithin(match, window) : TRUE,
      local === undefined ? TRUE : this.#homeColumn(match, local, () => isAtLocalTime(local, this.#homes)),
    ]);
  }

  #rowCondition(match: EventMatch): Expression {
    const gate = this.#gate(match);
    const { rest } = inSteps(match.where);
    if (rest.length === 0) return gate;
    const others = rest.map((each) => filterExpression(each, (path) => this.#valueAt(path, match)));
    return this.#conditions.column(JSON.stringify([gate, rest]), () => all([gate, ...others]));
  }

  /** A filter of the rows that pass the match's gate. */
  #filterColumn(filter: Filter, match: EventMatch): Expression {
    const key = JSON.stringify([this.#gate(match), filter]);
    return this.#conditions.column(key, () => filterExpression(filter, (path) => this.#valueAt(path, match)));
  }

  #gate(match: EventMatch): Expression {
    const { name, where } = match;
    const { first } = inSteps(where);
    const isOfMatch = this.#scan.isOfMatch(match);
    const isOf = this.#scan.isOf(name);
    const key = JSON.stringify([isOfMatch, first]);
    const gate = this.#gates.column(key, () =>
      all([isOfMatch, filterExpression(first, (path) => this.#properties.at(path, isOf))]),
    );
    this.#gateOf.set(key, { gate, looksAtProperties: pathsOf(first).length > 0 });
    return gate;
  }

  #valueAt(path: Path, match: EventMatch): ValueReader {
    return this.#properties.at(path, this.#whereRead(path, match));
  }

  /** A gate that reads the path itself cannot say where it is read. */
  #whereRead(path: Path, match: EventMatch): Expression {
    return this.#properties.isEarly(path) ? this.#scan.isOf(match.name) : this.#gate(match);
  }
}

/** A conjunction in rows that meet a condition. */
function whereHolds(condition: Expression, value: Expression): Expression {
  if (value.kind !== "all") return value;
  const known = JSON.stringify(condition);
  return all(value.of.filter((part) => JSON.stringify(part) !== known));
}

/** A gate that looks at name and time alone lets through all that is read of its event. */
type Gate = { readonly gate: Expression; readonly looksAtProperties: boolean };

type Steps = { readonly first: Filter; readonly rest: readonly Filter[] };

/** A conjunction's test that is cheap and keeps few rows, and its other parts; their order has no meaning. */
function inSteps(where: Filter): Steps {
  if (where.kind !== "and") return { first: where, rest: [] };
  const cheap = where.of.find((each) => each.kind === "test" && each.test.kind === "text");
  const first = cheap ?? where.of[0];
  if (first === undefined) return { first: where, rest: [] };
  return { first, rest: where.of.filter((each) => each !== first) };
}

const SESSIONS_KINDS: Readonly<Record<SessionsGathering, FactKind>> = { count: "count", durations: "list" };

const FACT_KINDS: Readonly<Record<Gathering["of"], FactKind>> = {
  count: "count",
  numbers: "count",
  days: "count",
  overdue: "count",
  favourite: "count",
  firstHas: "count",
  lastHas: "count",
  distinct: "count",
  sum: "sum",
  lowMedian: "least",
  highMedian: "least",
  first: "least",
  last: "least",
  least: "least",
  greatest: "greatest",
  newest: "greatest",
  oldest: "least",
  periods: "count",
  decayed: "sum",
};
