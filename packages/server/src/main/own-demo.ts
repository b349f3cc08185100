import { setTimeout as pause } from "node:timers/promises";
import { type Instant, must } from "@habitus/kernel";
import type { Access } from "../access/access.ts";
import { SYSTEM } from "../access/audit.ts";
import type { Webhooks } from "../delivery/webhooks.ts";
import { createDemo, type Demo } from "../demo/demo.ts";
import { createDemoInsight, type DemoGoal, type DemoInsight } from "../demo/demo-insight.ts";
import { createDemoJob, DEMO_JOB, DEMO_NOW } from "../demo/demo-job.ts";
import { createDemoPhases } from "../demo/demo-phase.ts";
import { demoSegments, removeSegments } from "../demo/demo-segments.ts";
import { readReadyMadeKeys } from "../demo/ready-made.ts";
import { countDemoItems, removeDemoItems } from "../demo/demo-items.ts";
import { createRemovalJob, DEMO_REMOVAL_JOB } from "../demo/removal-job.ts";
import type { SendTarget } from "../demo/send-calls.ts";
import type { HealthOfSegments } from "../health/segment-health.ts";
import type { ItemStore } from "../items/item-store.ts";
import type { JobKind } from "../jobs/job-runs.ts";
import type { Jobs } from "../jobs/jobs.ts";
import type { Rehearsals } from "../membership/rehearsal/rehearsal-store.ts";
import { readersOf, type TraitReaders } from "../people/trait-readers.ts";
import { createErasureReads } from "../profiles/erasure-reads.ts";
import { idOfNode } from "../profiles/profile-reads.ts";
import { tooOldOfOthers } from "../profiles/too-old-calls.ts";
import type { ScoreStore } from "../segments/score-store.ts";
import type { SegmentStore } from "../segments/segment-store.ts";
import type { VocabularySource } from "../segments/vocabulary.ts";
import type { WorkspaceStore } from "../segments/workspace-store.ts";
import type { EventReads } from "../store/event-reads.ts";
import type { NodeNumber } from "../store/event-store.ts";
import type { OwnModels } from "./own-models.ts";
import { consumed, type Stages } from "./stages.ts";
import { distFile, type Stores } from "./stores.ts";

const DATA_DIR = "../data/";
const SEGMENTS_DIR = distFile(`${DATA_DIR}segments`);
/** The source that the demo is sent by; a person's source of this name is told apart by who made it. */
const SOURCE_NAME = "Demo data";

export type DemoOptions = {
  readonly now: () => Instant;
  /** Where our own tracking API is reached; known once the server listens. */
  readonly ownUrl: () => string;
};

export type DemoParts = {
  readonly access: Access;
  readonly segments: SegmentStore;
  readonly scores: ScoreStore;
  readonly items: ItemStore;
  readonly workspace: WorkspaceStore;
  readonly stages: Stages;
  readonly events: EventReads;
  readonly webhooks: Webhooks;
  readonly rehearsals: Pick<Rehearsals, "forget">;
  readonly vocabulary: Pick<VocabularySource, "forget">;
  readonly people: { forgetArrivals(): void };
  readonly models: OwnModels;
  readonly readers: TraitReaders;
};

/** What is made after the kinds of jobs. */
export type DemoRest = {
  readonly jobs: Jobs;
  readonly health: Pick<HealthOfSegments, "settings" | "newestRound" | "start">;
};

export type OwnDemo = {
  readonly kinds: Readonly<Record<string, JobKind>>;
  with(rest: DemoRest): Demo;
};

