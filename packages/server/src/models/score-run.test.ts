import { seededRandom } from "@habitus/kernel";
import { SCORE_NAMES, type ScoreName, scoresTold } from "@habitus/models";
import { expect, test } from "vitest";
import type { BuyingQuestion } from "./model-question.ts";
import type { BuyingResult } from "./model-runs.ts";
import type { ScoreChange } from "./score-changes.ts";
import { type PersonRow, runScores } from "./score-run.ts";

const DAY = 20_000;
const QUESTION: BuyingQuestion = {
  people: { version: 1, root: { kind: "always", value: true }, leaves: [] },
  matches: [],
  path: ["revenue"],
  covariates: [],
  zone: "UTC",
  newestDay: DAY,
  at: 0,
  present: 0,
  kind: "bgnbd",
  unitDays: 7,
  holdoutDays: 60,
  horizonDays: 90,
  discount: 0.1,
};

/** People who order again and again at paces of their own until they stop. */
function shoppers(people: number, seed = 3): readonly PersonRow[] {
  const random = seededRandom(seed);
  return Array.from({ length: people }, (_, index) => {
    const days = [DAY - random.int(1, 300)];
    const pace = 5 + random.next() * 60;
    for (;;) {
      const next = Math.floor((days.at(-1) ?? 0) + 1 - Math.log(1 - random.next()) * pace);
      if (next > DAY || random.next() < 0.15) break;
      days.push(next);
    }
    const upTo = (end: number) => {
      const seen = days.filter((day) => day <= end);
      return {
        days: seen.length,
        lastDay: seen.at(-1) ?? 0,
        spentAgain: seen.slice(1).reduce((sum) => sum + 10 + pace * random.next(), 0),
        logGaps: 0,
      };
    };
    return {
      person: index + 1,
      orders: { firstDay: days[0] ?? 0, all: upTo(DAY), seen: upTo(DAY - 60) },
      numbers: SCORE_NAMES.map(() => null),
      known: [],
    };
  });
}

type Said = { readonly result: BuyingResult; readonly changes: readonly ScoreChange[] };

async function run(rows: readonly PersonRow[], more: Partial<BuyingQuestion> = {}): Promise<Said> {
  const question = { ...QUESTION, ...more };
  const changes: ScoreChange[] = [];
  const told = scoresTold(question.kind, question.path !== null);
  const result = await runScores(question, told, rows.at(-1)?.person ?? 0, {
    page: async (after, upTo) => rows.filter(({ person }) => person > after && person <= upTo),
    say: async (said) => void changes.push(...said),
    progress: () => Promise.resolve(),
  });
  return { result, changes };
}

/** What is stored once the changes are said. */
function after(rows: readonly PersonRow[], changes: readonly ScoreChange[]): readonly PersonRow[] {
  const said = new Map(changes.map(({ person, scores }) => [person, new Map(scores)]));
  return rows.map((row) => ({
    ...row,
    numbers: SCORE_NAMES.map((name, place) => {
      const value = said.get(row.person)?.get(name);
      return value === undefined ? (row.numbers[place] ?? null) : value;
    }),
  }));
}

const namesIn = (changes: readonly ScoreChange[]): readonly ScoreName[] => [
  ...new Set(changes.flatMap(({ scores }) => scores.map(([name]) => name))),
];

test("the same orders are scored once: a second run says nothing, and one that was cut off says the rest", async () => {
  const rows = shoppers(400);
  const first = await run(rows);
  expect(first.result).toMatchObject({ people: 400, changes: { scored: 400, unchanged: 0, takenBack: 0 } });
  expect(first.result.quality?.tenths).toHaveLength(10);
  expect(namesIn(first.changes)).toEqual(["orders", "rate", "next", "spend", "value"]);
  const whole = after(rows, first.changes);
  const second = await run(whole);
  expect(second.changes).toEqual([]);
  expect(second.result.changes.unchanged).toBe(first.result.changes.written);
  const rest = await run(after(rows, first.changes.slice(0, 150)));
  expect(rest.changes).toEqual(first.changes.slice(150));
});

test("what the data do not tell stays as it was told; who may not be looked at loses all, others nothing", async () => {
  const rows = shoppers(400);
  const whole = after(rows, (await run(rows)).changes);
  // Too few people bought again: of the first it may not be known any more.
  const few = whole.slice(0, 60).map((row, index) => (index === 0 ? { ...row, orders: null } : row));
  const refused = await run(few);
  expect(refused.result.fit).toMatchObject({ kind: "refused", reason: "too_few_repeaters" });
  expect(refused.result.changes).toMatchObject({ scored: 0, written: 0 });
  expect(refused.changes.map(({ person }) => person)).toEqual([1]);
  expect(refused.changes[0]?.scores.every(([, value]) => value === null)).toBe(true);
});

test("a model that tells less takes back what it told before", async () => {
  const rows = shoppers(400);
  const whole = after(rows, (await run(rows)).changes);
  const { changes, result } = await run(whole, { path: null });
  expect(namesIn(changes)).toEqual(["spend", "value"]);
  expect(result.value).toBeNull();
  expect(changes.every(({ scores }) => scores.every(([, value]) => value === null))).toBe(true);
});

test("nobody's orders are refused with the reason", async () => {
  const { result, changes } = await run([]);
  expect(result).toMatchObject({ people: 0, window: { from: null }, fit: { reason: "no_orders" } });
  expect(changes).toEqual([]);
});

test("what is known of people from the beginning changes what is expected of them, and of whoever may not be looked at it is not read", async () => {
  // Every other shopper is born later; of one it is not known.
  const rows = shoppers(240).map((row, index): PersonRow => {
    return { ...row, known: [index === 7 ? Number.NaN : index % 2 === 0 ? 1_960 : 2_000] };
  });
  const gone: PersonRow = { ...rows[0], person: 241, orders: null, numbers: [], known: [3_000] };
  const asked = { kind: "paretonbd", path: null, holdoutDays: 0 } as const;
  const { result, changes } = await run([...rows, gone], { ...asked, covariates: ["born"] });
  if (result.fit.kind === "refused") throw new Error(result.fit.detail);
  expect(result.fit.covariates).toMatchObject([{ name: "born", mean: expect.closeTo(1_980, 0) as number }]);
  expect(result.fit.warnings.join()).toContain("The covariate born is not known of 1 of 240 buyers");
  const plain = await run(rows, asked);
  expect(plain.result.fit).not.toHaveProperty("covariates");
  expect(changes.map(({ person }) => person)).toEqual(plain.changes.map(({ person }) => person));
  expect(changes[0]?.scores).not.toEqual(plain.changes[0]?.scores);
});
