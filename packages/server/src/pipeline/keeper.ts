import { HabitusError } from "@habitus/kernel";
import type { Resolver } from "../profiles/resolver.ts";
import type { StoreBatch } from "../store/event-store.ts";
import { pause } from "./store-writer.ts";

export type KeeperDeps = {
  readonly resolver: Pick<Resolver, "keep">;
  readonly elapsed: () => number;
  readonly limits: { readonly keepEveryMs: number; readonly rowsPerInsert: number };
  /** Tells of a failed attempt that will be made again. */
  readonly onFailure: (stage: "resolver", error: Error) => void;
  /** Is handed what is on disk, in order. */
  readonly onKept: (batch: StoreBatch) => Promise<void>;
};

/**
 * Puts what was resolved on disk beside the resolving: at once where that was quiet, else so often that other commits, for which somebody
 * waits, have the disk to themselves in between, and many changes of one page are one.
 */
export type Keeper = {
  /** Resolves at once while there is room, otherwise when there is room again. */
  add(batch: StoreBatch): Promise<void>;
  run(): Promise<void>;
  stop(): void;
  /** The sentence of the newest failure while nothing can be written, else null. */
  failing(): string | null;
};

const RETRY_MS = 500;

export function createKeeper({ resolver, elapsed, limits, onFailure, onKept }: KeeperDeps): Keeper {
  let waiting: StoreBatch[] = [];
  let rows = 0;
  let failing: string | null = null;
  let stopped = false;
  let wake = noop;
  let roomMade = noop;

  const isKept = async (): Promise<boolean> => {
    try {
      await resolver.keep();
      failing = null;
    } catch (error) {
      if (!(error instanceof HabitusError)) throw error;
      failing = error.message;
      onFailure("resolver", error);
    }
    return failing === null;
  };

  const keep = async (): Promise<void> => {
    const batches = waiting;
    waiting = [];
    while (!(await isKept())) {
      if (stopped) return;
      await pause(RETRY_MS);
    }
    for (const batch of batches) {
      await onKept(batch);
      rows -= rowsOf(batch);
    }
    roomMade();
  };

  return {
    async add(batch) {
      waiting.push(batch);
      rows += rowsOf(batch);
      wake();
      while ((failing !== null || rows >= limits.rowsPerInsert) && !stopped) {
        await new Promise<void>((resolve) => {
          roomMade = resolve;
        });
      }
    },
    async run() {
      while (!stopped) {
        if (waiting.length === 0) {
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
          continue;
        }
        const begun = elapsed();
        await keep();
        const left = limits.keepEveryMs - (elapsed() - begun);
        if (left > 0 && !stopped) await pause(left);
      }
      // The next start has less to do again; where there is no room now it does it then.
      await isKept();
    },
    stop() {
      stopped = true;
      wake();
      roomMade();
    },
    failing: () => failing,
  };
}

function noop(): void {
  // Nobody waits yet.
}

function rowsOf({ events, traits, moves, nodes }: StoreBatch): number {
  return 1 + events.length + traits.length + moves.length + nodes.length;
}
