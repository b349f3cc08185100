import type { Instant } from "@habitus/kernel";
import { setTimeout as pause } from "node:timers/promises";
import { type Access, createAccess } from "../access/access.ts";
import { createAuditReads } from "../adapters/clickhouse/audit-reads.ts";
import { createEventReads } from "../adapters/clickhouse/reads.ts";
import type { ManagementDeps } from "../http/management/deps.ts";
import { createJobs, type Jobs } from "../jobs/jobs.ts";
import type { Arrivals } from "../ingest/ingest.ts";
import type { JobKind } from "../jobs/job-runs.ts";
import { BUILD_JOB, buildJobs } from "../membership/build-job.ts";
import { createLivePeople } from "../membership/live-people.ts";
import { RECONCILE_JOB } from "../membership/reconciliation.ts";
import { createReload } from "../membership/reload.ts";
import { createPeople, type People } from "../people/people.ts";
import type { Purposes } from "../people/purposes.ts";
import { type ShownIdsDeps, shownTransitions } from "../people/shown-ids.ts";
import { madeKinds } from "../profiles/id-kinds.ts";
import type { TraitReaders } from "../people/trait-readers.ts";
import type { StageStatus } from "../membership/stage-status.ts";
import type { Audit } from "../platform/audit.ts";
import { type Logger, reasonsOf } from "../platform/logger.ts";
import type { Metrics } from "../platform/metrics.ts";
import type { Scope } from "../platform/scope.ts";
import type { IdentityReads } from "../profiles/identity-reads.ts";
import type { ProfileReads } from "../profiles/profile-reads.ts";
import { againstPlan, type Quality } from "../quality/quality.ts";
import { createDataAudit } from "../segments/data-audit.ts";
import type { ComputedTraits } from "../segments/computed-traits.ts";
import { createPlanContexts, type PlanContextDeps, type PlanContexts } from "../segments/plan-contexts.ts";
import { createRefreshStore, thresholdsOf } from "../segments/refresh-store.ts";
import { createThresholds, type Thresholds } from "../segments/thresholds.ts";
import { createDefinitionStores } from "../segments/definition-stores.ts";
import type { OccasionStore } from "../segments/occasion-store.ts";
import type { RuleReader, ScoreStore } from "../segments/score-store.ts";
import type { SegmentStore } from "../segments/segment-store.ts";
import type { EventReads } from "../store/event-reads.ts";
import { createVocabularySource, type VocabularySource } from "../segments/vocabulary.ts";
import { createWorkspaceStore, type WorkspaceStore } from "../segments/workspace-store.ts";
import { ownDemo } from "./own-demo.ts";
import { ownIdKinds } from "./own-id-kinds.ts";
import { ownImports } from "./own-imports.ts";
import { followed, followedDocuments } from "./followed.ts";
import { createLive, type Live } from "./live.ts";
import { buildJobOf, followBuilds } from "./own-builds.ts";
import { ownHealth, scheduleHealth } from "./own-health.ts";
import type { HealthOfSegments } from "../health/segment-health.ts";
import { ownErasures, rewriteJob } from "./own-erasures.ts";
import { ownQuestions } from "./own-questions.ts";
import { SEGMENT_QUERIES } from "./segment-queries.ts";
import {
  ownReconciliations,
  reconcileJobOf,
  type ReconcileOptions,
  scheduleReconciliation,
} from "./own-reconciliation.ts";
import { ownRehearsals } from "./own-rehearsals.ts";
import { modelJob, modelsWith, type OwnModels, scheduleModels, toldWith } from "./own-models.ts";
import { type OwnRatings, ownScoring, ratingJob, scheduleRatings, scoredPeople } from "./own-ratings.ts";
import { createRatings } from "../models/ratings.ts";
import { trimRepeatsByTheHour } from "./own-repeats.ts";
import { ownArrivals, shippedTemplates } from "./own-arrivals.ts";
import { ownDeadLetters } from "./own-dead-letters.ts";
import { identityOf, readsOf } from "./own-reads.ts";
import { ownRetention } from "./own-retention.ts";
import { surveyJob } from "./own-surveys.ts";
import { ownWebhooks } from "./own-webhooks.ts";
import { createStages, type Stages } from "./stages.ts";
import type { Stores } from "./stores.ts";

const elapsed = (): number => performance.now();

