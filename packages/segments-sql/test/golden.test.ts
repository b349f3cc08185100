import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { assert, hash128, hashHex, type JsonObject, must, parseIso, parseJson } from "@habitus/kernel";
import {
  countReference,
  DEFAULT_CONTEXT,
  evaluateReference,
  missingPopulations,
  parseDefinition,
  type Definition,
  type Plan,
  type PlanContext,
  planDefinition,
  type Population,
  rankReference,
  withThresholds,
} from "@habitus/segments";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  accountsStatement,
  type AccountsRow,
  countsStatement,
  countStatement,
  membersStatement,
  rankingStatement,
  type RankingRow,
  readAccounts,
  readRanking,
  type Statement,
} from "../src/index.ts";
import { TestStore } from "./chdb.ts";
import type { StoredPerson } from "./history-rows.ts";

/** `HABITUS_GOLDEN=write` writes the files anew; read the difference before committing it. */
const WRITE = process.env["HABITUS_GOLDEN"] === "write";
const GOLDEN = new URL("golden/", import.meta.url);
const AT = instant("2026-03-31T12:00:00Z");
const VIP = {
  name: "VIP",
  definition: { version: 1, condition: { kind: "everyone" } },
  purpose: null,
} as const;
const BUYERS = {
  name: "Buyers",
  definition: definitionOf("did order in last 30 days"),
  purpose: null,
} as const;
const POINTS = {
  name: "Points",
  definition: {
    version: 1,
    elements: [
      { when: definitionOf("did order").condition, value: { kind: "number", value: "1.5" } },
      { when: definitionOf('plan is "pro"').condition, value: { kind: "number", value: "2" } },
      { when: definitionOf("did login").condition, value: { kind: "number", value: "-1" } },
    ],
  },
  purpose: null,
} as const;
const CONTEXT: PlanContext = {
  ...DEFAULT_CONTEXT,
  workspaceZone: "Europe/Berlin",
  segments: { vip: VIP, buyers: BUYERS },
  scores: { points: POINTS },
  subscriptions: { news: { otherwise: true } },
  purposes: { research: { otherwise: true, exceptIn: ["fr"] } },
  dataPurposes: { ...DEFAULT_CONTEXT.dataPurposes, traits: { diagnosis: ["research"] } },
};

