import { beforeAll, describe, expect, test } from "vitest";
import { bgNbd } from "../src/buyers/bg-nbd.ts";
import { expectedSpend, fitSpend, type FittedSpend } from "../src/value/gamma-gamma.ts";
import { lifetimeValue } from "../src/value/lifetime-value.ts";
import { CDNOW_FILES, cdnowHistory } from "./cdnow.ts";
import { researchFile } from "./research-data.ts";

const orders = researchFile(CDNOW_FILES.orders);
const file = researchFile(CDNOW_FILES.summary);

describe.skipIf(file === null)("spend of the CDNOW sample", () => {
  const rows = (file ?? "")
    .trim()
    .split(/\r?\n/)
    .slice(1)
    .map((line) => line.split(",").map(Number));
  const column = (index: number): Float64Array => Float64Array.from(rows, (row) => row[index] ?? 0);
  let fit: FittedSpend;
  beforeAll(() => {
    const found = fitSpend(column(1), column(4));
    if (found.kind === "refused") throw new Error(found.detail);
    fit = found;
  });

  test("Gamma-Gamma has the parameters of Fader and Hardie's note 025", () => {
    expect(fit.buyers).toBe(946);
    expect(fit.model.p).toBeCloseTo(6.25, 1);
    expect(fit.model.q).toBeCloseTo(3.74, 1);
    expect(fit.model.scale).toBeCloseTo(15.44, 1);
    // The file's means have two digits; from the orders themselves the last digits are the published ones.
    expect(fit.logLikelihood).toBeCloseTo(-4055.92, 1);
    expect(fit.correlation).toBeCloseTo(0.114, 2);
    expect(fit.warnings).toEqual([]);
  });

  test.skipIf(orders === null)(
    "its likelihood has the published digits when computed from the orders",
    () => {
      const { buyers, meanValue } = cdnowHistory(orders ?? "");
      const exact = fitSpend(buyers.repeats, meanValue);
      expect(exact).toMatchObject({ kind: "fitted", buyers: 946 });
      if (exact.kind === "fitted") expect(exact.logLikelihood).toBeCloseTo(-4055.9177, 3);
    },
  );

  test("expects of the first ten buyers what the note prints", () => {
    const printed = [24.65, 18.91, 35.17, 35.17, 35.17, 71.46, 18.91, 35.17, 27.28, 35.17];
    for (const [index, value] of printed.entries()) {
      const [, orders = 0, , , mean = 0] = rows[index] ?? [];
      expect(Math.abs(expectedSpend(fit.model, orders, mean) - value)).toBeLessThan(0.1);
    }
  });

  // lifetimes' quick start: BG/NBD with Gamma-Gamma, 12 periods of 30 units at 1 %.
  test("discounted value of the first ten buyers", () => {
    const of = Float64Array.of(0.242_594_5, 4.413_601_9, 0.792_919_9, 2.425_888_1);
    const printed = [140.1, 18.94, 38.18, 38.18, 38.18, 1003.87, 28.11, 38.18, 167.42, 38.18];
    for (const [index, value] of printed.entries()) {
      const [, orders = 0, last = 0, observed = 0, mean = 0] = rows[index] ?? [];
      const worth = expectedSpend(fit.model, orders, mean);
      const expected = (time: number): number => bgNbd.expected(of, orders, last, observed, time);
      const found = lifetimeValue(expected, worth, { horizon: 12, period: 30, rate: 0.01 });
      expect(Math.abs(found / value - 1)).toBeLessThan(0.005);
    }
  });
});

test("orders worth the same give no answer rather than a wrong one", () => {
  const orders = new Float64Array(300).fill(2);
  const fit = fitSpend(orders, new Float64Array(300).fill(10));
  expect(fit.kind).toBe("refused");
});
