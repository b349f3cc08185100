import { must } from "@habitus/kernel";
import type { LaneConfig } from "./config.ts";

/** The lane has no room: too many operations wait, or this one waited too long. */
export class LaneFullError extends Error {
  override readonly name = "LaneFullError";
}

type Waiter = {
  readonly start: () => void;
  readonly fail: (error: Error) => void;
};

/** Runs a bounded number of operations at once, lets a bounded number wait in order of arrival, and turns the rest away. */
export class LaneQueue {
  readonly #config: LaneConfig;
  readonly #waiting: Waiter[] = [];
  #running = 0;

  constructor(config: LaneConfig) {
    this.#config = config;
  }

  get running(): number {
    return this.#running;
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  /**
   * Runs `work` once a slot is free. An abort takes a waiting operation out of the queue; a running one must watch the
   * signal itself.
   * @throws LaneFullError when there is no room.
   */
  async run<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
    await this.#enter(signal);
    try {
      return await work();
    } finally {
      this.#leave();
    }
  }

  async #enter(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (this.#running < this.#config.slots) {
      this.#running += 1;
      return;
    }
    if (this.#waiting.length >= this.#config.waiting) {
      throw new LaneFullError(`${this.#waiting.length} operations wait already`);
    }
    await this.#wait(signal);
  }

  #wait(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const done = (): void => {
        clearTimeout(timer);
        signal.removeEventListener("abort", onAbort);
      };
      const waiter: Waiter = {
        start: () => {
          done();
          resolve();
        },
        fail: (error) => {
          done();
          this.#waiting.splice(this.#waiting.indexOf(waiter), 1);
          reject(error);
        },
      };
      const onAbort = (): void => waiter.fail(new Error("aborted while waiting"));
      const timer = setTimeout(
        () => waiter.fail(new LaneFullError(`no slot was free within ${this.#config.waitMs} ms`)),
        this.#config.waitMs,
      );
      signal.addEventListener("abort", onAbort, { once: true });
      this.#waiting.push(waiter);
    });
  }

  #leave(): void {
    if (this.#waiting.length === 0) {
      this.#running -= 1;
      return;
    }
    // The slot passes on without becoming free, so nobody who comes now overtakes the one who waited.
    must(this.#waiting.shift(), "someone waits").start();
  }
}
