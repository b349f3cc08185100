import { setImmediate as breathe } from "node:timers/promises";
import { type Actor, LIMITS } from "@habitus/contract";
import { HabitusError, type Instant } from "@habitus/kernel";
import { type Audit, differences } from "../platform/audit.ts";
import { type Change, type Kv, put, remove, type Table } from "../platform/kv.ts";
import { createSerially } from "../platform/serially.ts";

/** A number that a double cannot hold is kept as the digits it came with. */
export type ExactValue = { readonly exact: string };
export type ItemScalar = string | number | boolean | ExactValue;

/** What is known of a thing that people look at and buy. */
export type ItemContent = {
  readonly name: string | null;
  /** The main one first. */
  readonly categories: readonly string[];
  /** Canonical decimal text. */
  readonly price: string | null;
  readonly currency: string | null;
  readonly launched: Instant | null;
  readonly stock: number | null;
  readonly properties: Readonly<Record<string, ItemScalar | readonly ItemScalar[]>>;
};

export type ItemRecord = ItemContent & {
  readonly id: string;
  readonly rev: number;
  readonly updatedAt: Instant;
  readonly updatedBy: Actor;
};

/** Key: the item's id. */
const ITEMS: Table<ItemRecord> = { name: "items", version: 1 };
/** Key: "all". How many items there are. */
const ITEM_COUNT: Table<number> = { name: "item_count", version: 1 };
const ALL = ["all"];

export type ItemPage = { readonly items: readonly ItemRecord[]; readonly next: string | null };

export type ItemFigures = { readonly added: number; readonly changed: number; readonly unchanged: number };

export type NewItem = ItemContent & { readonly id: string };

export type ItemStore = {
  count(): number;
  get(id: string): ItemRecord | null;
  /** Grows with every change of any item. */
  version(): number;
  /**
   * In order of ids, those after `after`. A search finds what stands in id, name or a category, letter case aside; it looks through the
   * catalogue some items at a time, so that nothing else waits for it.
   */
  page(query: {
    readonly search: string | null;
    readonly after: string | null;
    readonly limit: number;
  }): Promise<ItemPage>;
  /** @param rev What is there, 0 for nothing; null for whatever is there. @throws HabitusError `conflict`, `too_many`. */
  set(item: NewItem, rev: number | null, by: Actor): Promise<ItemRecord>;
  /**
   * All or none; of equal ids the last counts.
   * @param isTold Whether the audit log has heard of it already.
   * @throws HabitusError `too_many`.
   */
  write(items: readonly NewItem[], by: Actor, isTold?: boolean): Promise<ItemFigures>;
  /** Those of the ids that are still as asked for; answers how many. One entry of the audit log tells of all. */
  removeAll(ids: readonly string[], isGoing: (item: ItemRecord) => boolean, by: Actor): Promise<number>;
  /** @throws HabitusError `not_found`. */
  remove(id: string, by: Actor): Promise<void>;
};

export type ItemStoreDeps = { readonly kv: Kv; readonly audit: Audit; readonly now: () => Instant };

/** Items that are looked at before anything else gets its turn. */
const SEARCHED_AT_ONCE = 500;

