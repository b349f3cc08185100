/** Ordered like LMDB's ordered-binary: numbers before text, element by element, a prefix before its extensions. */
export type Key = readonly (string | number)[];

/** A named table. `version` is the version of its value's shape; a new shape is a new version with a migration (`KV_MIGRATIONS`) and a kept sample. */
export type Table<V, K extends Key = Key> = {
  readonly name: string;
  readonly version: number;
  /** Never set: they carry the types of values and keys. */
  readonly value?: V;
  readonly key?: K;
};

export type Change =
  | { readonly kind: "put"; readonly table: Table<unknown>; readonly key: Key; readonly value: unknown }
  | { readonly kind: "remove"; readonly table: Table<unknown>; readonly key: Key };

/** The commit happens only if the stored value's `rev` field equals `rev` (null: the key must be absent). */
export type Expectation = { readonly table: Table<unknown>; readonly key: Key; readonly rev: number | null };

export type Range = {
  /** Inclusive. */
  readonly from?: Key;
  /** Exclusive. */
  readonly to?: Key;
  /** Only keys that begin with these elements. */
  readonly prefix?: Key;
  readonly reverse?: boolean;
  readonly limit?: number;
};

/**
 * Durable, ordered key-value state shared by every thread of the process: control documents, identity, profiles,
 * offsets. Values are plain data (what JSON can hold). Reads see the last commit.
 */
export type Kv = {
  get<V, K extends Key = Key>(table: Table<V, K>, key: NoInfer<K>): V | undefined;
  range<V, K extends Key = Key>(
    table: Table<V, K>,
    range: Range,
  ): Iterable<{ readonly key: K; readonly value: V }>;
  /** As `range`, without reading any value. */
  keys<K extends Key>(table: Table<unknown, K>, range: Range): Iterable<K>;
  /**
   * Applies all changes or none; resolves once they are on disk.
   * @throws HabitusError `conflict` when an expectation does not hold; `storage_full` when the disk is full (nothing was
   *   applied); `storage_failed` when the disk failed otherwise; `key_too_long`; `kv_closed` after `close`.
   */
  commit(changes: readonly Change[], expects?: readonly Expectation[]): Promise<void>;
  /**
   * Writes everything anew, so that nothing that was removed or replaced is left in its files. Reads and commits of this opening go on
   * meanwhile; there is no other opening.
   * @throws HabitusError `storage_full`: nothing was changed.
   */
  rewrite(): Promise<void>;
  close(): Promise<void>;
};

export function put<V, K extends Key>(table: Table<V, K>, key: NoInfer<K>, value: V): Change {
  return { kind: "put", table, key, value };
}

export function remove<K extends Key>(table: Table<unknown, K>, key: NoInfer<K>): Change {
  return { kind: "remove", table, key };
}