/** A definition, and the people for whom it holds at `AT`. */
const CASES: Readonly<Record<string, { readonly definition: string; readonly members: readonly number[] }>> =
  {
    "did-at-least": { definition: "did order at least 2 times", members: [1, 4] },
    "did-not": { definition: "did not order in last 30 days", members: [3, 6] },
    "sliding-and-where": {
      definition: 'did order in last 30 days where category is "shoes" and revenue > 50',
      members: [1],
    },
    "two-windows-of-one-event": {
      definition: "did order in last 7 days and not did order between 60 and 30 days ago",
      members: [4],
    },
    "two-events": { definition: "did order and did not login in last 7 days", members: [2, 4] },
    "entered-segment": {
      definition: 'entered segment "vip" in last 7 days and did login',
      members: [],
    },
    sum: { definition: "sum of order.revenue in last 365 days >= 100", members: [1, 4] },
    "sum-of-nothing": { definition: "sum of order.revenue <= 10", members: [3, 6] },
    "sum-over-items": { definition: "sum of order.lines.price >= 9", members: [1] },
    "some-items": {
      definition:
        'median of order.lines.price (where sku is "y") < 10 and distinct count of order.lines.sku = 1',
      members: [1],
    },
    average: { definition: "average of order.revenue > 33.333333333", members: [1, 2, 4] },
    "minimum-and-maximum": {
      definition: "minimum of order.revenue > 20 and maximum of order.revenue < 100",
      members: [2, 4],
    },
    calendar: { definition: "did login today", members: [1] },
    "calendar-at-home": { definition: "did login today in their time zone", members: [1, 3] },
    trait: { definition: 'plan is "pro" or age between 18 and 30', members: [2, 3] },
    "trait-inside-an-object": { definition: 'address.city is "Kyiv" ignoring case', members: [3] },
    matches: { definition: 'address.city matches "^ky[a-v]{2}$" ignoring case', members: [3] },
    near: { definition: "within 5 km of 50.45,30.52", members: [2] },
    "trait-absent": { definition: 'plan is not "pro"', members: [1, 4, 6] },
    "date-value": { definition: "did order where due on or after 2026-04-01", members: [1, 4] },
    "time-from-event": { definition: "did order where due within 3 days after the event", members: [4] },
    "list-of-values": { definition: 'did order where category in ("hats", 7, true)', members: [2, 4] },
    median: { definition: "median of order.revenue = 50", members: [1, 4] },
    "first-and-last": {
      definition: "first of order.revenue < 30 and last of order.revenue > 50",
      members: [1],
    },
    "distinct-count": { definition: "distinct count of order.category = 2", members: [4] },
    "days-active": { definition: "days active of order >= 2", members: [1, 4] },
    "first-time": { definition: "did order for the first time in last 30 days", members: [2, 4] },
    regularly: { definition: "did order in at least 2 of last 8 weeks", members: [1] },
    "on-days-between-hours": {
      definition: "did login on weekdays between 08:00 and 12:00 in last 30 days",
      members: [1],
    },
    "days-active-at-home": {
      definition: "days active of login in last 30 days in their time zone = 1",
      members: [1, 3],
    },
    sessions: { definition: "at least 2 sessions of order (quiet 1 hour)", members: [1, 4] },
    "session-duration": {
      definition: "average of session duration (quiet 20 days) in last 90 days >= 1 day",
      members: [1, 4],
    },
    bucket: { definition: 'bucket 0 to 9 of 100 by "holdout-2026"', members: [] },
    overdue: { definition: "overdue order (0.1 times the usual gap) at least 2 times", members: [1, 4] },
    favourite: { definition: 'mostly order.category is "shoes"', members: [1, 4] },
    "top-values": { definition: 'top 2 of order.category has "7" in last 90 days', members: [4] },
    ratio: { definition: "login / order in last 30 days >= 50%", members: [1] },
    "share-of-weekdays": { definition: "at least 50% of order on weekdays", members: [1, 2, 4] },
    "events-starting-with": {
      definition: 'did any event starting with "o" and sum of order.revenue in last 30 days > 60',
      members: [1, 4],
    },
    "last-event-has": {
      definition: 'last event order (where revenue exists) has category is "shoes"',
      members: [1, 4],
    },
    chain: { definition: "did order then login within 10 days", members: [1] },
    "chain-with-the-same": { definition: "did order then order with same category", members: [1] },
    "chain-and-nothing-after": { definition: "did order then not login within 10 days", members: [1, 2] },
    "trait-in-time": { definition: "renewal this month", members: [2] },
    lists: {
      definition:
        'tags includes all of ("a", 2) or did order where any item of lines (where price > 5 and not sku is "x")',
      members: [1, 2],
    },
    "in-a-list": { definition: 'in list "beta"', members: [2] },
    subscribed: { definition: 'subscribed to "news" and not did order', members: [6] },
    "not-in-a-segment": { definition: 'not in segment "buyers" and did login', members: [3] },
    "of-a-score": { definition: 'score "points" >= 2', members: [2] },
    predicted: { definition: "predicted churn > 0.5", members: [4] },
    "by-members-of-accounts": {
      definition: "any member of their account (did order) and no member of their account (did login)",
      members: [2],
    },
    "with-consent": { definition: "diagnosis does not exist", members: [1, 2, 6] },
    "trait-held": { definition: 'plan has been "pro" for 50 days', members: [2, 3] },
    "trait-changed": { definition: 'plan changed from "free" to "pro" in last 60 days', members: [3] },
    "trait-ahead": {
      definition: "renewal in next 20 days or renewal on or after 20 days ago and renewal 16 days ago",
      members: [2],
    },
    "everything-at-once": {
      definition:
        '(did order where category contains "sho" or sum of order.revenue > 60) and plan does not exist and not (did login and age < 18)',
      members: [1, 4],
    },
  };

function instant(text: string): number {
  return must(parseIso(text), `no time: ${text}`).at;
}

let ids = 0;
const idHash = (): string => hashHex(hash128(`golden ${++ids}`));

const event = (name: string, time: string, properties = "{}") => ({
  name,
  time: instant(time),
  idHash: idHash(),
  offsetMinutes: null,
  properties: parseJson(properties) as JsonObject,
});
const trait = (name: string, value: string, time = "2026-01-01") => ({
  name,
  value: parseJson(value),
  time: instant(time),
  idHash: idHash(),
});

const belongsTo = (account: string) =>
  trait("$accounts/", JSON.stringify({ account, trait: null, value: true }));

