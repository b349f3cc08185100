import {
  type Client,
  createClient,
  type FetchInit,
  listOperations,
  type Role,
  type Scope,
  SCOPES,
} from "@habitus/contract";
import { encodeEvents, encodeRejected, type TrackedEvent } from "@habitus/events";
import { DAY_MS, HabitusError, type Instant } from "@habitus/kernel";
import type { CurrencyCount, History } from "@habitus/segments";
import type { Hono } from "hono";
import { createAccess } from "../../../access/access.ts";
import { createPasswords } from "../../../access/passwords.ts";
import { createHealthAlertLog } from "../../../delivery/health-alert.ts";
import { loadsOf } from "../../../delivery/loads.ts";
import { DELIVERY_LIMITS } from "../../../delivery/retry.ts";
import { createWebhookStore } from "../../../delivery/webhook-store.ts";
import { createWebhooks } from "../../../delivery/webhooks.ts";
import { createDeadLetters, deadLetterChanges } from "../../../ingest/dead-letters.ts";
import { type Arrivals, SAYS_NOTHING } from "../../../ingest/ingest.ts";
import { createMoney } from "../../../money/money.ts";
import { createExplore } from "../../../explore/explore.ts";
import type { ExploreQueries } from "../../../explore/explore-queries.ts";
import type { HealthQueries } from "../../../health/health-queries.ts";
import { createSegmentHealth } from "../../../health/segment-health.ts";
import { createDemo } from "../../../demo/demo.ts";
import { DEMO_JOB } from "../../../demo/demo-job.ts";
import { createDemoPhases } from "../../../demo/demo-phase.ts";
import { DEMO_REMOVAL_JOB } from "../../../demo/removal-job.ts";
import type { JobKind } from "../../../jobs/job-runs.ts";
import { createImports } from "../../../imports/imports.ts";
import { createMemorySeenIds } from "../../../imports/seen-ids.ts";
import { createJobs } from "../../../jobs/jobs.ts";
import { createMemoryLog } from "../../../log/memory-log.ts";
import { createCostLedger } from "../../../costs/cost-ledger.ts";
import { createCatalogue } from "../../../items/catalogue.ts";
import type { Kv } from "../../../platform/kv.ts";
import { createMemoryKv } from "../../../platform/memory-kv.ts";
import { createSecretBox } from "../../../platform/secret-box.ts";
import { createLivePeople } from "../../../membership/live-people.ts";
import { createMemoryMembershipStore } from "../../../membership/memory-membership-store.ts";
import { createRehearsalJob, REHEARSE_JOB } from "../../../membership/rehearsal/rehearsal-job.ts";
import { createRehearsals } from "../../../membership/rehearsal/rehearsal-store.ts";
import { createReplayer } from "../../../membership/rehearsal/replayer.ts";
import { createReconciliations } from "../../../membership/reconciliation.ts";
import { createReload } from "../../../membership/reload.ts";
import { MODEL_JOB } from "../../../models/model-job.ts";
import { createModelRuns } from "../../../models/model-runs.ts";
import { createModelStore, modelReader } from "../../../models/model-store.ts";
import { createModels } from "../../../models/models.ts";
import { RATING_JOB } from "../../../models/rating-job.ts";
import {
  createRatingStore,
  leadScores,
  ratingReader,
  type RatingStore,
} from "../../../models/rating-store.ts";
import { createRatingRuns, createRatings } from "../../../models/ratings.ts";
import { createPeople } from "../../../people/people.ts";
import { createErasures } from "../../../privacy/erasures.ts";
import { createEventDeletions } from "../../../privacy/event-deletions.ts";
import { createErasureReads } from "../../../profiles/erasure-reads.ts";
import { TEST_DIGEST } from "../../../profiles/testing/digest.ts";
import { REWRITE_JOB } from "../../../privacy/rewrite-job.ts";
import { SURVEY_BACKFILL_JOB } from "../../../people/survey-backfill.ts";
import { againstPlan, createQuality } from "../../../quality/quality.ts";
import { createTraitReaders } from "../../../quality/readers.ts";
import { createIdKinds } from "../../../profiles/id-kind-changes.ts";
import { createReplayLettersJob, REPLAY_LETTERS_JOB } from "../../../quality/replay-letters-job.ts";
import { createKindSweepJob, ID_KINDS_JOB } from "../../../people/id-kinds-job.ts";
import { createRetention } from "../../../privacy/retention.ts";
import { RETENTION_JOB } from "../../../privacy/retention-job.ts";
import { createMetrics } from "../../../platform/metrics.ts";
import { createIdentityChanges } from "../../../profiles/identity-changes.ts";
import { createIdentityReads } from "../../../profiles/identity-reads.ts";
import type { ProfileReads } from "../../../profiles/profile-reads.ts";
import { createDataAudit } from "../../../segments/data-audit.ts";
import { createEvaluator } from "../../../segments/evaluate.ts";
import { createPlanContexts } from "../../../segments/plan-contexts.ts";
import { createCountsTogether } from "../../../segments/counts-together.ts";
import { createKeptSizes } from "../../../segments/kept-sizes.ts";
import { createSegmentSizes } from "../../../segments/segment-sizes.ts";
import { createRefreshStore, thresholdsOf } from "../../../segments/refresh-store.ts";
import { createThresholds } from "../../../segments/thresholds.ts";
import { createDefinitionStores } from "../../../segments/definition-stores.ts";
import { answeredWith, createReferenceStore, REFERENCE_QUERIES } from "../../../segments/testing.ts";
import { createVocabularySource } from "../../../segments/vocabulary.ts";
import { createWorkspaceStore } from "../../../segments/workspace-store.ts";
import { traitRow } from "../../../store/event-store.contract.ts";
import type { EventReads, StoredEvent } from "../../../store/event-reads.ts";
import { createPlayedAudit } from "./played-audit.ts";
import { createManagementApp } from "../app.ts";
import { createClientAddress } from "../client-address.ts";
import type { ManagementDeps } from "../deps.ts";

