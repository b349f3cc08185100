import {
  ago,
  byPerson,
  byTrait,
  EXACT_REVENUE,
  IN_FORCE,
  type KindCase,
  last,
  NOW,
  peopleOf,
  perNode,
  rowsOf,
} from "./by-hand.ts";

const RADIUS = 6_371_008.8;
const degrees = (key: string): string => `JSONExtractFloat(${IN_FORCE}, '${key}')`;
/** Of 51.5 north, 0.12 west. */
const HALF_ANGLE = `pow(sin(radians(${degrees("lat")} - 51.5) / 2), 2)
    + cos(radians(51.5)) * cos(radians(${degrees("lat")})) * pow(sin(radians(${degrees("lng")} + 0.12) / 2), 2)`;

/** Eight days in London and here, and in New York, where it is still the day before. By hand every birthday is known to be a bare date, and none 29 February. */
const DAYS = ["12-31", "01-01", "01-02", "01-03", "01-04", "01-05", "01-06", "01-07", "01-08"];
const days = (from: number, to: number): string =>
  DAYS.slice(from, to)
    .map((day) => `'${day}'`)
    .join(", ");

/** Accounts that people belong to, by the last word on it. */
const BELONGS = `SELECT node, time, id_hash, JSONExtractString(value, 'account') AS account, JSONExtractRaw(value, 'value') AS says
  FROM traits PREWHERE name = '$accounts/' AND time <= ${NOW} WHERE JSONExtractString(value, 'trait') = ''`;
export const BELONGING = peopleOf(
  BELONGS,
  "argMax(says, (time, id_hash)) = 'true'",
  ", account",
  ", account",
);

const pinnedSum =
  (name: string, days: number, having: (pinned: readonly string[]) => string) =>
  (pinned: readonly string[]) =>
    byPerson(perNode(`sum(${EXACT_REVENUE}) AS s`, `name = '${name}' AND ${last(days)}`), having(pinned));

