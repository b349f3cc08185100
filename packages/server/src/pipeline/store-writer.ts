import { Attempts, unlessStopped } from "../platform/attempts.ts";
import type { Offset } from "../log/log.ts";
import { changedBy, type ChangedPast, unchangedPast } from "../store/changed-past.ts";
import type { EventStore, StoreBatch } from "../store/event-store.ts";
import { createBacklog, type Load, type Parcel, sumOf } from "./backlog.ts";

export type StoreWriterDeps = {
  readonly store: EventStore;
  readonly elapsed: () => number;
  readonly onFailure: (stage: "store", error: Error) => void;
  /** Is told of what `add` was given once it is in the store. */
  readonly onWritten: (load: Load) => void;
  readonly limits: {
    readonly rowsPerInsert: number;
    readonly bytesPerInsert: number;
    readonly insertQuietMs: number;
    readonly insertDelayMs: number;
  };
};

/** Gathers batches and inserts them in order, one insert at a time, each until it succeeds. */
export type StoreWriter = {
  /** Learns what the store holds. Tries until the store answers. Rejects, as `writeNow` and `run`, with what is a bug. */
  open(): Promise<void>;
  /** Never waits: whoever hands over minds `onWritten`. */
  add(parcel: Parcel): void;
  writeNow(batch: StoreBatch): Promise<void>;
  run(): Promise<void>;
  stop(): void;
  /** Everything up to this record is in the store. */
  offset(): Offset;
  /** How far back it reached, since this began. */
  past(): ChangedPast;
  /** The sentence of the newest failure while inserts fail, else null. */
  failing(): string | null;
};

const POLL_MS = 20;

export function createStoreWriter(deps: StoreWriterDeps): StoreWriter {
  const { limits } = deps;
  const gathered = createBacklog({ rows: limits.rowsPerInsert, bytes: limits.bytesPerInsert });
  let waiting: Parcel[] = [];
  let oldestAt = 0;
  let newestAt = 0;
  let past = unchangedPast(0);
  let stopped = false;
  let wake = noop;

  const attempts = new Attempts({ pause, onFailure: (error) => deps.onFailure("store", error) });

  /** Whether it is in the store: a stop may come before. */
  const write = async (batch: StoreBatch): Promise<boolean> => {
    if (stopped) return false;
    const work = attempts.make(async () => {
      await deps.store.append(batch);
      return true;
    });
    if ((await unlessStopped(work)) === null) return false;
    past = changedBy(past, batch);
    return true;
  };

  const writeAll = async (): Promise<void> => {
    const parcels = waiting;
    const load = sumOf(parcels.map((parcel) => parcel.load));
    waiting = [];
    gathered.remove(load);
    const isWritten = await write(mergeBatches(parcels.map(({ batch }) => batch)));
    if (isWritten) deps.onWritten(load);
  };

  const due = (): boolean => {
    if (waiting.length === 0) return false;
    if (stopped || gathered.isFull()) return true;
    const now = deps.elapsed();
    return now - newestAt >= limits.insertQuietMs || now - oldestAt >= limits.insertDelayMs;
  };

  return {
    async open() {
      past = unchangedPast((await unlessStopped(attempts.make(() => deps.store.position()))) ?? 0);
    },
    add(parcel) {
      newestAt = deps.elapsed();
      if (waiting.length === 0) oldestAt = newestAt;
      waiting.push(parcel);
      gathered.add(parcel.load);
      wake();
    },
    async writeNow(batch) {
      await write(batch);
    },
    async run() {
      while (!stopped) {
        if (due()) await writeAll();
        else if (waiting.length > 0) await pause(POLL_MS);
        else
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
      }
    },
    stop() {
      stopped = true;
      attempts.stop();
      wake();
    },
    offset: () => past.upTo,
    past: () => past,
    failing: () => attempts.failing,
  };
}

function noop(): void {
  // Nobody waits yet.
}

/** Holds nothing up that has no more to do. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms).unref();
  });
}

/** Batches that follow each other as one. */
function mergeBatches(batches: readonly StoreBatch[]): StoreBatch {
  return {
    upTo: batches.at(-1)?.upTo ?? 0,
    events: batches.flatMap((batch) => batch.events),
    traits: batches.flatMap((batch) => batch.traits),
    moves: batches.flatMap((batch) => batch.moves),
    nodes: batches.flatMap((batch) => batch.nodes),
    erased: batches.flatMap((batch) => batch.erased),
    deleted: batches.flatMap((batch) => batch.deleted),
  };
}
