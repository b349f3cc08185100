import { setTimeout as pause } from "node:timers/promises";
import { openLmdbSeenIds } from "../adapters/lmdb/lmdb-seen-ids.ts";
import { createImports, type ImportsDeps } from "../imports/imports.ts";
import { reasonsOf } from "../platform/logger.ts";
import { createIdentityReads } from "../profiles/identity-reads.ts";
import { VOCABULARY_LIMITS } from "../segments/vocabulary.ts";
import type { WorkspaceStore } from "../segments/workspace-store.ts";
import type { EventReads } from "../store/event-reads.ts";
import type { ServiceOptions } from "./services.ts";
import type { Stages } from "./stages.ts";
import type { Stores } from "./stores.ts";

type ImportParts = Pick<ImportsDeps, "audit" | "arrivals" | "items" | "costs"> & {
  readonly workspace: WorkspaceStore;
  readonly stages: Stages;
  readonly events: Pick<EventReads, "eventNames">;
};

export function ownImports({ kv, log }: Stores, options: ServiceOptions, parts: ImportParts) {
  const { audit, arrivals, items, costs, workspace, stages, events } = parts;
  return createImports({
    kv,
    log,
    audit,
    now: options.now,
    pause,
    arrivals,
    items,
    costs,
    resolved: () => createIdentityReads(kv).resolved(),
    stored: () => stages.stored(),
    zone: () => workspace.get().zone,
    eventNames: () => eventNamesOrNone(events, options),
    dir: options.importsDir,
    openSeen: openLmdbSeenIds,
  });
}

/** Without the event store a file comes in all the same, and the guess of its columns knows the standard events alone. */
async function eventNamesOrNone(
  events: ImportParts["events"],
  { logger }: ServiceOptions,
): Promise<readonly string[]> {
  try {
    return (await events.eventNames({ limit: VOCABULARY_LIMITS.events })).map(({ name }) => name);
  } catch (error) {
    logger.warn(reasonsOf(error), "an uploaded file was looked at without the workspace's own events");
    return [];
  }
}
