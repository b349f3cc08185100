import type { StoreBatch } from "../store/event-store.ts";

export type Load = {
  readonly rows: number;
  /** About what they take in memory. */
  readonly bytes: number;
};

/** Rows on their way to the event store, measured once. */
export type Parcel = { readonly batch: StoreBatch; readonly load: Load };

export function parcelOf(batch: StoreBatch): Parcel {
  return { batch, load: loadOf(batch) };
}

/** How much is under way somewhere, and a wait until it is less. One waits at a time. */
export type Backlog = {
  add(load: Load): void;
  remove(load: Load): void;
  rows(): number;
  isFull(): boolean;
  /** Resolves at once unless it is full, otherwise when it no longer is; after `stop` always at once. */
  room(): Promise<void>;
  stop(): void;
};

/** @param limit Full is what has as many rows or as many bytes. */
export function createBacklog(limit: Load): Backlog {
  let rows = 0;
  let bytes = 0;
  let stopped = false;
  let lessened = noop;
  const isFull = (): boolean => rows >= limit.rows || bytes >= limit.bytes;
  return {
    add(load) {
      rows += load.rows;
      bytes += load.bytes;
    },
    remove(load) {
      rows -= load.rows;
      bytes -= load.bytes;
      lessened();
    },
    rows: () => rows,
    isFull,
    async room() {
      while (isFull() && !stopped) {
        await new Promise<void>((resolve) => {
          lessened = resolve;
        });
      }
    },
    stop() {
      stopped = true;
      lessened();
    },
  };
}

export function sumOf(loads: readonly Load[]): Load {
  return {
    rows: loads.reduce((sum, { rows }) => sum + rows, 0),
    bytes: loads.reduce((sum, { bytes }) => sum + bytes, 0),
  };
}

function noop(): void {
  // Nobody waits yet.
}

/** Objects and numbers, beside the texts. */
const BATCH_BYTES = 500;
const ROW_BYTES = 200;
const NODE_BYTES = 8;

/** Texts that rows share are counted for each. */
function loadOf({ events, traits, moves, nodes, erased, deleted }: StoreBatch): Load {
  const rows = events.length + traits.length + moves.length + nodes.length + erased.length + deleted.length;
  let bytes = BATCH_BYTES + rows * ROW_BYTES;
  for (const { name, id, properties, context } of events)
    bytes += name.length + id.length + properties.length + context.length;
  for (const { name, value } of traits) bytes += name.length + value.length;
  for (const each of deleted) bytes += each.nodes.length * NODE_BYTES;
  return { rows, bytes };
}
