import { DAY_MS, seededRandom } from "@habitus/kernel";
import { expect, test } from "vitest";
import { behaviourValue } from "./behaviour.ts";
import { judgeAhead, type PeopleAt } from "./judge-ahead.ts";
import { LEAST_OUTCOMES } from "./judge-propensity.ts";

/** People of a habit and a freshness that tell, and a column that is chance alone. */
function people(
  count: number,
  { seed, from = 0, habit = 1.6, base = -1.2 }: Readonly<Record<string, number>>,
): PeopleAt {
  const random = seededRandom(seed ?? 1);
  const rows = Array.from({ length: count }, (_, index) => {
    const [often, fresh, noise] = [random.next(), random.next(), random.next()];
    const odds = (base ?? 0) + (habit ?? 0) * (often - 0.5) * 2 + (fresh - 0.5);
    return {
      person: (from ?? 0) + index,
      often,
      fresh,
      noise,
      happened: random.next() < 1 / (1 + Math.exp(-odds)) ? 1 : 0,
    };
  });
  return {
    person: rows.map(({ person }) => person),
    columns: (["often", "fresh", "noise"] as const).map((name) => ({
      name,
      values: Float64Array.from(rows, (row) => row[name]),
    })),
    happened: Float64Array.from(rows, ({ happened }) => happened),
  };
}

const column = (name: string, count: number, value: (row: number) => number) => ({
  name,
  values: Float64Array.from({ length: count }, (_, row) => value(row)),
});

test("a few hundred are judged by people and a time that were not seen, and told as often as it happened", () => {
  const judged = judgeAhead(people(600, { seed: 5 }), people(500, { seed: 6, from: 60 }));
  if (judged.kind === "refused") throw new Error(judged.detail);
  expect([judged.judgedBy, judged.used]).toEqual(["people_and_time", [0, 1, 2]]);
  expect(judged.quality).toMatchObject({ people: 600 });
  expect(judged.quality.auc).toBeGreaterThan(0.65);
  for (const { predicted, actual } of judged.quality.tenths)
    expect(Math.abs(predicted - actual)).toBeLessThan(0.2);
});

test("what was learnt from a time in which all went the other way is judged by the time behind it, though it fits it well", () => {
  const [later, earlier] = [people(600, { seed: 5 }), people(600, { seed: 7, habit: -1.6 })];
  expect(judgeAhead(later, earlier)).toMatchObject({ kind: "refused", reason: "no_better_than_chance" });
  // Judged by people alone it would seem to be told.
  expect(judgeAhead(later, people(0, {}))).toMatchObject({ kind: "fitted", judgedBy: "people" });
});

test("no person tells of themselves: who is copied from before to later is judged by the others", () => {
  // The outcome of each is a toss, and the column is the toss itself of whoever was there before.
  const random = seededRandom(3);
  const tosses = Float64Array.from({ length: 800 }, () => random.int(0, 1));
  const unique = column("own", 800, (row) => row);
  const later = { person: tosses.map((_, row) => row), columns: [unique], happened: tosses };
  expect(judgeAhead(later, later)).toMatchObject({ kind: "refused", reason: "no_better_than_chance" });
});

test("there are as many columns as enough happened for, the first ones, and none that says something of a few alone", () => {
  const of = people(400, { seed: 5 });
  const many = Array.from({ length: 30 }, (_, place) =>
    column(`c${place}`, 400, (row) => (row * (place + 7)) % 31),
  );
  const few = column("few", 400, (row) => (row < 19 ? row : 0));
  const later = { ...of, columns: [few, ...of.columns, ...many] };
  const happened = later.happened.reduce((sum, each) => sum + each, 0);
  const { used } = judgeAhead(later, people(0, {}));
  expect(used).toEqual(Array.from({ length: Math.floor(happened / 10) }, (_, place) => place + 1));
  const rare = { ...later, happened: later.happened.map((_, row) => (row < LEAST_OUTCOMES - 1 ? 1 : 0)) };
  expect(judgeAhead(rare, people(0, {}))).toMatchObject({ kind: "refused", reason: "too_few_outcomes" });
});

test("what people did becomes numbers that know nothing of units, and nothing done is a number too", () => {
  const span = { at: 100 * DAY_MS, spanMs: 30 * DAY_MS };
  expect(behaviourValue("recency", [70 * DAY_MS], span)).toBe(0.5);
  expect(behaviourValue("recency", [null], span)).toBe(0);
  expect(behaviourValue("tenure", [1 * DAY_MS], span)).toBeCloseTo(Math.log(100), 12);
  expect(behaviourValue("trend", [3, 1], span)).toBeCloseTo(Math.log(2), 12);
  expect(behaviourValue("trend", [0, 0], span)).toBe(0);
  expect(behaviourValue("frequency", [0], span)).toBe(0);
  expect(behaviourValue("value", [-4], span)).toBe(0);
  expect(behaviourValue("days", [7], span)).toBeCloseTo(Math.log(8), 12);
});

test("where two columns tell the same, the first one is used", () => {
  const of = people(400, { seed: 5 });
  const [often, fresh, noise] = of.columns;
  if (often === undefined || fresh === undefined || noise === undefined) throw new Error("there are three");
  const twin = { name: "twin", values: often.values.map((value, row) => 3 - 2 * value + (row % 2) / 1_000) };
  expect(judgeAhead({ ...of, columns: [often, twin, fresh, noise] }, people(0, {})).used).toEqual([0, 2, 3]);
});