/** The demo data: how it comes, and how it goes again. */
export function ownDemo(stores: Stores, options: DemoOptions, parts: DemoParts): OwnDemo {
  const { access, workspace, events } = parts;
  const sources = (): readonly string[] =>
    access.keys
      .list()
      .filter(({ kind, name, createdBy }) => kind === "source" && name === SOURCE_NAME && isOurs(createdBy))
      .map(({ id }) => id);
  const phases = createDemoPhases({
    kv: stores.kv,
    audit: access.audit.record,
    now: options.now,
    wasLoaded: () => sources().length > 0,
  });
  const isPinned = (): boolean => workspace.get().pinnedNow === DEMO_NOW;
  const common = { phases, sources, events };
  let rest: DemoRest | null = null;
  const insight = insightOf(parts, () => must(rest, "jobs begin once there is all that they do"));
  const kinds = {
    [DEMO_JOB]: loading(stores, options, { ...parts, phases, insight }),
    [DEMO_REMOVAL_JOB]: createRemovalJob({
      ...common,
      ...removing(stores, parts),
      removeInsight: (job) => insight.remove(job),
      async unpin() {
        if (!isPinned()) return;
        const { name, zone, weekStart, rev } = workspace.get();
        await workspace.set({ name, zone, weekStart, pinnedNow: null }, rev, SYSTEM);
      },
    }),
  };
  const segments = () => segmentsOf(parts);
  const items = () => countDemoItems(parts.items);
  return {
    kinds,
    with(made) {
      rest = made;
      return createDemo({ ...common, jobs: made.jobs, segments, items, insight, isPinned });
    },
  };
}

function insightOf({ models, readers }: DemoParts, rest: () => DemoRest): DemoInsight {
  const goal: DemoGoal = {
    get() {
      const { goalEvent, updatedBy } = rest().health.settings.get();
      return { event: goalEvent, isSaid: updatedBy !== null && !isOurs(updatedBy) };
    },
    async set(goalEvent, by) {
      const { settings } = rest().health;
      const { rev, updatedBy: _by, ...said } = settings.get();
      await settings.set({ ...said, goalEvent }, rev, by);
    },
  };
  return createDemoInsight({
    goal,
    models: models.store,
    runs: models.runs,
    isRead: (traits) => readersOf(readers(), traits).length > 0,
    jobs: () => rest().jobs,
    wasExamined: () => rest().health.newestRound() !== null,
    examine: () => rest().health.start(null, SYSTEM),
    pause,
    by: SYSTEM,
  });
}

function isOurs({ kind }: { readonly kind: string }): boolean {
  return kind === SYSTEM.kind;
}

function segmentsOf({ segments }: Pick<DemoParts, "segments">) {
  return demoSegments(readReadyMadeKeys(SEGMENTS_DIR), segments, (key, going) =>
    (segments.users().get(key) ?? []).some((user) => user.kind !== "segment" || !going.has(user.key)),
  );
}

function removing(stores: Stores, parts: DemoParts) {
  const { kv, log, store, pipeline, digest } = stores;
  const erased = createErasureReads(kv, digest);
  return {
    log,
    store,
    pause,
    by: SYSTEM,
    named: (nodes: readonly NodeNumber[]) =>
      nodes.flatMap((node) => {
        const id = idOfNode(kv, node);
        return id === null ? [] : [{ digest: digest(id), node }];
      }),
    tooOld: (node: NodeNumber, sources: readonly string[]) => tooOldOfOthers(kv, node, sources),
    consumed: () => consumed(pipeline.status()),
    removeSegments: () => removeSegments(segmentsOf(parts).going, parts.segments, SYSTEM),
    removeItems: () => removeDemoItems(parts.items, SYSTEM),
    forgetNodes: (nodes: readonly NodeNumber[]) => parts.rehearsals.forget(nodes),
    forgetDeliveries: () => parts.webhooks.forget((id, record) => erased.isGone(id, record)),
    forgetMemory: () => {
      parts.people.forgetArrivals();
      parts.vocabulary.forget();
    },
  };
}

function loading(
  stores: Stores,
  options: DemoOptions,
  {
    access,
    segments,
    items,
    workspace,
    stages,
    phases,
    insight,
  }: DemoParts & Pick<Parameters<typeof createDemoJob>[0], "phases" | "insight">,
): JobKind {
  const withTarget = async <T>(work: (target: SendTarget) => Promise<T>): Promise<T> => {
    const { key, secret } = await access.keys.create({ kind: "source", name: SOURCE_NAME }, SYSTEM);
    try {
      return await work({ baseUrl: options.ownUrl(), writeKey: secret, fetch, pause });
    } finally {
      await access.keys.revoke(key.id, SYSTEM);
    }
  };
  return createDemoJob({
    file: distFile(`${DATA_DIR}online_retail.csv.gz`),
    segmentsDir: SEGMENTS_DIR,
    withTarget,
    pause,
    logHead: () => stores.log.head().offset,
    stored: () => stages.stored(),
    segments,
    items,
    workspace,
    insight,
    phases,
    now: options.now,
    by: SYSTEM,
  });
}
