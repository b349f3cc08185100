import { HabitusError, must } from "@habitus/kernel";
import type { LogHead, NewRecord } from "./log.ts";

type Waiting = {
  readonly records: readonly NewRecord[];
  readonly bytes: number;
  readonly resolve: (head: LogHead) => void;
  readonly reject: (error: unknown) => void;
};

export type AppendQueueOptions = {
  /** Makes the records of all calls durable, call by call and in order; answers the head after each call. All or none. */
  readonly commit: (calls: readonly (readonly NewRecord[])[]) => Promise<readonly LogHead[]>;
  /** Bytes that may wait for the disk; above them `log_busy`. */
  readonly maxPendingBytes: number;
};

/** Largest sum of payloads in one commit, unless one call alone is larger. */
const COMMIT_BYTES = 8 * 1024 * 1024;

/** Group commit: while one commit is on its way to the disk the next callers gather and go together, first come first. */
export class AppendQueue {
  readonly #options: AppendQueueOptions;
  readonly #waiting: Waiting[] = [];
  #pendingBytes = 0;
  #running: Promise<void> | null = null;

  constructor(options: AppendQueueOptions) {
    this.#options = options;
  }

  add(records: readonly NewRecord[]): Promise<LogHead> {
    const bytes = records.reduce((sum, record) => sum + record.payload.byteLength, 0);
    const limit = this.#options.maxPendingBytes;
    // A call larger than the limit goes through when nothing waits, or it never could.
    if (this.#pendingBytes > 0 && this.#pendingBytes + bytes > limit) {
      return Promise.reject(
        new HabitusError("log_busy", "More bytes wait for the log's disk than it may hold.", {
          fix: "Send the request again a little later.",
          details: { pendingBytes: this.#pendingBytes, limit },
        }),
      );
    }
    this.#pendingBytes += bytes;
    const done = new Promise<LogHead>((resolve, reject) => {
      this.#waiting.push({ records, bytes, resolve, reject });
    });
    this.#running ??= this.#run();
    return done;
  }

  /** Resolves once nothing waits and nothing is on its way. */
  async idle(): Promise<void> {
    while (this.#running !== null) await this.#running;
  }

  async #run(): Promise<void> {
    // Appends of the same turn of the event loop share the first commit too.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.#waiting.length > 0) await this.#commitNext();
    this.#running = null;
  }

  async #commitNext(): Promise<void> {
    const calls = this.#take();
    const release = (): void => {
      for (const call of calls) this.#pendingBytes -= call.bytes;
    };
    try {
      const heads = await this.#options.commit(calls.map((call) => call.records));
      release();
      for (const [place, call] of calls.entries())
        call.resolve(must(heads[place], "the commit answers every call"));
    } catch (error) {
      release();
      for (const call of calls) call.reject(error);
    }
  }

  #take(): readonly Waiting[] {
    let bytes = 0;
    let count = 0;
    for (const call of this.#waiting) {
      if (count > 0 && bytes + call.bytes > COMMIT_BYTES) break;
      bytes += call.bytes;
      count++;
    }
    return this.#waiting.splice(0, count);
  }
}
