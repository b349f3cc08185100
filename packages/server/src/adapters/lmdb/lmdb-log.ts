import { mkdirSync } from "node:fs";
import { assert, HabitusError, type Instant, must } from "@habitus/kernel";
import { AppendQueue } from "../../log/append-queue.ts";
import { encodeBlocks } from "../../log/block.ts";
import type { Log, LogHead, LogReader, NewRecord, Offset } from "../../log/log.ts";
import { type ClockStep, LogicalClock } from "../../log/logical-clock.ts";
import type { ReadLimit } from "../../log/read-limit.ts";
import { Waiters } from "../../log/waiters.ts";
import { openLmdbLogReader } from "./lmdb-log-reader.ts";
import { freeFolder, removeLeftovers } from "./folders.ts";
import { LogBell } from "./log-bell.ts";
import type { OnGivenUp } from "./commit-guard.ts";
import { listSegments, Segment, segmentBytes, segmentDir } from "./segment.ts";

export type LmdbLogOptions = {
  readonly dir: string;
  /** Wall clock, ms. */
  readonly clock: () => Instant;
  /** Told of a wall clock step of more than 5 s, either way. */
  readonly onClockStep: (step: ClockStep) => void;
  /** A segment ends once it holds this many bytes … */
  readonly segmentBytes?: number;
  /** … or spans this much logical time. */
  readonly segmentMs?: number;
  /** Consumed segments are kept while the log is within both; when not said, for ever. */
  readonly retention?: { readonly bytes: number; readonly ms: number };
  /** Payload bytes that may wait for the disk. */
  readonly maxPendingBytes?: number;
  /** Milliseconds on a clock that never steps. */
  readonly elapsed?: () => number;
  /** Told when appends begin to fail; not again until one has succeeded. */
  readonly onFailure?: (error: unknown) => void;
  readonly onGivenUp?: OnGivenUp;
  /** How long after a failure the log looks by itself whether the disk takes records again. */
  readonly lookAgainMs?: number;
};

const LMDB_LOG_DEFAULTS = {
  segmentBytes: 256 * 1024 * 1024,
  segmentMs: 60 * 60 * 1000,
  retention: { bytes: Number.POSITIVE_INFINITY, ms: Number.POSITIVE_INFINITY },
  maxPendingBytes: 64 * 1024 * 1024,
  elapsed: () => performance.now(),
  onFailure: () => undefined,
  onGivenUp: () => undefined,
  lookAgainMs: 5_000,
} as const;

/** After a failed commit the disk is left alone for this long; appends are refused meanwhile. */
const PAUSE_AFTER_FAILURE_MS = 200;

/** Opens the log for writing; at most one writer per folder, which the lock of the data folder sees to. */
export function openLmdbLog(options: LmdbLogOptions): Log {
  return new LmdbLog(options);
}

const TICK: NewRecord = { kind: "tick", payload: new Uint8Array(0) };

type FinishedSegment = { readonly bytes: number; readonly lastAt: Instant };

class LmdbLog implements Log {
  readonly #dir: string;
  readonly #options: Required<LmdbLogOptions>;
  readonly #reader: LogReader;
  readonly #bell: LogBell;
  readonly #waiters = new Waiters();
  readonly #queue: AppendQueue;
  readonly #clock: LogicalClock;
  /** First offsets of all segments, ascending; the last one is written to. */
  readonly #bases: Offset[];
  readonly #finished = new Map<Offset, FinishedSegment>();
  #head: LogHead;
  #segment: Segment;
  #segmentBytes: number;
  #segmentSince: Instant | null;
  #failure: { readonly error: unknown; readonly until: number } | null = null;
  #lookingAgain: NodeJS.Timeout | null = null;
  #closed = false;
  /** The next commit begins a segment. */
  #sealing = false;

