import { HOUR_MS, MINUTE_MS } from "@habitus/kernel";
import { every } from "../platform/every.ts";
import { trimAccounts, trimMoves } from "../profiles/repeats.ts";
import type { ServiceOptions } from "./services.ts";
import { consumed } from "./stages.ts";
import type { Stores } from "./stores.ts";
import { reasonsOf } from "../platform/logger.ts";

const LOOK_MS = MINUTE_MS;
const TRIM_MS = HOUR_MS;

/**
 * Takes away every hour what is kept only to make rows once more: of moves what is older than the log, and of accounts what the resolver
 * had come to at one look, at the first look at which every stage has come to it too.
 */
export function trimRepeatsByTheHour(
  { kv, log, pipeline }: Stores,
  { now, logger, scope }: Pick<ServiceOptions, "now" | "logger" | "scope">,
): void {
  let next = now();
  let upTo: Parameters<typeof trimAccounts>[1] | null = null;
  const look = async (): Promise<void> => {
    const status = pipeline.status();
    if (upTo === null) {
      if (now() >= next) upTo = status?.resolver ?? null;
      return;
    }
    if (consumed(status) < upTo.offset) return;
    await trimAccounts(kv, upTo);
    await trimMoves(kv, log.first());
    [upTo, next] = [null, now() + TRIM_MS];
  };
  const looking = every(LOOK_MS, look, (error) =>
    logger.warn(
      reasonsOf(error),
      "what no record needs any longer could not be taken away; it will be tried again",
    ),
  );
  scope.own("repeats", looking, () => looking.stop());
}
