import { realpathSync } from "node:fs";
import { BroadcastChannel } from "node:worker_threads";

/** Rings at most this often; readers look for themselves in between. */
const QUIET_MS = 1;

/** Tells the readers in the other threads of this process that the log has grown. A hint: nothing depends on it arriving. */
export class LogBell {
  readonly #channel: BroadcastChannel;
  #timer: NodeJS.Timeout | null = null;

  constructor(dir: string, onRing: () => void) {
    this.#channel = new BroadcastChannel(`habitus-log:${realpathSync(dir)}`);
    this.#channel.onmessage = onRing;
    this.#channel.unref();
  }

  ring(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      this.#channel.postMessage(null);
    }, QUIET_MS);
  }

  close(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#channel.close();
  }
}
