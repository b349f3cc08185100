import type { Instant } from "@habitus/kernel";
import type { EventMatch, Path } from "@habitus/segments";
import { type Audience, AUDIENCE, audienceJoins, isInAudience } from "./audience.ts";
import { emit, type Statement } from "./emit/emit.ts";
import { millis } from "./rewrite/day-number.ts";
import { EventProperties } from "./rewrite/event-properties.ts";
import { EventScan } from "./rewrite/event-scan.ts";
import { filterExpression, pathsOf } from "./rewrite/filter.ts";
import { gatheredList, gatheredNumber, type ValueGathering } from "./rewrite/gathered-values.ts";
import { homeZonesOf } from "./rewrite/homes-of-plan.ts";
import { list } from "./rewrite/list.ts";
import { isAtLocalTime } from "./rewrite/local-time.ts";
import { PERSON, ROWS, withPerson } from "./rewrite/people.ts";
import { VALUE } from "./rewrite/rewrite-plan.ts";
import { type Page, peopleCount, peoplePage, type PeopleRows } from "./statements.ts";
import { EVENTS_BY_NAME } from "./store-schema.ts";
import {
  all,
  binary,
  bound,
  call,
  column,
  equals,
  type Expression,
  integer,
  isTrue,
  text,
  TRUE,
} from "./tree/expression.ts";
import {
  layer,
  layered,
  type OutputColumn,
  output,
  type Select,
  select,
  subquery,
  table,
} from "./tree/query.ts";

/** What is told of the events of a period. */
export type TrendMeasure =
  | { readonly of: "times" | "people" }
  | {
      readonly of: "sum" | "average" | "minimum" | "maximum" | "median" | "distinct count";
      /** Of a path of several keys also the values in the items of lists. */
      readonly path: Path;
    };

/** What makes a line each: the text form (see `TextTest`) of a property, or of the audience's trait. */
export type TrendSplit = { readonly by: "property"; readonly path: Path } | { readonly by: "trait" };

export type Trend = {
  /** Their window covers the periods and nothing else. */
  readonly match: EventMatch;
  readonly measure: TrendMeasure;
  readonly split: TrendSplit | null;
  /** Where the periods begin, ascending, and where the last one ends. */
  readonly edges: readonly Instant[];
  readonly at: Instant;
  readonly audience: Audience | null;
};

export type TrendRow = Readonly<Record<string, string | number | null>>;

/** A line's figure: of a period, or of all periods together where `period` is null. */
export type TrendFigure = {
  readonly period: Instant | null;
  /** Place of its value among those that were named, from 0; null for all others, and where nothing is split. */
  readonly value: number | null;
  readonly times: number;
  readonly people: number;
  /** What is measured; null of nothing. */
  readonly figure: number | null;
  /** How many values the line is of; 0 where nothing is split. */
  readonly values: number;
};

const PERIOD = "period";
const MEASURED = "measured";
const LINE = "line";
/** Whether a row is of all periods together, and whether it is of all lines. */
const IS_WHOLE = "is_whole";
const IS_EVERY_LINE = "is_every_line";

/**
 * Rows for `readTrend`, one per line with an event and period, and one per line of all periods together, with how many values it is of.
 * @param values that make a line each; all others are one more.
 */
export function trendStatement(trend: Trend, values: readonly string[]): Statement {
  const grouped = [LINE, PERIOD].map((name) => column(name));
  const told = [
    output("times", call("count")),
    ...figuresOf(trend),
    output("people", call("groupBitmap", column(PERSON))),
    ...(trend.split === null ? [] : [output("values", call("uniqExact", column(VALUE)))]),
  ];
  const counted = select({
    columns: [
      ...grouped.map((each) => output(each.name, each)),
      output(IS_WHOLE, call("grouping", column(PERIOD))),
      output(IS_EVERY_LINE, call("grouping", column(LINE))),
      ...told,
    ],
    from: subquery(linesOf(trend, values), ROWS),
    groupBy: grouped,
    rollup: true,
  });
  return emit(
    select({
      columns: [LINE, PERIOD, IS_WHOLE, ...told.map(({ name }) => name)].map((name) =>
        output(name, column(name)),
      ),
      from: subquery(counted, "counted"),
      where: equals(column(IS_EVERY_LINE), integer(0)),
    }),
  );
}

/** Rows `{value}`: values that lines may be made of, the most frequent first; '' stands for having none. */
export function trendValuesStatement(trend: Trend, limit: number): Statement {
  const rank = trend.measure.of === "people" ? call("groupBitmap", column(PERSON)) : call("count");
  const counted = select({
    columns: [output(VALUE, column(VALUE)), output("size", call("toInt64", rank))],
    from: subquery(eventsOf(trend), ROWS),
    groupBy: [column(VALUE)],
  });
  return emit(
    select({
      columns: [output(VALUE, column(VALUE))],
      from: subquery(counted, "counted"),
      orderBy: [binary("-", integer(0), column("size")), column(VALUE)],
      limit: bound("UInt64", limit),
    }),
  );
}

/** Whose events: of a period, or of all where it is null, and of a line, as `TrendFigure` names them. */
export type TrendPlace = Pick<TrendFigure, "period" | "value">;

/** Rows `{person}`, ascending. */
export function trendPeopleStatement(
  trend: Trend,
  values: readonly string[],
  place: TrendPlace,
  page: Page,
): Statement {
  return peoplePage(peopleAt(trend, values, place), page);
}

/** One row `{count}`. */
export function trendPeopleCount(trend: Trend, values: readonly string[], place: TrendPlace): Statement {
  return peopleCount(peopleAt(trend, values, place));
}

