import { DAY_MS } from "@habitus/kernel";
import { mergePlans } from "@habitus/segments";
import {
  countsStatement,
  eventSharesStatement,
  reachedStatement,
  traitSharesStatement,
  valueSharesStatement,
} from "@habitus/segments-sql";
import type { Rows } from "./asked.ts";
import { type AskedCase, atOnce, figuresOf, instant } from "./asked-case.ts";
import { planOf } from "./live-segments.ts";
import { AT } from "./by-hand.ts";

// What an examination asks about one segment, statement by statement as the server does.

const DAYS = 90;
const LEAST = 2;
const ORDERED = `did order at least ${LEAST} times in last ${DAYS} days`;
const LOOKED_DAYS = 30;
const MONTH_AGO = AT - LOOKED_DAYS * DAY_MS;
const LADDER = [1, 2, 4, 8, 16];
const EVENTS = ["view", "cart", "login", "search"];
const COUNTRIES = ["GB", "DE", "FR", "US"];
const CUT = { fewest: 5, limit: 500 };

const within = (days: number, at: number): string =>
  `time > ${instant(at - days * DAY_MS)} AND time <= ${instant(at)}`;
const EVERYBODY = "(SELECT uniqExact(node) FROM nodes) - (SELECT uniqExact(node) FROM moves)";
/** How many orders each person with any has. */
const ordersAt = (at: number): string =>
  `SELECT person, count() AS orders FROM (${atOnce("1 AS one", `name = 'order' AND ${within(DAYS, at)}`)}) GROUP BY person`;
const MEMBERS = `SELECT person FROM (${ordersAt(AT)}) WHERE orders >= ${LEAST}`;

const sizeCase: AskedCase = {
  name: "size, of everybody",
  emitted: async (ask) => {
    const plans = mergePlans([planOf(ORDERED), planOf("everyone")]);
    return figuresOf(await ask(countsStatement(plans, { at: AT })));
  },
  byHand: async (ask) => figuresOf(await ask(`SELECT (SELECT count() FROM (${MEMBERS})), ${EVERYBODY}`)),
};

const driftCase: AskedCase = {
  name: "drift: five steps now and 30 days ago, and the size 90 days ago",
  async emitted(ask) {
    const ladder = LADDER.map((least) => `did order at least ${least} times in last ${DAYS} days`);
    const asked = [
      { at: AT, of: [ORDERED, "everyone", ...ladder] },
      { at: MONTH_AGO, of: [ORDERED, "everyone", ...ladder] },
      { at: AT - 90 * DAY_MS, of: [ORDERED, "everyone"] },
    ];
    const rows: Rows[number][] = [];
    for (const { at, of } of asked) {
      rows.push(...(await ask(countsStatement(mergePlans(of.map(planOf)), { at, present: AT }))));
    }
    return figuresOf(rows);
  },
  async byHand(ask) {
    const steps = LADDER.map((least) => `countIf(orders >= ${least})`).join(", ");
    const size = `countIf(orders >= ${LEAST})`;
    const rows: Rows[number][] = [];
    for (const at of [AT, MONTH_AGO]) {
      rows.push(
        ...(await ask(`SELECT ${size} AS size, ${EVERYBODY} AS everybody, ${steps} FROM (${ordersAt(at)})`)),
      );
    }
    rows.push(...(await ask(`SELECT ${size}, ${EVERYBODY} FROM (${ordersAt(AT - 90 * DAY_MS)})`)));
    return figuresOf(rows);
  },
};

const SPAN = { from: MONTH_AGO + 1, to: AT + 1 };
const PATHS = [["category"], ["product_id"]];

