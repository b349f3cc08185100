import { HabitusError, type Instant } from "@habitus/kernel";
import type { LogReader, LogRecord, Offset } from "../log/log.ts";
import type { Resolved, ResolveCounts } from "../profiles/batch-builder.ts";
import { changesRepeats, isCommand, type Resolver } from "../profiles/resolver.ts";
import type { LiveCheck } from "../membership/live-check.ts";
import type { LiveSets } from "../membership/live/standing.ts";
import type { MembershipStage } from "../membership/stage.ts";
import type { StageStatus } from "../membership/stage-status.ts";
import type { ChangedPast } from "../store/changed-past.ts";
import type { EventStore, PersonNumber } from "../store/event-store.ts";
import type { TransitionLog } from "../membership/transition-log.ts";
import { Attempts, unlessStopped } from "../platform/attempts.ts";
import { createBacklog, parcelOf } from "./backlog.ts";
import { createHistoryWriter, type HistoryStatus } from "./history-writer.ts";
import { createKeeper } from "./keeper.ts";
import { createStoreWriter, pause } from "./store-writer.ts";

/** How much one step takes from the log, how much is written at a time, and how much may wait before the resolver waits too. */
export type PipelineLimits = {
  readonly recordsPerStep: number;
  readonly bytesPerStep: number;
  /** What was resolved goes to the disk so often under load; when it is quiet, at once. Less than `insertQuietMs`, or each time would be an insert of its own. */
  readonly keepEveryMs: number;
  /** So much is inserted without waiting for more, and so much that was resolved may be missing on the disk. */
  readonly rowsPerInsert: number;
  readonly bytesPerInsert: number;
  /** So much that was resolved may be missing in the event store: it is in memory. */
  readonly rowsWaiting: number;
  readonly bytesWaiting: number;
  /** Rows wait for others to share their insert until none has come for this long … */
  readonly insertQuietMs: number;
  /** … and at most this long: under load the store is written to seldom, and leaves the machine to those who wait. */
  readonly insertDelayMs: number;
};

export const PIPELINE_LIMITS: PipelineLimits = {
  recordsPerStep: 500,
  bytesPerStep: 4 * 1024 * 1024,
  keepEveryMs: 150,
  rowsPerInsert: 50_000,
  bytesPerInsert: 32 * 1024 * 1024,
  rowsWaiting: 200_000,
  bytesWaiting: 128 * 1024 * 1024,
  insertQuietMs: 200,
  insertDelayMs: 1_000,
};

export type StageProgress = { readonly offset: Offset; readonly at: Instant };

export type PipelineStatus = {
  readonly log: StageProgress;
  readonly resolver: StageProgress & { readonly failing: string | null };
  readonly membership: StageStatus;
  readonly history: HistoryStatus;
  readonly store: {
    readonly offset: Offset;
    readonly past: ChangedPast;
    /** Rows that were resolved and are not in it: not on disk yet, waiting for their insert, or being inserted. */
    readonly rowsWaiting: number;
    readonly failing: string | null;
  };
};

export type PipelineDeps = {
  readonly log: LogReader;
  readonly resolver: Resolver;
  readonly store: EventStore;
  /** Made with how far the event store has come. */
  readonly membership: (stored: () => Offset) => MembershipStage;
  /** The transitions that membership makes, for the event store. */
  readonly transitions: TransitionLog;
  /** Milliseconds on a clock that never goes back; for delays only. */
  readonly elapsed: () => number;
  readonly onResolved: (counts: ResolveCounts) => void;
  /** Tells of a failed step that will be tried again. */
  readonly onFailure: (stage: "resolver" | "store" | "history", error: Error) => void;
  readonly limits: PipelineLimits;
};

export type Pipeline = {
  /** Runs until `stop`. Rejects only on a bug or when the state cannot be written. */
  run(): Promise<void>;
  stop(): Promise<void>;
  status(): PipelineStatus;
  /** As the membership stage does. */
  check(people: readonly PersonNumber[]): Promise<LiveCheck>;
  members(keys: readonly string[]): Promise<LiveSets>;
};

const IDLE_WAIT_MS = 250;

/**
 * Carries the log through the resolver into live membership and the event store. Membership is handed what the resolver made before
 * this is on disk, so nobody waits for two commits in a row; the event store is handed what is on disk. What was resolved goes to
 * the disk whether or not the event store has room, so whomever membership knows can be found. The resolver takes nothing further
 * once it is `rowsWaiting` rows or `bytesWaiting` bytes ahead of the store, its own limit ahead of membership or an insert's worth
 * ahead of the disk, nor while its state cannot be written; what fails or is slow makes lag, never loss.
 */