// The whole management API over memory, for tests. Only the event store's own reads are played.

const START = Date.UTC(2026, 2, 1);
export const ADMIN_TOKEN = "the admin token of tests";
export const PASSWORD = "a long enough password";

export type Management = ReturnType<typeof createManagement>;

/** Person n of 3 bought n times. */
function population(): ReadonlyMap<number, History> {
  const buyer = (times: number): History => ({
    traits: [],
    events: Array.from({ length: times }, (_, index) => ({
      name: "Order Completed",
      time: START - (index + 1) * DAY_MS,
      idHash: String(index).padStart(32, "0"),
      offsetMinutes: null,
      properties: {},
    })),
  });
  return new Map([1, 2, 3].map((person) => [person, buyer(person)]));
}

const profiles: ProfileReads = {
  find: (id) => {
    const match = /^(?:p|user-)([123])$/.exec(id);
    return match === null ? null : Number(match[1]);
  },
  findNode: (id) => {
    const person = profiles.find(id);
    return person === null ? null : { node: person, person, id: { kind: "user", value: `user-${person}` } };
  },
  findAll: (id) => {
    const found = profiles.findNode(id);
    return found === null ? [] : [found];
  },
  findOwn: (id) => (id.startsWith("p") ? null : profiles.findNode(id)),
  ofNumber: (number) => profiles.findNode(`p${number}`),
  ids: (person) => [
    { kind: "user", value: `user-${person}` },
    { kind: "anonymous", value: `anon/${person}` },
  ],
  profile: (person) => ({
    person,
    ids: profiles.ids(person),
    nodes: [person],
    traits: [
      { name: "balance", value: "12345678901234567890.5", time: START, idHash: "", source: "k0" },
      { name: "country", value: '"GB"', time: START, idHash: "", source: "k0" },
    ],
    firstSeen: START - DAY_MS,
    lastSeen: START,
  }),
  nodesNamed: (ids) => ids.flatMap(({ value }) => profiles.find(value) ?? []),
  search: (text, after, limit) => {
    const all = [1, 2, 3].filter((person) => `user-${person}`.startsWith(text));
    const from = all.filter((person) => after === null || person > Number(after.slice(-1)));
    const people = from.slice(0, limit);
    return { people, next: from.length > limit ? `uuser-${people.at(-1)}` : null };
  },
  isIdBeginning: (person, text) => `user-${person}`.startsWith(text),
};

