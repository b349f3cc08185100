import type { Actor } from "@habitus/contract";
import { type Instant, parseIso, must } from "@habitus/kernel";
import type { JobHandle, JobKind } from "../jobs/job-runs.ts";
import { untilStored } from "../jobs/until.ts";
import type { ItemStore } from "../items/item-store.ts";
import type { Offset } from "../log/log.ts";
import type { SegmentStore } from "../segments/segment-store.ts";
import type { WorkspaceStore } from "../segments/workspace-store.ts";
import { ensureItems } from "./demo-items.ts";
import type { DemoInsight } from "./demo-insight.ts";
import type { DemoPhases } from "./demo-phase.ts";
import { onlineRetailCalls, readOnlineRetail } from "./online-retail.ts";
import { ensureSegments, readReadyMade } from "./ready-made.ts";
import { type SendTarget, sendCalls } from "./send-calls.ts";

export const DEMO_JOB = "demo-import";

/** The first instant after the data's last day: demo segments look at the data's own time, not at today. */
export const DEMO_NOW: Instant = must(parseIso("2011-12-10"), "a date").at;

export type DemoDeps = {
  /** `online_retail.csv.gz`. */
  readonly file: string;
  /** Folder of `*.segment` files. */
  readonly segmentsDir: string;
  /** Lends a write key of its own for as long as `work` takes. */
  readonly withTarget: <T>(work: (target: SendTarget) => Promise<T>) => Promise<T>;
  readonly pause: (ms: number) => Promise<void>;
  readonly logHead: () => Offset;
  /** How far the event store has come. */
  readonly stored: () => Offset;
  readonly segments: SegmentStore;
  readonly items: Pick<ItemStore, "get" | "write">;
  readonly workspace: WorkspaceStore;
  readonly insight: Pick<DemoInsight, "ensure" | "begin">;
  readonly phases: Pick<DemoPhases, "round" | "enter">;
  readonly now: () => Instant;
  readonly by: Actor;
};

/**
 * Loads the Online Retail data through the public tracking API, sets up segments over it and has them examined. Every call has a
 * stable id, so a second run, or one that begins again after a restart, adds nothing twice.
 */
export function createDemoJob(deps: DemoDeps): JobKind {
  return {
    title: "Load the demo: Online Retail, 4,372 customers",
    unit: "calls",
    resumes: true,
    run: (job) => loadDemo(deps, job),
  };
}

async function loadDemo(deps: DemoDeps, job: JobHandle): Promise<Readonly<Record<string, unknown>>> {
  await job.progress({ phase: "Reading the order lines" });
  const { invoices, items, lines, withoutCustomer } = await readOnlineRetail(deps.file);
  const calls = [...onlineRetailCalls(invoices, deps.phases.round())];
  await job.progress({ phase: "Sending the orders as an SDK would", total: calls.length, done: 0 });
  await deps.withTarget((target) => sendCalls(calls, target, (done) => job.progress({ done }), job.signal));
  const named = await ensureItems(deps.items, items, deps.by);
  await job.progress({ phase: "Putting the events to people" });
  await untilStored(deps, deps.logHead(), job);
  const made = await ensureSegments(
    deps.segments,
    await readReadyMade(deps.segmentsDir, deps.now()),
    deps.by,
  );
  const { name, zone, weekStart, rev } = deps.workspace.get();
  await deps.workspace.set({ name, zone, weekStart, pinnedNow: DEMO_NOW }, rev, deps.by);
  await deps.insight.ensure();
  await deps.phases.enter("loaded", deps.by);
  // Beside what people do with the demo by now, and once only.
  await deps.insight.begin();
  const events = calls.filter((call) => call["type"] === "track").length;
  const customers = new Set(invoices.map((invoice) => invoice.customer)).size;
  return { lines, events, customers, invoicesWithoutCustomer: withoutCustomer, items: named, segments: made };
}