export function createPipeline(deps: PipelineDeps): Pipeline {
  const { log, resolver, limits } = deps;
  /** From the moment it was resolved until it is in the event store. */
  const backlog = createBacklog({ rows: limits.rowsWaiting, bytes: limits.bytesWaiting });
  const writer = createStoreWriter({ ...deps, onWritten: (load) => backlog.remove(load) });
  const membership = deps.membership(() => writer.offset());
  const history = createHistoryWriter({
    ...deps,
    pause,
    onFailure: (error) => deps.onFailure("history", error),
  });
  let stopping = false;
  const attempts = new Attempts({ pause, onFailure: (error) => deps.onFailure("resolver", error) });

  const keeper = createKeeper({ ...deps, onKept: (parcel) => writer.add(parcel) });

  const step = async (): Promise<void> => {
    const from = resolver.taken().offset + 1;
    if (log.head().offset < from) {
      await log.wait(from - 1, IDLE_WAIT_MS);
      return;
    }
    const records = upToCommand(
      log.read(from, { records: limits.recordsPerStep, bytes: limits.bytesPerStep }),
    );
    // It changes what is made of older records again; what these made was told and has to be on disk before.
    if (records.some(changesRepeats)) await membership.kept();
    if (stopping) return;
    const resolved = await resolver.take(records);
    deps.onResolved(resolved.counts);
    const parcel = parcelOf(resolved.batch);
    backlog.add(parcel.load);
    await Promise.all([membership.take(upTo(records, resolved), resolved), keeper.add(parcel)]);
    await backlog.room();
  };

  /** Rows that were resolved before the process ended and never came to the store or to membership. */
  const handOverAgain = async (): Promise<void> => {
    const resolved = resolver.position().offset;
    // What the store does not have belongs to the past of people, also where membership has come further. And of what the store has,
    // the ids are on disk too.
    let from = Math.min(writer.offset(), membership.position()) + 1;
    if (from <= resolved) refuseBelow(from, Math.max(log.first(), resolver.repeatableFrom()));
    while (from <= resolved && !stopping) {
      const records = log
        .read(from, { records: limits.recordsPerStep, bytes: limits.bytesPerStep })
        .filter((record) => record.offset <= resolved);
      // It writes ids that a crash has kept from the disk, for which there may be no room yet.
      const made = await attempts.make(() => resolver.again(records));
      await membership.take(upTo(records, made), made);
      if (made.batch.upTo > writer.offset()) await writer.writeNow(made.batch);
      from = made.batch.upTo + 1;
    }
  };

  const stopAll = (): void => {
    for (const part of [keeper, writer, backlog, membership, history]) part.stop();
  };

  const resolving = async (): Promise<void> => {
    try {
      while (!stopping) await attempts.make(step);
    } finally {
      stopAll();
    }
  };

  const run = async (): Promise<void> => {
    await writer.open();
    const evaluating = membership.run();
    const handing = unlessStopped(handOverAgain()).then(() =>
      Promise.all([unlessStopped(resolving()), keeper.run(), writer.run()]),
    );
    await Promise.all([evaluating, handing, history.run()]);
  };

  let running: Promise<void> | null = null;
  return {
    run() {
      running ??= run();
      return running;
    },
    async stop() {
      stopping = true;
      attempts.stop();
      stopAll();
      await running;
    },
    check: (people) => membership.check(people),
    members: (keys) => membership.members(keys),
    status: () => ({
      log: log.head(),
      resolver: { ...resolver.position(), failing: keeper.failing() ?? attempts.failing },
      membership: membership.status(),
      history: history.status(),
      store: {
        offset: writer.offset(),
        past: writer.past(),
        rowsWaiting: backlog.rows(),
        failing: writer.failing(),
      },
    }),
  };
}

/** Commands stand at the beginning: the records before the first that has others before it. */
function upToCommand(records: readonly LogRecord[]): readonly LogRecord[] {
  const end = records.findIndex(
    (record, place) => isCommand(record) && !isCommand(records[place - 1] ?? record),
  );
  return end < 0 ? records : records.slice(0, end);
}

/** The records that were worked off with these rows. */
function upTo(records: readonly LogRecord[], { batch }: Resolved): readonly LogRecord[] {
  return records.filter(({ offset }) => offset <= batch.upTo);
}

/** A store that was lost, or set back to an old copy, cannot be filled with rows that nobody can make any more. */
function refuseBelow(from: Offset, oldest: Offset): void {
  if (from >= oldest) return;
  throw new HabitusError(
    "repeats_trimmed",
    `The event store ends before record ${from}, and what the log holds begins with record ${oldest}: what lies between is gone.`,
    {
      fix: "Put the whole data folder back from one copy; the parts of it belong together.",
      details: { from, oldest },
    },
  );
}
