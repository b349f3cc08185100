import type { Instant } from "@habitus/kernel";
import { type FitReport, modelOf, scoreIntervals, type ScoreIntervals } from "@habitus/models";
import type { OrderSums } from "@habitus/segments-sql";
import type { PlanContexts } from "../segments/plan-contexts.ts";
import type { PersonNumber } from "../store/event-store.ts";
import { type BuyingQuestion, buyingQuestion } from "./model-question.ts";
import type { ModelRuns } from "./model-runs.ts";
import type { ModelRecord } from "./model-store.ts";

export type IntervalDeps = {
  readonly runs: Pick<ModelRuns, "inForce">;
  readonly context: PlanContexts;
  /** Asks the event store for one person's orders, up to and including a day (null of nobody's), and for the question's covariates. */
  readonly orders: (
    question: BuyingQuestion,
    upTo: number,
    person: PersonNumber,
    signal: AbortSignal,
  ) => Promise<{ readonly sums: OrderSums | null; readonly known: readonly number[] }>;
};

export type IntervalsOf = (
  model: ModelRecord,
  person: PersonNumber,
  asked: {
    /** The value that is told of the person; null for none. */
    readonly told: number | null;
    readonly present: Instant;
  },
  signal: AbortSignal,
) => Promise<(ScoreIntervals & { readonly horizonDays: number }) | null>;

/**
 * How far the run in force leaves open what it says of a person: worked out when somebody looks, from the run's parameters and the
 * person's orders up to the day it saw. Null where the run kept no covariance, or where the person has no orders that may be looked at.
 */
export function createIntervals({ runs, context, orders }: IntervalDeps): IntervalsOf {
  return async (model, person, { told, present }, signal) => {
    const result = runs.inForce(model.key)?.result ?? null;
    if (model.kind === "propensity" || result === null || result.kind === "propensity") return null;
    if (covarianceOf(result.fit) === null) return null;
    // Of the model as it was run, which may read other traits by now.
    const covariates = (result.fit.kind === "fitted" ? (result.fit.covariates ?? []) : []).map(
      ({ name }) => name,
    );
    const question = buyingQuestion({ ...model, covariates }, context(), present);
    const { sums, known } = await orders(question, result.window.to, person, signal);
    const fit = modelOf(
      result.fit,
      new Map(covariates.map((name, place) => [name, known[place] ?? Number.NaN])),
    );
    if (fit === null || sums === null || sums.seen.days === 0) return null;
    const { unitDays, horizonDays } = question;
    const buyer = {
      repeats: sums.seen.days - 1,
      last: (sums.seen.lastDay - sums.firstDay) / unitDays,
      observed: (result.window.to - sums.firstDay) / unitDays,
    };
    const spend = result.value === null ? null : fitOfSpend(result.value);
    const meanValue = buyer.repeats === 0 ? 0 : sums.seen.spentAgain / buyer.repeats;
    const priced = spend === null || told === null ? null : { ...spend, meanValue, told };
    return { ...scoreIntervals(fit, buyer, horizonDays / unitDays, priced), horizonDays };
  };
}

function fitOfSpend(report: FitReport) {
  const covariance = covarianceOf(report);
  if (report.kind === "refused" || covariance === null) return null;
  const { p = Number.NaN, q = Number.NaN, gamma = Number.NaN } = report.parameters;
  return { parameters: Float64Array.of(p, q, gamma), covariance };
}

/** Absent of runs before there was any. */
const covarianceOf = (report: FitReport) => (report.kind === "refused" ? null : (report.covariance ?? null));
