import type { Change, Key, Kv, Table } from "../platform/kv.ts";

type Entry<V> = { readonly key: Key; readonly value: V };
/** Null: removed. */
type Pending = { readonly key: Key; readonly value: unknown };

/**
 * Committed state with the changes made since the last `takeChanges` over it, and a bounded cache of what was read.
 * Used by one resolver only. Keys begin with a number or text that `group` can ask for.
 */
export class StateDraft {
  readonly #kv: Kv;
  readonly #maxCached: number;
  readonly #cache = new Map<string, unknown>();
  readonly #changed = new Map<string, Change>();
  /** The changes again, by table and first element of the key. */
  readonly #groups = new Map<string, Map<string, Pending>>();

  constructor(kv: Kv, maxCached: number) {
    this.#kv = kv;
    this.#maxCached = maxCached;
  }

  get<V>(table: Table<V>, key: Key): V | undefined {
    const id = idOf(table, key);
    const known = this.#cache.get(id);
    if (known !== undefined) return known === REMOVED ? undefined : (known as V);
    const stored = this.#kv.get(table, key);
    if (stored !== undefined) this.#cache.set(id, stored);
    return stored;
  }

  put<V>(table: Table<V>, key: Key, value: V): void {
    this.#change(table, key, value, { kind: "put", table, key, value });
  }

  remove(table: Table<unknown>, key: Key): void {
    this.#change(table, key, REMOVED, { kind: "remove", table, key });
  }

  /** All entries whose key begins with this element; in no promised order. */
  group<V>(table: Table<V>, first: string | number): readonly Entry<V>[] {
    const pending = this.#groups.get(idOf(table, [first]));
    const entries: Entry<V>[] = [];
    for (const { key, value } of this.#kv.range(table, { prefix: [first] })) {
      if (pending?.has(idOf(table, key)) !== true) entries.push({ key, value });
    }
    for (const { key, value } of pending?.values() ?? []) {
      if (value !== REMOVED) entries.push({ key, value: value as V });
    }
    return entries;
  }

  /** The changes since the last call, to be committed before anything is read again. */
  takeChanges(): readonly Change[] {
    const changes = [...this.#changed.values()];
    this.#changed.clear();
    this.#groups.clear();
    return changes;
  }

  /** Lets go of cached state once it is committed and has grown past the bound. */
  trimCache(): void {
    if (this.#cache.size > this.#maxCached && this.#changed.size === 0) this.#cache.clear();
  }

  #change(table: Table<unknown>, key: Key, value: unknown, change: Change): void {
    const id = idOf(table, key);
    this.#cache.set(id, value);
    this.#changed.set(id, change);
    const first = idOf(table, key.slice(0, 1));
    let group = this.#groups.get(first);
    if (group === undefined) this.#groups.set(first, (group = new Map()));
    group.set(id, { key, value });
  }
}

const REMOVED = Symbol("removed");

/** Elements of one place are of one type in all our tables, so their texts tell keys apart. */
function idOf(table: Table<unknown>, key: Key): string {
  let id = table.name;
  for (const element of key) id += `\u0001${element}`;
  return id;
}
