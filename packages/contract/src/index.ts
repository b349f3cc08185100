export {
  ApiError,
  type Call,
  type CallOptions,
  type Client,
  type ClientErrorCode,
  type ClientOptions,
  createClient,
  type FetchInit,
  type FetchLike,
  type FetchResponse,
  type InputOf,
  type ResultOf,
} from "./client.ts";
export {
  type Endpoints,
  endpoints,
  fileOperations,
  type FileOperationId,
  type Method,
  METHODS,
  type OperationId,
  splitEndpoint,
  streamOperations,
  type StreamOperationId,
} from "./endpoints.ts";
export {
  ANSWER_TAGS,
  type AnswerTag,
  COST_KINDS,
  DIFF_SIDES,
  FIELD_TYPES,
  type FieldType,
  HEALTH_SEVERITIES,
  type Mark,
  ID_FORMATS,
  ID_JOINS,
  MARKS,
  MODEL_KINDS,
  RATING_KINDS,
  type RatingKind,
  type ModelKind,
  BEHAVIOUR_NAMES,
  type BehaviourName,
  PATTERN_MEASURES,
  TREND_MEASURES,
  REACH_PARTS,
  SCORE_KINDS,
  type ReachPart,
  SIZE_UNITS,
  type SizeUnit,
  TIMELINE_KINDS,
  TRANSITION_KINDS,
  TREND_UNITS,
  UNNAMED_EVENT,
  VALUE_KINDS,
  WEBHOOK_LOADS,
} from "./choices.ts";
export {
  ERROR_CODES,
  type ErrorBody,
  type ErrorCode,
  type ErrorKind,
  errorKinds,
  errorStatus,
  isErrorCode,
  isQuestionFailure,
} from "./errors.ts";
export { LIMITS, PAGE_SIZES, type PageSize } from "./limits.ts";
export { buildOpenApi, type OpenApiDocument } from "./openapi.ts";
export { type Problem, problemsOf } from "./problems.ts";
export {
  type Access,
  type Role,
  roleAtLeast,
  ROLES,
  type Route,
  routeErrors,
  type Scope,
  SCOPES,
  type Success,
  type Tag,
  TAGS,
  type Upload,
} from "./route.ts";
export { listOperations, type Operation, type ParsedInput, type Routes, routes } from "./routes.ts";
export type { AccessKey, AuditEntry, NewKey, Session, User } from "./schemas/access.ts";
export type { Actor } from "./schemas/common.ts";
export type { Cost, CostEntry, CostPage } from "./schemas/costs.ts";
export type { Consent, DataPurposes, Purpose } from "./schemas/consent.ts";
export {
  COLUMN_TRAITS,
  MEMBER_COLUMNS,
  MEMBER_ORDERS,
  type MemberColumn,
  readColumns,
  writeColumns,
} from "./member-columns.ts";
export type { Descriptions, PersonDescription } from "./schemas/descriptions.ts";
export type {
  DeadLetter,
  EventName,
  LiveEvent,
  Overview,
  RecentEvents,
  Replay,
  Stage,
} from "./schemas/data.ts";
export { DELETION_PLACES, type DeletionPlace, type EventDeletion } from "./schemas/event-deletions.ts";
export { type Erasure, ERASURE_PLACES, type ErasurePlace } from "./schemas/erasures.ts";
export type { AuditedEvent, AuditedField, DataWarning } from "./schemas/data-audit.ts";
export type { IdKind, IdKindEdit, IdKinds, IdSource } from "./schemas/id-kinds.ts";
export type { Retention, RetentionRule } from "./schemas/retention.ts";
export type { CleaningPreview, CleaningRule, EventCleaning } from "./schemas/cleaning-rules.ts";
export type { EventMarks, NoLongerKept } from "./schemas/data-marks.ts";
export type {
  EventSchema,
  PlannedEvent,
  PlannedEventSummary,
  Violation,
  ViolationCase,
} from "./schemas/tracking-plan.ts";
export type { HeldId, Merge } from "./schemas/identity.ts";
export type { ComputedTrait, PersonComputed } from "./schemas/computed-traits.ts";
export type {
  Import,
  ImportFile,
  ImportMapping,
  ImportMappingRecord,
  ImportReport,
  MappedField,
  ValueFrom,
} from "./schemas/imports.ts";
export { importMappingSchema } from "./schemas/imports.ts";
export { itemContentSchema } from "./schemas/items.ts";
export { ITEM_FIELDS } from "./item-fields.ts";
export {
  type Item,
  type ItemContent,
  type ItemFileResult,
  itemFileResultSchema,
  type ItemNaming,
} from "./schemas/items.ts";
export type { ExchangeRateEntry, Money } from "./schemas/money.ts";
export { rateSchema } from "./schemas/money.ts";
export type { List, SubscriptionGroup } from "./schemas/lists.ts";
export type { DemoPhase, DemoRemoval } from "./schemas/demo.ts";
export { type Job, JOB_END_STATES, type JobState } from "./schemas/jobs.ts";
export type {
  HealthFinding,
  HealthList,
  HealthReport,
  HealthSettings,
  OpenFindings,
  SegmentApart,
} from "./schemas/segment-health.ts";
export type { SegmentOverlap, SimilarSegments } from "./schemas/segment-overlap.ts";
export type {
  ExplorePeople,
  Funnel,
  FunnelGroup,
  FunnelPeopleRequest,
  FunnelRequest,
} from "./schemas/explore-funnel.ts";
export type {
  RetentionPeopleRequest,
  RetentionRequest,
  RetentionTable,
} from "./schemas/explore-retention.ts";
export type { TrendGroup, TrendPeopleRequest, Trends, TrendsRequest } from "./schemas/explore-trends.ts";
export type { Behaviour, Patterns, PatternsRequest } from "./schemas/explore-patterns.ts";
export type { RfmGrid, RfmRequest } from "./schemas/explore-rfm.ts";
export { completeMapping } from "./cost-mapping.ts";
export { costEntrySchema } from "./schemas/costs.ts";
export { costMappingSchema, costFileResultSchema } from "./schemas/cost-files.ts";
export type { CostDraft, CostFileResult, CostGuess, CostMapping } from "./schemas/cost-files.ts";
export type { ExploreProgress } from "./schemas/explore.ts";
export type { PathEnd, PathPeopleRequest, PathsAnswer, PathsRequest } from "./schemas/explore-paths.ts";
export type { SegmentChanges, SegmentFlow } from "./schemas/segment-flow.ts";
export type { AnswerForm, Survey, SurveyAnswers, SurveyEdit, SurveyQuestionEdit } from "./schemas/surveys.ts";
export type { Occasion } from "./schemas/occasions.ts";
export type { Template, TemplateNeed } from "./schemas/templates.ts";
export type { PersonScores, RatedPeople, Rating, RatingEdit, RatingRun } from "./schemas/ratings.ts";
export type {
  BuyingModel,
  BuyingModelEdit,
  BuyingResult,
  Model,
  ModelEdit,
  ModelFit,
  ModelRun,
  PropensityModel,
  PropensityModelEdit,
  PropensityResult,
} from "./schemas/models.ts";
export type { Score } from "./schemas/scores.ts";
export type {
  RehearsedDay,
  RehearsedPeople,
  Rehearsal,
  Rehearsals,
  RehearseRequest,
} from "./schemas/rehearsals.ts";
export type { Reconciliation } from "./schemas/reconciliations.ts";
export type { DecidingEvent, Movements, Transition } from "./schemas/transitions.ts";
export type { PutAside, Webhook } from "./schemas/webhooks.ts";
export type { Account, AccountEntry } from "./schemas/accounts.ts";
export type {
  Membership,
  Person,
  PersonEvent,
  TraitHistory,
} from "./schemas/people.ts";
export type { ExplainedCondition, Why } from "./schemas/why.ts";
export type { SegmentDiff } from "./schemas/segment-diff.ts";
export type { Reach } from "./schemas/reach.ts";
export type { TimelineEntry } from "./schemas/timeline.ts";
export type {
  Check,
  DefinitionInput,
  DefinitionProblem,
  Evaluation,
  DeletedSegment,
  NewSegment,
  Segment,
  PinnedAccounts,
  SegmentThresholds,
  Threshold,
  SegmentEdit,
  SegmentMember,
  SegmentSize,
  SegmentVersion,
  Trend,
  SegmentAsWritten,
} from "./schemas/segments.ts";
export type { VocabularyAnswer } from "./schemas/vocabulary.ts";
export type { Workspace } from "./schemas/workspace.ts";
export { type ByteStream, readEvents, type SentEvent } from "./sse.ts";
