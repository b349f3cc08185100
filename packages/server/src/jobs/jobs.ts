import { isDeepStrictEqual } from "node:util";
import type { Actor } from "@habitus/contract";
import { HabitusError, type Instant, must } from "@habitus/kernel";
import type { Audit, AuditedChange } from "../platform/audit.ts";
import type { Change, Kv } from "../platform/kv.ts";
import { createSerially } from "../platform/serially.ts";
import { createJobNumbers } from "./job-numbers.ts";
import { createJobRuns, type JobKind } from "./job-runs.ts";
import {
  isOver,
  jobId,
  jobNumber,
  JOBS,
  type JobRecord,
  lastJobNumber,
  putJob,
  removeJob,
} from "./job-store.ts";

export type JobView = Omit<JobRecord, "checkpoint" | "cancelling" | "pausing" | "number"> & {
  readonly id: string;
  /** Units per second: of the last seconds while it runs, over its whole life when it has ended. */
  readonly rate: number | null;
  readonly etaSeconds: number | null;
};

export type JobPage = { readonly jobs: readonly JobView[]; readonly next: number | null };

type Alongside = (job: string) => readonly Change[];

export type Jobs = {
  /**
   * One job of a kind at a time, unless the kind says otherwise. `input` is plain data: the runner's first checkpoint.
   * What `alongside` makes of the job's id is committed with the job: neither is kept without the other.
   * @throws HabitusError `job_running` with `details.job`.
   */
  start(kind: string, by: Actor, input?: unknown, alongside?: Alongside): Promise<JobView>;
  /** Of the jobs of a kind that have not ended: what they were started with, or the checkpoint they have come to. */
  unfinished(kind: string): readonly { readonly id: string; readonly checkpoint: unknown }[];
  /** Newest first; `before` is the last page's `next`. */
  page(before: number | null, limit: number): JobPage;
  get(id: string): JobView | null;
  newest(kind: string): JobView | null;
  /** @throws HabitusError `not_found`, `job_finished`, `job_goes_on`. */
  cancel(id: string, by: Actor): Promise<JobView>;
  /** @throws HabitusError `not_found`, `job_finished`, `job_not_pausable`. */
  pause(id: string, by: Actor): Promise<JobView>;
  /** @throws HabitusError `not_found`, `job_not_paused`. */
  resume(id: string, by: Actor): Promise<JobView>;
  /** Calls `listener` at every change of the job until the returned function is called. */
  watch(id: string, listener: (job: JobView) => void): () => void;
  /**
   * Somebody was erased: jobs that have ended quote nothing any more of what they had read, where that had been here at the instant.
   * Answers how many have read or read such and have not ended.
   */
  forgetQuotes(before: Instant): Promise<number>;
  /** To be called once: jobs cut off by the last stop become interrupted, resumable ones go on; those started since are left alone. */
  recover(): Promise<void>;
  /** Stops all running jobs at their next safe point; they stay interrupted. Resolves when all have left. */
  stop(): Promise<void>;
};

export type JobsDeps = {
  readonly kv: Kv;
  readonly now: () => Instant;
  readonly audit: Audit;
  readonly kinds: Readonly<Record<string, JobKind>>;
  /** Told of bugs in runners and of states that could not be written. */
  readonly onFailure: (job: string, error: unknown) => void;
};

