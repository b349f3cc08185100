import { DAY_MS } from "@habitus/kernel";
import {
  AT,
  ago,
  atOnce,
  byPerson,
  EVERYBODY,
  EXACT_REVENUE,
  type KindCase,
  last,
  MS,
  NOW,
  perNode,
  REVENUE,
} from "./by-hand.ts";

/** Counts, values and chains of events. */
export const KINDS_OF_EVENTS: readonly KindCase[] = [
  {
    name: "count, sliding",
    definition: "did order at least 2 times in last 90 days",
    byHand: atOnce("time", `name = 'order' AND ${last(90)}`, "count() >= 2"),
  },
  {
    name: "did not, of everybody",
    definition: "did not order in last 90 days",
    byHand: `SELECT ${EVERYBODY} - (${byPerson(perNode("1", `name = 'order' AND ${last(90)}`), "1")})`,
  },
  {
    name: "count, calendar",
    definition: "did view previous month",
    byHand: atOnce(
      "1",
      `name = 'view' AND time >= toDateTime64('2025-12-01', 3, 'UTC') AND time < ${NOW}`,
      "1",
    ),
  },
  {
    name: "two property filters, ever",
    definition: 'did order where (category is "shoes" and revenue > 50)',
    byHand: byPerson(
      perNode(
        "1",
        "name = 'order'",
        `WHERE JSONExtractString(properties, 'category') = 'shoes' AND ${REVENUE} > 50`,
      ),
      "1",
    ),
  },
  {
    name: "sum",
    definition: "sum of order.revenue in last 90 days >= 200",
    byHand: byPerson(
      perNode(`sum(${EXACT_REVENUE}) AS s`, `name = 'order' AND ${last(90)}`),
      "sum(s) >= 200",
    ),
  },
  {
    name: "average",
    definition: "average of order.revenue in last 365 days > 120",
    byHand: byPerson(
      perNode(`sum(${EXACT_REVENUE}) AS s, count() AS n`, `name = 'order' AND ${last(365)}`),
      "sum(s) > 120 * sum(n)",
    ),
  },
  {
    name: "maximum",
    definition: "maximum of order.revenue > 199",
    byHand: byPerson(perNode(`max(${REVENUE}) AS m`, "name = 'order'"), "max(m) > 199"),
  },
  {
    name: "median",
    definition: "median of order.revenue > 100",
    byHand: atOnce(`${EXACT_REVENUE} AS v`, "name = 'order'", "medianExactLow(v) + medianExactHigh(v) > 200"),
  },
  {
    name: "last",
    definition: "last of order.revenue > 100",
    byHand: byPerson(
      perNode(`max((time, id_hash, ${REVENUE})) AS l`, "name = 'order'"),
      "tupleElement(max(l), 3) > 100",
    ),
  },
  {
    name: "distinct count",
    definition: "distinct count of view.product_id in last 30 days >= 3",
    byHand: atOnce(
      "JSONExtractString(properties, 'product_id') AS v",
      `name = 'view' AND ${last(30)}`,
      "uniqExact(v) >= 3",
    ),
  },
  {
    name: "days active",
    definition: "days active of login in last 90 days >= 3",
    byHand: atOnce("toDate(time) AS day", `name = 'login' AND ${last(90)}`, "uniqExact(day) >= 3"),
  },
  {
    name: "first time",
    definition: "did order for the first time in last 30 days",
    byHand: atOnce("time", `name = 'order' AND time <= ${NOW}`, `min(time) > ${ago(30)}`),
  },
  {
    name: "stopped",
    definition: "stopped order (quiet 90 days)",
    byHand: atOnce("time", `name = 'order' AND time <= ${NOW}`, `max(time) <= ${ago(90)}`),
  },
  {
    name: "restarted",
    definition: "restarted order (quiet 90 days) in last 30 days",
    byHand: atOnce(
      "time",
      `name = 'order' AND time <= ${NOW}`,
      `max(time) > ${ago(30)} AND min(time) <= ${ago(120)} AND countIf(time > ${ago(120)} AND time <= ${ago(30)}) = 0`,
    ),
  },
  {
    name: "regularly",
    definition: "did view in at least 3 of last 8 weeks",
    byHand: byPerson(
      perNode(
        `groupBitOr(bitShiftLeft(toUInt8(1), intDiv(${AT} - toUnixTimestamp64Milli(time), ${7 * DAY_MS}))) AS weeks`,
        `name = 'view' AND ${last(56)}`,
      ),
      "bitCount(groupBitOr(weeks)) >= 3",
    ),
  },
  {
    name: "chain of two",
    definition: "did view then order within 1 hour in last 30 days",
    byHand: atOnce(
      `name, ${MS} AS at`,
      `name IN ('view', 'order') AND ${last(30)}`,
      "windowFunnel(3600000)(at, name = 'view', name = 'order') = 2",
    ),
  },
  {
    name: "chain, then not",
    definition: "did cart then not order within 1 hour in last 30 days",
    byHand: atOnce(
      `name, ${MS} AS at`,
      `name IN ('cart', 'order') AND ${last(30)}`,
      `arrayExists(c -> c + 3600000 <= ${AT} AND NOT arrayExists(o -> o > c AND o <= c + 3600000, groupArrayIf(at, name = 'order')), groupArrayIf(at, name = 'cart'))`,
    ),
  },
  {
    name: "chain with same",
    definition: "did view then order within 24 hours with same product_id in last 90 days",
    byHand: atOnce(
      `name, ${MS} AS at, JSONExtractString(properties, 'product_id') AS product`,
      `name IN ('view', 'order') AND ${last(90)}`,
      "windowFunnel(86400000)(at, name = 'view', name = 'order') = 2",
      ", product",
    ),
  },
];
