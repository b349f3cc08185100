import { ACCOUNTS_TRAIT, hash128, hashHex, type JsonValue } from "@habitus/kernel";
import { DEFAULT_CONTEXT, missingPopulations, parseDefinition } from "@habitus/segments";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openSqlEvaluator, type SqlEvaluator, type StatementProbe } from "../engines/sql.ts";
import { arrivalsOf, type Life } from "../world/life.ts";
import { compareRankings, makeRankingWorld, type RankingWorld } from "./rankings.ts";

const SEED = Number(process.env["HABITUS_SEED"] ?? 20_261_122);
/** How many worlds of people are ranked; each has some 30 rankings. */
const WORLDS = Number(process.env["HABITUS_WORLDS"] ?? 1);

let sql: SqlEvaluator;
beforeAll(async () => {
  sql = await openSqlEvaluator();
});
afterAll(() => sql.close());

test("the thresholds of SQL, and what it finds of accounts, are those of the reference", {
  timeout: 60_000 + WORLDS * 60_000,
}, async () => {
  const kinds = new Map<string, number>();
  const total = { rankings: 0, several: 0, tied: 0 };
  for (let world = 0; world < WORLDS; world++) {
    const found = await compareRankings(makeRankingWorld(SEED, world), sql);
    for (const mismatch of found.mismatches) console.error(JSON.stringify(mismatch));
    expect(found.mismatches.length).toBe(0);
    for (const key of ["rankings", "several", "tied"] as const) total[key] += found[key];
    for (const [kind, count] of found.kinds) kinds.set(kind, (kinds.get(kind) ?? 0) + count);
  }
  console.log(`seed ${SEED}: ${JSON.stringify(total)}, ${JSON.stringify(Object.fromEntries(kinds))}`);
  // One world may happen to rank hardly anybody.
  if (WORLDS < 4) return;
  expect(total.several).toBeGreaterThan(total.rankings / 8);
  expect(total.tied).toBeGreaterThan(0);
});

const textFault = (from: string | RegExp, to: string): StatementProbe => {
  return (statement) => ({ ...statement, sql: statement.sql.replaceAll(from, to) });
};

const FAULTS: readonly (readonly [name: string, probe: StatementProbe])[] = [
  ["values stand the other way round", textFault("arraySort(groupArrayIf", "arrayReverseSort(groupArrayIf")],
  ["the rank is cut off and not rounded up", textFault(/intDiv\(\((.*?) \+ [0-9]+\), /g, "intDiv($1, ")],
  ["who shares the threshold is out", textFault("`one` >= ", "`one` > ")],
  ["who shares the threshold of the bottom is out", textFault("`one` <= ", "`one` < ")],
  ["who has no number is ranked at 0", textFault(/isNotNull\(`measure`\)/g, "1")],
  ["who may not be ranked is", textFault(/WHERE (?!.*WHERE)[^)]*/g, "WHERE 1")],
  ["an average is cut off towards zero", textFault("'0.000000001'", "'0'")],
];

const ACCOUNT_FAULTS: typeof FAULTS = [
  ["all people of an account are as asked", textFault("countIf(`each`.`held`)", "count()")],
  ["more of an account are asked for", textFault("`held` >= ", "`held` > ")],
  ["fewer of an account are let through", textFault("`held` <= ", "`held` < ")],
  ["one of an account is as good as all", textFault("`held` = `members`", "1")],
  ["who left an account belongs to it", textFault("WHERE `belongs` = 'true'", "WHERE 1")],
];

test.each([
  ["the ranking", "people", FAULTS],
  ["the count of accounts", "accounts", ACCOUNT_FAULTS],
] as const)("mistakes of %s are noticed", { timeout: 120_000 }, async (_, kind, faults) => {
  const { lives, asked } = writtenWorld();
  const world = { lives, asked: asked.filter(({ population }) => population.kind === kind) };
  const right = await compareRankings(world, sql);
  expect(right.mismatches).toEqual([]);
  const missed: string[] = [];
  for (const [name, probe] of faults) {
    const found = await compareRankings(world, sql, probe).catch(() => null);
    if (found !== null && found.mismatches.length === 0) missed.push(name);
  }
  expect(missed).toEqual([]);
});

/** Prices of each person's purchases, and the trait `age`; some of them in the audience. */
const PEOPLE: readonly {
  readonly prices: readonly number[];
  readonly age?: number;
  readonly gb?: true;
  /** False of those that were left. */
  readonly accounts?: Readonly<Record<string, boolean>>;
}[] = [
  { prices: [1, 1, 2], age: 3, gb: true, accounts: { some: true, all: true } },
  { prices: [-1, -1, -2], age: 3, gb: true, accounts: { all: true } },
  { prices: [4], age: 1, accounts: { none: false, all: true } },
  { prices: [2, 2], gb: true },
  { prices: [], age: -4, gb: true, accounts: { none: true, some: true } },
  { prices: [5, 5, 5, 5], age: 3 },
  { prices: [0] },
];

const SENTENCES: readonly string[] = [
  "in top 33.3% by average of buy.price",
  "in top 99% by average of buy.price",
  "in bottom 40% by count of buy",
  'in top 40% by count of buy among (country is "GB")',
  "in top 40% by sum of buy.price",
  "in bottom 10% by recency of buy",
  "age in top 50%",
  "any member of their account (did buy) or no member of their account (did buy)",
  "every member of their account (did buy)",
];

const AT = 1_767_225_600_000;

function writtenWorld(): RankingWorld {
  const lives = PEOPLE.map(({ prices, age, gb, accounts = {} }, person): Life => {
    const events = prices.map((price, place) => ({
      name: "buy",
      time: AT - (person + 1) * (place + 1) * 1_000,
      idHash: hashHex(hash128(`${person} ${place}`)),
      offsetMinutes: null,
      properties: { price },
    }));
    const trait = (name: string, value: JsonValue) => {
      return { name, value, time: AT - 1, idHash: hashHex(hash128(`${person} ${name}`)) };
    };
    const words = Object.entries(accounts).map(([account, isIn]) => ({
      ...trait(ACCOUNTS_TRAIT, { account, trait: null, value: isIn ? true : null }),
      idHash: hashHex(hash128(`${person} ${account}`)),
    }));
    const traits = [
      ...words,
      ...(age === undefined ? [] : [trait("age", age)]),
      ...(gb === true ? [trait("country", "GB")] : []),
    ];
    return { arrivals: arrivalsOf({ events, traits }), probes: [] };
  });
  const asked = SENTENCES.flatMap((sentence) => {
    const parsed = parseDefinition(sentence);
    if (parsed.kind === "refused") throw new Error(`${sentence}: ${JSON.stringify(parsed.problems)}`);
    return missingPopulations(parsed.definition, DEFAULT_CONTEXT);
  }).map((population) => ({ population, at: AT, present: AT }));
  return { lives, asked };
}
