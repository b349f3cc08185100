import { encodeErase } from "../erase-command.ts";
import { encodeEvents, encodeFacts, type TrackedEvent } from "@habitus/events";
import { reservedTrait } from "@habitus/kernel";
import { createMemoryLog } from "../../log/memory-log.ts";
import type { NewRecord } from "../../log/log.ts";
import { createMemoryKv } from "../../platform/memory-kv.ts";
import { createAccountReads } from "../account-reads.ts";
import {
  IDENTITY_LIMITS,
  type IdentityLimits,
  type OwnIdentifier,
  type PersonIdentifier,
} from "../identity.ts";
import { createMemoryDedupe } from "../memory-dedupe.ts";
import { createProfileReads } from "../profile-reads.ts";
import type { Resolved } from "../batch-builder.ts";
import { createResolver } from "../resolver.ts";
import { resolveAll } from "./resolve-all.ts";
import { TEST_DIGEST } from "./digest.ts";

/** A group call; `id` breaks ties between calls of one time. */
export type GroupCall = {
  readonly id: string;
  readonly time: number;
  readonly user?: string;
  readonly device?: string;
  readonly account: string | null;
  readonly traits?: Readonly<Record<string, unknown>>;
};

/** Without a user and a device it is of nobody. Without an account it is a call of another kind, which only brings the ids together. */
function groupEvent({ id, time, user, device, account, traits = {} }: GroupCall): TrackedEvent {
  return {
    type: account === null ? "track" : "group",
    id,
    name: account === null ? "A" : "$group",
    time,
    offsetMinutes: null,
    userId: user ?? null,
    anonymousId: device ?? null,
    previousId: null,
    groupId: account,
    properties: "{}",
    traits: account === null ? "{}" : JSON.stringify(traits),
    context: "{}",
  };
}

/** Log, resolver and reads over memory; what is sent is resolved when its call is answered. */
export function accountRun(clock: () => number = () => 1_000_000, limits: IdentityLimits = IDENTITY_LIMITS) {
  const kv = createMemoryKv();
  const log = createMemoryLog({ clock });
  const dedupe = createMemoryDedupe({ horizonDays: 8 });
  const create = () =>
    createResolver({ kv, dedupe, rejected: () => [], digest: TEST_DIGEST, maxCached: 100, limits });
  const resolver = create();
  const all = { records: 10_000, bytes: 1e9 };
  const resolve = (): Promise<Resolved> =>
    resolveAll(resolver, log.read(resolver.position().offset + 1, all));
  const append = async (record: NewRecord): Promise<Resolved> => {
    await log.append([record]);
    return resolve();
  };
  const profiles = createProfileReads(kv, () => Number.POSITIVE_INFINITY);
  return {
    kv,
    log,
    append,
    resolve,
    profiles,
    accounts: createAccountReads(kv, () => Number.POSITIVE_INFINITY),
    /** Rows of an import. */
    load: (...calls: readonly GroupCall[]) =>
      append({ kind: "imports", payload: encodeEvents("import/crm", calls.map(groupEvent)) }),
    send: (...calls: readonly GroupCall[]) =>
      append({ kind: "events", payload: encodeEvents("k0", calls.map(groupEvent)) }),
    leave(id: OwnIdentifier, account: string, time: number) {
      const name = reservedTrait("account", account);
      const fact = { id, name, value: "null", time, idHash: null, proof: null };
      return append({ kind: "facts", payload: encodeFacts({ source: "api", facts: [fact] }) });
    },
    erase: (erasure: number, id: PersonIdentifier) =>
      append({
        kind: "erase",
        payload: encodeErase({ erasure, ids: [{ digest: TEST_DIGEST(id), node: 0 }] }),
      }),
    /** The rows of all records from there on made once more, as after a crash. */
    again: (from = 1) => create().again(log.read(from, all)),
    /** Accounts of whoever has the id. */
    of: (id: string): readonly string[] =>
      (profiles.profile(profiles.find(id) ?? 0)?.traits ?? [])
        .filter(({ name }) => name.startsWith("$account/"))
        .map(({ name }) => name.slice("$account/".length)),
  };
}
