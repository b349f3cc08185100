import { setTimeout as pause } from "node:timers/promises";
import { createEventReads } from "../adapters/clickhouse/reads.ts";
import { createIdentityChanges } from "../profiles/identity-changes.ts";
import { createIdentityReads } from "../profiles/identity-reads.ts";
import { createProfileReads } from "../profiles/profile-reads.ts";
import type { ManagementDeps } from "../http/management/deps.ts";
import type { WorkspaceStore } from "../segments/workspace-store.ts";
import type { Stores } from "./stores.ts";

export function readsOf({ kv, store }: Stores, workspace: Pick<WorkspaceStore, "shownNow">) {
  return {
    profiles: createProfileReads(kv, () => workspace.shownNow()),
    identity: createIdentityReads(kv),
    events: createEventReads(store),
  };
}

/** The log, who is who in it, and what they did. */
export function identityOf(
  { log }: Stores,
  { profiles, identity, events }: ReturnType<typeof readsOf>,
): Pick<ManagementDeps, "log" | "profiles" | "identity" | "events"> {
  const changes = createIdentityChanges({ log, reads: identity, pause });
  return { log, profiles, identity: { reads: identity, changes }, events };
}
