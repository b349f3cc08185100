export { LIMITS } from "./limits.ts";
export type * from "./tree/computed-condition.ts";
export type * from "./tree/definition.ts";
export {
  computedReadBy,
  listsReadBy,
  occasionsIn,
  predictionsReadBy,
  referencesOf,
  scoresReadBy,
  segmentsReadBy,
  subscriptionsReadBy,
} from "./tree/references.ts";
export { definitionSchema, scoreSchema } from "./tree/schema.ts";
export { type ParsedDefinition, parseDefinition } from "./text/parse-definition.ts";
export { printDefinition } from "./text/print-definition.ts";
export { KEYWORDS } from "./text/keywords.ts";
export { phraseLength } from "./text/phrases.ts";
export { type ProblemParts, problemAt, type Span, type TextProblem } from "./text/problem.ts";
export { printSegmentFile } from "./file/print-segment-file.ts";
export { readSegmentFile } from "./file/read-segment-file.ts";
export {
  type ReadSegmentFile,
  SEGMENT_FIELDS,
  type SegmentField,
  type SegmentFile,
} from "./file/segment-file.ts";
export { contradictions } from "./check/contradictions.ts";
export { checkDefinition, type CheckedDefinition, checkRules } from "./check/check-definition.ts";
export { occasionWarnings } from "./check/occasion-years.ts";
export { leadsIn } from "./check/lead-names.ts";
export { checkScore, type CheckedScore } from "./check/check-score.ts";
export { checkSegmentNames, type KnownSegments, withSegmentKeys } from "./check/check-names.ts";
export type { TreeProblem, TreeWarning } from "./check/problem.ts";
export { segmentKeyOf } from "./normalise/look-up.ts";
export { DURATION_MS } from "./normalise/duration.ts";
export { missingPopulations, planDefinition } from "./normalise/plan-definition.ts";
export { mergedPopulations, standInFor } from "./normalise/thresholds.ts";
export { type EventRead, eventsRead, readsPlace } from "./normalise/fields-read.ts";
export { transitionsRead } from "./normalise/transitions.ts";
export {
  type DataPurposes,
  DEFAULT_CONTEXT,
  type Decay,
  type PlanContext,
  type PurposeRule,
  type ScoreMeaning,
  type SegmentMeaning,
  type SubscriptionRule,
  type Threshold,
} from "./normalise/context.ts";
export type {
  AgeTest,
  AggregateLeaf,
  AnyTest,
  OneOfTest,
  BooleanTest,
  ChangedLeaf,
  ClockValue,
  CountLeaf,
  DatedTest,
  DatesOf,
  DaysLeaf,
  DayTest,
  EventKind,
  EventMatch,
  EventNames,
  ExistsTest,
  FavouriteLeaf,
  Filter,
  HeldLeaf,
  HomeDays,
  ItemsTest,
  MatchesTest,
  Leaf,
  LocalTime,
  NamedZone,
  NearTest,
  NumberOp,
  NumberTest,
  OutermostLeaf,
  OverdueLeaf,
  Path,
  Plan,
  PlanNode,
  RatioLeaf,
  BucketTest,
  SessionsLeaf,
  PlanSet,
  SequenceLeaf,
  SequenceStep,
  TextTest,
  TimeTest,
  TraitLeaf,
  ValueTest,
  WhenTest,
  WhenWindow,
  Window,
  YearlyTest,
  Zone,
} from "./plan/plan.ts";
export {
  countriesOf,
  datesByCountry,
  faultOfRule,
  findOccasion,
  type KnownOccasion,
  occasionKeyOf,
  type OccasionDays,
  occasionsOf,
  type OwnOccasions,
  yearsOf,
} from "./occasions/occasions.ts";
export { withThresholds } from "./normalise/with-thresholds.ts";
export type {
  AccountCut,
  AccountPopulation,
  Cut,
  PlannedMeasure,
  Population,
  RankedPopulation,
} from "./plan/population.ts";
export type { CodeRanges, Pattern } from "./plan/pattern.ts";
export { type Change, changeOf } from "./normalise/change.ts";
export {
  type Completion,
  type CompletionKind,
  type Completions,
  completionsAt,
} from "./complete/completions-at.ts";
export { observe, type Sample } from "./vocabulary/observe.ts";
export type { StandardProperty } from "./vocabulary/standard-event.ts";
export {
  messageEventNames,
  STANDARD_EVENTS,
  SURVEY,
  standardEvent,
  standardEventNames,
} from "./vocabulary/standard-events.ts";
export { inOwnCurrency } from "./money/in-own-currency.ts";
export {
  type Currencies,
  MIXED_CURRENCIES,
  moneyWarnings,
  PERHAPS_MIXED_CURRENCIES,
} from "./money/mixed-currencies.ts";
export { type SumOfMoney, sumsOfMoney } from "./money/sums-of-money.ts";
export { nearestName } from "./vocabulary/known.ts";
export { notLookedAt, type Owner, propertiesOf } from "./vocabulary/owner.ts";
export { observedProblems } from "./vocabulary/observed-problems.ts";
export { ownWarnings } from "./vocabulary/own-warnings.ts";
export { type ObservedWarning, observedWarnings } from "./vocabulary/observed-warnings.ts";
export type {
  CurrencyCount,
  KnownEvent,
  KnownName,
  KnownProperty,
  NamedOccasion,
  Reading,
  Vocabulary,
} from "./vocabulary/vocabulary.ts";
export { READY_MEASURES } from "./computed/ready-measures.ts";
export { type ComputedPerson, type ComputedPlan, compute, planComputed } from "./computed/compute.ts";
export type { ComputedDefinition, Measure } from "./computed/measure.ts";
export { type ParsedComputed, parseComputed } from "./computed/parse-computed.ts";
export { printComputed } from "./computed/print-computed.ts";
export { mergePlans } from "./normalise/merge-plans.ts";
export { settleLeaves } from "./normalise/settle-leaves.ts";
export type { History, HistoryEvent, TraitChange } from "./history.ts";
export { evaluateReference } from "./reference/evaluate.ts";
export { passes } from "./reference/filter.ts";
export {
  type AccountCounts,
  countedAccounts,
  type CountedAccounts,
  countReference,
} from "./reference/members.ts";
export { type RankedCut, type Ranking, rankReference, thresholdText } from "./reference/measure.ts";
export { describePlan } from "./plan/describe-plan.ts";
export {
  explain,
  explainRoot,
  type Evidence,
  type ExplainedNode,
  type Explanation,
  type MatchedEvent,
} from "./explain/explain.ts";
export { type ExplainedWords, explainWords } from "./explain/in-words.ts";
export { type ConditionLine, conditionLines } from "./explain/lines.ts";
export { nextFlip } from "./explain/next-flip.ts";
export { dayAt, firstInstantAt, isZoneName, offsetAt, periodStart, startOfDay } from "./zone/zone.ts";
export { isMeant, NO_ACTIVITY } from "./vocabulary/activity.ts";
