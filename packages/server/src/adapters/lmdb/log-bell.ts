import { realpathSync } from "node:fs";
import { BroadcastChannel } from "node:worker_threads";

/** Rings at most this often: at once after some quiet, otherwise when it is over. */
const QUIET_MS = 1;

/** Tells the readers in the other threads of this process that the log has grown. A hint: nothing depends on it arriving. */
export class LogBell {
  readonly #channel: BroadcastChannel;
  #rungAt = Number.NEGATIVE_INFINITY;
  #timer: NodeJS.Timeout | null = null;

  constructor(dir: string, onRing: () => void) {
    this.#channel = new BroadcastChannel(`habitus-log:${realpathSync(dir)}`);
    this.#channel.onmessage = onRing;
    this.#channel.unref();
  }

  /** Whoever waits is on the way to a person: a timer would make them wait for whatever this thread does next. */
  ring(): void {
    if (this.#timer !== null) return;
    const quiet = performance.now() - this.#rungAt;
    if (quiet >= QUIET_MS) this.#post();
    else this.#timer = setTimeout(() => this.#post(), QUIET_MS - quiet);
  }

  #post(): void {
    this.#timer = null;
    this.#rungAt = performance.now();
    this.#channel.postMessage(null);
  }

  close(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#channel.close();
  }
}
