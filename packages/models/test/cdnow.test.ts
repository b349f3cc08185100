import { describe, expect, test } from "vitest";
import { bgNbd } from "../src/buyers/bg-nbd.ts";
import type { BuyerModel } from "../src/buyers/buyer-model.ts";
import { type FittedModel, fitBuyers } from "../src/buyers/fit.ts";
import { holdoutErrors } from "../src/buyers/holdout.ts";
import { mbgCnbd } from "../src/buyers/mbg-cnbd.ts";
import type { OrderHistory } from "../src/buyers/orders.ts";
import { paretoNbd } from "../src/buyers/pareto-nbd.ts";
import { CDNOW_FILES, cdnowHistory } from "./cdnow.ts";
import { researchFile } from "./research-data.ts";

const orders = researchFile(CDNOW_FILES.orders);

describe.skipIf(orders === null)("CDNOW, 2,357 customers", () => {
  const history = cdnowHistory(orders ?? "");
  const { buyers, held } = history;

  test("is the published sample", () => {
    expect(buyers.repeats).toHaveLength(2357);
    expect(sum(buyers.repeats)).toBe(2457);
    expect(sum(held)).toBe(1882);
    expect(buyers.observed[0]).toBeCloseTo(38.857, 3);
  });

  // Parameters and log-likelihoods: Fader, Hardie, Lee 2005; BTYD walkthrough; BTYDplus. Errors: computed with BTYDplus in R.
  test.each([
    [bgNbd, [0.243, 4.414, 0.793, 2.426], -9582.429, [0.7855, 1.608, 0.2343, -0.121, 0.6257], null],
    [mbgCnbd(1), [0.525, 6.183, 0.891, 1.614], -9582.136, [0.7648, 1.6072, 0.2314, -0.162, 0.6273], 0.4487],
    [paretoNbd, [0.553, 10.578, 0.606, 11.669], -9594.976, [0.7545, 1.6029, 0.2377, -0.115, 0.6302], 0.4462],
  ] as const)("$name", (model, parameters, logLikelihood, errors, alive) => {
    const fit = fitted(model, history);
    for (const [index, published] of parameters.entries()) {
      expect(Math.abs((fit.parameters[index] ?? 0) / published - 1)).toBeLessThan(0.002);
    }
    expect(fit.logLikelihood).toBeCloseTo(logLikelihood, 2);
    expect(fit.warnings).toEqual([]);
    const found = holdoutErrors(held, predictions(fit, history));
    const list = [found.mae, found.rmse, found.msle, found.bias, found.correlation];
    for (const [index, published] of errors.entries()) expect(list[index]).toBeCloseTo(published, 3);
    if (alive !== null) expect(meanAlive(fit, history)).toBeCloseTo(alive, 3);
  });

  test("standard errors of Pareto/NBD as CLVTools gives them", () => {
    const { standardErrors } = fitted(paretoNbd, history);
    const published = [0.047_626_4, 0.842_722_2, 0.187_259_4, 6.210_544_8];
    for (const [index, error] of published.entries()) {
      expect(Math.abs((standardErrors?.[index] ?? 0) / error - 1)).toBeLessThan(0.02);
    }
  });
});

const fits = new Map<BuyerModel, FittedModel>();

function fitted(model: BuyerModel, history: OrderHistory): FittedModel {
  const known = fits.get(model);
  if (known !== undefined) return known;
  const fit = fitBuyers(model, history.buyers);
  if (fit.kind === "refused") throw new Error(fit.detail);
  fits.set(model, fit);
  return fit;
}

function predictions({ model, parameters }: FittedModel, { buyers, heldFor }: OrderHistory): Float64Array {
  return buyers.repeats.map((repeats, i) =>
    model.expected(parameters, repeats, buyers.last[i] ?? 0, buyers.observed[i] ?? 0, heldFor),
  );
}

function meanAlive({ model, parameters }: FittedModel, { buyers }: OrderHistory): number {
  const chances = buyers.repeats.map(
    (repeats, i) => model.alive(parameters, repeats, buyers.last[i] ?? 0, buyers.observed[i] ?? 0) ?? 0,
  );
  return sum(chances) / chances.length;
}

function sum(list: Float64Array): number {
  return list.reduce((total, each) => total + each, 0);
}