/** Long work with progress: its state is durable, so it outlives a reload of the page and a restart of the server. */
export function createJobs(deps: JobsDeps): Jobs {
  const { kv, now, kinds } = deps;
  const watchers = new Map<number, Set<(job: JobView) => void>>();
  const serially = createSerially();
  let stopping = false;

  const tell = (record: JobRecord): void => {
    for (const listener of watchers.get(record.number) ?? []) listener(view(record));
  };
  const runs = createJobRuns({ kv, now, tell, onFailure: deps.onFailure });
  const view = (record: JobRecord): JobView => toView(record, runs.rate(record.number));

  /** Newest first, each as it stands now. */
  function* newestFirst(before: number | null): Generator<JobRecord> {
    const range = { reverse: true, ...(before === null ? {} : { to: [before] }) };
    for (const { value } of kv.range(JOBS, range)) yield runs.record(value.number) ?? value;
  }
  const recordOf = (number: number): JobRecord | null =>
    runs.record(number) ?? kv.get(JOBS, [number]) ?? null;
  const find = (id: string): JobRecord | null => {
    const number = jobNumber(id);
    return number === null ? null : recordOf(number);
  };
  const numbers = createJobNumbers(kv, recordOf);
  /** Newest first. */
  const unfinished = (kind: string): readonly JobRecord[] =>
    numbers
      .unfinished()
      .flatMap((number) => recordOf(number) ?? [])
      .filter((record) => record.kind === kind);
  const audit = (
    record: JobRecord,
    by: Actor,
    told: Pick<AuditedChange, "action" | "before" | "after">,
  ): Change => deps.audit({ actor: by, at: now(), target: `job/${jobId(record.number)}`, ...told });

  const refuseSecond = (kind: string): void => {
    const [running] = unfinished(kind);
    if (running === undefined) return;
    throw new HabitusError("job_running", `"${running.title}" is running already.`, {
      fix: "Follow the running job, or cancel it first.",
      details: { job: jobId(running.number) },
    });
  };

  const start = async (
    kindName: string,
    by: Actor,
    input: unknown,
    alongside: Alongside,
  ): Promise<JobView> => {
    const kind = must(kinds[kindName], `no job kind ${kindName}`);
    if (stopping) throw new HabitusError("store_unavailable", "The server is stopping.");
    if (kind.sideBySide !== true) refuseSecond(kindName);
    const number = lastJobNumber(kv) + 1;
    const record = { ...newRecord(number, kindName, kind, by, now()), checkpoint: input };
    const told = audit(record, by, { action: "job.start", before: null, after: { kind: kindName } });
    const surplus = numbers.surplus();
    await kv.commit([...surplus.map(removeJob), putJob(record), told, ...alongside(jobId(number))]);
    numbers.remove(surplus);
    numbers.add(record);
    return view(runs.launch(record, kind));
  };

  const present = (id: string): JobRecord => {
    const record = find(id);
    if (record === null) throw new HabitusError("not_found", "There is no such job.");
    return record;
  };
  const unended = (id: string): JobRecord => {
    const record = present(id);
    if (isOver(record.state)) throw new HabitusError("job_finished", "The job has ended already.");
    return record;
  };

  const pause = async (id: string, by: Actor): Promise<JobView> => {
    const record = unended(id);
    if (kinds[record.kind]?.pausable !== true) {
      throw new HabitusError("job_not_pausable", `"${record.title}" cannot be paused.`, {
        fix: "Let it run, or cancel it.",
      });
    }
    if (record.state === "paused") return view(record);
    const told = audit(record, by, {
      action: "job.pause",
      before: { state: record.state },
      after: { state: "paused" },
    });
    if (runs.record(record.number) === null) {
      const waiting: JobRecord = { ...record, state: "paused", updatedAt: now() };
      await kv.commit([putJob(waiting), told]);
      tell(waiting);
    } else await runs.pause(record.number, [told]);
    return view(present(id));
  };

  const resume = async (id: string, by: Actor): Promise<JobView> => {
    const record = present(id);
    const kind = kinds[record.kind];
    if (record.state !== "paused" || kind === undefined) {
      throw new HabitusError("job_not_paused", "The job is not paused.");
    }
    if (stopping) throw new HabitusError("store_unavailable", "The server is stopping.");
    const told = audit(record, by, {
      action: "job.resume",
      before: { state: "paused" },
      after: { state: "running" },
    });
    // Once taken up it goes on by itself, also when the server stops before the runner first saves.
    await kv.commit([putJob({ ...record, state: "interrupted" }), told]);
    return view(runs.launch(record, kind));
  };

  const cancel = async (id: string, by: Actor): Promise<JobView> => {
    const record = unended(id);
    const fix = kinds[record.kind]?.goesOn;
    if (fix !== undefined) {
      throw new HabitusError("job_goes_on", "The job only tells of work that goes on without it.", { fix });
    }
    const before = { state: record.state };
    const told = audit(record, by, { action: "job.cancel", before, after: { state: "cancelled" } });
    if (runs.record(record.number) === null) {
      const over: JobRecord = { ...record, state: "cancelled", updatedAt: now(), finishedAt: now() };
      await kv.commit([putJob(over), told]);
      tell(over);
      return view(over);
    }
    await runs.cancel(record.number, [told]);
    return view(must(find(id), "a cancelled job stays listed"));
  };

  /** Whatever runs in this process was started in it, not cut off by the last stop. */
  const isCutOff = ({ number, state }: JobRecord): boolean =>
    !isOver(state) && state !== "paused" && runs.record(number) === null;
  const recover = async (): Promise<void> => {
    const records = [...kv.range(JOBS, {})].map(({ value }) => value);
    for (const record of records.filter(isCutOff)) {
      const cutOff = afterCutOff(record, now());
      await kv.commit([putJob(cutOff)]);
      const kind = kinds[record.kind];
      if (kind?.resumes === true && cutOff.state === "interrupted") runs.launch(cutOff, kind);
    }
  };

  /** What it was started with and had come to is of no use once it has ended. */
  const forgetQuotes = async (before: Instant): Promise<number> => {
    let running = 0;
    for (const { value: record } of kv.range(JOBS, {})) {
      const { unquoted, readFrom } = kinds[record.kind] ?? {};
      const from = readFrom?.(record.checkpoint) ?? record.createdAt;
      if (unquoted === undefined || from > before) continue;
      if (!isOver(record.state)) {
        running++;
        continue;
      }
      const result = record.result === null ? null : unquoted(record.result);
      if (record.checkpoint === null && isDeepStrictEqual(result, record.result)) continue;
      await kv.commit([putJob({ ...record, checkpoint: null, result })]);
    }
    return running;
  };

  return {
    forgetQuotes: (before) => serially(() => forgetQuotes(before)),
    start: (kind, by, input = null, alongside = () => []) =>
      serially(() => start(kind, by, input, alongside)),
    unfinished: (kind) =>
      unfinished(kind).map(({ number, checkpoint }) => ({ id: jobId(number), checkpoint })),
    page(before, limit) {
      const jobs: JobView[] = [];
      for (const record of newestFirst(before)) {
        if (jobs.length === limit) return { jobs, next: record.number + 1 };
        jobs.push(view(record));
      }
      return { jobs, next: null };
    },
    get(id) {
      const record = find(id);
      return record === null ? null : view(record);
    },
    newest(kind) {
      const number = numbers.newest(kind);
      const record = number === undefined ? null : recordOf(number);
      return record === null ? null : view(record);
    },
    cancel: (id, by) => serially(() => cancel(id, by)),
    pause: (id, by) => serially(() => pause(id, by)),
    resume: (id, by) => serially(() => resume(id, by)),
    watch(id, listener) {
      const number = jobNumber(id) ?? 0;
      const listeners = watchers.get(number) ?? new Set();
      watchers.set(number, listeners.add(listener));
      return () => {
        listeners.delete(listener);
        if (listeners.size === 0) watchers.delete(number);
      };
    },
    recover: () => serially(recover),
    async stop() {
      stopping = true;
      await runs.stop();
    },
  };
}

