import { DAY_MS, WEEK_MS } from "@habitus/kernel";
import {
  calendarPeriods,
  type Dailies,
  type DailyRow,
  dailiesStatement,
  dailyNamesStatement,
  readDaily,
  readTrend,
  type Trend,
  type TrendRow,
  trendStatement,
  trendValuesStatement,
} from "@habitus/segments-sql";
import type { Ask } from "./asked.ts";
import { atOnce, eventsOf, type AskedCase, figuresOf, instant, MILLIS, sortedFigures } from "./asked-case.ts";
import { AT } from "./by-hand.ts";

const WEEKS = 12;
const TOP = 3;
const PERIODS = calendarPeriods({ unit: "week", count: WEEKS, weekStart: 1 }, "UTC", AT);
const FIRST = PERIODS[0]?.from ?? 0;
const EDGES = [...PERIODS.map(({ from }) => from), FIRST + WEEKS * WEEK_MS];
const ORDERED = `name = 'order' AND time >= ${instant(FIRST)} AND time <= ${instant(AT)}`;
/** From 1, as all weeks together are 0. */
const WEEK = `1 + intDiv(${MILLIS} - ${FIRST}, ${WEEK_MS})`;

const trendOf = (rest: Pick<Trend, "measure" | "split">): Trend => ({
  match: { ...eventsOf("did order"), window: { kind: "fixed", from: FIRST, to: EDGES.at(-1) ?? AT } },
  edges: EDGES,
  at: AT,
  audience: null,
  ...rest,
});

const weekOf = (period: number | null): number => (period === null ? 0 : 1 + (period - FIRST) / WEEK_MS);

/** What the server asks of each line: its weeks, and all of them together. */
async function askTrend(ask: Ask, trend: Trend, values: readonly string[]) {
  const rows = await ask(trendStatement(trend, values));
  return rows.map((row) => readTrend(row as TrendRow, trend));
}

export function trendCase(): AskedCase {
  const trend = trendOf({ measure: { of: "people" }, split: null });
  const byHand = `SELECT week, count(), uniqExact(person) FROM (${atOnce(`${WEEK} AS week`, ORDERED)}) GROUP BY week WITH ROLLUP`;
  return {
    name: `trend: people a week and in all ${WEEKS} weeks`,
    async emitted(ask) {
      const figures = await askTrend(ask, trend, []);
      return sortedFigures(figures.map(({ period, times, people }) => [weekOf(period), times, people]));
    },
    byHand: async (ask) => figuresOf(await ask(byHand)),
  };
}

const CATEGORY = "JSONExtractString(properties, 'category')";

export function splitTrendCase(): AskedCase {
  const trend = trendOf({
    measure: { of: "sum", path: ["revenue"] },
    split: { by: "property", path: ["category"] },
  });
  return {
    name: `trend: a sum a week, the ${TOP} most frequent values apart`,
    async emitted(ask) {
      const found = await ask(trendValuesStatement(trend, TOP));
      const values = found.map(({ value }) => String(value));
      const figures = await askTrend(ask, trend, values);
      return sortedFigures(
        figures.map(({ period, value, times, figure, people }) => {
          const total = period === null ? [people] : [];
          return [value === null ? "" : (values[value] ?? ""), weekOf(period), times, figure ?? 0, ...total];
        }),
      );
    },
    async byHand(ask) {
      const top = `SELECT ${CATEGORY} AS value FROM events_by_name PREWHERE ${ORDERED} GROUP BY value ORDER BY count() DESC, value LIMIT ${TOP}`;
      const values = (await ask(top)).map(({ value }) => `'${value}'`).join(", ");
      const line = `if(${CATEGORY} IN (${values}), ${CATEGORY}, '')`;
      const revenue = "toDecimal64OrZero(JSONExtractRaw(properties, 'revenue'), 2)";
      const weeks = await ask(`SELECT line, week, count(), sum(revenue) FROM (
  SELECT ${line} AS line, ${WEEK} AS week, ${revenue} AS revenue FROM events_by_name PREWHERE ${ORDERED}) GROUP BY line, week`);
      const all = await ask(`SELECT line, 0 AS week, count(), sum(revenue), uniqExact(person)
  FROM (${atOnce(`${line} AS line, ${revenue} AS revenue`, ORDERED)}) GROUP BY line`);
      return figuresOf([...weeks, ...all]);
    },
  };
}

const DAYS = 7 * WEEKS;
const FROM = AT - DAYS * DAY_MS;
const SPAN = `time >= ${instant(FROM)} AND time < ${instant(AT)}`;
const DAY = `1 + intDiv(${MILLIS} - ${FROM}, ${DAY_MS})`;

/** The statements alone: what the server reckons of their figures takes little, whatever the number of events. */
export function patternsCase(): AskedCase {
  const dailies: Dailies = {
    hidden: ["identify"],
    values: [{ event: "order", path: ["category"] }],
    edges: Array.from({ length: DAYS + 1 }, (_, day) => FROM + day * DAY_MS),
    at: AT,
    audience: null,
  };
  return {
    name: `patterns: ${DAYS} days of all events and of the values of a property`,
    async emitted(ask) {
      const names = await ask(dailyNamesStatement(dailies, 50));
      const told = names
        .toSorted((a, b) => Number(a["subject"]) - Number(b["subject"]))
        .map((row) => row["told"] as unknown as readonly string[]);
      const days = (await ask(dailiesStatement(dailies, told))).map((row) => readDaily(row as DailyRow));
      return sortedFigures(
        days.map(({ subject, place, day, times, people }) => {
          const name = subject === null ? "" : (told[subject]?.[place] ?? "");
          return [name, 1 + (day - FROM) / DAY_MS, times, people];
        }),
      );
    },
    async byHand(ask) {
      await ask(`SELECT name, count() FROM events_by_name PREWHERE ${SPAN} GROUP BY name`);
      await ask(
        `SELECT ${CATEGORY} AS value, count() FROM events_by_name PREWHERE name = 'order' AND ${SPAN} GROUP BY value`,
      );
      const events = await ask(`SELECT name, day, count(), uniqExact(person)
  FROM (${atOnce(`toString(name) AS name, ${DAY} AS day`, SPAN)}) GROUP BY GROUPING SETS ((name, day), (day))`);
      const values = await ask(`SELECT value, day, count(), uniqExact(person)
  FROM (${atOnce(`${CATEGORY} AS value, ${DAY} AS day`, `name = 'order' AND ${SPAN}`)}) GROUP BY value, day`);
      return figuresOf([...events, ...values]);
    },
  };
}