export type ServiceOptions = {
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly version: string;
  /** Where our own tracking API is reached; known once the server listens. */
  readonly ownUrl: () => string;
  readonly secureCookie: boolean;
  readonly clientAddress: ManagementDeps["clientAddress"];
  /** Whether webhooks may call addresses of this machine and of private networks. */
  readonly privateWebhooks: boolean;
  /** Where uploaded files wait for their job. */
  readonly uploadsDir: string;
  /** Files to import, and what imports keep beside the state. */
  readonly importsDir: string;
  /** How old thresholds may become. */
  readonly thresholdMs: number;
  readonly reconcile: ReconcileOptions;
  /** How often all segments are examined. */
  readonly healthMs: number;
  readonly scope: Scope;
  readonly now: () => Instant;
};

export type Services = ManagementDeps &
  Pick<People, "sweepUploads" | "giveBuckets"> & {
    readonly arrivals: Arrivals;
    /** Makes jobs of the builds that are under way or begin, and of all that runs by itself from time to time; once jobs were taken up again. */
    startSchedules(): void;
  };

function accessOf({ kv }: Stores, { now, logger }: ServiceOptions): Access {
  const onBug = (error: unknown): void =>
    logger.error(reasonsOf(error), "the audit trail could not be indexed");
  return createAccess({ kv, now, onBug });
}

/** Everything between the stores and HTTP, wired once. */
export function createServices(stores: Stores, options: ServiceOptions): Services {
  const access = accessOf(stores, options);
  const audit = access.audit.record;
  const { leads, rules, ...scoring } = ownScoring(stores, options, audit);
  const live = ownLive(stores, options, audit, {
    people: () => people.names(),
    leads,
    ratings: rules,
  });
  const { segments, workspace, context, thresholds } = live;
  const reads = { ...readsOf(stores, workspace), ...idsShown(stores, segments, () => facts.purposes) };
  const { profiles, identity, events } = reads;
  const stages = stagesOf(stores, options);
  const vocabulary = vocabularyOf(events, () => arriving.money.settings.get().currency, options);
  const asking = ownQuestions(stores, options, { ...live, ...reads, membership: () => membershipOf(stores) });
  const readers: TraitReaders = () => arriving.traitReaders();
  const known = { audit, workspace, segments, profiles, identity, context, ...scoring, readers };
  const people = peopleOf(stores, options, known);
  const arriving = ownArrivals(stores, options, { ...live, ...scoring, audit, events, people });
  const importing = ownImports(stores, options, { audit, workspace, stages, events, ...arriving });
  const saying = { ...known, events, stages, surveys: people.asked, writer: () => facts.facts };
  const writing = { ...scoringJobs(stores, options, scoring, saying), ...surveyJob(stores, saying) };
  const keeping = ownRetention(stores, options, { audit, events, workspace, vocabulary });
  const naming = ownIdKinds(stores, options, identity);
  const { rehearsals, rehearsing } = ownRehearsals(stores, options, { ...live, stages });
  const { deadLetters, replaying } = ownDeadLetters(stores, options, arriving.arrivals);
  const rewriting = { ...replaying, ...rewriteJob(stores, () => removals) };
  const ofPeople = { ...people.kinds, ...writing, ...rehearsing, ...naming.kinds, ...rewriting };
  const told = ownWebhooks(stores, options, audit, reads.shown);
  const examined = { ...live, ...told, ...arriving, audit, ...asking, events, vocabulary };
  const examining = ownHealth(stores, options, examined);
  const shown = { access, segments, scores: live.scores, workspace, stages, events, ...scoring, readers };
  const demo = ownDemo(stores, options, { ...shown, ...told, ...arriving, people, rehearsals, vocabulary });
  const kinds = { ...ofPeople, ...importing.kinds, ...keeping.kinds, ...examining.kinds, ...demo.kinds };
  const jobs = jobsOf(stores, options, { access, segments, kinds });
  const health = examining.with(jobs);
  const facts = people.with(jobs);
  const imports = importing.with(jobs);
  const held = { imports, deadLetters, webhooks: told.webhooks, vocabulary, rehearsals };
  const parts = { audit, workspace, profiles, jobs, thresholds, people, facts };
  const removals = ownErasures(stores, options, { ...parts, ...held });
  return {
    ...followed(facts, live.synced),
    ...arriving,
    ...held,
    demo: demo.with({ jobs, health }),
    ...removals,
    ...auditedBy(stores, live, keeping.with(jobs), arriving),
    access,
    ...languageOf(live, options),
    ...asking,
    ...jobReads(stores, live, jobs, options, { ...scoring, readers, health }),
    idKinds: naming.with(jobs),
    ...identityOf(stores, reads),
    ...membershipReads(stores, events),
    stages: () => stages.list(),
    ...givenTo(options),
  };
}

