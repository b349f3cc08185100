import type { Actor, Role, Scope } from "@habitus/contract";
import { HabitusError, type Instant, must } from "@habitus/kernel";
import type { Audit } from "../platform/audit.ts";
import { type Change, type Expectation, type Kv, put, remove, type Table } from "../platform/kv.ts";
import { createSerially } from "../platform/serially.ts";
import { SYSTEM } from "./audit.ts";
import { createKeyUses } from "./key-uses.ts";
import { hashSecret, newSecret, shownPrefix } from "./secrets.ts";

type KeyBase = {
  readonly id: string;
  readonly number: number;
  readonly name: string;
  readonly prefix: string;
  /** SHA-256 of the secret, which itself is kept nowhere. */
  readonly hash: string;
  readonly createdAt: Instant;
  readonly createdBy: Actor;
  readonly revokedAt: Instant | null;
  readonly rev: number;
};

export type SourceKey = KeyBase & { readonly kind: "source" };
export type ApiKey = KeyBase & {
  readonly kind: "api";
  readonly role: Role;
  readonly scopes: readonly Scope[];
  readonly expiresAt: Instant | null;
};
export type KeyRecord = SourceKey | ApiKey;

/** Key: the key's number. */
export const KEYS: Table<KeyRecord> = { name: "keys", version: 1 };
/** Key: hash of the secret. */
export const KEYS_BY_HASH: Table<{ readonly number: number }> = { name: "keys_by_hash", version: 1 };

/** The source that comes with the workspace; its number is 0, those made later count from 1. */
const DEFAULT_SOURCE = { id: "k0", number: 0, name: "Default source" } as const;

export type NewKeySpec =
  | { readonly kind: "source"; readonly name: string }
  | {
      readonly kind: "api";
      readonly name: string;
      readonly role: Role;
      readonly scopes: readonly Scope[];
      readonly expiresAt: Instant | null;
    };

export type Source = { readonly id: string; readonly enabled: boolean };

export type Keys = {
  /** In the order they were made, revoked ones too. */
  list(): readonly KeyRecord[];
  create(spec: NewKeySpec, by: Actor): Promise<{ readonly key: KeyRecord; readonly secret: string }>;
  /** @throws HabitusError `not_found`. */
  rename(id: string, name: string, by: Actor): Promise<KeyRecord>;
  /** When it last let somebody in, to the hour; null before that was noted. */
  lastUse(id: string): Instant | null;
  /** A key revoked before stays as it is. @throws HabitusError `not_found`. */
  revoke(id: string, by: Actor): Promise<KeyRecord>;
  /** The API key with this secret, null when there is none, it is revoked or over. */
  findApiKey(secret: string): ApiKey | null;
  /** The source with this write key, null when there is none. Answered from memory after the first time. */
  findSource(writeKey: string): Source | null;
  /**
   * Sees that the default source exists. A given write key is set (and enabled) whatever stood there before; without one a
   * new key is made only if the source does not exist yet, and returned for its only showing.
   */
  ensureDefaultSource(writeKey: string | null): Promise<string | null>;
};

export type KeysDeps = { readonly kv: Kv; readonly audit: Audit; readonly now: () => Instant };

