import { existsSync } from "node:fs";
import { HabitusError } from "@habitus/kernel";
import type { RangeOptions, RootDatabase } from "lmdb";
import type { Change, Expectation, Key, Kv, Range, Table } from "../../platform/kv.ts";
import { decodeKey, encodeKey } from "../../platform/kv-key.ts";
import { conflict, keyBounds, revOf, valueText } from "../../platform/kv-rules.ts";
import { CommitGuard, type OnGivenUp } from "./commit-guard.ts";
import {
  BATCHED_WRITES,
  createEnvironment,
  environmentBytes,
  openEnvironment,
  PAGE_BYTES,
} from "./environment.ts";
import { FreshReads } from "./fresh-reads.ts";
import { type Entry, Rewriting } from "./rewriting.ts";

/** Entries read at a time by `range`; between two pieces no snapshot is held. */
const PIECE = 256;
/** Pages one changed key may touch: its own, a split, its way to the root. */
const PAGES_PER_CHANGE = 3;
const COMMIT_OVERHEAD_BYTES = 256 * 1024;
const FORMAT = { keys: "binary", values: "string" } as const;
/** Entries of one piece of a rewriting. */
const COPIED_AT_ONCE = 2_000;

/** Opens the key-value state; every thread of the process opens it for itself and all may write. The first opening is done before there are others. */
export function openLmdbKv(options: LmdbKvOptions): Kv {
  return new LmdbKv(options);
}

type LmdbKvOptions = { readonly dir: string; readonly onGivenUp?: OnGivenUp };

type Write = { readonly key: Buffer; readonly text: string | null };
type Database = RootDatabase<string, Buffer>;

class LmdbKv implements Kv {
  readonly #dir: string;
  readonly #onGivenUp: OnGivenUp | undefined;
  #database: Database;
  #guard: CommitGuard;
  /** What is committed while everything is written anew. */
  #meanwhile: Write[] | null = null;
  readonly #running = new Set<Promise<unknown>>();
  readonly #reads = new FreshReads();
  #closed = false;

  constructor({ dir, onGivenUp }: LmdbKvOptions) {
    this.#dir = dir;
    this.#onGivenUp = onGivenUp;
    const options = { ...FORMAT, dir };
    this.#database = existsSync(dir)
      ? openEnvironment<string, Buffer>(options)
      : createEnvironment<string, Buffer>(options, () => undefined);
    this.#guard = new CommitGuard(dir, this.#database, { onGivenUp });
  }

  get<V>(table: Table<V>, key: Key): V | undefined {
    this.#refresh();
    return this.#read(table, key);
  }

