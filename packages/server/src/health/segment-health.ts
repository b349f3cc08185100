import { HabitusError, type Instant } from "@habitus/kernel";
import type { Actor } from "@habitus/contract";
import type { HealthAlertLog } from "../delivery/health-alert.ts";
import type { WebhookRecord } from "../delivery/webhook.ts";
import type { JobHandle, JobKind } from "../jobs/job-runs.ts";
import type { Jobs, JobView } from "../jobs/jobs.ts";
import type { MembershipStore } from "../membership/membership-store.ts";
import type { Audit } from "../platform/audit.ts";
import { type Kv, put, remove, type Table } from "../platform/kv.ts";
import type { Evaluator } from "../segments/evaluate.ts";
import type { PlanContexts } from "../segments/plan-contexts.ts";
import type { SegmentRecord, SegmentStore } from "../segments/segment-store.ts";
import type { VocabularySource } from "../segments/vocabulary.ts";
import type { WorkspaceStore } from "../segments/workspace-store.ts";
import type { EventReads } from "../store/event-reads.ts";
import type { EventStore } from "../store/event-store.ts";
import { examine } from "./examine.ts";
import type { Round } from "./examined.ts";
import { worstFirst } from "./findings.ts";
import { asideGone, createFindingsAside, type FindingsAside } from "./findings-aside.ts";
import { createHealthReads, type HealthQueries } from "./health-queries.ts";
import { HEALTH_REPORTS, type HealthReport } from "./health-report.ts";
import { createHealthSettings, type HealthSettingsStore } from "./health-settings.ts";
import { itemPathsOf } from "../store/item-paths.ts";
import { countOverlaps } from "./overlaps.ts";
import { compareFindings, OPEN_FINDINGS, type OpenFinding } from "./open-findings.ts";
import { createPeopleQuestions } from "./people-questions.ts";
import { actingOf, usageOf } from "./usage.ts";
import { createSegmentUses, type SegmentUses } from "./segment-uses.ts";
import { type CalledDeps, tracesCalled } from "./trace-called.ts";

export const HEALTH_JOB = "segment-health";

/** An examination of all segments. */
export type HealthRound = {
  readonly startedAt: Instant;
  readonly finishedAt: Instant;
  readonly segments: number;
};

/** Key: none. The newest. */
const HEALTH_ROUNDS: Table<HealthRound> = { name: "health_rounds", version: 1 };

/** An examination of all segments, whatever came of it. */
type BegunRound = { readonly startedAt: Instant; readonly job: string };

/** Key: none. The last. */
const BEGUN_ROUNDS: Table<BegunRound> = { name: "health_rounds_begun", version: 1 };

/** What the job was started with, and what is left after an interruption: plain data. */
type HealthJobInput = {
  /** Keys still to be examined; null for all there are. */
  readonly left: readonly string[] | null;
  /** When the examination of all began; null for some. */
  readonly roundSince: Instant | null;
};

export type SegmentHealth = {
  readonly settings: HealthSettingsStore;
  /** Findings that somebody has put aside until they change. */
  readonly aside: FindingsAside;
  readonly uses: SegmentUses;
  report(segment: string): HealthReport | null;
  /** Of segments that there are, in order of their keys. */
  reports(): readonly HealthReport[];
  /** What is the matter with segments that there are, the worst first. */
  openFindings(): readonly (OpenFinding & { readonly segment: string })[];
  newestRound(): HealthRound | null;
  /** The last that began. */
  begunRound(): BegunRound | null;
};

export type HealthOfSegments = SegmentHealth & {
  /** Null for all. @throws HabitusError `job_running`; `not_found` for a segment there is none of. */
  start(segments: readonly string[] | null, by: Actor): Promise<JobView>;
  /** The job that is under way. */
  job(): string | null;
};

