export {
  type BenefitFit,
  type BenefitQuality,
  judgeBenefits,
  type RefusedBenefits,
  type SaidBenefits,
} from "./benefits/judge-benefits.ts";
export { nearest } from "./benefits/shrunken-centroids.ts";
export { bgBbAlive, bgBbExpected, bgBbLogLikelihood } from "./buyers/bg-bb.ts";
export { bgNbd, bgNbdProbability } from "./buyers/bg-nbd.ts";
export type { BuyerModel, Parameters } from "./buyers/buyer-model.ts";
export { type Buyers, distinctBuyers, type DistinctBuyers } from "./buyers/buyers.ts";
export { type NetPromoters, netPromoterScore } from "./statistics/net-promoters.ts";
export {
  fitBuyers,
  type FitOptions,
  fitRegularBuyers,
  type FittedModel,
  type RefusedFit,
} from "./buyers/fit.ts";
export { calibrationByRepeats, type HoldoutErrors, holdoutErrors, type Tenth } from "./buyers/holdout.ts";
export { mbgCnbd } from "./buyers/mbg-cnbd.ts";
export { nextOrderWithin } from "./buyers/next-order.ts";
export { type OrderHistory, orderHistory, type Orders, type Split } from "./buyers/orders.ts";
export { paretoNbd } from "./buyers/pareto-nbd.ts";
export { fitRetention, retained, type RetentionModel } from "./buyers/shifted-beta-geometric.ts";
export {
  type BuyerModelName,
  type FitReport,
  fitReport,
  MODEL_NAMES,
  modelOf,
  type ModelName,
} from "./fit-report.ts";
export { type BuyerFigures, type OrderSum } from "./scheduled/figures.ts";
export { judge, type Judged, type ModelSettings, type Quality } from "./scheduled/judge.ts";
export {
  isNear,
  SCORE_NAMES,
  scoreBuyers,
  type ScoreName,
  type Scores,
  type ScoreSettings,
  type ScoringModelName,
  scoresTold,
} from "./scheduled/scores.ts";
export {
  type Behaviour,
  type BehaviourFigure,
  type BehaviourName,
  BEHAVIOURS,
  behaviourValue,
  LONG_SPANS,
} from "./propensity/behaviour.ts";
export { judgeAhead, type JudgedAhead, type PeopleAt } from "./propensity/judge-ahead.ts";
export { chanceOf } from "./propensity/logistic.ts";
export {
  judgePropensity,
  type PropensityFit,
  type PropensityQuality,
  type RefusedPropensity,
} from "./propensity/judge-propensity.ts";
export { normalQuantile, normalTail } from "./special/normal.ts";
export { type Anomaly, farOffAmong } from "./statistics/anomalies.ts";
export { type DailyCounts, figuresOf } from "./statistics/daily-scale.ts";
export {
  lineThroughDays,
  type Move,
  type Moves,
  MOVES,
  movesOf,
  oddDaysOf,
  type Stretch,
} from "./statistics/moves.ts";
export { WEEK } from "./statistics/week-tests.ts";
export { adjustForMany, ALARM } from "./statistics/adjust.ts";
export { jaccard, type Lift, liftOf } from "./statistics/lift.ts";
export { leastRateTold, peoplePerGroup, powerToTell, type Test, USUAL_TEST } from "./statistics/power.ts";
export {
  compareShares,
  CONFIDENCE,
  type Interval,
  type Proportion,
  shareDifference,
  shareInterval,
  shareOf,
  type TestResult,
} from "./statistics/proportions.ts";
export { type Stability, stabilityIndex } from "./statistics/stability.ts";
export {
  type Spell,
  type Survival,
  survivalAt,
  survivalOf,
  type SurvivalStep,
} from "./statistics/survival.ts";
export { expectedSpend, fitSpend, type FittedSpend, type SpendModel } from "./value/gamma-gamma.ts";
export { scoreIntervals, type ScoreIntervals } from "./value/score-intervals.ts";
export { lifetimeValue } from "./value/lifetime-value.ts";
