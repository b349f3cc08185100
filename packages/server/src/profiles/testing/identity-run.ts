import { encodeEvents, type TrackedEvent } from "@habitus/events";
import { createMemoryLog } from "../../log/memory-log.ts";
import { createMemoryKv } from "../../platform/memory-kv.ts";
import { createIdentityChanges } from "../identity-changes.ts";
import { createIdentityReads } from "../identity-reads.ts";
import { IDENTITY_LIMITS, type IdentityLimits } from "../identity.ts";
import { createMemoryDedupe } from "../memory-dedupe.ts";
import { createProfileReads } from "../profile-reads.ts";
import type { Resolved } from "../batch-builder.ts";
import { createResolver } from "../resolver.ts";
import { resolveAll } from "./resolve-all.ts";
import { TEST_DIGEST } from "./digest.ts";

export type SentIds = { readonly user?: string; readonly device?: string; readonly previous?: string };

/** Log, resolver and reads over memory, with calls made short. What is said by a person is in force when its call is answered. */
export function identityRun(limits: IdentityLimits = IDENTITY_LIMITS) {
  const kv = createMemoryKv();
  const log = createMemoryLog({ clock: () => 5_000 });
  const dedupe = createMemoryDedupe({ horizonDays: 8 });
  const resolver = createResolver({
    kv,
    dedupe,
    rejected: () => [],
    digest: TEST_DIGEST,
    maxCached: 1_000_000,
    limits,
  });
  const reads = createIdentityReads(kv);
  const profiles = createProfileReads(kv);
  let sent = 0;

  const event = (time: number, { user, device, previous }: SentIds): TrackedEvent => ({
    type: previous === undefined ? "track" : "alias",
    id: `m${++sent}`,
    name: previous === undefined ? "Page Viewed" : "$alias",
    time,
    offsetMinutes: null,
    userId: user ?? null,
    anonymousId: device ?? null,
    previousId: previous ?? null,
    groupId: null,
    properties: "{}",
    traits: "{}",
    context: "{}",
  });
  const resolve = async (): Promise<Resolved> =>
    resolveAll(resolver, log.read(resolver.position().offset + 1, { records: 10_000, bytes: 1e9 }));
  const changes = createIdentityChanges({ log, reads, pause: resolve });

  return {
    kv,
    log,
    reads,
    profiles,
    changes,
    resolve,
    /** The rows of all records from there on made once more. */
    again: (from: number) => resolver.again(log.read(from, { records: 10_000, bytes: 1e9 })),
    /** One record of calls, each [time, ids]; answers what resolving it gave. */
    async send(...calls: readonly (readonly [number, SentIds])[]): Promise<Resolved> {
      const events = calls.map(([time, ids]) => event(time, ids));
      await log.append([{ kind: "events", payload: encodeEvents("k0", events) }]);
      return resolve();
    },
    person: (id: string): number => profiles.find(id) ?? 0,
    /** The ids of whoever has this id. */
    ids: (id: string): readonly string[] =>
      profiles.ids(profiles.find(id) ?? 0).map(({ kind, value }) => `${kind} ${value}`),
  };
}
