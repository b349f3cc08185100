import { setImmediate as breathe } from "node:timers/promises";
import type { Instant } from "@habitus/kernel";
import type { Offset } from "../log/log.ts";
import { type Change, type Key, type Kv, put, remove, type Table } from "../platform/kv.ts";
import { ACCOUNT_REFUSED } from "./account-state.ts";
import { ACCOUNT_WORDS } from "./account-words.ts";
import { MOVES, TOLD } from "./identity.ts";
import { isNewer, type NodeTrait } from "./trait-word.ts";

const KEYS_AT_ONCE = 1_000;

/** The newest record of which something was taken away that its rows would be made of once more. */
const REPEATS_TRIMMED: Table<Offset> = { name: "repeats_trimmed", version: 1 };
const TRIMMED_KEY = ["trimmed"];

/** Rows can be made once more of this record and of all that follow it. */
export function repeatableFrom(kv: Pick<Kv, "get">): Offset {
  return (kv.get(REPEATS_TRIMMED, TRIMMED_KEY) ?? 0) + 1;
}

/**
 * Takes away whom nodes came to belong to with records that the log no longer holds, and which ids of further kinds these told of first.
 * Returns how many entries went.
 */
export async function trimMoves(kv: Kv, first: Offset): Promise<number> {
  const all = { upTo: first - 1, outdated: ({ key }: Entry<unknown>) => key };
  const moves = await removeWhere(kv, MOVES, { to: [first] }, all);
  return moves + (await removeWhere(kv, TOLD, { to: [first] }, all));
}

/**
 * Takes away what rows are made of once more, of records up to `offset`: none of these is ever handed over again. Of words those stay that
 * stood at `at`, the logical now of that record, or lay ahead of it: who joins later is told them. Returns how many entries went.
 */
export async function trimAccounts(
  kv: Kv,
  { offset, at }: { readonly offset: Offset; readonly at: Instant },
): Promise<number> {
  const all = { upTo: offset, outdated: ({ key }: Entry<unknown>) => key };
  const refused = await removeWhere(kv, ACCOUNT_REFUSED, { to: [offset + 1] }, all);
  const words = { upTo: offset, outdated: outranked(offset, at) };
  return refused + (await removeWhere(kv, ACCOUNT_WORDS, {}, words));
}

type Entry<V> = { readonly key: Key; readonly value: V };

/**
 * Goes through a table a few keys at a time, so that others have their turn in between.
 * @param outdated Given every entry in order, answers the key of one that may go.
 * @param upTo The newest record that the entries are of: it is noted together with the first that goes.
 */
async function removeWhere<V>(
  kv: Kv,
  table: Table<V>,
  within: { readonly to?: Key },
  { upTo, outdated }: { readonly upTo: Offset; readonly outdated: (entry: Entry<V>) => Key | null },
): Promise<number> {
  let removed = 0;
  let last: Key | null = null;
  do {
    const page: readonly Entry<V>[] = pageBehind(kv, table, within, last);
    const changes = page.flatMap((entry): readonly Change[] => {
      const key = outdated(entry);
      return key === null ? [] : [remove(table, key)];
    });
    if (changes.length > 0) {
      const trimmed = Math.max(upTo, repeatableFrom(kv) - 1);
      await kv.commit([put(REPEATS_TRIMMED, TRIMMED_KEY, trimmed), ...changes]);
    }
    removed += changes.length;
    await breathe();
    last = page.at(-1)?.key ?? null;
  } while (last !== null);
  return removed;
}

function pageBehind<V>(
  kv: Kv,
  table: Table<V>,
  within: { readonly to?: Key },
  last: Key | null,
): readonly Entry<V>[] {
  // No key of these tables is the beginning of another, so nothing stands between a key and its extension by 0.
  const from = last === null ? {} : { from: [...last, 0] };
  return [...kv.range(table, { ...within, ...from, limit: KEYS_AT_ONCE })];
}

/** Of the words of one account on one trait, which come after each other, each that a newer one outranks. */
function outranked(offset: Offset, at: Instant): (entry: Entry<NodeTrait>) => Key | null {
  let standing: (Entry<NodeTrait> & { readonly of: string }) | null = null;
  return (entry) => {
    const { key, value } = entry;
    const [account, trait, record] = key;
    if (Number(record) > offset || value.time > at) return null;
    const of = JSON.stringify([account, trait]);
    const before = standing?.of === of ? standing : null;
    if (before !== null && !isNewer(value, before.value)) return key;
    standing = { ...entry, of };
    return before?.key ?? null;
  };
}