const unplayed = (): never => {
  throw new HabitusError("store_unavailable", "The event store is not part of this test.");
};

/** Two events of everybody, newest first. */
function timelineOf(node: number): readonly StoredEvent[] {
  return [2, 1].map((n) => ({
    offset: n,
    index: 0,
    node,
    name: n === 1 ? "Product Viewed" : "Order Completed",
    time: START - (3 - n) * DAY_MS,
    receivedAt: START,
    offsetMinutes: null,
    id: `message-${n}`,
    idHash: String(n).padStart(32, "0"),
    properties: `{"revenue":${n}2345678901234567.89, "k":1}`,
    context: "{}",
    source: "k0",
  }));
}

type PlayedReads = EventReads & { failure: Error | null; seenCurrencies: readonly CurrencyCount[] };

function createPlayedReads(): PlayedReads {
  const reads: PlayedReads = {
    failure: null,
    seenCurrencies: [],
    async timeline({ nodes, names, before, limit }) {
      const events = timelineOf(nodes[0] ?? 0)
        .filter((event) => names.length === 0 || names.includes(event.name))
        .filter((event) => before === null || event.offset < before.offset);
      const page = events.slice(0, limit);
      const last = page.at(-1);
      return { events: page, next: events.length > limit && last !== undefined ? last : null };
    },
    async eventNames() {
      return [{ name: "Order Completed", count: 6, lastSeen: START }];
    },
    async totals() {
      if (reads.failure !== null) throw reads.failure;
      return { events: 6, firstTime: START - 3 * DAY_MS, lastTime: START };
    },
    history: unplayed,
    traitChanges: ({ nodes, after }) =>
      Promise.resolve(after === null ? [{ ...traitRow(1), node: nodes[0] ?? 0, value: '"GB"' }] : []),
    traitPast: ({ nodes }) =>
      Promise.resolve({ changes: [{ ...traitRow(1), node: nodes[0] ?? 0, value: '"GB"' }], next: null }),
    firstFacts: () => Promise.resolve([]),
    pasts: async ({ from, to, events }) => {
      const rows = [...population()].flatMap(([node, past]) =>
        past.events.map((event) => ({ ...event, node, properties: "{}" })),
      );
      const isAsked = (row: { readonly node: number; readonly name: string }): boolean =>
        row.node >= from && row.node <= to && events.includes(row.name);
      return { events: rows.filter(isAsked), traits: [] };
    },
    oldEvents: () => Promise.resolve({ events: 4, nodes: 2, oldest: START - DAY_MS, highest: 3 }),
    oldNodes: unplayed,
    sourceEvents: () => Promise.resolve(4),
    sourcePeople: () => Promise.resolve({ nodes: 2, shared: 1 }),
    sourceNodes: unplayed,
    sourceShares: unplayed,
    knownMembers: unplayed,
    transitionPlaces: unplayed,
    names: () => Promise.resolve([]),
    movements: unplayed,
    lastTimes: ({ nodes, names }) =>
      Promise.resolve(
        nodes.flatMap((node) =>
          timelineOf(node)
            .filter(({ name }) => names === null || names.includes(name))
            .map(({ name, time }) => ({ node, name, time })),
        ),
      ),
    saidTexts: ({ names, prefix }) => {
      const begins = (name: string, text: string): boolean => names.includes(name) && text.startsWith(prefix);
      return Promise.resolve([
        ...(begins("email", "ada@") ? [1] : []),
        ...(begins("first_name", "ben") || begins("first_name", "Ben") ? [2] : []),
      ]);
    },
    flow: unplayed,
    flowPeople: unplayed,
    recent: async ({ nodes, name, upTo, from, before, limit }) =>
      [2, 1]
        .flatMap((node) => timelineOf(node).map((event) => ({ ...event, receivedAt: event.time })))
        .filter((event) => nodes === null || nodes.includes(event.node))
        .filter((event) => (name === null || event.name === name) && event.offset <= upTo)
        .filter((event) => event.receivedAt >= from)
        .filter((event) => before === null || event.receivedAt < before.receivedAt)
        .toSorted((a, b) => b.receivedAt - a.receivedAt)
        .slice(0, limit),
    cameBefore: (instant) => Promise.resolve(instant > START - 9 * DAY_MS),
    changes: () => Promise.resolve([]),
    traitNames: () => Promise.resolve([{ name: "country", count: 30, lastSeen: START }]),
    async propertySamples() {
      if (reads.failure !== null) throw reads.failure;
      return Array.from(
        { length: 30 },
        (_, n) => `{"revenue":${n}.5,"category":"${n < 20 ? "shoes" : "hats"}"}`,
      );
    },
    currencies: () => Promise.resolve(reads.seenCurrencies),
    traitValues: ({ names }) => Promise.resolve(names.map(() => [{ value: '"GB"', count: 30 }])),
    latest: unplayed,
    at: unplayed,
    named: unplayed,
  };
  return reads;
}

