import { HabitusError, type Instant } from "@habitus/kernel";
import type { Change, Kv } from "../platform/kv.ts";
import { createSerially } from "../platform/serially.ts";
import { createJobRate, type JobRate } from "./job-rate.ts";
import { jobId, type JobRecord, putJob } from "./job-store.ts";

export type JobProgress = {
  readonly done?: number;
  readonly total?: number | null;
  readonly phase?: string | null;
  /** Plain data; replaces the one before. */
  readonly checkpoint?: unknown;
  /** Resolves once the disk has it, however lately it was written: for a checkpoint that what follows rests on. */
  readonly isKept?: boolean;
};

/** What a runner sees of its job. */
export type JobHandle = {
  readonly id: string;
  /** Fires when the job is cancelled or the server stops: leave at the next safe point by throwing its reason. */
  readonly signal: AbortSignal;
  /** What the run before an interruption saved last; on a first run what the job was started with, or null. */
  readonly checkpoint: unknown;
  /**
   * Cheap to call often: watchers see every call, the disk one a second and those that are to be kept. Rejects when the state cannot be written, and with
   * the signal's reason once the job shall stop, so every call is a safe point.
   */
  progress(update: JobProgress): Promise<void>;
};

export type JobKind = {
  readonly title: string;
  readonly unit: string;
  /** Run again by itself after a restart, from its checkpoint. Otherwise it stays interrupted until somebody acts. */
  readonly resumes: boolean;
  /** Its runner keeps a checkpoint at every safe point, so a person may have it wait. */
  readonly pausable?: boolean;
  /** Jobs of this kind may run beside each other. */
  readonly sideBySide?: boolean;
  /** Of a kind whose result quotes what it has read, such as values of rows: the result without that. */
  readonly unquoted?: (result: JobResult) => JobResult;
  /** Of such a kind: since when what it read had been here, by its checkpoint; null where that does not tell. Without it, since it was started. */
  readonly readFrom?: (checkpoint: unknown) => Instant | null;
  /** It only tells of work that goes on without it, so it cannot be cancelled: what to do instead, as a sentence. */
  readonly goesOn?: string;
  /** Returns the figures the job ended with. Fails with a `HabitusError` for what a person can understand. */
  run(job: JobHandle): Promise<JobResult>;
};

type JobResult = NonNullable<JobRecord["result"]>;

export type JobRuns = {
  launch(record: JobRecord, kind: JobKind): JobRecord;
  /** The job as it stands in memory; null when it is not running here. */
  record(number: number): JobRecord | null;
  rate(number: number): number | null;
  /** Tells a running job to stop and notes it, together with `alongside`. */
  cancel(number: number, alongside: readonly Change[]): Promise<void>;
  /** As `cancel`; the job stays as it is until it is launched again. */
  pause(number: number, alongside: readonly Change[]): Promise<void>;
  /** Stops all; resolves when all have left. */
  stop(): Promise<void>;
};

export type JobRunsDeps = {
  readonly kv: Kv;
  readonly now: () => Instant;
  /** Called at every change of a running job. */
  readonly tell: (record: JobRecord) => void;
  /** Told of bugs in runners and of states that could not be written. */
  readonly onFailure: (job: string, error: unknown) => void;
};

type Run = {
  record: JobRecord;
  savedAt: Instant;
  finished: Promise<void>;
  readonly rate: JobRate;
  readonly abort: AbortController;
  readonly inOrder: ReturnType<typeof createSerially>;
};

const SAVE_EVERY_MS = 1_000;

/** Why a runner's signal fired. */
class JobStop extends Error {
  override readonly name = "AbortError";
}

