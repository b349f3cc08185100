import { encodeEvents, type TrackedEvent } from "@habitus/events";
import type { NewRecord } from "../../log/log.ts";
import { createMemoryLog } from "../../log/memory-log.ts";
import type { Kv } from "../../platform/kv.ts";
import { createMemoryKv } from "../../platform/memory-kv.ts";
import { createIdKinds } from "../id-kind-changes.ts";
import { createIdentityChanges } from "../identity-changes.ts";
import { createIdentityReads } from "../identity-reads.ts";
import { IDENTITY_LIMITS, type IdentityLimits } from "../identity.ts";
import { createMemoryDedupe } from "../memory-dedupe.ts";
import { createProfileReads } from "../profile-reads.ts";
import type { Resolved } from "../batch-builder.ts";
import { createResolver } from "../resolver.ts";
import { resolveAll } from "./resolve-all.ts";
import { TEST_DIGEST } from "./digest.ts";

export type SentIds = {
  readonly user?: string;
  readonly device?: string;
  readonly previous?: string;
  /** Of an identify call. */
  readonly traits?: Readonly<Record<string, unknown>>;
  readonly properties?: Readonly<Record<string, unknown>>;
  readonly context?: Readonly<Record<string, unknown>>;
};

/** Log, resolver and reads over memory, with calls made short. What is said by a person is in force when its call is answered. */
export function identityRun(limits: IdentityLimits = IDENTITY_LIMITS, kv: Kv = createMemoryKv()) {
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
  const profiles = createProfileReads(kv, () => Number.POSITIVE_INFINITY);
  let sent = 0;

  const event = (
    time: number,
    { user, device, previous, traits, properties, context }: SentIds,
  ): TrackedEvent => ({
    ...(previous !== undefined
      ? { type: "alias", name: "$alias" }
      : traits !== undefined
        ? { type: "identify", name: "$identify" }
        : { type: "track", name: "Page Viewed" }),
    id: `m${++sent}`,
    time,
    offsetMinutes: null,
    userId: user ?? null,
    anonymousId: device ?? null,
    previousId: previous ?? null,
    groupId: null,
    properties: JSON.stringify(properties ?? {}),
    traits: JSON.stringify(traits ?? {}),
    context: JSON.stringify(context ?? {}),
  });
  const resolve = async (): Promise<Resolved> =>
    resolveAll(resolver, log.read(resolver.position().offset + 1, { records: 10_000, bytes: 1e9 }));
  const changes = createIdentityChanges({ log, reads, pause: resolve });
  const kinds = createIdKinds({ kv, log, reads, pause: resolve });

  return {
    kv,
    log,
    reads,
    profiles,
    changes,
    kinds,
    resolve,
    append: async (record: NewRecord): Promise<Resolved> => {
      await log.append([record]);
      return resolve();
    },
    /** All that changed kinds leave to be done; answers how many records it took. */
    async sweep(): Promise<number> {
      let records = 0;
      for (; kinds.left() !== null; records++) await kinds.sweep();
      return records;
    },
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