/** A demo import that the test moves on by hand. */
function createHandledDemo() {
  let move: (step: { readonly done: number } | "end") => void = () => undefined;
  const kind: JobKind = {
    title: "Load the demo",
    unit: "events",
    resumes: true,
    run: (job) =>
      new Promise((resolve, reject) => {
        job.signal.addEventListener("abort", () => reject(job.signal.reason as Error));
        move = (step) => {
          if (step === "end") resolve({ events: 100 });
          else job.progress({ done: step.done, total: 100 }).catch(reject);
        };
      }),
  };
  return { kind, move: (step: { readonly done: number } | "end") => move(step) };
}

/** The counts are the reference's; everybody did one event, and half of those inside another. */
const HEALTH_QUERIES: HealthQueries = {
  counts: REFERENCE_QUERIES.counts,
  eventShares: ({ plans: { roots } }) => {
    const inside = Object.fromEntries(roots.slice(0, -1).map((_, part) => [`inside${part}`, 3]));
    return answeredWith([{ name: "Order Completed", ...inside, everybody: 6 }]);
  },
  traitShares: () => answeredWith([]),
  valueShares: () => answeredWith([]),
  reached: () => answeredWith([]),
  stays: () => answeredWith([]),
  movements: () => answeredWith([]),
};

/** Nobody did anything. */
const EXPLORE_QUERIES: ExploreQueries = {
  span: (_, at) => ({ from: null, to: at + 1 }),
  funnel: () => answeredWith([]),
  readFunnel: () => ({ group: { kind: "all" }, steps: [] }),
  funnelValues: () => answeredWith([]),
  funnelPeople: () => answeredWith([]),
  funnelPeopleCount: () => answeredWith([{ count: 0 }]),
  periods: (_, __, at) => [{ day: 0, next: 1, from: at, to: at + 1 }],
  returns: () => answeredWith([]),
  readReturns: () => ({ cohort: 0, size: 0, back: [] }),
  returnsPeople: () => answeredWith([]),
  returnsPeopleCount: () => answeredWith([{ count: 0 }]),
  trend: () => answeredWith([]),
  readTrend: () => ({ period: null, value: null, times: 0, people: 0, figure: null, values: 0 }),
  trendValues: () => answeredWith([]),
  trendPeople: () => answeredWith([]),
  trendPeopleCount: () => answeredWith([{ count: 0 }]),
  pathNames: () => answeredWith([]),
  paths: () => answeredWith([]),
  readPath: () => ({ step: 0, from: { kind: "left" }, to: null, passages: 0, people: 0 }),
  pathPeople: () => answeredWith([]),
  pathPeopleCount: () => answeredWith([{ count: 0 }]),
  dailyNames: () => answeredWith([]),
  dailies: () => answeredWith([]),
  readDaily: () => ({ subject: null, place: 0, day: 0, times: 0, people: 0 }),
};