/** The jobs running in this process: their newest state is here, the disk follows a second behind at the most. */
export function createJobRuns(deps: JobRunsDeps): JobRuns {
  const { kv, now } = deps;
  const runs = new Map<number, Run>();

  const change = (run: Run, part: Partial<JobRecord>): void => {
    run.record = { ...run.record, ...part, updatedAt: now() };
    deps.tell(run.record);
  };
  const save = (run: Run, alongside: readonly Change[]): Promise<void> => {
    run.savedAt = now();
    return run.inOrder(() => kv.commit([putJob(run.record), ...alongside]));
  };

  const progress = async (run: Run, { isKept = false, ...update }: JobProgress): Promise<void> => {
    change(run, run.abort.signal.aborted ? { ...update, phase: run.record.phase } : update);
    run.rate.add(now(), run.record.done);
    run.abort.signal.throwIfAborted();
    if (isKept || now() - run.savedAt >= SAVE_EVERY_MS) await save(run, []);
  };

  const carryOut = async (run: Run, kind: JobKind): Promise<void> => {
    const { signal } = run.abort;
    let ending: Partial<JobRecord>;
    try {
      const result = await kind.run({
        id: jobId(run.record.number),
        signal,
        checkpoint: run.record.checkpoint,
        progress: (update) => progress(run, update),
      });
      ending = { state: "done", finishedAt: now(), result };
    } catch (error) {
      // Whatever a runner throws once it was told to stop is its way of stopping.
      ending = signal.aborted ? stopped(run.record, now()) : failed(run, error);
    }
    await finish(run, ending);
  };

  /** Told last: who hears that a job is done, or reads it, finds it done on disk. */
  const finish = async (run: Run, ending: Partial<JobRecord>): Promise<void> => {
    const ended = (): JobRecord => ({ ...run.record, phase: null, ...ending, updatedAt: now() });
    try {
      await run.inOrder(async () => {
        const record = ended();
        await kv.commit([putJob(record)]);
        run.record = record;
      });
      runs.delete(run.record.number);
    } catch (error) {
      // It stays known in memory as it ended; on disk it is still running and will be taken up after a restart.
      run.record = ended();
      deps.onFailure(jobId(run.record.number), error);
    }
    deps.tell(run.record);
  };

  const failed = (run: Run, error: unknown): Partial<JobRecord> => {
    const over = { state: "failed", finishedAt: now() } as const;
    const isTold = error instanceof HabitusError;
    // What the engine said of it is for the log alone.
    if (!isTold || error.details["engine"] !== undefined) deps.onFailure(jobId(run.record.number), error);
    if (isTold) return { ...over, error: { code: error.code, message: error.message } };
    const message = "The job failed because of a mistake in Habitus; the server's log has the details.";
    return { ...over, error: { code: "internal", message } };
  };

  const stop = async (
    number: number,
    why: { readonly part: Partial<JobRecord>; readonly reason: string },
    alongside: readonly Change[],
  ): Promise<void> => {
    const run = runs.get(number);
    if (run === undefined) return;
    change(run, why.part);
    run.abort.abort(new JobStop(why.reason));
    await save(run, alongside);
  };

  return {
    launch(record, kind) {
      const run: Run = {
        record: { ...record, state: "running", startedAt: record.startedAt ?? now(), updatedAt: now() },
        savedAt: now(),
        finished: Promise.resolve(),
        rate: createJobRate(),
        abort: new AbortController(),
        inOrder: createSerially(),
      };
      runs.set(record.number, run);
      run.rate.add(now(), record.done);
      deps.tell(run.record);
      run.finished = carryOut(run, kind);
      return run.record;
    },
    record: (number) => runs.get(number)?.record ?? null,
    rate: (number) => runs.get(number)?.rate.perSecond() ?? null,
    cancel: (number, alongside) =>
      stop(
        number,
        { part: { cancelling: true, phase: "Stopping" }, reason: "The job was cancelled." },
        alongside,
      ),
    pause: (number, alongside) =>
      stop(number, { part: { pausing: true, phase: "Pausing" }, reason: "The job was paused." }, alongside),
    async stop() {
      const running = [...runs.values()];
      for (const run of running) run.abort.abort(new JobStop("The server is stopping."));
      await Promise.all(running.map((run) => run.finished));
    },
  };
}

function stopped(record: JobRecord, at: Instant): Partial<JobRecord> {
  if (record.cancelling) return { state: "cancelled", finishedAt: at };
  return record.pausing === true ? { state: "paused", pausing: false } : { state: "interrupted" };
}
