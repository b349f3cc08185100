import type { Offset } from "./log.ts";

type Waiter = { readonly after: Offset; readonly wake: () => void };

/** Callers that sleep until the log has grown past an offset. */
export class Waiters {
  readonly #waiting = new Set<Waiter>();

  get size(): number {
    return this.#waiting.size;
  }

  /** Resolves after `grown` was told of an offset above `after`, or when `timeoutMs` have passed. */
  wait(after: Offset, timeoutMs: number): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        clearTimeout(timer);
        this.#waiting.delete(waiter);
        resolve();
      };
      const waiter: Waiter = { after, wake };
      const timer = setTimeout(wake, timeoutMs);
      this.#waiting.add(waiter);
    });
  }

  grown(head: Offset): void {
    for (const waiter of this.#waiting) if (head > waiter.after) waiter.wake();
  }

  wakeAll(): void {
    for (const waiter of this.#waiting) waiter.wake();
  }
}
