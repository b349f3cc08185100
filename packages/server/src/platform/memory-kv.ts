import { HabitusError } from "@habitus/kernel";
import type { Change, Expectation, Key, Kv, Range, Table } from "./kv.ts";
import { decodeKey, encodeKey } from "./kv-key.ts";
import { conflict, keyBounds, revOf, valueText } from "./kv-rules.ts";

/** The key-value state for tests: keeps the contract except that nothing outlives the process. */
export function createMemoryKv(): Kv {
  // Keys as text of one character per byte, which sorts as the bytes do.
  const texts = new Map<string, string>();
  const sorted = new SortedKeys();
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
  const keyOf = <K extends Key>(table: Table<unknown, K>, text: string): K =>
    decodeKey(table, Buffer.from(text, "latin1"));
  function* range<V, K extends Key>(
    table: Table<V, K>,
    asked: Range,
  ): Generator<{ readonly key: K; readonly value: V }> {
    for (const text of textsOf(table, asked)) {
      yield { key: keyOf(table, text), value: JSON.parse(texts.get(text) ?? "null") as V };
    }
  }
  function* keys<K extends Key>(table: Table<unknown, K>, asked: Range): Generator<K> {
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
        if (text === null) {
          if (texts.delete(key)) sorted.remove(key);
          continue;
        }
        if (!texts.has(key)) sorted.add(key);
        texts.set(key, text);
      }
    },
    rewrite: () => Promise.resolve(),
    async close() {
      closed = true;
    },
  };
}

/** Keys in order. What came and went is worked in when they are asked for, so that a commit costs what it changes and not what is there. */
class SortedKeys {
  #keys: readonly string[] = [];
  readonly #added = new Set<string>();
  readonly #removed = new Set<string>();

  /** One that is not there. */
  add(key: string): void {
    if (!this.#removed.delete(key)) this.#added.add(key);
  }

  /** One that is there. */
  remove(key: string): void {
    if (!this.#added.delete(key)) this.#removed.add(key);
  }

  firstFrom(key: string): string | undefined {
    return this.#sorted()[this.#place(key)];
  }

  lastBelow(key: string): string | undefined {
    return this.#sorted()[this.#place(key) - 1];
  }

  #sorted(): readonly string[] {
    if (this.#added.size + this.#removed.size === 0) return this.#keys;
    const added = [...this.#added].sort(byText);
    const keys: string[] = [];
    let next = 0;
    for (const key of this.#keys) {
      if (this.#removed.has(key)) continue;
      for (let before = added[next]; before !== undefined && before < key; before = added[++next]) {
        keys.push(before);
      }
      keys.push(key);
    }
    keys.push(...added.slice(next));
    this.#added.clear();
    this.#removed.clear();
    this.#keys = keys;
    return keys;
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

function byText(a: string, b: string): number {
  return a < b ? -1 : 1;
}