export type SegmentHealthDeps = CalledDeps & {
  readonly kv: Kv;
  readonly audit: Audit;
  readonly now: () => Instant;
  readonly store: Pick<EventStore, "query">;
  readonly queries: HealthQueries;
  readonly evaluator: Pick<Evaluator, "planner">;
  readonly segments: Pick<SegmentStore, "list" | "get" | "users" | "versions">;
  readonly webhooks: () => readonly WebhookRecord[];
  /** Where findings that appear or go are told. */
  readonly alerts: HealthAlertLog;
  readonly workspace: Pick<WorkspaceStore, "get" | "logicalNow">;
  readonly context: PlanContexts;
  readonly vocabulary: VocabularySource;
  readonly events: Pick<EventReads, "eventNames" | "propertySamples" | "totals">;
  readonly memberships: Pick<MembershipStore, "get" | "scan">;
};

/** Event names whose last arrival is looked at. */
const EVENT_NAMES = 10_000;

/** The kind of job is needed to make the jobs, and the jobs to make the rest. */
export function createSegmentHealth(deps: SegmentHealthDeps): {
  readonly kinds: Readonly<Record<string, JobKind>>;
  with(jobs: Jobs): HealthOfSegments;
} {
  const { kv, segments } = deps;
  const health: SegmentHealth = {
    settings: createHealthSettings(deps),
    aside: createFindingsAside(deps),
    uses: createSegmentUses(deps),
    report: (segment) => kv.get(HEALTH_REPORTS, [segment]) ?? null,
    reports: () =>
      segments.list().flatMap(({ key }): readonly HealthReport[] => {
        const report = kv.get(HEALTH_REPORTS, [key]);
        return report === undefined ? [] : [report];
      }),
    openFindings: () => {
      const all = segments.list().flatMap(({ key }) => {
        return openOf(kv, key).map((finding) => ({ ...finding, segment: key }));
      });
      return worstFirst(all);
    },
    newestRound: () => kv.get(HEALTH_ROUNDS, []) ?? null,
    begunRound: () => kv.get(BEGUN_ROUNDS, []) ?? null,
  };
  const kind: JobKind = {
    title: "Examine segments",
    unit: "segments",
    resumes: true,
    run: (job) => carryOut(deps, health, job),
  };
  return {
    kinds: { [HEALTH_JOB]: kind },
    with: (jobs) => ({
      ...health,
      async start(keys, by) {
        const unknown = keys?.find((key) => segments.get(key) === null);
        if (unknown !== undefined) throw new HabitusError("not_found", `There is no segment "${unknown}".`);
        const roundSince = keys === null ? deps.now() : null;
        const job = await jobs.start(HEALTH_JOB, by, { left: keys, roundSince } satisfies HealthJobInput);
        if (roundSince !== null)
          await kv.commit([put(BEGUN_ROUNDS, [], { startedAt: roundSince, job: job.id })]);
        return job;
      },
      job: () => jobs.unfinished(HEALTH_JOB)[0]?.id ?? null,
    }),
  };
}

async function carryOut(
  deps: SegmentHealthDeps,
  health: SegmentHealth,
  job: JobHandle,
): Promise<Readonly<Record<string, unknown>>> {
  const { kv, segments } = deps;
  const { left, roundSince } = job.checkpoint as HealthJobInput;
  const keys = left ?? segments.list().map(({ key }) => key);
  await job.progress({ phase: "Reading what was sent and who is in", done: 0, total: keys.length });
  const round = await roundOf(deps, health, keys, job.signal);
  const reads = createHealthReads(deps.store, deps.queries);
  const present = keys.flatMap((key) => segments.get(key) ?? []);
  const ask = createPeopleQuestions({ ...deps, reads, round, segments: present, signal: job.signal });
  let serious = 0;
  for (const [place, key] of keys.entries()) {
    const segment = segments.get(key);
    await job.progress({
      phase: segment?.name ?? key,
      done: place,
      checkpoint: { left: keys.slice(place), roundSince },
    });
    if (segment === null) continue;
    const report = await examine({ ...deps, reads }, ask, round, segment, job.signal);
    const { open, alerts } = compareFindings(
      openOf(kv, key),
      { ...report, name: segment.name },
      (finding) => health.aside.of(key, finding) !== null,
    );
    const changes = [
      put(HEALTH_REPORTS, [key], report),
      put(OPEN_FINDINGS, [key], { findings: open }),
      ...asideGone(kv, key, open),
    ];
    await deps.alerts.commit(changes, alerts);
    if (report.findings.some(({ severity }) => severity === "serious")) serious++;
  }
  await job.progress({ phase: null, done: keys.length });
  if (roundSince !== null) await keepRound(deps, health, roundSince);
  return { segments: keys.length, serious };
}

