import type { Actor, DemoPhase } from "@habitus/contract";
import { HabitusError } from "@habitus/kernel";
import type { Jobs, JobView } from "../jobs/jobs.ts";
import { createSerially } from "../platform/serially.ts";
import type { SegmentRecord } from "../segments/segment-store.ts";
import type { EventReads } from "../store/event-reads.ts";
import type { DemoInsight, InsightPlan } from "./demo-insight.ts";
import { DEMO_JOB } from "./demo-job.ts";
import type { DemoPhases } from "./demo-phase.ts";
import type { KeptSegment } from "./demo-segments.ts";
import { DEMO_REMOVAL_JOB } from "./removal-job.ts";

/** What goes when the demo is removed, and what stays. */
export type DemoRemovalPlan = {
  readonly events: number;
  readonly people: number;
  /** Of these, those of whom something else is known: they stay with it. */
  readonly peopleKept: number;
  /** Of the catalogue. */
  readonly items: number;
  readonly insight: InsightPlan;
  readonly segments: readonly SegmentRecord[];
  readonly segmentsKept: readonly KeptSegment[];
  /** The workspace counts as of the demo's last day, and will count as of the present. */
  readonly unpins: boolean;
};

export type Demo = {
  phase(): DemoPhase;
  /** The newest that loads it, and the newest that removes it; null also where their records are gone. */
  jobs(): { readonly load: JobView | null; readonly removal: JobView | null };
  /** How many of the stored events are the demo's. */
  events(signal: AbortSignal): Promise<number>;
  plan(signal: AbortSignal): Promise<DemoRemovalPlan>;
  /** @throws HabitusError `job_running` while it is loaded or removed. */
  load(by: Actor): Promise<JobView>;
  /** Also goes on with a removal that was stopped. @throws as `load`; `not_found` when there is nothing to remove. */
  remove(by: Actor): Promise<JobView>;
  /** Begins the removal that was asked for just before the server stopped; to be called once jobs were taken up again. */
  takeUp(by: Actor): Promise<void>;
};

export type DemoDeps = {
  readonly phases: DemoPhases;
  readonly jobs: Pick<Jobs, "start" | "newest" | "unfinished">;
  readonly sources: () => readonly string[];
  readonly events: Pick<EventReads, "sourceEvents" | "sourcePeople">;
  readonly segments: () => {
    readonly going: readonly SegmentRecord[];
    readonly kept: readonly KeptSegment[];
  };
  /** How many of the catalogue's go. */
  readonly items: () => Promise<number>;
  readonly insight: Pick<DemoInsight, "plan">;
  readonly isPinned: () => boolean;
};

export function createDemo(deps: DemoDeps): Demo {
  const { phases, jobs, sources, events, segments, items, insight, isPinned } = deps;
  const serially = createSerially();
  const phase = (): DemoPhase => phases.get()?.phase ?? "none";
  const isThere = (): boolean => phase() !== "none" && phase() !== "removed";
  const refuseWhile = (kind: string, message: string): void => {
    const [job] = jobs.unfinished(kind);
    if (job === undefined) return;
    throw new HabitusError("job_running", message, {
      fix: "Follow the running job, or cancel it first.",
      details: { job: job.id },
    });
  };

  return {
    phase,
    jobs: () => ({ load: jobs.newest(DEMO_JOB), removal: jobs.newest(DEMO_REMOVAL_JOB) }),
    events: (signal) =>
      isThere() ? events.sourceEvents({ sources: sources(), isWaitedFor: true }, signal) : Promise.resolve(0),
    async plan(signal) {
      const { going, kept } = segments();
      const query = { sources: sources() };
      const [count, { nodes, shared }] = isThere()
        ? await Promise.all([
            events.sourceEvents({ ...query, isWaitedFor: false }, signal),
            events.sourcePeople(query, signal),
          ])
        : [0, { nodes: 0, shared: 0 }];
      const counts = { events: count, people: nodes, peopleKept: shared };
      const ofSegments = { segments: going, segmentsKept: kept };
      return { ...counts, ...ofSegments, items: await items(), insight: insight.plan(), unpins: isPinned() };
    },
    load: (by) =>
      serially(async () => {
        refuseWhile(DEMO_REMOVAL_JOB, "The demo data is being removed.");
        if (phase() === "removing") {
          throw new HabitusError("job_running", "The demo data was removed in part.", {
            fix: "Go on with the removal first.",
            details: { job: jobs.newest(DEMO_REMOVAL_JOB)?.id ?? null },
          });
        }
        refuseWhile(DEMO_JOB, "The demo is being loaded already.");
        await phases.enter("loading", by);
        return jobs.start(DEMO_JOB, by);
      }),
    remove: (by) =>
      serially(async () => {
        if (!isThere()) throw new HabitusError("not_found", "There is no demo data to remove.");
        refuseWhile(DEMO_JOB, "The demo is being loaded.");
        await phases.enter("removing", by);
        return jobs.start(DEMO_REMOVAL_JOB, by);
      }),
    takeUp: (by) =>
      serially(async () => {
        const asked = phases.get();
        if (asked?.phase !== "removing") return;
        const newest = jobs.newest(DEMO_REMOVAL_JOB);
        // One that was stopped by a person stays stopped.
        if (newest === null || newest.createdAt < asked.at) await jobs.start(DEMO_REMOVAL_JOB, by);
      }),
  };
}