export function createItemStore(deps: ItemStoreDeps): ItemStore {
  const { kv, audit, now } = deps;
  /** Counts rest on what is there: nobody writes in between. */
  const serially = createSerially();
  let version = 0;
  const get = (id: string): ItemRecord | null => kv.get(ITEMS, [id]) ?? null;
  const count = (): number => kv.get(ITEM_COUNT, ALL) ?? 0;
  const commit = async (changes: readonly Change[], more: number): Promise<void> => {
    const after = count() + more;
    if (more > 0 && after > LIMITS.items) throw tooMany();
    await kv.commit(more === 0 ? changes : [...changes, put(ITEM_COUNT, ALL, after)]);
    version++;
  };
  const recordOf = (item: NewItem, before: ItemRecord | null, by: Actor): ItemRecord => {
    const { id, ...content } = item;
    return { ...contentOf(content), id, rev: (before?.rev ?? 0) + 1, updatedAt: now(), updatedBy: by };
  };
  return {
    count,
    get,
    version: () => version,
    page: (query) => pageOf(kv, query),
    set: (item, rev, by) =>
      serially(async () => {
        const before = get(item.id);
        if (rev !== null && (before?.rev ?? 0) !== rev) throw changedMeanwhile(before);
        const record = recordOf(item, before, by);
        const told = audit({
          actor: by,
          at: now(),
          action: `item.${before === null ? "create" : "change"}`,
          target: `item/${item.id}`,
          ...(before === null
            ? { before: null, after: contentOf(record) }
            : differences(contentOf(before), contentOf(record))),
        });
        await commit([put(ITEMS, [item.id], record), told], before === null ? 1 : 0);
        return record;
      }),
    write: (items, by, isTold = false) =>
      serially(async () => {
        const last = new Map(items.map((item) => [item.id, item]));
        const records: ItemRecord[] = [];
        let added = 0;
        for (const item of last.values()) {
          const before = get(item.id);
          if (before !== null && isSame(before, item)) continue;
          if (before === null) added++;
          records.push(recordOf(item, before, by));
        }
        const figures = { added, changed: records.length - added, unchanged: last.size - records.length };
        if (records.length === 0) return figures;
        const told = { actor: by, at: now(), action: "item.write", target: "items" };
        const entries = isTold ? [] : [audit({ ...told, before: null, after: figures })];
        await commit([...records.map((record) => put(ITEMS, [record.id], record)), ...entries], added);
        return figures;
      }),
    removeAll: (ids, isGoing, by) =>
      serially(async () => {
        const going = [...new Set(ids)].filter((id) => {
          const item = get(id);
          return item !== null && isGoing(item);
        });
        if (going.length === 0) return 0;
        const told = { actor: by, at: now(), action: "item.delete_many", target: "items" };
        const removals = going.map((id) => remove(ITEMS, [id]));
        await commit(
          [...removals, audit({ ...told, before: { items: going.length }, after: null })],
          -going.length,
        );
        return going.length;
      }),
    remove: (id, by) =>
      serially(async () => {
        const before = get(id);
        if (before === null) throw new HabitusError("not_found", `There is no item "${id}".`);
        const told = { actor: by, at: now(), action: "item.delete", target: `item/${id}` };
        await commit([remove(ITEMS, [id]), audit({ ...told, before: contentOf(before), after: null })], -1);
      }),
  };
}

function contentOf(content: ItemContent): ItemContent {
  const { name, categories, price, currency, launched, stock, properties } = content;
  return { name, categories, price, currency, launched, stock, properties };
}

function isSame(one: ItemContent, other: ItemContent): boolean {
  return JSON.stringify(contentOf(one)) === JSON.stringify(contentOf(other));
}

async function pageOf(kv: Kv, { search, after, limit }: Parameters<ItemStore["page"]>[0]): Promise<ItemPage> {
  const wanted = search === null ? null : search.toLowerCase();
  const found: ItemRecord[] = [];
  let from = after;
  for (;;) {
    const seen = itemsAfter(kv, from, SEARCHED_AT_ONCE);
    for (const item of seen) {
      if (wanted !== null && !isFound(item, wanted)) continue;
      if (found.length === limit) return { items: found, next: found.at(-1)?.id ?? null };
      found.push(item);
    }
    if (seen.length < SEARCHED_AT_ONCE) return { items: found, next: null };
    from = seen.at(-1)?.id ?? null;
    await breathe();
  }
}

function itemsAfter(kv: Kv, after: string | null, limit: number): readonly ItemRecord[] {
  const range = after === null ? { limit } : { from: [after], limit: limit + 1 };
  const items = [...kv.range(ITEMS, range)].map(({ value }) => value);
  return items.filter(({ id }) => id !== after).slice(0, limit);
}

function isFound({ id, name, categories }: ItemRecord, wanted: string): boolean {
  return [id, name ?? "", ...categories].some((text) => text.toLowerCase().includes(wanted));
}

function changedMeanwhile(before: ItemRecord | null): HabitusError {
  return new HabitusError("conflict", "Somebody else changed this item in the meantime.", {
    fix: "Read it again, apply your change to what is there now and save once more.",
    details: { rev: before?.rev ?? 0 },
  });
}

function tooMany(): HabitusError {
  return new HabitusError("too_many", `The catalogue holds at most ${LIMITS.items} items.`, {
    fix: "Delete items that nobody can buy any more.",
    details: { limit: LIMITS.items },
  });
}