/** What is written in the language, and what its meaning depends on. */
function languageOf(live: ReturnType<typeof ownLive>, options: ServiceOptions) {
  const { segments, scores, computedTraits, occasions, workspace, context } = live;
  const thresholds = thresholdReads(live, options);
  const written = { segments, scores, computedTraits, occasions, templates: shippedTemplates };
  return { ...written, workspace, context, thresholds };
}

type JobReads = Pick<
  Services,
  | "jobs"
  | "builds"
  | "reconciliations"
  | "models"
  | "ratings"
  | "scored"
  | "scoreIntervals"
  | "scoreReasons"
  | "health"
  | "startSchedules"
>;

function jobReads(
  stores: Stores,
  live: ReturnType<typeof ownLive>,
  jobs: Jobs,
  options: ServiceOptions,
  {
    models,
    rated,
    readers,
    health,
  }: {
    readonly models: OwnModels;
    readonly rated: OwnRatings;
    readonly readers: TraitReaders;
    readonly health: HealthOfSegments;
  },
): JobReads {
  const reconciliations = ownReconciliations(stores, options);
  return {
    reconciliations,
    health,
    models: modelsWith(models, jobs, readers),
    ratings: createRatings({ ...rated, jobs, readers }),
    scored: scoredPeople(stores),
    ...toldWith(stores, models, live.context),
    startSchedules() {
      followBuilds(live, jobs, options);
      scheduleReconciliation(jobs, reconciliations, options);
      scheduleModels(models, jobs, options);
      scheduleRatings(rated, jobs, options);
      scheduleHealth(health, jobs, options);
      trimRepeatsByTheHour(stores, options);
    },
    jobs,
    builds: () => buildJobs(jobs),
  };
}

function givenTo({ version, now, logger, metrics, secureCookie, clientAddress }: ServiceOptions) {
  return { version, now, elapsed, logger, metrics, secureCookie, clientAddress };
}

function auditedBy(
  { store }: Stores,
  { segments, context, workspace }: ReturnType<typeof ownLive>,
  retention: ManagementDeps["retention"],
  { dataMarks, violations }: Quality,
): Pick<Services, "retention" | "dataAudit"> {
  const dataAudit = createDataAudit({
    reads: createAuditReads(store),
    events: createEventReads(store),
    segments,
    context,
    logicalNow: () => workspace.logicalNow(),
    keptDays: (event) => retention.keptDays(event),
    marks: dataMarks,
    againstPlan: (event, field) => againstPlan(violations, event, field),
  });
  return { retention, dataAudit };
}

function stagesOf({ log, pipeline, memberships: { transitions } }: Stores, { now }: ServiceOptions): Stages {
  return createStages({ log, pipeline, transitions, now });
}

function vocabularyOf(
  events: EventReads,
  currency: () => string | null,
  { logger, now }: ServiceOptions,
): VocabularySource {
  const onFailure = (error: unknown): void => logger.warn(reasonsOf(error), "the vocabulary was not renewed");
  return createVocabularySource({ events, currency, now, onFailure });
}

type PeopleParts = {
  readonly audit: Audit;
  readonly workspace: WorkspaceStore;
  readonly segments: SegmentStore;
  readonly profiles: ProfileReads;
  readonly identity: IdentityReads;
  readonly models: OwnModels;
  readonly rated: OwnRatings;
  readonly readers: TraitReaders;
};

/** Which ids of people may be told for which purposes. */
function idsShown({ kv }: Stores, segments: SegmentStore, purposes: () => Pick<Purposes, "ofData">) {
  const showing: ShownIdsDeps = { kinds: () => madeKinds(kv), ofData: () => purposes().ofData() };
  const purposeOf = (key: string): string | null => segments.get(key)?.purpose ?? null;
  return { showing, shown: shownTransitions({ ...showing, purposeOf }) };
}