const PEOPLE: readonly StoredPerson[] = [
  {
    nodes: [1],
    history: {
      events: [
        event(
          "order",
          "2026-03-25",
          '{"category":"shoes","revenue":80,"lines":[{"price":9,"sku":"y"}],"due":"2026-04-01"}',
        ),
        event("order", "2026-02-10", '{"category":"shoes","revenue":20}'),
        event("login", "2026-03-31T08:00:00Z"),
      ],
      traits: [belongsTo("acme"), belongsTo("globex")],
    },
  },
  {
    nodes: [2],
    history: {
      events: [event("order", "2026-03-10", '{"category":"hats","revenue":"40.5"}')],
      traits: [
        trait("plan", '"pro"'),
        trait("tags", '["a",2.0]'),
        trait("location", '{"lat":50.44,"lng":"30.5"}'),
        trait("age", "44"),
        trait("renewal", '"2026-03-15"'),
        trait("$list/beta", "true"),
        belongsTo("acme"),
        belongsTo('it\'s "odd"'),
      ],
    },
  },
  {
    nodes: [3],
    history: {
      // Yesterday in Berlin, today in Tokyo.
      events: [event("login", "2026-03-30T23:30:00+02:00")],
      traits: [
        trait("plan", '"free"'),
        trait("plan", '"pro"', "2026-02-01"),
        trait("timezone", '"asia/tokyo"'),
        trait("address", '{"city":"KYIV","zip":{"city":"x"}}'),
        trait("$list/beta", "true"),
        trait("$list/beta", "false", "2026-02-01"),
        trait("$subscription/news", "false"),
        trait("$consent/research", "false"),
        belongsTo("acme"),
      ],
    },
  },
  {
    // Two nodes, each with half of the orders.
    nodes: [4, 5],
    history: {
      events: [
        event("order", "2026-03-30", '{"category":"shoes","revenue":30,"due":1775001600}'),
        event("order", "2026-03-29", '{"category":"7","revenue":70,"category":7}'),
        event("order", "2026-04-01", '{"category":"shoes","revenue":1000}'),
      ],
      traits: [
        trait("plan", '"pro"'),
        trait("plan", "null", "2026-02-02"),
        trait("$score/churn", "0.7"),
        trait("country", '"FR"'),
      ],
    },
  },
  { nodes: [6], history: { events: [], traits: [] } },
];

function definitionOf(text: string): Definition {
  const parsed = parseDefinition(text);
  if (parsed.kind === "refused") throw new Error(JSON.stringify(parsed.problems));
  return parsed.definition;
}

/** As if a refresh had found accounts with somebody who meets a condition, and one without. */
const planOf = (text: string): Plan => {
  const definition = definitionOf(text);
  return planDefinition(
    definition,
    withThresholds(definition, CONTEXT, (_, cut) => ({
      accounts: "most" in cut && cut.most === 0 ? ['it\'s "odd"'] : ["acme"],
    })),
  );
};

let store: TestStore;
beforeAll(async () => {
  store = await TestStore.open();
  await store.fill(PEOPLE);
});
afterAll(() => store.close());

const written = ({ sql, params }: Statement): string => {
  const values = Object.entries(params).map(
    ([name, value]) => `-- ${name} = ${shortened(JSON.stringify(value))}\n`,
  );
  return `${values.join("")}${sql}\n`;
};
/** Lists of all time zones change with the JavaScript engine. */
const shortened = (value: string): string => (value.length > 200 ? "[...]" : value);

test("every kept file has its definition", () => {
  const files = readdirSync(GOLDEN).filter((file) => file.endsWith(".sql"));
  expect(files.toSorted()).toEqual(
    Object.keys({ ...CASES, ...RANKINGS, ...ACCOUNTS })
      .map((name) => `${name}.sql`)
      .toSorted(),
  );
});

