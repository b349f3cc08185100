import type { Caller } from "../../../access/access.ts";
import type { ManagementDeps } from "../deps.ts";
import { reasonsOf } from "../../../platform/logger.ts";

/**
 * That its people were read is good to know, and no reason to keep anybody waiting or to fail. A program that reads them, or whoever
 * downloads them, takes them along.
 */
export function noteUse(
  { health, logger }: Pick<ManagementDeps, "health" | "logger">,
  segment: string,
  by: { readonly caller: Pick<Caller, "session">; readonly isDownload?: boolean },
): void {
  const isTaken = by.isDownload === true || by.caller.session === null;
  const noted = [health.uses.note(segment), ...(isTaken ? [health.uses.noteTaken(segment)] : [])];
  Promise.all(noted).catch((error: unknown) => {
    logger.warn(reasonsOf(error), "it was not noted that a segment is read");
  });
}