function afterCutOff(record: JobRecord, at: Instant): JobRecord {
  if (record.pausing === true && !record.cancelling) {
    return { ...record, state: "paused", pausing: false, phase: null, updatedAt: at };
  }
  return record.cancelling
    ? { ...record, state: "cancelled", phase: null, updatedAt: at, finishedAt: at }
    : { ...record, state: "interrupted", phase: null, updatedAt: at };
}

function newRecord(number: number, kindName: string, kind: JobKind, by: Actor, at: Instant): JobRecord {
  return {
    number,
    kind: kindName,
    title: kind.title,
    unit: kind.unit,
    state: "queued",
    phase: null,
    done: 0,
    total: null,
    checkpoint: null,
    cancelling: false,
    createdAt: at,
    createdBy: by,
    startedAt: null,
    updatedAt: at,
    finishedAt: null,
    error: null,
    result: null,
  };
}

function toView(record: JobRecord, liveRate: number | null): JobView {
  const { checkpoint: _checkpoint, cancelling: _cancelling, pausing: _pausing, number, ...rest } = record;
  const perSecond = record.state === "running" ? liveRate : averageRate(record);
  const left = record.total === null ? null : Math.max(0, record.total - record.done);
  const isRunning = record.state === "running" && perSecond !== null && perSecond > 0;
  const etaSeconds = isRunning && left !== null ? left / perSecond : null;
  return { id: jobId(number), ...rest, rate: perSecond, etaSeconds };
}

/** Of a job that ended: over its whole life. */
function averageRate({ startedAt, finishedAt, done }: JobRecord): number | null {
  if (startedAt === null || finishedAt === null || finishedAt <= startedAt) return null;
  return (done / (finishedAt - startedAt)) * 1_000;
}
