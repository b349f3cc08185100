import { HabitusError } from "@habitus/kernel";
import type { Resolver } from "../profiles/resolver.ts";
import { createBacklog, type Parcel } from "./backlog.ts";
import { pause } from "./store-writer.ts";

export type KeeperDeps = {
  readonly resolver: Pick<Resolver, "keep">;
  readonly elapsed: () => number;
  readonly limits: {
    readonly keepEveryMs: number;
    readonly rowsPerInsert: number;
    readonly bytesPerInsert: number;
  };
  /** Tells of a failed attempt that will be made again. */
  readonly onFailure: (stage: "resolver", error: Error) => void;
  /** Is handed what is on disk, in order. It cannot make the keeper wait: whoever has no room for it holds up those who add. */
  readonly onKept: (parcel: Parcel) => void;
};

/**
 * Puts what was resolved on disk beside the resolving: at once where that was quiet, else so often that other commits, for which somebody
 * waits, have the disk to themselves in between, and many changes of one page are one.
 */
export type Keeper = {
  /** Resolves at once while less than an insert's worth is not on disk, otherwise when that is so again. */
  add(parcel: Parcel): Promise<void>;
  run(): Promise<void>;
  stop(): void;
  /** The sentence of the newest failure while nothing can be written, else null. */
  failing(): string | null;
};

const RETRY_MS = 500;

export function createKeeper({ resolver, elapsed, limits, onFailure, onKept }: KeeperDeps): Keeper {
  const unkept = createBacklog({ rows: limits.rowsPerInsert, bytes: limits.bytesPerInsert });
  let waiting: Parcel[] = [];
  let failing: string | null = null;
  let stopped = false;
  let wake = noop;
  let recovered = noop;

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
    const parcels = waiting;
    waiting = [];
    while (!(await isKept())) {
      if (stopped) return;
      await pause(RETRY_MS);
    }
    recovered();
    for (const parcel of parcels) {
      onKept(parcel);
      unkept.remove(parcel.load);
    }
  };

  return {
    async add(parcel) {
      waiting.push(parcel);
      unkept.add(parcel.load);
      wake();
      await unkept.room();
      while (failing !== null && !stopped) {
        await new Promise<void>((resolve) => {
          recovered = resolve;
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
      recovered();
      unkept.stop();
    },
    failing: () => failing,
  };
}

function noop(): void {
  // Nobody waits yet.
}
