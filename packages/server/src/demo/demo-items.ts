import type { Actor } from "@habitus/contract";
import { HabitusError } from "@habitus/kernel";
import type { ItemRecord, ItemStore } from "../items/item-store.ts";
import { newItem } from "../items/new-item.ts";

export type NamedItem = { readonly id: string; readonly name: string };

/**
 * Adds those that the catalogue does not have; answers how many. Orders that are sent before are not changed by it: entries only
 * say what their items are called. Where there is no room for them they stay without names.
 */
export async function ensureItems(
  store: Pick<ItemStore, "get" | "write">,
  items: readonly NamedItem[],
  by: Actor,
): Promise<number> {
  const absent = items.filter(({ id }) => store.get(id) === null);
  try {
    return (await store.write(absent.map(newItem), by)).added;
  } catch (error) {
    if (error instanceof HabitusError && error.code === "too_many") return 0;
    throw error;
  }
}

/** Nothing else of the product writes items by itself, and what a person has changed is theirs. */
const isOfDemo = ({ updatedBy }: ItemRecord): boolean => updatedBy.kind === "system";

const ITEMS_PER_PAGE = 1_000;

/** How many go when the demo is removed. */
export async function countDemoItems(store: Pick<ItemStore, "page">): Promise<number> {
  let count = 0;
  for await (const items of demoItems(store)) count += items.length;
  return count;
}

/** Answers how many went. */
export async function removeDemoItems(
  store: Pick<ItemStore, "page" | "removeAll">,
  by: Actor,
): Promise<number> {
  let count = 0;
  for await (const items of demoItems(store)) {
    const ids = items.map(({ id }) => id);
    count += await store.removeAll(ids, isOfDemo, by);
  }
  return count;
}

async function* demoItems(store: Pick<ItemStore, "page">): AsyncGenerator<readonly ItemRecord[]> {
  let after: string | null = null;
  do {
    const page: Awaited<ReturnType<ItemStore["page"]>> = await store.page({
      search: null,
      after,
      limit: ITEMS_PER_PAGE,
    });
    yield page.items.filter(isOfDemo);
    after = page.next;
  } while (after !== null);
}