describe.each(Object.entries(CASES))("%s", (name, { definition, members }) => {
  const plan = planOf(definition);

  test("the text is the kept one", () => {
    const file = new URL(`${name}.sql`, GOLDEN);
    const text = `-- ${definition}\n${written(membersStatement(plan, { at: AT, after: null, limit: 1_000 }))}`;
    if (WRITE) writeFileSync(file, text);
    expect(text).toBe(readFileSync(file, "utf8"));
  });

  test("the engine finds the members, as a list, in pages, as a count and beside its leaves", async () => {
    const list = async (after: number | null, limit: number): Promise<readonly number[]> => {
      const rows = await store.rows<{ person: string }>(membersStatement(plan, { at: AT, after, limit }));
      return rows.map((row) => Number(row.person));
    };
    expect(await list(null, 1_000)).toEqual(members);
    expect(await list(members[0] ?? 0, 1)).toEqual(members.slice(1, 2));
    expect(await store.rows(countStatement(plan, { at: AT }))).toEqual([{ count: String(members.length) }]);
    const roots = [plan.root, ...plan.leaves.map((_, leaf) => ({ kind: "leaf", leaf }) as const)];
    const counts = roots.map((root, index) => [`count${index}`, String(holdingFor({ ...plan, root }))]);
    expect(await store.rows(countsStatement({ leaves: plan.leaves, roots }, { at: AT }))).toEqual([
      Object.fromEntries(counts),
    ]);
  });
});

/** Populations, and what a refresh at `AT` finds of them. */
const RANKINGS: Readonly<
  Record<string, { readonly definition: string; readonly found: readonly unknown[] }>
> = {
  "ranked-by-sum": {
    definition: "in top 50% by sum of order.revenue in last 90 days",
    found: [3, ["100", 2]],
  },
  "ranked-by-average": { definition: "in bottom 34% by average of order.revenue", found: [3, ["50", 3]] },
  "ranked-by-recency": {
    definition: "quantile tier 2 of 3 by recency of order",
    found: [3, ["648000000", 2], ["216000000", 1]],
  },
  "ranked-trait-of-an-audience": { definition: "age in top 10% among (did order)", found: [1, ["44", 1]] },
};

describe.each(Object.entries(RANKINGS))("%s", (name, { definition, found }) => {
  const population = populationOf(definition);
  assert(population.kind === "people", "it ranks people");

  test("the text is the kept one, and the engine finds what the reference does", async () => {
    const statement = rankingStatement(population, { at: AT });
    const file = new URL(`${name}.sql`, GOLDEN);
    const text = `-- ${definition}\n${written(statement)}`;
    if (WRITE) writeFileSync(file, text);
    expect(text).toBe(readFileSync(file, "utf8"));
    const [row] = await store.rows<RankingRow>(statement);
    const ranking = readRanking(population, must(row, "one row"));
    const histories = PEOPLE.map(({ history }) => history);
    expect(ranking).toEqual(rankReference(population, histories, AT));
    expect([ranking.people, ...ranking.cuts.map(({ value, holds }) => [value, holds])]).toEqual(found);
  });
});

/** Conditions on the people of accounts, and what a refresh at `AT` finds. */
const ACCOUNTS: Readonly<
  Record<string, { readonly definition: string; readonly found: readonly unknown[] }>
> = {
  "members-of-accounts": {
    definition:
      "any member of their account (did order) or every member of their account (did order) or at most 1 member of their account (did order)",
    found: [3, ["acme", "globex", 'it\'s "odd"'], ["globex", 'it\'s "odd"'], ["globex", 'it\'s "odd"']],
  },
  "members-of-accounts-with-consent": {
    definition: "no member of their account (diagnosis exists)",
    found: [3, ["acme", "globex", 'it\'s "odd"']],
  },
};

describe.each(Object.entries(ACCOUNTS))("%s", (name, { definition, found }) => {
  const population = populationOf(definition);
  assert(population.kind === "accounts", "it asks for the people of accounts");

  test("the text is the kept one, and the engine finds what the reference does", async () => {
    const statement = accountsStatement(population, { at: AT });
    const file = new URL(`${name}.sql`, GOLDEN);
    const text = `-- ${definition}\n${written(statement)}`;
    if (WRITE) writeFileSync(file, text);
    expect(text).toBe(readFileSync(file, "utf8"));
    const [row] = await store.rows<AccountsRow>(statement);
    const counts = readAccounts(population, must(row, "one row"));
    const histories = PEOPLE.map(({ history }) => history);
    expect(counts).toEqual(countReference(population, histories, AT));
    expect([counts.accounts, ...counts.cuts.map(({ accounts }) => accounts)]).toEqual(found);
  });
});

function populationOf(definition: string): Population {
  const parsed = parseDefinition(definition);
  if (parsed.kind === "refused") throw new Error(JSON.stringify(parsed.problems));
  return must(missingPopulations(parsed.definition, CONTEXT)[0], "it ranks people");
}

const holdingFor = (plan: Plan): number =>
  PEOPLE.filter((person) => evaluateReference(plan, person.history, AT)).length;
