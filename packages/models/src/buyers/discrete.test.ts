import { expect, test } from "vitest";
import { minimise } from "../optimise/minimise.ts";
import { bgBbAlive, bgBbExpected, bgBbLogLikelihood } from "./bg-bb.ts";
import { fitRetention, retained } from "./shifted-beta-geometric.ts";

/** Donors of a public broadcaster: donations, year of the last, people; six years (Fader, Hardie, Shang 2010). */
const DONORS = [
  [0, 0, 3464],
  [1, 1, 1091],
  [1, 2, 277],
  [1, 3, 129],
  [1, 4, 78],
  [1, 5, 119],
  [1, 6, 129],
  [2, 2, 613],
  [2, 3, 255],
  [2, 4, 155],
  [2, 5, 173],
  [2, 6, 234],
  [3, 3, 322],
  [3, 4, 181],
  [3, 5, 225],
  [3, 6, 357],
  [4, 4, 240],
  [4, 5, 284],
  [4, 6, 512],
  [5, 5, 335],
  [5, 6, 728],
  [6, 6, 1203],
] as const;
const YEARS = 6;

test("BG/BB finds the published parameters of the donors", () => {
  const objective = (logs: Float64Array): number =>
    -DONORS.reduce(
      (sum, [x, last, people]) => sum + people * bgBbLogLikelihood(logs.map(Math.exp), x, last, YEARS),
      0,
    );
  const found = minimise(objective, Float64Array.of(0, 0, 0, 0.5));
  const printed = [1.204, 0.75, 0.657, 2.783];
  for (const [index, value] of printed.entries())
    expect(Math.exp(found.at[index] ?? 0) / value).toBeCloseTo(1, 2);
  expect(found.value).toBeCloseTo(33_225.58, 1);
});

test("BG/BB tells who is alive and what five years will bring, as printed", () => {
  const of = Float64Array.of(1.204, 0.75, 0.657, 2.783);
  expect(bgBbAlive(of, 0, 0, YEARS)).toBeCloseTo(0.11, 2);
  expect(bgBbAlive(of, 2, 4, YEARS)).toBeCloseTo(0.59, 2);
  expect(bgBbAlive(of, 6, 6, YEARS)).toBeCloseTo(0.93, 2);
  const total = DONORS.reduce(
    (sum, [x, last, people]) => sum + people * bgBbExpected(of, x, last, YEARS, 5),
    0,
  );
  expect(Math.abs(total / 12_884.2 - 1)).toBeLessThan(0.001);
});

test("BG/BB expects of single donors, and of new ones, what the paper prints", () => {
  const of = Float64Array.of(1.204, 0.75, 0.657, 2.783);
  expect(bgBbExpected(of, 0, 0, YEARS, 10)).toBeCloseTo(0.1302, 3);
  expect(bgBbExpected(of, 4, 5, YEARS, 10)).toBeCloseTo(3.6279, 2);
  // Nobody has watched a new donor for a single year.
  expect(bgBbExpected(of, 0, 0, 0, 10)).toBeCloseTo(3.1798, 2);
});

test("shifted beta-geometric finds the printed parameters of the high end", () => {
  const model = fitRetention([1000, 869, 743, 653, 593, 551, 517, 491]);
  expect(model.alpha).toBeCloseTo(0.668, 2);
  expect(model.beta).toBeCloseTo(3.806, 2);
  expect(model.logLikelihood).toBeCloseTo(-1611.16, 1);
});

test("shifted beta-geometric projects the printed retention", () => {
  const kept = [1000, 631, 468, 382, 326, 289, 262, 241];
  const model = fitRetention(kept);
  expect(model.alpha).toBeCloseTo(0.704, 2);
  expect(model.beta).toBeCloseTo(1.182, 2);
  expect(model.logLikelihood).toBeCloseTo(-1680.27, 1);
  const years = [8, 9, 10, 11, 12].map((year) => 100 * retained(model, year));
  for (const [index, share] of [22, 20.4, 19.1, 18, 17].entries())
    expect(Math.abs((years[index] ?? 0) - share)).toBeLessThan(0.1);
});
