import type { Offset } from "../log/log.ts";
import type { EventStore, StoreBatch } from "../store/event-store.ts";

export type StoreWriterDeps = {
  readonly store: EventStore;
  readonly elapsed: () => number;
  readonly onFailure: (stage: "store", error: Error) => void;
  readonly limits: {
    readonly rowsPerInsert: number;
    readonly rowsWaiting: number;
    readonly insertQuietMs: number;
    readonly insertDelayMs: number;
  };
};

/** Gathers batches and inserts them in order, one insert at a time, each until it succeeds. */
export type StoreWriter = {
  /** Learns what the store holds. Tries until the store answers. */
  open(): Promise<void>;
  /** Resolves at once while there is room, otherwise when there is room again. */
  add(batch: StoreBatch): Promise<void>;
  writeNow(batch: StoreBatch): Promise<void>;
  run(): Promise<void>;
  stop(): void;
  /** Everything up to this record is in the store. */
  offset(): Offset;
  rowsWaiting(): number;
  /** The sentence of the newest failure while inserts fail, else null. */
  failing(): string | null;
};

const FIRST_RETRY_MS = 100;
const MAX_RETRY_MS = 5_000;
const POLL_MS = 20;

export function createStoreWriter(deps: StoreWriterDeps): StoreWriter {
  const { limits } = deps;
  let waiting: StoreBatch[] = [];
  let rows = 0;
  let oldestAt = 0;
  let newestAt = 0;
  let confirmed: Offset = 0;
  let failing: string | null = null;
  let stopped = false;
  let wake = noop;
  let roomMade = noop;

  const retrying = async <T>(work: () => Promise<T>): Promise<T | null> => {
    for (let delay = FIRST_RETRY_MS; !stopped; delay = Math.min(delay * 2, MAX_RETRY_MS)) {
      try {
        const result = await work();
        failing = null;
        return result;
      } catch (error) {
        const failure = error instanceof Error ? error : new Error(String(error));
        failing = failure.message;
        deps.onFailure("store", failure);
        await pause(delay);
      }
    }
    return null;
  };

  const write = async (batch: StoreBatch): Promise<void> => {
    const done = await retrying(async () => {
      await deps.store.append(batch);
      return true;
    });
    if (done !== null) confirmed = batch.upTo;
  };

  const due = (): boolean => {
    if (waiting.length === 0) return false;
    if (stopped || rows >= limits.rowsPerInsert) return true;
    const now = deps.elapsed();
    return now - newestAt >= limits.insertQuietMs || now - oldestAt >= limits.insertDelayMs;
  };

  const takeAll = (): StoreBatch => {
    const batch = mergeBatches(waiting);
    waiting = [];
    rows = 0;
    roomMade();
    return batch;
  };

  return {
    async open() {
      confirmed = (await retrying(() => deps.store.position())) ?? 0;
    },
    async add(batch) {
      newestAt = deps.elapsed();
      if (waiting.length === 0) oldestAt = newestAt;
      waiting.push(batch);
      rows += rowsOf(batch);
      wake();
      while (rows >= limits.rowsWaiting && !stopped) {
        await new Promise<void>((resolve) => {
          roomMade = resolve;
        });
      }
    },
    writeNow: write,
    async run() {
      while (!stopped) {
        if (due()) await write(takeAll());
        else if (waiting.length > 0) await pause(POLL_MS);
        else
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
      }
    },
    stop() {
      stopped = true;
      wake();
      roomMade();
    },
    offset: () => confirmed,
    rowsWaiting: () => rows,
    failing: () => failing,
  };
}

function noop(): void {
  // Nobody waits yet.
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}

function rowsOf(batch: StoreBatch): number {
  return batch.events.length + batch.traits.length + batch.moves.length + batch.nodes.length;
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
