import { seededRandom } from "@habitus/kernel";
import { expect, test } from "vitest";
import { judgeBenefits, LEAST_ANSWERS } from "./judge-benefits.ts";
import { fitCentroids, nearest, probabilities } from "./shrunken-centroids.ts";

/** What R's pamr, by the authors of the method, makes of five rows; scikit-learn holds its own against the same figures. */
const FIVE = {
  features: 2,
  classes: 2,
  values: Float64Array.of(0, 1, 1, 0, 1, 1, 2, 0, 6, 8),
  labels: Int32Array.of(0, 0, 1, 1, 1),
};

test("centroids are drawn together as by pamr", () => {
  const { centroids, share } = fitCentroids(FIVE, 0.1);
  const published = [0.778731, 0.8545292, 2.814179, 2.763647];
  expect([...centroids]).toEqual(published.map((value) => expect.closeTo(value, 6) as number));
  expect([...share]).toEqual([0.4, 0.6]);
});

test("without drawing them together they are the means, and with all of it everybody's mean", () => {
  expect([...fitCentroids(FIVE, 0).centroids]).toEqual([0.5, 0.5, 3, 3]);
  expect([...fitCentroids(FIVE, 1_000).centroids]).toEqual([2, 2, 2, 2]);
});

test("probabilities by hand: one figure, two classes of as many, one unit apart", () => {
  const model = {
    features: 1,
    classes: 2,
    centroids: Float64Array.of(0, 1),
    scale: Float64Array.of(1),
    share: Float64Array.of(0.5, 0.5),
  };
  // At 0 the squared distances are 0 and 1, so the odds are e^(1/2).
  const odds = Math.exp(0.5);
  expect([...probabilities(model, [0], 1)]).toEqual([
    expect.closeTo(odds / (1 + odds), 12),
    expect.closeTo(1 / (1 + odds), 12),
  ]);
  expect(nearest(model, [2], 1)).toEqual({
    first: 1,
    second: 0,
    distance: 1,
    probability: expect.closeTo(Math.exp(1.5) / (1 + Math.exp(1.5)), 12) as number,
  });
  expect([...probabilities(model, [0.5], 1)]).toEqual([0.5, 0.5]);
});

test("a figure that never differs tells nothing and breaks nothing", () => {
  const values = Float64Array.of(7, 0, 7, 0.1, 7, 1, 7, 1.1);
  const model = fitCentroids({ features: 2, classes: 2, values, labels: Int32Array.of(0, 0, 1, 1) }, 0);
  expect(nearest(model, [7, 1], 1).first).toBe(1);
  expect(nearest(model, [7, 1], 1).probability).toBeGreaterThan(0.5);
});

const KINDS = 3;

/** Of each kind so many people, who do mostly what their kind does, beside what everybody does at random. */
function plantedPeople(each: number, apart: number) {
  const random = seededRandom(11);
  const features = 8;
  const labels = Int32Array.from({ length: each * KINDS }, (_, row) => row % KINDS);
  const values = Float64Array.from({ length: labels.length * features }, (_, place) => {
    const feature = place % features;
    const isOwn = feature % 4 === labels[Math.floor(place / features)];
    return Math.log1p(random.int(0, 6) + (isOwn ? apart : 0));
  });
  return { features, classes: KINDS, values, labels };
}

test("planted kinds are told from what people do, and the quality says how surely", () => {
  const fit = judgeBenefits(plantedPeople(200, 6));
  if (fit.kind !== "fitted") throw new Error(fit.detail);
  const { people, right, rightInterval, guessed, table } = fit.quality;
  expect({ people, guessed, benefits: fit.benefits }).toEqual({
    people: 600,
    guessed: 200,
    benefits: [0, 1, 2],
  });
  expect(right / people).toBeGreaterThan(0.9);
  expect(rightInterval.low).toBeLessThan(right / people);
  expect(table.map((line) => line.reduce((sum, count) => sum + count, 0))).toEqual([200, 200, 200]);
});

test("the probabilities of people who were not seen are as often right as they say", () => {
  const fit = judgeBenefits(plantedPeople(400, 3));
  if (fit.kind !== "fitted") throw new Error(fit.detail);
  const fresh = plantedPeople(1_000, 3);
  const told = [...fresh.labels.keys()].map((row) => {
    const figures = fresh.values.subarray(row * fresh.features, (row + 1) * fresh.features);
    const { first, probability } = nearest(fit.model, figures, fit.sharpness);
    return { isRight: first === fresh.labels[row], probability };
  });
  const right = told.filter(({ isRight }) => isRight).length / told.length;
  const claimed = told.reduce((sum, { probability }) => sum + probability, 0) / told.length;
  expect(Math.abs(right - claimed)).toBeLessThan(0.03);
});

test("what nobody can tell is not told: few answers, no behaviour, nothing but chance", () => {
  const few = plantedPeople(LEAST_ANSWERS - 1, 6);
  expect(judgeBenefits(few)).toMatchObject({ kind: "refused", reason: "too_few_answers", quality: null });
  const idle = plantedPeople(50, 6);
  expect(judgeBenefits({ ...idle, values: idle.values.fill(0) })).toMatchObject({ reason: "no_behaviour" });
  const chance = judgeBenefits(plantedPeople(100, 0));
  expect(chance).toMatchObject({ kind: "refused", reason: "no_better_than_guessing" });
  expect(chance.quality?.people).toBe(300);
});

test("a benefit that hardly anybody said is left out, and the others are told", () => {
  const all = plantedPeople(100, 6);
  const labels = all.labels.map((label, row) => (label === 2 && row > 30 ? 0 : label));
  const fit = judgeBenefits({ ...all, labels });
  if (fit.kind !== "fitted") throw new Error(fit.detail);
  expect(fit.benefits).toEqual([0, 1]);
  expect(fit.quality.table).toHaveLength(2);
});

test("where fewer of a class were asked than there are, the shares are those of all", () => {
  const asked = { ...FIVE, all: Float64Array.of(10, 90) };
  const [model, plain] = [fitCentroids(asked, 0.1), fitCentroids(FIVE, 0.1)];
  expect([...model.share]).toEqual([0.1, 0.9]);
  expect([...model.centroids]).toEqual([...plain.centroids]);
  // Six times the odds of the second: 9 to 1 in place of 3 to 2.
  const odds = (of: typeof model): number => {
    const [first = 0, second = 0] = probabilities(of, [1, 1], 1);
    return second / first;
  };
  expect(odds(model) / odds(plain)).toBeCloseTo(6, 9);
  const few = judgeBenefits({ ...asked, all: Float64Array.of(10, 12) });
  expect(few.kind === "refused" && few.detail).toContain("so far they were said by 10, 12.");
});
