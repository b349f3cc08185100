import { DAY_MS, HOUR_MS, MINUTE_MS } from "@habitus/kernel";
import {
  AT,
  ago,
  atOnce,
  byPerson,
  CATEGORY,
  IN_FORCE,
  instant,
  type KindCase,
  last,
  MS,
  NOW,
  peopleOf,
  perNode,
  rowsOf,
} from "./by-hand.ts";

const FROM = AT - 90 * DAY_MS;
/** What begins a session inside the window has nothing shortly before it, so more need not be read. */
const sessionRows = (quietMs: number): string =>
  `name = 'view' AND time > ${instant(FROM - quietMs)} AND time <= ${NOW}`;
const SORTED = `arraySort(groupArray(toUnixTimestamp64Milli(time)))`;
const GAPS = "arrayDifference(times)";

/** A person's sessions begin at `first`, of whose gaps those of more than a day part them. */
const AVERAGE_OF_AN_HOUR = `arrayFirstIndex((t, gap, i) -> t > ${FROM} AND (i = 1 OR gap > ${DAY_MS}), ${SORTED} AS times, ${GAPS} AS gaps, arrayEnumerate(times)) AS first,
  first > 0 AND arraySum(gap -> if(gap <= ${DAY_MS}, gap, 0), arraySlice(gaps, first + 1) AS behind) >= ${HOUR_MS} * (1 + arrayCount(gap -> gap > ${DAY_MS}, behind))`;

/**
 * Who writes by hand knows that every event of the shop says its offset. The emitted text has to be ready for those that do not, whose people's
 * homes it looks up: that much these comparisons are unfair.
 */
const MINUTES_OF_DAY =
  "toHour(time + toIntervalMinute(ifNull(offset_minutes, 0))) * 60 + toMinute(time + toIntervalMinute(ifNull(offset_minutes, 0)))";
const WEEKDAY = "toDayOfWeek(time + toIntervalMinute(ifNull(offset_minutes, 0)))";

const products = (columns: string): string =>
  `JSONExtract(properties, 'products', 'Array(Tuple(${columns}))')`;

/** Values with the number of their events for each person. */
const favoured = (having: string): string => `SELECT count() FROM (
  SELECT person FROM (${peopleOf(rowsOf(`${CATEGORY} AS v`, `name = 'view' AND ${last(90)}`), "v != ''", ", v, count() AS n", ", v")})
  GROUP BY person HAVING ${having})`;

/** Yesterday is an earlier day in New York. By hand it is known that nobody lives in any other zone than these two, and that calls say none. */
const YESTERDAY_AT_HOME = `SELECT uniqExact(person) FROM (
  SELECT if(moved.owner = 0, found.node, moved.owner) AS person, time FROM (
    ${rowsOf("time", `name = 'view' AND ${last(3)}`)}) AS found
  LEFT JOIN (SELECT node, argMax(person, offset) AS owner FROM moves GROUP BY node) AS moved ON found.node = moved.node) AS rows
  LEFT JOIN (${peopleOf(
    `SELECT node, time, id_hash, value FROM traits PREWHERE name = 'timezone' AND time <= ${NOW}`,
    "1",
    `, ${IN_FORCE} = '"America/New_York"' AS is_west`,
  )}) AS homes ON rows.person = homes.person
  WHERE if(homes.is_west, time >= toDateTime64('2025-12-30', 3, 'America/New_York') AND time < toDateTime64('2025-12-31', 3, 'America/New_York'),
    time >= ${ago(1)} AND time < ${NOW})`;

