import { type DemoRemoval, type Job, JOB_END_STATES } from "@habitus/contract";
import { formatInstant } from "@habitus/kernel";
import type { Demo, DemoRemovalPlan } from "../../../../demo/demo.ts";
import type { ModelLeft } from "../../../../demo/demo-insight.ts";
import type { Jobs, JobView } from "../../../../jobs/jobs.ts";
import type { ManagementDeps } from "../../deps.ts";
import type { StreamSink, StreamSource } from "../../event-stream.ts";
import type { HandlersFor } from "../../handler.ts";
import { writeJson } from "../../write-json.ts";
import { found, isoOrNull, numberCursor, PAGE, readNumberCursor } from "../shared.ts";

type JobOperations =
  | "startDemo"
  | "getDemoRemoval"
  | "startDemoRemoval"
  | "listJobs"
  | "getJob"
  | "streamJobProgress"
  | "pauseJob"
  | "resumeJob"
  | "cancelJob";

export function jobHandlers({ jobs, demo }: ManagementDeps): HandlersFor<JobOperations> {
  return {
    startDemo: async (_input, { caller }) => toJob(await demo.load(caller.actor)),
    getDemoRemoval: async (_input, { signal }) => toDemoRemoval(demo, await demo.plan(signal)),
    startDemoRemoval: async (_input, { caller }) => toJob(await demo.remove(caller.actor)),
    listJobs({ query }) {
      const page = jobs.page(readNumberCursor(query.after), query.limit ?? PAGE);
      return { jobs: page.jobs.map(toJob), next: numberCursor(page.next) };
    },
    getJob: ({ params }) => toJob(found(jobs.get(params.id), "job")),
    streamJobProgress: ({ params }) => progressSource(jobs, found(jobs.get(params.id), "job").id),
    pauseJob: async ({ params }, { caller }) => toJob(await jobs.pause(params.id, caller.actor)),
    resumeJob: async ({ params }, { caller }) => toJob(await jobs.resume(params.id, caller.actor)),
    cancelJob: async ({ params }, { caller }) => toJob(await jobs.cancel(params.id, caller.actor)),
  };
}

function toDemoRemoval(demo: Demo, plan: DemoRemovalPlan): DemoRemoval {
  const { removal } = demo.jobs();
  const { insight, ...figures } = plan;
  return {
    ...figures,
    goal: insight.goal,
    model: insight.model === null ? null : toLeft(insight.model),
    phase: demo.phase(),
    job: removal === null ? null : toJob(removal),
    segments: plan.segments.map(({ key, name }) => ({ key, name })),
    segmentsKept: plan.segmentsKept.map(({ segment: { key, name }, why }) => ({ key, name, why })),
  };
}

const toLeft = ({ model: { key, name }, why }: ModelLeft): DemoRemoval["model"] => ({ key, name, why });

/** Nobody reads faster, and each time a page is drawn anew; a job may tell of itself at every call it sends. */
const TOLD_EVERY_MS = 200;

/**
 * First the job as it stands, then its newest state whenever the reader has room and has had the last one for a moment; its end is told
 * at once, and ends the stream.
 */
function progressSource(jobs: Jobs, id: string): StreamSource {
  let leave = (): void => undefined;
  let waiting: JobView | null = null;
  let sink: StreamSink | null = null;
  let rest: NodeJS.Timeout | null = null;

  const show = (job: JobView): void => {
    if (sink === null) return;
    const hasEnded = JOB_END_STATES.includes(job.state);
    if (!sink.hasRoom() || (rest !== null && !hasEnded)) {
      waiting = job;
      return;
    }
    waiting = null;
    sink.send("progress", writeJson(toJob(job)));
    if (hasEnded) sink.end();
    else rest = setTimeout(goOn, TOLD_EVERY_MS);
  };
  const goOn = (): void => {
    rest = null;
    if (waiting !== null) show(waiting);
  };
  return {
    start(opened) {
      sink = opened;
      leave = jobs.watch(id, show);
      show(found(jobs.get(id), "job"));
    },
    onRoom() {
      if (waiting !== null) show(waiting);
    },
    stop() {
      if (rest !== null) clearTimeout(rest);
      leave();
    },
  };
}

export function toJob(job: JobView): Job {
  return {
    ...job,
    createdAt: formatInstant(job.createdAt),
    startedAt: isoOrNull(job.startedAt),
    updatedAt: formatInstant(job.updatedAt),
    finishedAt: isoOrNull(job.finishedAt),
  };
}
