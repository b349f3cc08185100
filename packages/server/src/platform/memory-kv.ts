import { HabitusError } from "@habitus/kernel";
import type { Change, Expectation, Key, Kv, Range, Table } from "./kv.ts";
import { decodeKey, encodeKey } from "./kv-key.ts";
import { conflict, keyBounds, revOf, valueText } from "./kv-rules.ts";

/** The key-value state for tests: keeps the contract except that nothing outlives the process. */
export function createMemoryKv(): Kv {
  // Keys as text of one character per byte, which sorts as the bytes do.
  const texts = new Map<string, string>();
  const sorted = new SortedKeys(texts);
  let closed = false;

  const get = <V>(table: Table<V>, key: Key): V | undefined => {
    const text = texts.get(encodeKey(table, key).toString("latin1"));
    return text === undefined ? undefined : (JSON.parse(text) as V);
  };
  function* textsOf(table: Table<unknown>, asked: Range): Generator<string> {
    const bounds = keyBounds(table, asked);
    let from = bounds.from.toString("latin1");
    let to = bounds.to.toString("latin1");
    for (let left = asked.limit ?? Number.POSITIVE_INFINITY; left > 0; left--) {
      const found = asked.reverse === true ? sorted.lastBelow(to) : sorted.firstFrom(from);
      if (found === undefined || found < from || found >= to) return;
      if (asked.reverse === true) to = found;
      else from = `${found}\u0000`;
      yield found;
    }
  }
  const keyOf = (table: Table<unknown>, text: string): Key => decodeKey(table, Buffer.from(text, "latin1"));
  function* range<V>(table: Table<V>, asked: Range): Generator<{ readonly key: Key; readonly value: V }> {
    for (const text of textsOf(table, asked)) {
      yield { key: keyOf(table, text), value: JSON.parse(texts.get(text) ?? "null") as V };
    }
  }
  function* keys(table: Table<unknown>, asked: Range): Generator<Key> {
    for (const text of textsOf(table, asked)) yield keyOf(table, text);
  }

  return {
    get,
    range,
    keys,
    async commit(changes: readonly Change[], expects: readonly Expectation[] = []) {
      if (closed) throw new HabitusError("kv_closed", "The state is closed.");
      const writes = changes.map((change) => ({
        key: encodeKey(change.table, change.key).toString("latin1"),
        text: change.kind === "put" ? valueText(change.value) : null,
      }));
      await new Promise((resolve) => setImmediate(resolve));
      for (const expect of expects)
        if (revOf(get(expect.table, expect.key)) !== expect.rev) throw conflict(expect);
      for (const { key, text } of writes) {
        if (text === null) texts.delete(key);
        else texts.set(key, text);
      }
      sorted.changed();
    },
    rewrite: () => Promise.resolve(),
    async close() {
      closed = true;
    },
  };
}

/** The keys of a map in order, sorted again only when asked for after a change. */
class SortedKeys {
  readonly #map: ReadonlyMap<string, string>;
  #keys: readonly string[] | null = null;

  constructor(map: ReadonlyMap<string, string>) {
    this.#map = map;
  }

  changed(): void {
    this.#keys = null;
  }

  firstFrom(key: string): string | undefined {
    return this.#sorted()[this.#place(key)];
  }

  lastBelow(key: string): string | undefined {
    return this.#sorted()[this.#place(key) - 1];
  }

  #sorted(): readonly string[] {
    this.#keys ??= [...this.#map.keys()].sort((a, b) => (a < b ? -1 : 1));
    return this.#keys;
  }

  /** Number of keys below the given one. */
  #place(key: string): number {
    const keys = this.#sorted();
    let low = 0;
    let high = keys.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((keys[middle] ?? "") < key) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