/** @param kv What a process before has left. @param importsDir Where files to import are kept. */
export function createManagement(
  part: Partial<ManagementDeps> = {},
  kv: Kv = createMemoryKv(),
  importsDir = "/nowhere",
) {
  const clock = { at: START };
  const now = (): Instant => clock.at;
  const log = createMemoryLog({ clock: now });
  const logged: { readonly level: string; readonly fields: unknown }[] = [];
  const note = (level: string) => (fields: unknown) => void logged.push({ level, fields });
  const access = createAccess({
    kv,
    now,
    onBug: (error) => note("error")({ error: String(error) }),
    passwords: createPasswords({ memoryKiB: 8, passes: 1, lanes: 1 }),
  });
  const audit = access.audit.record;
  const workspace = createWorkspaceStore({ kv, audit, now });
  const { segments, scores, computedTraits, occasions } = createDefinitionStores({
    kv,
    audit,
    now,
    ratings: () => [...ratings.list().map(ratingReader), ...models.list().map(modelReader)],
  });
  const refreshes = createRefreshStore(kv);
  const pinned = () => thresholdsOf(refreshes.pinned(null));
  const context = createPlanContexts({
    workspace,
    segments,
    scores: () => scores.list(),
    computed: () => computedTraits.meanings(),
    occasions: () => occasions.list(),
    leads: () => leadScores(ratings.list()),
    people: () => facts.names(),
    thresholds: pinned,
  });
  const store = createReferenceStore(population());
  const people = {
    id: (person: number) => `p${person}`,
    ids: (person: number) => profiles.ids(person).map(({ value }) => value),
  };
  const queries = REFERENCE_QUERIES;
  const thresholds = createThresholds({
    store,
    queries,
    workspace,
    context,
    refreshes,
    elapsed: () => 0,
  });
  const evaluator = createEvaluator({
    store,
    queries,
    people,
    workspace,
    context,
    thresholds,
    elapsed: () => 0,
  });
  const identity = createIdentityReads(kv);
  const rest = (): Promise<void> => Promise.resolve();
  const demo = createHandledDemo();
  const reads = createPlayedReads();
  const facts = createPeople({
    kv,
    log,
    audit,
    now,
    logicalNow: () => workspace.logicalNow(),
    shownNow: () => workspace.shownNow(),
    profiles,
    identity,
    readers: () => traitReaders(),
    segmentsFor: () => [],
    uploadsDir: "/nowhere",
    pause: rest,
  });
  const { withItems, ...catalogue } = createCatalogue({ kv, audit, now, metrics: createMetrics() });
  const { money, withAmounts } = createMoney({
    kv,
    audit,
    now,
    metrics: createMetrics(),
    zone: () => workspace.get().zone,
    onFailure: note("warn"),
  });
  const takeAlong: Arrivals["takeAlong"] = (events) => withAmounts(withItems(events));
  const models = createModelStore({ kv, audit, now, isTaken: (key) => ratings.get(key) !== null });
  const ratings: RatingStore = createRatingStore({
    kv,
    audit,
    now,
    isTaken: (key) => models.get(key) !== null,
  });
  const readers = {
    context,
    segments: () => segments.list(),
    scores: () => scores.list(),
    computedTraits: () => computedTraits.list(),
    models: () => models.list(),
    ratings: () => ratings.list(),
    surveys: facts.asked,
    templates: () => Promise.resolve(part.templates?.() ?? []),
  };
  const traitReaders = createTraitReaders(readers);
  const { passage, ...quality } = createQuality({
    kv,
    audit,
    now,
    admit: facts.admit,
    onFailure: note("warn"),
    events: reads,
    readers,
  });
  const arrivals = { takeAlong, factsOf: facts.factsOf, passage };
  const costs = createCostLedger({ kv, audit, now });
  const imports = createImports({
    kv,
    log,
    audit,
    now,
    pause: rest,
    arrivals,
    items: catalogue.items,
    costs,
    resolved: () => log.head().offset,
    stored: () => log.head().offset,
    zone: () => workspace.get().zone,
    eventNames: async () => (await reads.eventNames({ limit: 100 })).map(({ name }) => name),
    dir: importsDir,
    openSeen: createMemorySeenIds,
  });
  const memberships = createMemoryMembershipStore();
  const alerts = createHealthAlertLog(kv);
  const examining = createSegmentHealth({
    kv,
    audit,
    now,
    store,
    queries: HEALTH_QUERIES,
    evaluator,
    segments,
    webhooks: () => [],
    alerts,
    workspace,
    context,
    vocabulary: createVocabularySource({
      events: reads,
      currency: () => money.settings.get().currency,
      now,
      onFailure: note("vocabulary"),
    }),
    events: reads,
    memberships,
    ...catalogue,
  });
  const rehearsals = createRehearsals(kv, { isKnown: () => true, nodesNow: (person) => [person] });
  const kinds = {
    [REHEARSE_JOB]: createRehearsalJob({
      rehearsals,
      thresholds,
      transitions: memberships.transitions,
      zone: () => workspace.get().zone,
      now,
      logicalNow: () => workspace.logicalNow(),
      logHead: () => 0,
      stored: () => 0,
      highestPerson: () => 3,
      peopleWithin: () => [1, 2, 3].map((person) => ({ person, nodes: [person], firstSeen: 0 })),
      open: (task) => ({ replay: createReplayer(task, reads), close: rest }),
      pause: rest,
    }),
    [DEMO_JOB]: demo.kind,
    [DEMO_REMOVAL_JOB]: demo.kind,
    [REWRITE_JOB]: demo.kind,
    [MODEL_JOB]: demo.kind,
    [RATING_JOB]: demo.kind,
    [RETENTION_JOB]: demo.kind,
    [ID_KINDS_JOB]: createKindSweepJob({
      kinds: () => deps.idKinds,
      resolved: () => deps.identity.reads.resolved(),
      pause: rest,
    }),
    [SURVEY_BACKFILL_JOB]: demo.kind,
    ...imports.kinds,
    ...examining.kinds,
    [REPLAY_LETTERS_JOB]: createReplayLettersJob({ letters: () => deadLetters, pause: rest }),
  };
  const jobs = createJobs({ kv, now, audit, kinds, onFailure: note("job") });
  const deadLetters = createDeadLetters({
    kv,
    log,
    clock: now,
    arrivals: { ...arrivals, factsOf: () => SAYS_NOTHING },
  });
  const removing = {
    kv,
    log,
    audit,
    now,
    digest: TEST_DIGEST,
    profiles: part.profiles ?? profiles,
    positions: () => ({ membership: 0, store: 0 }),
    forgetMemory: () => undefined,
    nightAfter: (at: number) => at + DAY_MS,
    pause: rest,
  };
  const erasures = createErasures({
    ...removing,
    reads: createErasureReads(kv, TEST_DIGEST),
    deadLetters,
    forgetNodes: (nodes) => rehearsals.forget(nodes),
    forgetAccounts: rest,
    forgetDeliveries: rest,
    sweepUploads: () => Promise.resolve(0),
  });
  const keeping = createRetention({ kv, log, audit, now, events: reads });
  const retention = { ...keeping, nextAt: () => now() + DAY_MS };
  const idKinds = createIdKinds({ kv, log, reads: { resolved: () => 0 }, pause: rest });
  const deps: ManagementDeps = {
    ...facts.with(jobs),
    imports: imports.with(jobs),
    ...catalogue,
    money,
    costs,
    models: createModels({
      store: models,
      runs: createModelRuns(kv),
      jobs,
      readers: traitReaders,
    }),
    ratings: createRatings({ store: ratings, runs: createRatingRuns(kv), jobs, readers: traitReaders }),
    scored: () => Promise.resolve([]),
    scoreIntervals: () => Promise.resolve(null),
    scoreReasons: () => Promise.resolve([]),
    health: examining.with(jobs),
    erasures,
    eventDeletions: createEventDeletions(removing),
    retention,
    idKinds,
    ...quality,
    dataAudit: createDataAudit({
      reads: createPlayedAudit(),
      events: reads,
      segments,
      context,
      logicalNow: now,
      keptDays: (event) => retention.keptDays(event),
      marks: quality.dataMarks,
      againstPlan: (event, field) => againstPlan(quality.violations, event, field),
    }),
    access,
    segments,
    scores,
    occasions,
    templates: () => Promise.resolve(part.templates?.() ?? []),
    vocabulary: createVocabularySource({
      events: reads,
      currency: () => money.settings.get().currency,
      now,
      onFailure: note("warn"),
    }),
    workspace,
    context,
    thresholds: { used: thresholds.used, refresh: thresholds.refresh, maxAgeMs: DAY_MS },
    evaluator,
    explore: createExplore({
      store,
      events: reads,
      queries: EXPLORE_QUERIES,
      evaluator,
      context,
      workspace,
      segments,
      people,
      elapsed: () => 0,
    }),
    sizes: createSegmentSizes({ kv, evaluator, workspace, now, live: () => null }),
    sizesAt: createKeptSizes({
      count: createCountsTogether(evaluator),
      context,
      thresholds,
      workspace,
      data: () => null,
      elapsed: () => 0,
    }),
    jobs,
    demo: createDemo({
      phases: createDemoPhases({ kv, audit, now, wasLoaded: () => false }),
      jobs,
      sources: () => ["k1"],
      events: reads,
      segments: () => ({ going: segments.list(), kept: [] }),
      items: () => Promise.resolve(0),
      insight: { plan: () => ({ goal: false, model: null }) },
      isPinned: () => workspace.get().pinnedNow !== null,
    }),
    profiles,
    identity: { reads: identity, changes: createIdentityChanges({ log, reads: identity, pause: rest }) },
    computedTraits,
    events: reads,
    reload: createReload(reads, memberships.transitions),
    transitions: memberships.transitions,
    told: memberships.told,
    live: createLivePeople(memberships),
    reconciliations: createReconciliations(kv),
    rehearsals,
    membership: () => null,
    liveSets: (keys) => Promise.resolve({ offset: 0, at: now(), sets: keys.map(() => null) }),
    builds: () => () => null,
    webhooks: createWebhooks({
      store: createWebhookStore({ kv, audit, secrets: createSecretBox(new Uint8Array(32)), now }),
      loads: loadsOf({
        transitions: memberships.transitions,
        health: alerts,
        shown: (transition) => transition,
      }),
      send: async () => ({ kind: "answered", status: 200, retryAfterMs: null }),
      objectionTo: (url) => (url.startsWith("https://") ? null : "Not https."),
      now,
      rest,
      random: () => 0,
      limits: DELIVERY_LIMITS,
      onFailure: note("error"),
    }),
    deadLetters,
    log,
    stages: () => [{ name: "pipeline", ready: true, position: 4, lag: 0, lagMs: 0, detail: null }],
    version: "0.0.0-test",
    now,
    elapsed: now,
    logger: { info: note("info"), warn: note("warn"), error: note("error") },
    metrics: createMetrics(),
    secureCookie: false,
    clientAddress: createClientAddress([]),
    ...part,
  };
  const management = createManagementApp(deps);
  return { ...management, deps, kv, log, memberships, clock, logged, access, demo, store, reads };
}

