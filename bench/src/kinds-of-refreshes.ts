import { BELONGING } from "./kinds-of-people.ts";
import { EXACT_REVENUE, last, peopleOf, perNode, type RefreshCase, rowsOf } from "./by-hand.ts";

/** One row: how many are ranked, the value of the nearest rank from the top, and how many stand there or beyond. */
const ranked = (people: string, part: string): string =>
  `SELECT length(s), s[toInt64(length(s) - ceil(length(s) * ${part}) + 1)] AS least, arrayCount(each -> each >= least, s) FROM (
  SELECT arraySort(groupArray(value)) AS s FROM (${people}))`;

/** What is worked out over everybody before places among people, and the people of accounts, can be asked for. */
export const KINDS_OF_REFRESHES: readonly RefreshCase[] = [
  {
    name: "refresh of a top by sum",
    definition: "in top 20% by sum of order.revenue in last 90 days",
    byHand: ranked(
      peopleOf(
        perNode(`sum(${EXACT_REVENUE}) AS s`, `name = 'order' AND ${last(90)}`),
        "1",
        ", sum(s) AS value",
      ),
      "0.2",
    ),
  },
  {
    name: "refresh of a top by count",
    definition: "in top 20% by count of view in last 90 days",
    byHand: ranked(
      peopleOf(perNode("count() AS n", `name = 'view' AND ${last(90)}`), "1", ", sum(n) AS value"),
      "0.2",
    ),
  },
  {
    name: "refresh of members",
    definition: "at least 30 members of their account (did order in last 90 days)",
    byHand: `SELECT count(), countIf(held >= 30), groupArrayIf(account, held >= 30) FROM (
  SELECT account, countIf(person IN (${peopleOf(rowsOf("1", `name = 'order' AND ${last(90)}`), "1")})) AS held
  FROM (${BELONGING}) GROUP BY account)`,
  },
];