function peopleAt(trend: Trend, values: readonly string[], place: TrendPlace): PeopleRows {
  return { from: subquery(linesOf(trend, values), ROWS), where: isAt(place), hasRepeats: true };
}

const isAt = ({ period, value }: TrendPlace): Expression =>
  all([
    equals(column(LINE), integer(value === null ? 0 : value + 1)),
    period === null ? TRUE : equals(column(PERIOD), integer(period)),
  ]);

/** Reads a row of `trendStatement`. */
export function readTrend(row: TrendRow, { measure }: Pick<Trend, "measure">): TrendFigure {
  const number = (name: string): number | null => {
    const value = row[name] ?? null;
    return value === null ? null : Number(value);
  };
  const line = number(LINE) ?? 0;
  return {
    period: number(IS_WHOLE) === 1 ? null : number(PERIOD),
    value: line === 0 ? null : line - 1,
    times: number("times") ?? 0,
    people: number("people") ?? 0,
    figure: measuredFigure(measure, number),
    values: number("values") ?? 0,
  };
}

function measuredFigure({ of }: TrendMeasure, number: (name: string) => number | null): number | null {
  switch (of) {
    case "times":
    case "people":
      return number(of);
    case "sum":
      return number("numbers") === 0 ? null : number("sum");
    case "average": {
      const numbers = number("numbers") ?? 0;
      return numbers === 0 ? null : (number("sum") ?? 0) / numbers;
    }
    case "minimum":
      return number("least");
    case "maximum":
      return number("greatest");
    case "median": {
      const [low, high] = [number("lowMedian"), number("highMedian")];
      return low === null || high === null ? null : (low + high) / 2;
    }
    case "distinct count":
      return number("distinct");
  }
}

const GATHERED: Readonly<Record<TrendMeasure["of"], readonly ValueGathering[]>> = {
  times: [],
  people: [],
  sum: ["sum", "numbers"],
  average: ["sum", "numbers"],
  minimum: ["least"],
  maximum: ["greatest"],
  median: ["lowMedian", "highMedian"],
  "distinct count": ["distinct"],
};

/** Exact decimals as texts, so that nothing is rounded on the way. */
function figuresOf({ measure }: Trend): readonly OutputColumn[] {
  if (!("path" in measure)) return [];
  const value = column(MEASURED);
  const gathered = (of: ValueGathering): Expression => {
    if (measure.path.length > 1) return gatheredList(of, value, TRUE);
    if (of !== "distinct") return gatheredNumber(of, value, TRUE);
    return call("uniqExactIf", value, binary("!=", value, text("")));
  };
  return GATHERED[measure.of].map((of) => output(of, call("toString", gathered(of))));
}

/** The events with the line that each belongs to: 0 for values that were not named. */
function linesOf(trend: Trend, values: readonly string[]): Select {
  const events = eventsOf(trend);
  const line =
    trend.split === null ? integer(0) : call("indexOf", list(values, "Array(String)"), column(VALUE));
  return select({
    columns: [...events.columns.map(({ name }) => output(name, column(name))), output(LINE, line)],
    from: subquery(events, "events"),
  });
}

/** Rows `{person, period, value, measured}`, as far as they are asked for, of the events of whoever is looked at. */
function eventsOf(trend: Trend): Select {
  const { match, split, edges, audience } = trend;
  const homes = homeZonesOf([{ kind: "count", events: match, atLeast: 1 }], trend.at);
  const scan = new EventScan([match], homes, trend.at);
  const home = homes.join((condition) => scan.nodes(condition));
  const values =
    split === null
      ? []
      : [output(VALUE, split.by === "trait" ? column(VALUE, AUDIENCE) : column(VALUE, ROWS))];
  return select({
    columns: [
      output(PERSON, column(PERSON, ROWS)),
      output(PERIOD, call("roundDown", millis(column("time", ROWS)), list(edges, "Array(Int64)"))),
      ...values,
      ...("path" in trend.measure ? [output(MEASURED, column(MEASURED, ROWS))] : []),
    ],
    from: subquery(withPerson(foundEvents(trend, scan)), ROWS),
    joins: [...audienceJoins(audience, ROWS), ...(home === null ? [] : [home])],
    where: all([
      isInAudience(audience),
      match.local === undefined ? TRUE : isAtLocalTime(match.local, homes),
    ]),
  });
}

function foundEvents({ match, split, measure }: Trend, scan: EventScan): Select {
  const properties = new EventProperties(pathsOf(match.where));
  const meets = filterExpression(match.where, (path) => properties.at(path, TRUE));
  const made: readonly OutputColumn[] = [
    ...(split?.by === "property" ? [output(VALUE, properties.at(split.path, meets).read("form"))] : []),
    ...("path" in measure ? [output(MEASURED, measuredValue(properties, measure, meets))] : []),
  ];
  const own = ["node", "time", ...(match.local === undefined ? [] : ["offset_minutes"])];
  const found = select({
    columns: [...own.map((name) => output(name, column(name))), ...properties.documents()],
    from: table(EVENTS_BY_NAME.name),
    prewhere: scan.condition(),
  });
  const passing = isTrue(meets) ? null : meets;
  const layers = [...properties.early(), layer([], passing), ...properties.late(meets), layer(made)];
  return layered(found, layers, [...own, ...made.map(({ name }) => name)], "found");
}

function measuredValue(
  properties: EventProperties,
  { of, path }: Extract<TrendMeasure, { readonly path: Path }>,
  where: Expression,
): Expression {
  const isText = of === "distinct count";
  if (path.length > 1) return properties.inLists(path, null, isText ? "forms" : "numbers", where);
  return properties.at(path, where).read(isText ? "form" : "number");
}