/** Signs up the first admin and returns what their browser would send. */
export async function adminCookie({ access }: Management): Promise<string> {
  const { secret } = await access.setUp(
    { email: "ada@example.com", name: "Ada", password: PASSWORD },
    "here",
  );
  await access.ensureAdminToken(ADMIN_TOKEN);
  return `habitus_session=${secret}`;
}

/** A user of the role and their cookie; needs the first admin. */
export async function userCookie({ access }: Management, role: Role): Promise<string> {
  const by = { kind: "system", id: "test", name: "Test" } as const;
  const email = `${role}@example.com`;
  await access.users.create({ email, name: role, role, password: PASSWORD }, by);
  const { secret } = await access.signIn(email, PASSWORD, "here");
  return `habitus_session=${secret}`;
}

export async function apiKey(
  { access }: Management,
  role: Role,
  scopes: readonly Scope[] = SCOPES,
): Promise<string> {
  const by = { kind: "system", id: "test", name: "Test" } as const;
  const spec = { kind: "api", name: `${role} key`, role, scopes, expiresAt: null } as const;
  return (await access.keys.create(spec, by)).secret;
}

/** The typed client over the app, without a socket. Every answer is compared with the table's schema. */
export function clientOf(
  app: Hono,
  token: string = ADMIN_TOKEN,
  parse: (text: string) => unknown = JSON.parse,
): Client {
  const fetch = async (url: string, init: FetchInit): Promise<Response> => {
    const response = await app.request(url, init);
    if (response.ok) await checkAnswer(init.method, url, response.clone());
    return response;
  };
  return createClient({ baseUrl: "", fetch, token, parse });
}