/** What scores people on schedule. */
function scoringJobs(
  stores: Stores,
  options: ServiceOptions,
  { models, rated }: { readonly models: OwnModels; readonly rated: OwnRatings },
  saying: Parameters<typeof modelJob>[3] & Parameters<typeof ratingJob>[3],
): Readonly<Record<string, JobKind>> {
  return { ...modelJob(stores, options, models, saying), ...ratingJob(stores, options, rated, saying) };
}

function peopleOf({ kv, log }: Stores, options: ServiceOptions, parts: PeopleParts) {
  const { workspace, segments, models, rated } = parts;
  return createPeople({
    ...parts,
    kv,
    log,
    now: options.now,
    logicalNow: () => workspace.logicalNow(),
    shownNow: () => workspace.shownNow(),
    segmentsFor: (purpose) =>
      [...segments.list(), ...models.store.list(), ...rated.store.list()]
        .filter((each) => each.purpose === purpose)
        .map(({ key }) => key),
    uploadsDir: options.uploadsDir,
    pause,
  });
}

type LiveReads = Required<Pick<PlanContextDeps, "people" | "leads">> & {
  readonly ratings: () => readonly RuleReader[];
};

/** Definitions and settings whose changes reach live membership by themselves. */
function ownLive(
  stores: Stores,
  { scope, logger, now, thresholdMs }: ServiceOptions,
  audit: Audit,
  { people, leads, ratings }: LiveReads,
): Live & {
  readonly context: PlanContexts;
  readonly thresholds: Thresholds;
  readonly scores: ScoreStore;
  readonly computedTraits: ComputedTraits;
  readonly occasions: OccasionStore;
} {
  const { kv, store } = stores;
  const stored = createDefinitionStores({ kv, audit, now, ratings });
  const { segments, scores, computedTraits, occasions } = stored;
  const workspace = createWorkspaceStore({ kv, audit, now });
  const refreshes = createRefreshStore(kv);
  const pinned = () => thresholdsOf(refreshes.pinned(null));
  const context = createPlanContexts({
    workspace,
    segments,
    scores: () => scores.list(),
    computed: () => computedTraits.meanings(),
    occasions: () => occasions.list(),
    leads,
    people,
    thresholds: pinned,
  });
  const queries = SEGMENT_QUERIES;
  const thresholds = createThresholds({ store, queries, workspace, context, refreshes, elapsed });
  const live = createLive({ segments, workspace, context, thresholds, thresholdMs, stores, now, logger });
  const { synced } = live;
  return {
    ...scope.own("live membership", live, () => live.stop()),
    context,
    thresholds,
    scores: followedDocuments(scores, synced),
    computedTraits: { ...computedTraits, ...followedDocuments(computedTraits, synced) },
    occasions: followedDocuments(occasions, synced),
  };
}

function thresholdReads(
  live: ReturnType<typeof ownLive>,
  { thresholdMs }: ServiceOptions,
): ManagementDeps["thresholds"] {
  return {
    used: (question) => live.thresholds.used(question),
    refresh: (of) => live.refresh(of),
    maxAgeMs: thresholdMs,
  };
}

function membershipReads(
  stores: Stores,
  events: EventReads,
): Pick<ManagementDeps, "transitions" | "told" | "live" | "membership" | "liveSets" | "reload"> {
  const { memberships, pipeline } = stores;
  return {
    reload: createReload(events, memberships.transitions),
    transitions: memberships.transitions,
    told: memberships.told,
    live: createLivePeople(memberships),
    membership: () => membershipOf(stores),
    liveSets: (keys) => pipeline.members(keys),
  };
}

function membershipOf(stores: Stores): StageStatus | null {
  return stores.pipeline.status()?.membership ?? null;
}

type JobParts = {
  readonly access: Access;
  readonly segments: SegmentStore;
  readonly kinds: Readonly<Record<string, JobKind>>;
};

function jobsOf(stores: Stores, options: ServiceOptions, parts: JobParts): Jobs {
  const { access, segments, kinds } = parts;
  return createJobs({
    kv: stores.kv,
    now: options.now,
    audit: access.audit.record,
    kinds: {
      [BUILD_JOB]: buildJobOf(stores, segments),
      [RECONCILE_JOB]: reconcileJobOf(stores, options),
      ...kinds,
    },
    onFailure: (job, error) => options.logger.error({ job, ...reasonsOf(error) }, "a job failed"),
  });
}
