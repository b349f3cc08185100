import { mkdirSync, statSync } from "node:fs";
import { assert, must } from "@habitus/kernel";
import type { LogHead, LogReader, LogRecord, Offset } from "../../log/log.ts";
import { type ReadLimit, takeWithin } from "../../log/read-limit.ts";
import { Waiters } from "../../log/waiters.ts";
import { LogBell } from "./log-bell.ts";
import { listSegments, Segment } from "./segment.ts";

/** Segments a reader keeps open: the one it reads, the one before, the newest. */
const MAX_OPEN = 3;
/** How often a waiting reader looks for itself; within one process the writer's bell is faster. */
const LOOK_EVERY_MS = 25;
/** Within so long a file system may give two changes one time. */
const CLOCK_GRAIN_MS = 2_000;

/**
 * Reads the log that another thread or process writes. In the writer's process it is opened after the writer.
 * Each call reads what is on disk at that moment and keeps no snapshot open.
 */
export function openLmdbLogReader(options: { readonly dir: string }): LogReader {
  return new LmdbLogReader(options.dir);
}

class LmdbLogReader implements LogReader {
  readonly #dir: string;
  readonly #bell: LogBell;
  readonly #waiters = new Waiters();
  readonly #open = new Map<Offset, Segment>();
  #bases: readonly Offset[] = [];
  /** When the folder was last changed, by the file system's clock, and since when that is known here. */
  #changed = { mtimeMs: Number.NaN, seenAt: 0 };
  #listedAt = 0;
  #closed = false;

  constructor(dir: string) {
    mkdirSync(dir, { recursive: true });
    this.#dir = dir;
    this.#bell = new LogBell(dir, () => this.#waiters.wakeAll());
    this.#look();
  }

  read(from: Offset, limit: ReadLimit): readonly LogRecord[] {
    this.#look();
    const oldest = this.#bases[0];
    if (oldest === undefined) return [];
    assert(from >= oldest, "the records were released");
    let found: readonly LogRecord[] = [];
    let bytes = 0;
    let next = from;
    while (found.length < limit.records && bytes < limit.bytes) {
      const rest = { records: limit.records - found.length, bytes: limit.bytes - bytes };
      const records = this.#segmentOf(next)?.read(next, rest) ?? [];
      if (records.length === 0) break;
      for (const record of records) bytes += record.payload.byteLength;
      found = found.concat(records);
      next = must(records.at(-1), "records is not empty").offset + 1;
    }
    return takeWithin(found, limit);
  }

  head(): LogHead {
    this.#look();
    const newest = this.#bases.at(-1);
    const segment = newest === undefined ? null : this.#segment(newest);
    return segment?.head() ?? { offset: 0, at: 0 };
  }

  first(): Offset {
    this.#look();
    return this.#bases[0] ?? 1;
  }

  async wait(after: Offset, timeoutMs: number): Promise<void> {
    const until = performance.now() + timeoutMs;
    while (!this.#closed && this.head().offset <= after) {
      const left = until - performance.now();
      if (left <= 0) return;
      await this.#waiters.wait(after, Math.min(left, LOOK_EVERY_MS));
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#waiters.wakeAll();
    this.#bell.close();
    for (const segment of this.#open.values()) await segment.close();
    this.#open.clear();
  }

  /** The last segment that begins at or below the offset. */
  #segmentOf(offset: Offset): Segment | null {
    const base = this.#bases.findLast((each) => each <= offset);
    return base === undefined ? null : this.#segment(base);
  }

  /** Lists the segments again where the folder may be another: the writer may have begun one or freed some. */
  #look(): void {
    const { mtimeMs } = statSync(this.#dir);
    const now = performance.now();
    if (mtimeMs !== this.#changed.mtimeMs) this.#changed = { mtimeMs, seenAt: now };
    else if (this.#listedAt - this.#changed.seenAt > CLOCK_GRAIN_MS) return;
    this.#listedAt = now;
    const bases = listSegments(this.#dir);
    const same = bases.length === this.#bases.length && bases[0] === this.#bases[0];
    this.#bases = bases;
    if (same) return;
    for (const [base, segment] of this.#open) {
      if (bases.includes(base)) continue;
      this.#open.delete(base);
      void segment.close();
    }
  }

  /** Null when the segment was freed in the meantime. */
  #segment(base: Offset): Segment | null {
    const known = this.#open.get(base);
    if (known !== undefined) return known;
    const segment = openIfThere(this.#dir, base);
    if (segment === null) return null;
    for (const [other, old] of this.#open) {
      if (this.#open.size < MAX_OPEN) break;
      this.#open.delete(other);
      void old.close();
    }
    this.#open.set(base, segment);
    return segment;
  }
}

function openIfThere(dir: string, base: Offset): Segment | null {
  try {
    return Segment.open(dir, base, "read");
  } catch (error) {
    if (!listSegments(dir).includes(base)) return null;
    throw error;
  }
}