  constructor(options: LmdbLogOptions) {
    this.#options = { ...LMDB_LOG_DEFAULTS, ...options };
    this.#dir = options.dir;
    mkdirSync(this.#dir, { recursive: true });
    removeLeftovers(this.#dir);
    this.#bases = [...listSegments(this.#dir)];
    const base = this.#bases.at(-1);
    if (base === undefined) this.#bases.push(1);
    this.#segment =
      base === undefined
        ? Segment.create(this.#dir, 1, 0, this.#options.onGivenUp)
        : Segment.open(this.#dir, base, "write", this.#options.onGivenUp);
    this.#segmentBytes = segmentBytes(this.#dir, this.#segment.base);
    this.#segmentSince = this.#segment.firstAt();
    this.#reader = openLmdbLogReader({ dir: this.#dir });
    this.#head = this.#reader.head();
    this.#clock = new LogicalClock(this.#options, this.#head.at);
    this.#bell = new LogBell(this.#dir, () => undefined);
    this.#queue = new AppendQueue({
      maxPendingBytes: this.#options.maxPendingBytes,
      commit: (calls) => this.#commit(calls),
    });
  }

  async append(records: readonly NewRecord[]): Promise<LogHead> {
    if (this.#closed) throw new HabitusError("log_closed", "The log is closed.");
    if (records.length === 0) return this.#head;
    if (this.#failure !== null && this.#options.elapsed() < this.#failure.until) throw this.#failure.error;
    return this.#queue.add(records);
  }

  read(from: Offset, limit: ReadLimit): ReturnType<Log["read"]> {
    return this.#reader.read(from, limit);
  }

  head(): LogHead {
    return this.#head;
  }

  failing(): string | null {
    if (this.#failure === null) return null;
    const { error } = this.#failure;
    // Anybody reads it: the words of a bug may quote what is nobody's business.
    return error instanceof HabitusError
      ? error.message
      : "The log cannot be written; the server's log says why.";
  }

  first(): Offset {
    return must(this.#bases[0], "the log has a segment");
  }

  async wait(after: Offset, timeoutMs: number): Promise<void> {
    if (this.#head.offset <= after && !this.#closed) await this.#waiters.wait(after, timeoutMs);
  }

  async release(consumed: Offset): Promise<void> {
    assert(consumed <= this.#head.offset, "only records that exist can be consumed");
    await this.#free((last, oldest) => last <= consumed && this.#isOutdated(oldest));
  }

  /** Frees finished segments, the oldest first, as long as they may go. */
  async #free(mayGo: (last: Offset, base: Offset) => boolean): Promise<void> {
    let [oldest, next] = this.#bases;
    while (oldest !== undefined && next !== undefined && mayGo(next - 1, oldest)) {
      this.#bases.shift();
      this.#finished.delete(oldest);
      await freeFolder(segmentDir(this.#dir, oldest));
      [oldest, next] = this.#bases;
    }
  }

  async seal(): Promise<Offset> {
    this.#sealing = true;
    await this.append([TICK]);
    return must(this.#bases.at(-1), "the log has a segment") - 1;
  }

  async drop(upTo: Offset): Promise<void> {
    await this.#free((last) => last <= upTo);
  }

  async close(): Promise<void> {
    this.#closed = true;
    if (this.#lookingAgain !== null) clearTimeout(this.#lookingAgain);
    await this.#queue.idle();
    this.#waiters.wakeAll();
    this.#bell.close();
    await this.#reader.close();
    await this.#segment.close();
  }

  async #commit(calls: readonly (readonly NewRecord[])[]): Promise<readonly LogHead[]> {
    try {
      const heads = await this.#write(calls);
      this.#failure = null;
      return heads;
    } catch (error) {
      if (this.#failure === null) this.#options.onFailure(error);
      this.#failure = { error, until: this.#options.elapsed() + PAUSE_AFTER_FAILURE_MS };
      this.#lookAgain();
      throw error;
    }
  }

  /** Whoever asks for health sends no events while it is bad, so nobody else may ever find out that it is good again. */
  #lookAgain(): void {
    if (this.#lookingAgain !== null || this.#closed) return;
    this.#lookingAgain = setTimeout(() => {
      this.#lookingAgain = null;
      // Its failure is kept as any other, and looked at again.
      if (this.#failure !== null && !this.#closed) this.#queue.add([TICK]).catch(() => undefined);
    }, this.#options.lookAgainMs).unref();
  }

  /** The head moves only once everything is on disk, so a failed commit leaves no gap. */
  async #write(calls: readonly (readonly NewRecord[])[]): Promise<readonly LogHead[]> {
    const at = this.#clock.now();
    if (this.#isSegmentDone(at)) await this.#beginSegment();
    const blocks = encodeBlocks(calls.flat(), at);
    await this.#segment.write(blocks, this.#head.offset + 1);
    this.#segmentBytes += blocks.reduce((sum, block) => sum + block.bytes.length, 0);
    this.#segmentSince ??= at;
    const heads = calls.map((call) => {
      this.#head = { offset: this.#head.offset + call.length, at };
      return this.#head;
    });
    this.#waiters.grown(this.#head.offset);
    this.#bell.ring();
    return heads;
  }

  #isSegmentDone(at: Instant): boolean {
    if (this.#segmentSince === null) return false;
    if (this.#sealing) return true;
    const { segmentBytes: bytes, segmentMs } = this.#options;
    return this.#segmentBytes >= bytes || at - this.#segmentSince >= segmentMs;
  }

  async #beginSegment(): Promise<void> {
    const base = this.#head.offset + 1;
    this.#sealing = false;
    const segment = Segment.create(this.#dir, base, this.#head.at, this.#options.onGivenUp);
    const done = this.#segment;
    this.#finished.set(done.base, { bytes: this.#segmentBytes, lastAt: this.#head.at });
    this.#segment = segment;
    this.#bases.push(base);
    this.#segmentBytes = segmentBytes(this.#dir, base);
    this.#segmentSince = null;
    await done.close();
  }

  /** Whether the oldest segment, a finished one, lies outside the retention. */
  #isOutdated(oldest: Offset): boolean {
    const { retention, clock } = this.#options;
    let bytes = this.#segmentBytes;
    for (const base of this.#bases.slice(0, -1)) bytes += this.#finishedSegment(base).bytes;
    const now = Math.max(this.#head.at, clock());
    return bytes > retention.bytes || this.#finishedSegment(oldest).lastAt < now - retention.ms;
  }

  #finishedSegment(base: Offset): FinishedSegment {
    const known = this.#finished.get(base);
    if (known !== undefined) return known;
    const next = must(this.#bases[this.#bases.indexOf(base) + 1], "a finished segment has a successor");
    const [last] = this.#reader.read(next - 1, { records: 1, bytes: 1 });
    const lastAt = must(last, "a finished segment has a last record").at;
    const finished = { bytes: segmentBytes(this.#dir, base), lastAt };
    this.#finished.set(base, finished);
    return finished;
  }
}