  *range<V, K extends Key>(
    table: Table<V, K>,
    range: Range,
  ): Generator<{ readonly key: K; readonly value: V }> {
    const read = (options: RangeOptions) => [...this.#database.getRange(options)];
    for (const piece of this.#pieces(table, range, read, ({ key }) => key)) {
      for (const { key, value } of piece) yield { key: decodeKey(table, key), value: JSON.parse(value) as V };
    }
  }

  *keys<K extends Key>(table: Table<unknown, K>, range: Range): Generator<K> {
    const read = (options: RangeOptions) => [...this.#database.getKeys(options)];
    for (const piece of this.#pieces(table, range, read, (key) => key)) {
      for (const key of piece) yield decodeKey(table, key);
    }
  }

  *#pieces<E>(
    table: Table<unknown>,
    range: Range,
    read: (options: RangeOptions) => readonly E[],
    keyOf: (entry: E) => Buffer,
  ): Generator<readonly E[]> {
    const { from, to } = keyBounds(table, range);
    const isReverse = range.reverse === true;
    let left = range.limit ?? Number.POSITIVE_INFINITY;
    let last: Buffer | null = null;
    while (left > 0) {
      const limit = Math.min(left, PIECE);
      this.#refresh();
      const piece = read(pieceOptions({ from, to, last, isReverse, limit }));
      yield piece;
      if (piece.length < limit) return;
      left -= piece.length;
      const end = piece.at(-1);
      last = end === undefined ? null : keyOf(end);
    }
  }

  async commit(changes: readonly Change[], expects: readonly Expectation[] = []): Promise<void> {
    if (this.#closed) throw new HabitusError("kv_closed", "The state is closed.");
    const writes = changes.map(toWrite);
    const running = this.#guard.run(this.#spaceFor(writes), () =>
      expects.length === 0 && writes.length <= BATCHED_WRITES
        ? this.#batch(writes)
        : this.#database.transaction(() => this.#apply(writes, expects)),
    );
    this.#running.add(running);
    try {
      const refused = await running;
      if (refused !== null) throw conflict(refused);
      this.#meanwhile?.push(...writes);
    } finally {
      this.#running.delete(running);
    }
  }

  async rewrite(): Promise<void> {
    const rewriting = new Rewriting<string>({ ...FORMAT, dir: this.#dir }, environmentBytes(this.#dir));
    const meanwhile: Write[] = [];
    this.#meanwhile = meanwhile;
    try {
      await rewriting.fill(this.#everything());
      // From here to the end nobody else has the thread once nothing is on its way.
      while (this.#running.size > 0) await Promise.allSettled(this.#running);
      rewriting.write(meanwhile.map(({ key, text }) => ({ key, value: text })));
    } catch (error) {
      await rewriting.giveUp();
      throw error;
    } finally {
      this.#meanwhile = null;
    }
    const old = this.#database;
    this.#database = rewriting.takeOver();
    this.#guard.end();
    this.#guard = new CommitGuard(this.#dir, this.#database, { onGivenUp: this.#onGivenUp });
    await old.close();
  }

  *#everything(): Generator<readonly Entry[]> {
    let last: Buffer | null = null;
    for (;;) {
      this.#refresh();
      const after: RangeOptions = last === null ? {} : { start: last, exclusiveStart: true };
      const piece: readonly Entry[] = [...this.#database.getRange({ ...after, limit: COPIED_AT_ONCE })];
      if (piece.length === 0) return;
      yield piece;
      last = piece.at(-1)?.key ?? null;
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#guard.end();
    await this.#database.close();
  }

  async #batch(writes: readonly Write[]): Promise<null> {
    await this.#database.batch(() => {
      for (const { key, text } of writes) {
        if (text === null) void this.#database.remove(key);
        else void this.#database.put(key, text);
      }
    });
    return null;
  }

  /** Runs inside the write transaction: what it reads is the newest, and nothing is written after a refusal. */
  #apply(writes: readonly Write[], expects: readonly Expectation[]): Expectation | null {
    for (const expect of expects)
      if (revOf(this.#read(expect.table, expect.key)) !== expect.rev) return expect;
    for (const { key, text } of writes) {
      if (text === null) this.#database.removeSync(key);
      else this.#database.putSync(key, text);
    }
    return null;
  }

  #read<V>(table: Table<V>, key: Key): V | undefined {
    const text = this.#database.get(encodeKey(table, key));
    return text === undefined ? undefined : (JSON.parse(text) as V);
  }

  #refresh(): void {
    this.#reads.begin(this.#database);
  }

  #spaceFor(writes: readonly Write[]): number {
    const stored = environmentBytes(this.#dir);
    const payload = writes.reduce((sum, write) => sum + write.key.length + 2 * (write.text?.length ?? 0), 0);
    const copied = Math.min(writes.length * PAGES_PER_CHANGE * PAGE_BYTES, stored);
    return 2 * payload + copied + COMMIT_OVERHEAD_BYTES;
  }
}

function pieceOptions(wanted: {
  readonly from: Buffer;
  readonly to: Buffer;
  /** Key that the piece before ended with. */
  readonly last: Buffer | null;
  readonly isReverse: boolean;
  readonly limit: number;
}): RangeOptions {
  const { from, to, last, isReverse, limit } = wanted;
  return isReverse
    ? { start: last ?? to, exclusiveStart: true, end: from, inclusiveEnd: true, reverse: true, limit }
    : { start: last ?? from, exclusiveStart: last !== null, end: to, limit };
}

function toWrite(change: Change): Write {
  const key = encodeKey(change.table, change.key);
  return { key, text: change.kind === "put" ? valueText(change.value) : null };
}
