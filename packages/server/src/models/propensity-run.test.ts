import { DAY_MS, seededRandom } from "@habitus/kernel";
import { SCORE_NAMES } from "@habitus/models";
import { expect, test } from "vitest";
import type { PropensityResult } from "./model-runs.ts";
import type { PropensityQuestion } from "./propensity-question.ts";
import { runPropensity } from "./propensity-run.ts";
import type { ScoreChange } from "./score-changes.ts";

const HORIZON = 30;
const NEWEST = 20_000;
const AT = (NEWEST + 1) * DAY_MS - 1;
const NOBODY = { roots: [], leaves: [] } as const;
const QUESTION: PropensityQuestion = {
  kind: "propensity",
  plans: NOBODY,
  behaviours: [
    { of: "recency", event: "bought", places: [0] },
    { of: "frequency", event: "bought", places: [1] },
    { of: "days", event: null, places: [2] },
  ],
  figures: [],
  spanDays: HORIZON,
  horizonDays: HORIZON,
  newestDay: NEWEST,
  at: AT,
  present: AT,
  asked: { outcome: "did bought in last 30 days", audience: null, valueProperty: null },
  keeps: true,
};

type Shopper = { readonly person: number; readonly days: readonly number[]; readonly mayBe: boolean };

/** People who buy again and again at paces of their own, from some day on. */
function shoppers(count: number, seed = 4): readonly Shopper[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, (_, index) => {
    const pace = 5 + 195 * random.next() ** 2;
    const days: number[] = [];
    for (let day = NEWEST - 365 * random.next(); day <= NEWEST; day -= Math.log(1 - random.next()) * pace) {
      days.push(Math.ceil(day));
    }
    return { person: 2 * index + 1, days, mayBe: true };
  });
}

const scoreOf = (scores: ScoreChange["scores"]) => new Map(scores).get("chance") ?? null;

async function run(
  people: readonly Shopper[],
  stored: ReadonlyMap<number, number | null> = new Map(),
  question = QUESTION,
) {
  const changes: ScoreChange[] = [];
  const asked: number[] = [];
  const result: PropensityResult = await runPropensity(question, ["chance"], people.at(-1)?.person ?? 0, {
    page: async (at, after, upTo) => {
      asked.push(Math.round((AT - at) / DAY_MS));
      return people.flatMap(({ person, days, mayBe }) => {
        if (person <= after || person > upTo) return [];
        const today = Math.floor(at / DAY_MS);
        const seen = days.filter((day) => day <= today);
        const last = (length: number) => seen.filter((day) => day > today - length).length;
        const newest = seen.length === 0 ? null : Math.max(...seen) * DAY_MS;
        return {
          person,
          isLookedAt: seen.length > 0 && mayBe,
          holds: [last(HORIZON) > 0],
          figures: [newest, last(4 * HORIZON), last(HORIZON)],
          numbers: SCORE_NAMES.map((name) => (name === "chance" ? (stored.get(person) ?? null) : null)),
        };
      });
    },
    say: async (said) => void changes.push(...said),
    progress: () => Promise.resolve(),
  });
  return {
    result,
    changes,
    asked,
    told: new Map(changes.map(({ person, scores }) => [person, scoreOf(scores)])),
  };
}

test("it learns from what was known one horizon ago, is judged by what was two ago, and tells those who are there now", async () => {
  const people = shoppers(900);
  const { result, asked, told } = await run(people);
  expect(asked).toEqual([60, 30, 0, 0]);
  const knownThen = people.filter(({ days }) => Math.min(...days) <= NEWEST - HORIZON);
  expect(result).toMatchObject({
    people: knownThen.length,
    known: knownThen.length,
    happened: knownThen.filter(({ days }) => days.some((day) => day > NEWEST - HORIZON)).length,
    window: { from: NEWEST - HORIZON, to: NEWEST },
    fit: { kind: "fitted", behaviours: [{ of: "recency" }, { of: "frequency" }, { of: "days" }] },
    judgedBy: "people_and_time",
  });
  expect(result.quality?.auc).toBeGreaterThan(0.75);
  for (const { predicted, actual } of result.quality?.tenths ?? [])
    expect(Math.abs(predicted - actual)).toBeLessThan(0.16);
  expect([told.size, result.changes.scored, result.changes.written]).toEqual([900, 900, 900]);
  // Who bought yesterday and often is likelier than who never came again.
  const often = people.toSorted((a, b) => b.days.length - a.days.length)[0];
  const lost = people.toSorted((a, b) => Math.max(...a.days) - Math.max(...b.days))[0];
  expect(told.get(often?.person ?? 0)).toBeGreaterThan(0.8);
  expect(told.get(lost?.person ?? 0)).toBeLessThan(0.3);
});

test("few people with numbers far apart are all learnt from", async () => {
  const people = shoppers(300).map((each) => ({ ...each, person: each.person * 4_001 }));
  const knownThen = people.filter(({ days }) => Math.min(...days) <= NEWEST - HORIZON);
  expect((await run(people)).result).toMatchObject({
    people: knownThen.length,
    known: knownThen.length,
    fit: { kind: "fitted" },
  });
});

test("a second run says nothing, one that was cut off the rest, and who may not be looked at any more has it taken back", async () => {
  const people = shoppers(600);
  const first = await run(people);
  expect((await run(people, first.told)).changes).toEqual([]);
  const some = new Map([...first.told].slice(0, 200));
  expect((await run(people, some)).changes).toEqual(first.changes.slice(200));
  const without = people.map((each, index) => (index === 7 ? { ...each, mayBe: false } : each));
  const taken = await run(without, first.told);
  expect(taken.told.get(people[7]?.person ?? 0)).toBeNull();
  expect(taken.result.changes.takenBack).toBe(1);
});

test("what cannot be told stays as it was told last, but for whoever may not be looked at", async () => {
  const people = shoppers(90).map((each, index) => ({ ...each, mayBe: index !== 3 }));
  const stored = new Map(people.map(({ person }) => [person, 0.5]));
  const { result, changes } = await run(people, stored);
  expect(result).toMatchObject({
    fit: { kind: "refused", reason: "too_few_outcomes" },
    changes: { scored: 0, written: 0 },
  });
  expect(changes).toEqual([{ person: people[3]?.person, scores: [["chance", null]] }]);
});

test("what was told of another outcome or audience is taken back where nothing can be told", async () => {
  const people = shoppers(90);
  const stored = new Map(people.map(({ person }) => [person, 0.5]));
  const { result, told } = await run(people, stored, { ...QUESTION, keeps: false });
  expect(result).toMatchObject({ fit: { kind: "refused" }, changes: { scored: 0, takenBack: 90 } });
  expect([...new Set(told.values())]).toEqual([null]);
});
