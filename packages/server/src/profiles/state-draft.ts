import { assert } from "@habitus/kernel";
import type { Change, Key, Kv, Table } from "../platform/kv.ts";

type Entry<V, K extends Key> = { readonly key: K; readonly value: V };
type KeyId = string | number;
type Pending = { readonly key: Key; readonly value: unknown };

type Groups = Map<string | number, Map<KeyId, Pending>>;

/** Changes that are not on disk, and where `group` asks the same by their first element. */
type Changed = { readonly changes: Map<KeyId, Change>; readonly groups: Groups | null };

/** What is known of one table: values read or changed, what is to be committed, and what is on its way to the disk. */
type Known = { readonly cache: Map<KeyId, unknown>; changed: Changed; leaving: Changed };

/** Characters that cached ids and values of traits may have: these alone are of any length. */
export const MOST_CACHED_TEXT = 64 * 1024 * 1024;

/**
 * Committed state with the changes over it that are not on disk, and a bounded cache of what was read. Used by one resolver only.
 */
export class StateDraft {
  readonly #kv: Kv;
  readonly #maxCached: number;
  readonly #grouped: ReadonlySet<string>;
  readonly #tables = new Map<string, Known>();
  /** About as many characters as the cached texts have; what replaces another is counted once more. */
  #cachedText = 0;

  /** Only the tables named here can be asked for groups. */
  constructor(kv: Kv, options: { readonly maxCached: number; readonly grouped: readonly Table<unknown>[] }) {
    this.#kv = kv;
    this.#maxCached = options.maxCached;
    this.#grouped = new Set(options.grouped.map(({ name }) => name));
  }

  get<V, K extends Key>(table: Table<V, K>, key: NoInfer<K>): V | undefined {
    const { cache } = this.#known(table);
    const id = idOf(key);
    const known = cache.get(id);
    if (known !== undefined) return known === REMOVED ? undefined : (known as V);
    const stored = this.#kv.get(table, key);
    if (stored !== undefined) {
      cache.set(id, stored);
      this.#cachedText += textLength(stored);
    }
    return stored;
  }

  put<V, K extends Key>(table: Table<V, K>, key: NoInfer<K>, value: V): void {
    this.#change(key, value, { kind: "put", table, key, value });
  }

  remove<K extends Key>(table: Table<unknown, K>, key: NoInfer<K>): void {
    this.#change(key, REMOVED, { kind: "remove", table, key });
  }

  /** All entries whose key begins with this element; in no promised order. */
  group<V, K extends Key>(table: Table<V, K>, first: K[0]): readonly Entry<V, K>[] {
    const { changed, leaving } = this.#known(table);
    const pending = new Map([...(leaving.groups?.get(first) ?? []), ...(changed.groups?.get(first) ?? [])]);
    const entries: Entry<V, K>[] = [];
    for (const { key, value } of this.#kv.range(table, { prefix: [first] })) {
      if (!pending.has(idOf(key))) entries.push({ key, value });
    }
    for (const { key, value } of pending.values()) {
      if (value !== REMOVED) entries.push({ key: key as Key as K, value: value as V });
    }
    return entries;
  }

  /** The changes since the last call, to be committed; others may be made meanwhile. Not called again before `committed`. */
  takeChanges(): readonly Change[] {
    const changes: Change[] = [];
    for (const known of this.#tables.values()) {
      assert(known.leaving.changes.size === 0, "changes are committed before others are taken");
      for (const change of known.changed.changes.values()) changes.push(change);
      known.leaving = known.changed;
      known.changed = noChanges(known.leaving.groups !== null);
    }
    return changes;
  }

  /** What was taken is on disk: cached state past the bound is let go of. */
  committed(): void {
    let size = 0;
    for (const known of this.#tables.values()) {
      known.leaving = noChanges(known.changed.groups !== null);
      size += known.cache.size;
    }
    if (size <= this.#maxCached && this.#cachedText <= MOST_CACHED_TEXT) return;
    this.#cachedText = 0;
    for (const known of this.#tables.values()) this.#cachedText += forgetRead(known);
  }

  #known({ name }: Table<unknown>): Known {
    let known = this.#tables.get(name);
    if (known === undefined) {
      const isGrouped = this.#grouped.has(name);
      known = { cache: new Map(), changed: noChanges(isGrouped), leaving: noChanges(isGrouped) };
      this.#tables.set(name, known);
    }
    return known;
  }

  #change(key: Key, value: unknown, change: Change): void {
    const { cache, changed } = this.#known(change.table);
    const { changes, groups } = changed;
    const id = idOf(key);
    cache.set(id, value);
    this.#cachedText += textLength(value);
    changes.set(id, change);
    const [first] = key;
    if (groups === null || first === undefined) return;
    let group = groups.get(first);
    if (group === undefined) groups.set(first, (group = new Map()));
    group.set(id, { key, value });
  }
}

const REMOVED = Symbol("removed");

/** Of an id, or of what was said of a trait. */
function textLength(value: unknown): number {
  if (typeof value !== "object" || value === null || !("value" in value)) return 0;
  const ahead = "ahead" in value && Array.isArray(value.ahead) ? value.ahead : [];
  const own = typeof value.value === "string" ? value.value.length : 0;
  return ahead.reduce<number>((sum, word) => sum + textLength(word), own);
}

function noChanges(isGrouped: boolean): Changed {
  return { changes: new Map(), groups: isGrouped ? new Map() : null };
}

/** What is not on disk stays known; gives the length of its texts. */
function forgetRead({ cache, changed }: Known): number {
  const kept = [...changed.changes.keys()].map((id) => [id, cache.get(id)] as const);
  cache.clear();
  for (const [id, value] of kept) cache.set(id, value);
  return kept.reduce((sum, [, value]) => sum + textLength(value), 0);
}

/** Elements of one place are of one type in all our tables, so their texts tell keys apart. */
function idOf(key: Key): KeyId {
  const [first = "", second, third] = key;
  if (second === undefined) return first;
  if (third === undefined) return `${first}\u0001${second}`;
  return key.length === 3 ? `${first}\u0001${second}\u0001${third}` : key.join("\u0001");
}