export function createKeys(deps: KeysDeps): Keys {
  const { kv, audit, now } = deps;
  const serially = createSerially();
  // Only keys that exist get in, so it is never larger than the list of sources.
  const known = new Map<string, Source>();
  const uses = createKeyUses(kv, now);

  const list = (): readonly KeyRecord[] => [...kv.range(KEYS, {})].map(({ value }) => value);
  const byHash = (hash: string): KeyRecord | null => {
    const found = kv.get(KEYS_BY_HASH, [hash]);
    return found === undefined ? null : must(kv.get(KEYS, [found.number]), "a listed hash has its key");
  };

  const present = (id: string): KeyRecord => {
    const key = list().find((each) => each.id === id);
    if (key === undefined) throw new HabitusError("not_found", "There is no such key.");
    return key;
  };

  const store = async (
    before: KeyRecord | null,
    after: KeyRecord,
    by: Actor,
    action: string,
  ): Promise<KeyRecord> => {
    const next = { ...after, rev: (before?.rev ?? 0) + 1 };
    const told = audit({
      actor: by,
      at: now(),
      action,
      target: `key/${after.id}`,
      before: before === null ? null : summary(before),
      after: summary(after),
    });
    const oldHash: readonly Change[] =
      before !== null && before.hash !== after.hash ? [remove(KEYS_BY_HASH, [before.hash])] : [];
    const expects: readonly Expectation[] = [{ table: KEYS, key: [after.number], rev: before?.rev ?? null }];
    await kv.commit(
      [
        ...oldHash,
        put(KEYS, [after.number], next),
        put(KEYS_BY_HASH, [after.hash], { number: after.number }),
        told,
      ],
      expects,
    );
    known.clear();
    return next;
  };

  const readSource = (writeKey: string): Source | null => {
    const key = byHash(hashSecret(writeKey));
    if (key === null || key.kind !== "source") return null;
    const source = { id: key.id, enabled: key.revokedAt === null };
    known.set(writeKey, source);
    return source;
  };

  const fresh = (secret: string, by: Actor) => ({
    prefix: shownPrefix(secret),
    hash: hashSecret(secret),
    createdAt: now(),
    createdBy: by,
    revokedAt: null,
    rev: 0,
  });

  const setDefaultSource = async (secret: string): Promise<void> => {
    const before = kv.get(KEYS, [DEFAULT_SOURCE.number]) ?? null;
    if (before !== null && before.hash === hashSecret(secret) && before.revokedAt === null) return;
    const holder = byHash(hashSecret(secret));
    if (holder !== null && holder.number !== DEFAULT_SOURCE.number) {
      throw new HabitusError("bad_setting", `The write key given is the secret of the key "${holder.name}".`);
    }
    const action = before === null ? "key.create" : "key.replace_secret";
    await store(before, { kind: "source", ...DEFAULT_SOURCE, ...fresh(secret, SYSTEM) }, SYSTEM, action);
  };

  return {
    list,
    create: (spec, by) =>
      serially(async () => {
        const secret = newSecret(spec.kind);
        const number = (list().at(-1)?.number ?? 0) + 1;
        const record: KeyRecord = { ...spec, id: `k${number}`, number, ...fresh(secret, by) };
        return { key: await store(null, record, by, "key.create"), secret };
      }),
    lastUse: (id) => uses.last(id),
    rename: (id, name, by) =>
      serially(async () => {
        const before = present(id);
        return before.name === name ? before : store(before, { ...before, name }, by, "key.change");
      }),
    revoke: (id, by) =>
      serially(async () => {
        const before = present(id);
        if (before.revokedAt !== null) return before;
        return store(before, { ...before, revokedAt: now() }, by, "key.revoke");
      }),
    findApiKey(secret) {
      const key = byHash(hashSecret(secret));
      if (key === null || key.kind !== "api" || key.revokedAt !== null) return null;
      if (key.expiresAt !== null && key.expiresAt <= now()) return null;
      uses.note(key.id);
      return key;
    },
    findSource(writeKey) {
      const source = known.get(writeKey) ?? readSource(writeKey);
      if (source?.enabled === true) uses.note(source.id);
      return source;
    },
    ensureDefaultSource: (writeKey) =>
      serially(async () => {
        if (writeKey !== null) {
          await setDefaultSource(writeKey);
          return null;
        }
        if (kv.get(KEYS, [DEFAULT_SOURCE.number]) !== undefined) return null;
        const made = newSecret("source");
        await setDefaultSource(made);
        return made;
      }),
  };
}

function summary(key: KeyRecord): Readonly<Record<string, unknown>> {
  const { kind, name, prefix } = key;
  const revoked = key.revokedAt !== null;
  return key.kind === "api"
    ? { kind, name, prefix, revoked, role: key.role, scopes: key.scopes, expiresAt: key.expiresAt }
    : { kind, name, prefix, revoked };
}
