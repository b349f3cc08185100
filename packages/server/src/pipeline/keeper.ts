import { Attempts, unlessStopped } from "../platform/attempts.ts";
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

export function createKeeper({ resolver, elapsed, limits, onFailure, onKept }: KeeperDeps): Keeper {
  const unkept = createBacklog({ rows: limits.rowsPerInsert, bytes: limits.bytesPerInsert });
  let waiting: Parcel[] = [];
  let stopped = false;
  let wake = noop;
  let recovered = noop;

  const attempts = new Attempts({ pause, onFailure: (error) => onFailure("resolver", error) });

  const keep = async (): Promise<void> => {
    const parcels = waiting;
    waiting = [];
    await attempts.make(() => resolver.keep());
    recovered();
    for (const parcel of parcels) {
      onKept(parcel);
      unkept.remove(parcel.load);
    }
  };

  const keepUntilStopped = async (): Promise<void> => {
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
  };

  return {
    async add(parcel) {
      waiting.push(parcel);
      unkept.add(parcel.load);
      wake();
      await unkept.room();
      while (attempts.failing !== null && !stopped) {
        await new Promise<void>((resolve) => {
          recovered = resolve;
        });
      }
    },
    async run() {
      await unlessStopped(keepUntilStopped());
      // The next start has less to do again; where there is no room now it does it then.
      await unlessStopped(attempts.make(() => resolver.keep()));
    },
    stop() {
      stopped = true;
      attempts.stop();
      wake();
      recovered();
      unkept.stop();
    },
    failing: () => attempts.failing,
  };
}

function noop(): void {
  // Nobody waits yet.
}