/** Reports of segments that are no more go with it. */
async function keepRound(
  { kv, segments, now, alerts }: SegmentHealthDeps,
  { aside }: SegmentHealth,
  startedAt: Instant,
): Promise<void> {
  const gone = [...kv.range(HEALTH_REPORTS, {})].filter(({ value }) => segments.get(value.segment) === null);
  const round = { startedAt, finishedAt: now(), segments: segments.list().length };
  await alerts.commit(
    [
      put(HEALTH_ROUNDS, [], round),
      ...gone.flatMap(({ key, value }) => [
        remove(HEALTH_REPORTS, key),
        remove(OPEN_FINDINGS, key),
        ...asideGone(kv, value.segment, []),
      ]),
    ],
    gone.flatMap(({ value: { segment } }) => {
      const nothing = { segment, name: segment, findings: [], skipped: [], examinedAt: round.finishedAt };
      return compareFindings(openOf(kv, segment), nothing, (finding) => aside.of(segment, finding) !== null)
        .alerts;
    }),
  );
}

/** Of a segment that was examined before this was kept, what was found then: nobody is told of that as new. */
function openOf(kv: Kv, segment: string): readonly OpenFinding[] {
  const kept = kv.get(OPEN_FINDINGS, [segment]);
  if (kept !== undefined) return kept.findings;
  const report = kv.get(HEALTH_REPORTS, [segment]);
  return report?.findings.map((finding) => ({ ...finding, since: report.examinedAt })) ?? [];
}

async function roundOf(
  deps: SegmentHealthDeps,
  health: SegmentHealth,
  keys: readonly string[],
  signal: AbortSignal,
): Promise<Round> {
  const { segments, events } = deps;
  await health.uses.begin();
  const { observed } = await deps.vocabulary.get();
  const [eventNames, { firstTime }] = await Promise.all([
    events.eventNames({ limit: EVENT_NAMES }, signal),
    events.totals(signal),
  ]);
  const overlaps = await countOverlaps(deps.memberships, new Set(keys), signal);
  return {
    settings: health.settings.get(),
    at: deps.workspace.logicalNow(),
    zone: deps.workspace.get().zone,
    segments: segments.list().length,
    context: deps.context(),
    observed,
    itemPaths: await itemPathsOf(events, observed.events, signal),
    eventNames,
    firstTime,
    overlapsOf: (segment) => overlaps.of(segment),
    usageOf: (segment) => usageOf(deps, health.uses, segment),
    actingOf: (segment) => actingOf(deps, health.uses, segment),
    nameOf: (segment) => segments.get(segment)?.name ?? segment,
    called: tracesCalled(deps),
    definedAt: (segment) => definedAt(deps, segment),
  };
}

const VERSIONS_AT_ONCE = 100;

/** When the first edit with this definition was made. */
function definedAt({ segments }: SegmentHealthDeps, { key, version, updatedAt }: SegmentRecord): Instant {
  let since = updatedAt;
  for (let before: number | null = null; ; ) {
    const page = segments.versions(key, before, VERSIONS_AT_ONCE);
    for (const edit of page.versions) {
      if (edit.version !== version) return since;
      since = edit.updatedAt;
    }
    before = page.next;
    if (before === null) return since;
  }
}