/** What people do over longer times, and lists in events. */
export const KINDS_OF_LIVES: readonly KindCase[] = [
  {
    name: "number of sessions",
    definition: "at least 2 sessions of view in last 90 days",
    byHand: atOnce(
      "time",
      sessionRows(30 * MINUTE_MS),
      `arrayCount((t, gap, i) -> t > ${FROM} AND (i = 1 OR gap > ${30 * MINUTE_MS}), ${SORTED} AS times, ${GAPS}, arrayEnumerate(times)) >= 2`,
    ),
  },
  {
    name: "session duration",
    definition: "average of session duration of view (quiet 1 day) in last 90 days >= 1 hour",
    byHand: `SELECT countIf(meets) FROM (
  ${peopleOf(rowsOf("time", sessionRows(DAY_MS)), "1", `, ${AVERAGE_OF_AN_HOUR} AS meets`)})`,
  },
  {
    name: "ratio",
    definition: "order / view in last 90 days >= 20%",
    byHand: byPerson(
      perNode(
        "countIf(name = 'order') AS a, countIf(name = 'view') AS b",
        `name IN ('order', 'view') AND ${last(90)}`,
      ),
      "sum(b) > 0 AND 5 * sum(a) >= sum(b)",
    ),
  },
  {
    name: "share at hours",
    definition: "at least 60% of view between 06:00 and 11:00 in last 90 days",
    byHand: byPerson(
      perNode(
        `countIf(${MINUTES_OF_DAY} >= 360 AND ${MINUTES_OF_DAY} < 660) AS a, count() AS b`,
        `name = 'view' AND ${last(90)}`,
      ),
      "10 * sum(a) >= 6 * sum(b)",
    ),
  },
  {
    name: "on weekdays, regularly",
    definition: "did view on weekdays in at least 3 of last 8 weeks",
    byHand: byPerson(
      perNode(
        `groupBitOr(bitShiftLeft(toUInt8(1), intDiv(${AT} - toUnixTimestamp64Milli(time), ${7 * DAY_MS}))) AS weeks`,
        `name = 'view' AND ${last(56)} AND ${WEEKDAY} <= 5`,
      ),
      "bitCount(groupBitOr(weeks)) >= 3",
    ),
  },
  {
    name: "calendar at home",
    definition: "did view yesterday in their time zone",
    byHand: YESTERDAY_AT_HOME,
  },
  {
    name: "overdue",
    definition: "overdue order (2 times the usual gap) in last 365 days",
    byHand: atOnce(
      "time",
      `name = 'order' AND ${last(365)}`,
      `uniqExact(time) >= 3 AND ${AT} - (arraySort(groupUniqArray(toInt64(${MS}))) AS times)[-1]
    > (arraySort(arrayPopFront(arrayDifference(times))) AS gaps)[intDiv(length(gaps) + 1, 2)] + gaps[intDiv(length(gaps), 2) + 1]`,
    ),
  },
  {
    name: "favourite",
    definition: 'mostly view.category is "shoes" in last 90 days',
    byHand: favoured("maxIf(n, v = 'shoes') = max(n)"),
  },
  {
    name: "among the top values",
    definition: 'top 2 of view.category has "shoes" in last 90 days',
    byHand: favoured(
      "countIf(v = 'shoes') = 1 AND arrayCount(m -> m > maxIf(n, v = 'shoes'), groupArray(n)) < 2",
    ),
  },
  {
    name: "last event has",
    definition: 'last event order in last 365 days has category is "shoes"',
    byHand: byPerson(
      perNode(`max((time, id_hash, ${CATEGORY})) AS l`, `name = 'order' AND ${last(365)}`),
      "tupleElement(max(l), 3) = 'shoes'",
    ),
  },
  {
    name: "events by their beginning",
    definition: 'did any event starting with "c" at least 2 times in last 90 days',
    byHand: atOnce("1", `startsWith(name, 'c') AND ${last(90)}`, "count() >= 2"),
  },
  {
    name: "matches",
    definition: 'did view in last 90 days where product_id matches "^p1[0-9]{2}$"',
    byHand: byPerson(
      perNode(
        "1",
        `name = 'view' AND ${last(90)}`,
        "WHERE match(JSONExtractString(properties, 'product_id'), '^p1[0-9]{2}$')",
      ),
      "1",
    ),
  },
  {
    name: "any item",
    definition: 'did checkout where any item of products (where price > 90 and category is "shoes")',
    byHand: byPerson(
      perNode(
        "1",
        "name = 'checkout'",
        `WHERE arrayExists(p -> p.1 > 90 AND p.2 = 'shoes', ${products("price Float64, category String")})`,
      ),
      "1",
    ),
  },
  {
    name: "every item",
    definition: "did checkout where every item of products (where price > 50)",
    byHand: byPerson(
      perNode(
        "1",
        "name = 'checkout'",
        `WHERE notEmpty(${products("price Float64")} AS p) AND arrayAll(each -> each.1 > 50, p)`,
      ),
      "1",
    ),
  },
  {
    name: "sum over items",
    definition: "sum of checkout.products.quantity in last 90 days >= 10",
    byHand: byPerson(
      perNode(`sum(arraySum(${products("quantity Int64")}.1)) AS s`, `name = 'checkout' AND ${last(90)}`),
      "sum(s) >= 10",
    ),
  },
  {
    name: "sum over some items",
    definition: 'sum of checkout.products.quantity (where category is "shoes") in last 365 days >= 10',
    byHand: byPerson(
      perNode(
        `sum(arraySum(p -> if(p.2 = 'shoes', p.1, 0), ${products("quantity Int64, category String")})) AS s`,
        `name = 'checkout' AND ${last(365)}`,
      ),
      "sum(s) >= 10",
    ),
  },
  {
    name: "early buyers",
    definition: "did checkout where any item of products (where launched within 14 days before the event)",
    byHand: byPerson(
      perNode(
        "1",
        `name = 'checkout' AND time <= ${NOW}`,
        `WHERE arrayExists(p -> toDateTime64(p.1, 3, 'UTC') <= time AND toDateTime64(p.1, 3, 'UTC') >= time - toIntervalDay(14), ${products("launched Date")})`,
      ),
      "1",
    ),
  },
  {
    name: "between two ages of events",
    definition: "did order between 60 and 30 days ago and did not order in last 30 days",
    byHand: byPerson(
      perNode(
        `countIf(time > ${ago(60)} AND time <= ${ago(30)}) AS a, countIf(time > ${ago(30)}) AS b`,
        `name = 'order' AND ${last(60)}`,
      ),
      "sum(a) > 0 AND sum(b) = 0",
    ),
  },
];