async function checkAnswer(method: string, url: string, response: Response): Promise<void> {
  const path = url.split("?")[0] ?? "";
  const operation = listOperations().find((each) => each.method === method && pathMatches(each.path, path));
  if (operation === undefined) throw new Error(`${method} ${path} is not in the table`);
  if (response.status !== operation.success.status) {
    throw new Error(`${operation.id} answered ${response.status} instead of ${operation.success.status}`);
  }
  if (operation.success.kind !== "json") return;
  const body: unknown = JSON.parse(await response.text());
  const parsed = operation.success.schema.safeParse(body);
  if (!parsed.success) throw new Error(`${operation.id} answered something else: ${parsed.error.message}`);
}

function pathMatches(pattern: string, path: string): boolean {
  return new RegExp(`^${pattern.replaceAll(".", "\\.").replace(/:\w+/g, "[^/]+")}$`).test(path);
}

export function trackedEvent(part: Partial<TrackedEvent> = {}): TrackedEvent {
  return {
    type: "track",
    id: "m1",
    name: "Order Completed",
    time: START,
    offsetMinutes: null,
    userId: "user-1",
    anonymousId: null,
    previousId: null,
    groupId: null,
    properties: '{"revenue":10}',
    traits: "{}",
    context: "{}",
    ...part,
  };
}

export async function appendEvents({ log }: Management, events: readonly TrackedEvent[]): Promise<void> {
  await log.append([{ kind: "events", payload: encodeEvents("k0", events) }]);
}

/** Keeps a payload aside as the pipeline would. */
export async function keepDeadLetter({ kv, log }: Management, text: string, reason: string): Promise<void> {
  const frame = { dialect: "segment", type: "track", sentAt: null, context: null } as const;
  const item = { path: "", reason, detail: "It was not good.", text };
  const payload = encodeRejected({ source: "k0", frame, items: [item as never] });
  const { offset, at } = await log.append([{ kind: "rejected", payload }]);
  await kv.commit(deadLetterChanges({ offset, at, kind: "rejected", payload }));
}