const apartCase: AskedCase = {
  name: "what sets them apart: events, a trait, two properties of orders",
  async emitted(ask) {
    const judged = { plans: mergePlans([planOf(ORDERED), planOf("everyone")]) };
    const at = { at: AT, present: AT };
    const events = await ask(eventSharesStatement(judged, { ...CUT, span: SPAN, hidden: [] }, at));
    const traits = await ask(traitSharesStatement(judged, { ...CUT, names: ["country"] }, at));
    const asked = { ...CUT, event: "order", paths: PATHS, span: SPAN };
    const values = await ask(valueSharesStatement(judged, asked, at));
    return [events, traits, values].map(figuresOf).join(" ");
  },
  async byHand(ask) {
    const shares = `groupBitmapIf(person, person IN (${MEMBERS})) AS inside, groupBitmap(person) AS everybody`;
    const cut = (names: string): string =>
      `HAVING everybody >= ${CUT.fewest} ORDER BY everybody DESC, ${names} LIMIT ${CUT.limit}`;
    const span = within(LOOKED_DAYS, AT);
    const events = await ask(
      `SELECT name, ${shares} FROM (${atOnce("toString(name) AS name", span)}) GROUP BY name ${cut("name")}`,
    );
    const traits =
      await ask(`SELECT 'country' AS name, value, countIf(person IN (${MEMBERS})) AS inside, count() AS everybody
  FROM (${COUNTRY}) GROUP BY value ${cut("value")}`);
    const pairs = PATHS.map(([key], place) => `(${place}, JSONExtractString(properties, '${key}'))`);
    const found = atOnce(`[${pairs.join(", ")}] AS pairs`, `name = 'order' AND ${span}`);
    const values = await ask(`SELECT pair.1 AS place, pair.2 AS value, ${shares}
  FROM (SELECT person, arrayJoin(pairs) AS pair FROM (${found})) GROUP BY place, value ${cut("place, value")}`);
    return [events, traits, values].map(figuresOf).join(" ");
  },
};

/** Of each person the country in force, as a text without its quotes. */
const COUNTRY = `SELECT if(moved.owner = 0, found.node, moved.owner) AS person,
  JSONExtractString(argMax(found.value, (found.time, found.id_hash))) AS value
  FROM (SELECT node, time, id_hash, value FROM traits PREWHERE name = 'country' AND time <= ${instant(AT)}) AS found
  LEFT JOIN (SELECT node, argMax(person, offset) AS owner FROM moves GROUP BY node) AS moved ON found.node = moved.node
  GROUP BY person`;

const splitCase: AskedCase = {
  name: `hidden splits: the goal by ${EVENTS.length + COUNTRIES.length} sides`,
  async emitted(ask) {
    const sides = [
      ...EVENTS.map((name) => `did ${name} in last ${LOOKED_DAYS} days`),
      ...COUNTRIES.map((country) => `country is "${country}"`),
    ];
    const plans = mergePlans([ORDERED, ...sides.map((side) => `${ORDERED} and ${side}`)].map(planOf));
    return figuresOf(
      await ask(reachedStatement(plans, { event: "order", span: SPAN }, { at: MONTH_AGO, present: AT })),
    );
  },
  byHand: async (ask) => figuresOf(await ask(splitByHand())),
};

function splitByHand(): string {
  const looked = within(LOOKED_DAYS, MONTH_AGO);
  const [ordered, reached] = [within(DAYS, MONTH_AGO), within(LOOKED_DAYS, AT)];
  const names = EVENTS.map((name) => `'${name}'`).join(", ");
  const read = `(name = 'order' AND time > ${instant(MONTH_AGO - DAYS * DAY_MS)} AND time <= ${instant(AT)}) OR (name IN (${names}) AND ${looked})`;
  const did = EVENTS.map((name) => `countIf(name = '${name}') > 0 AS did_${name}`).join(", ");
  const acts = `SELECT person, countIf(name = 'order' AND ${ordered}) >= ${LEAST} AS inside,
  countIf(name = 'order' AND ${reached}) > 0 AS reached, ${did}
  FROM (${atOnce("name, time", `(${read})`)}) GROUP BY person HAVING inside`;
  const sides = [
    "1",
    ...EVENTS.map((name) => `did_${name}`),
    ...COUNTRIES.map((country) => `country.value = '${country}'`),
  ];
  const counted = sides.flatMap((side) => [`countIf(${side})`, `countIf(${side} AND reached)`]);
  const columns = counted.map((count, place) => `${count} AS c${place}`).join(", ");
  return `SELECT ${columns} FROM (${acts}) AS acts LEFT JOIN (${COUNTRY}) AS country ON acts.person = country.person`;
}

export const HEALTH_CASES: readonly AskedCase[] = [sizeCase, apartCase, splitCase, driftCase];
export const HEALTH_SEGMENT = ORDERED;
