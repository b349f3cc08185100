import type { Actor } from "@habitus/contract";
import { HabitusError, type Instant } from "@habitus/kernel";
import type { Audit } from "../platform/audit.ts";
import { type Change, type Kv, put, remove, type Table } from "../platform/kv.ts";

/** A static set of people, put on it by hand or by another system. Who is on it is said by facts, not here. */
export type ListRecord = {
  readonly key: string;
  readonly name: string;
  /** Grows with every change of the members. */
  readonly version: number;
  readonly createdAt: Instant;
  readonly createdBy: Actor;
  readonly updatedAt: Instant;
  readonly updatedBy: Actor;
};

/** Key: list key. */
const LISTS: Table<ListRecord> = { name: "lists", version: 1 };
/** Key: list key. The last version of a list that was deleted, so that one of the same key goes on counting. */
const ENDED_LISTS: Table<number> = { name: "ended_lists", version: 1 };

export type ListStore = {
  /** In order of their keys. */
  list(): readonly ListRecord[];
  get(key: string): ListRecord | null;
  /** Notes a change of the members, with what it did for the audit. Makes the list when `name` is given and there is none. */
  change(key: string, change: ListNote): Promise<ListRecord>;
  /** What `change` would commit and answer, for whoever commits more with it. */
  changed(
    key: string,
    change: ListNote,
  ): { readonly record: ListRecord; readonly changes: readonly Change[] };
  /** @throws HabitusError `not_found`. */
  remove(key: string, by: Actor): Promise<void>;
};

export type ListNote = {
  readonly name: string | null;
  readonly by: Actor;
  readonly did: Readonly<Record<string, unknown>>;
};

export function createListStore(deps: {
  readonly kv: Kv;
  readonly audit: Audit;
  readonly now: () => Instant;
}): ListStore {
  const { kv, audit, now } = deps;
  const get = (key: string): ListRecord | null => kv.get(LISTS, [key]) ?? null;
  const changed: ListStore["changed"] = (key, { name, by, did }) => {
    const before = get(key);
    if (before === null && name === null) throw noList(key);
    const at = now();
    const version = (before?.version ?? kv.get(ENDED_LISTS, [key]) ?? 0) + 1;
    const record: ListRecord = {
      key,
      name: name ?? before?.name ?? key,
      version,
      createdAt: before?.createdAt ?? at,
      createdBy: before?.createdBy ?? by,
      updatedAt: at,
      updatedBy: by,
    };
    const told = audit({
      actor: by,
      at,
      action: before === null ? "list.create" : "list.change",
      target: `list/${key}`,
      before: before === null ? null : { name: before.name, version: before.version },
      after: { name: record.name, version, ...did },
    });
    return { record, changes: [put(LISTS, [key], record), told] };
  };
  return {
    list: () => [...kv.range(LISTS, {})].map(({ value }) => value),
    get,
    async change(key, change) {
      const { record, changes } = changed(key, change);
      await kv.commit(changes);
      return record;
    },
    changed,
    async remove(key, by) {
      const before = get(key);
      if (before === null) throw noList(key);
      const told = audit({
        actor: by,
        at: now(),
        action: "list.delete",
        target: `list/${key}`,
        before: { name: before.name, version: before.version },
        after: null,
      });
      await kv.commit([remove(LISTS, [key]), put(ENDED_LISTS, [key], before.version), told]);
    },
  };
}

export function noList(key: string): HabitusError {
  return new HabitusError("not_found", `There is no list "${key}".`);
}
