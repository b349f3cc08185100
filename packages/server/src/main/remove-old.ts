import { HOUR_MS, type Instant, MINUTE_MS } from "@habitus/kernel";
import { every } from "../platform/every.ts";
import { reasonsOf } from "../platform/logger.ts";
import type { Scope } from "../platform/scope.ts";
import type { Services } from "./services.ts";

type OldThings = {
  readonly deadLetters: Pick<Services["deadLetters"], "prune">;
  readonly imports: Pick<Services["imports"], "forgetOld">;
} & Pick<Services, "sweepUploads" | "logger">;

const PRUNE_MS = MINUTE_MS;
const SWEEP_MS = HOUR_MS;
/** The time of a file may lie some milliseconds behind the clock: one that was just kept, and has no job yet, would seem older than now. */
const FILE_TIME_BEHIND_MS = MINUTE_MS;

/** What is kept for a while goes when it is over. */
export function removeOld(
  { deadLetters, imports, sweepUploads, logger }: OldThings,
  scope: Scope,
  now: () => Instant,
): void {
  const pruning = every(
    PRUNE_MS,
    () => deadLetters.prune(),
    (error) => logger.error(reasonsOf(error), "old dead letters could not be removed"),
  );
  scope.own("pruning", pruning, () => pruning.stop());
  const sweep = async (): Promise<void> => {
    await imports.forgetOld();
    await sweepUploads(now() - FILE_TIME_BEHIND_MS);
  };
  const sweeping = every(SWEEP_MS, sweep, (error) =>
    logger.error(reasonsOf(error), "old uploaded files could not be removed"),
  );
  scope.own("sweeping", sweeping, () => sweeping.stop());
}