/** What is known of people: traits with their past, lists, accounts, segments, scores, and places among all. */
export const KINDS_OF_PEOPLE: readonly KindCase[] = [
  {
    name: "trait",
    definition: 'country is "GB"',
    byHand: byTrait("country", (value) => `${value} = '"GB"'`),
  },
  {
    name: "trait in time",
    definition: "signup in last 30 days",
    byHand: byTrait(
      "signup",
      (value) => `(toDateTime64(substring(${value}, 2, 10), 3, 'UTC') AS t) > ${ago(30)} AND t <= ${NOW}`,
    ),
  },
  {
    name: "birthday",
    definition: "birthday in next 7 days",
    byHand: byPerson(
      `SELECT node, name, time, id_hash, value FROM traits PREWHERE name IN ('birthday', 'timezone') AND time <= ${NOW}`,
      `substring(argMaxIf(value, (time, id_hash), name = 'birthday') AS born, 7, 5) IN (${days(1, 8)})
    OR if(argMaxIf(value, (time, id_hash), name = 'timezone') = '"America/New_York"', substring(born, 7, 5) = '12-31', substring(born, 7, 5) = '01-08')`,
    ),
  },
  {
    name: "occasion",
    definition: 'occasion "Boxing Day" in last 10 days for their country',
    byHand: byTrait("country", (value) => `${value} IN ('"AU"', '"CA"', '"GB"', '"IE"', '"NZ"', '"ZA"')`),
  },
  {
    name: "trait held",
    definition: 'plan has been "pro" for 90 days',
    byHand: byPerson(
      `SELECT node, time, id_hash, value FROM traits PREWHERE name = 'plan' AND time <= ${NOW}`,
      `argMaxIf(value, (time, id_hash), time <= ${ago(90)}) = '"pro"' AND countIf(time > ${ago(90)} AND value != '"pro"') = 0`,
    ),
  },
  {
    name: "trait changed",
    definition: 'plan changed from "free" to "pro" in last 90 days',
    byHand: byPerson(
      `SELECT node, time, id_hash, value FROM traits PREWHERE name = 'plan' AND time <= ${NOW}`,
      `arrayExists((a, b) -> a.3 = '"free"' AND b.3 = '"pro"' AND b.1 > ${ago(90)},
      arrayPopBack(arraySort(groupArray((time, id_hash, value))) AS words), arrayPopFront(words))`,
    ),
  },
  {
    name: "list of values",
    definition: 'tags includes "a"',
    byHand: byTrait("tags", (value) => `has(JSONExtract(${value}, 'Array(String)'), 'a')`),
  },
  {
    name: "near",
    definition: "within 20 km of 51.5,-0.12",
    byHand: byTrait("location", () => `2 * ${RADIUS} * asin(sqrt(${HALF_ANGLE})) <= 20000`),
  },
  {
    name: "on a list",
    definition: 'in list "beta"',
    byHand: byTrait("$list/beta", (value) => `${value} = 'true'`),
  },
  {
    name: "predicted",
    definition: "predicted churn > 0.7",
    byHand: byTrait("$score/churn", (value) => `toFloat64OrZero(${value}) > 0.7`),
  },
  {
    name: "entered segment",
    definition: 'entered segment "vip" in last 30 days',
    byHand: byPerson(
      `SELECT node FROM transitions PREWHERE name = 'Segment Entered' AND ${last(30)} WHERE JSONExtractString(properties, 'segment') = 'vip' GROUP BY node`,
      "1",
    ),
  },
  {
    name: "segments in a segment",
    definition: 'in segment "buyers" and not in segment "seen"',
    byHand: byPerson(
      perNode(
        `countIf(name = 'order') AS a, countIf(name = 'login' AND time > ${ago(30)}) AS b`,
        `(name = 'order' AND ${last(90)} OR name = 'login' AND ${last(30)})`,
      ),
      "sum(a) >= 2 AND sum(b) = 0",
    ),
  },
  {
    name: "score",
    definition: 'score "points" >= 3',
    byHand: byPerson(
      perNode(
        "countIf(name = 'order') AS a, countIf(name = 'cart') AS b, countIf(name = 'login') AS c",
        `name IN ('order', 'cart', 'login') AND ${last(90)}`,
      ),
      "2 * (sum(a) > 0) + (sum(b) > 0) + (sum(c) >= 2) >= 3",
    ),
  },
  {
    name: "with consent",
    purpose: "ads",
    definition: "did order in last 90 days",
    byHand: `SELECT count() FROM (${peopleOf(rowsOf("1", `name = 'order' AND ${last(90)}`), "1")}) AS found
  LEFT ANTI JOIN (${peopleOf(
    `SELECT node, time, id_hash, value FROM traits PREWHERE name = '$consent/ads' AND time <= ${NOW}`,
    `${IN_FORCE} = 'false'`,
  )}) AS refused ON found.person = refused.person`,
  },
  {
    name: "in an account",
    definition: 'in account "a7"',
    byHand: byTrait("$account/a7", (value) => `${value} = 'true'`),
  },
  {
    name: "account like this",
    definition: 'in any account (where plan is "pro")',
    byHand: `SELECT uniqExact(person) FROM (${peopleOf(
      `SELECT node, time, id_hash, JSONExtractString(value, 'account') AS account, JSONExtractString(value, 'trait') AS trait, JSONExtractRaw(value, 'value') AS says
  FROM traits PREWHERE name = '$accounts/' AND time <= ${NOW}`,
      `argMaxIf(says, (time, id_hash), trait = '') = 'true' AND argMaxIf(says, (time, id_hash), trait = 'plan') = '"pro"'`,
      "",
      ", account",
    )})`,
  },
  {
    name: "members of their account",
    definition: "at least 30 members of their account (did order in last 90 days)",
    byHand: (accounts) =>
      `SELECT uniqExact(person) FROM (${BELONGING}) WHERE account IN (${accounts.map((id) => `'${id}'`).join(", ")})`,
  },
  {
    name: "in the top",
    definition: "in top 20% by sum of order.revenue in last 90 days",
    byHand: pinnedSum("order", 90, ([least]) => `sum(s) >= ${least ?? ""}`),
  },
  {
    name: "tier of a quantile",
    definition: "quantile tier 4 of 5 by sum of order.revenue in last 365 days",
    byHand: (pinned) => {
      const [least, most] = pinned.toSorted((a, b) => Number(a) - Number(b));
      return byPerson(
        perNode(`sum(${EXACT_REVENUE}) AS s`, `name = 'order' AND ${last(365)}`),
        `sum(s) >= ${least ?? ""} AND sum(s) < ${most ?? ""}`,
      );
    },
  },
  {
    name: "rfm",
    definition: "rfm recency 5 and frequency >= 4 and monetary >= 4 by order.revenue in last 365 days",
    byHand: ([age, orders, revenue]) =>
      byPerson(
        perNode(
          `max(time) AS newest, count() AS n, sum(${EXACT_REVENUE}) AS s`,
          `name = 'order' AND ${last(365)}`,
        ),
        `toUnixTimestamp64Milli(${NOW}) - toUnixTimestamp64Milli(max(newest)) <= ${age ?? ""} AND sum(n) >= ${orders ?? ""} AND sum(s) >= ${revenue ?? ""}`,
      ),
  },
  {
    name: "bucket",
    definition: 'bucket 0 to 9 of 100 by "holdout"',
    byHand: byTrait(
      "$bucket/",
      (value) =>
        `murmurHash3_32(concat('holdout/', substring(${value}, 2, length(${value}) - 2))) % 100 <= 9`,
    ),
  },
];
