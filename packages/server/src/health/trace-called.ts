import type { ItemNamings } from "../items/item-naming.ts";
import type { ItemStore } from "../items/item-store.ts";
import type { Trace } from "./health-report.ts";

export type CalledDeps = {
  readonly items: Pick<ItemStore, "get">;
  readonly itemNaming: Pick<ItemNamings, "get">;
};

/** What the catalogue calls the value of a trace: null where it is no id of an item, or of none that is known. */
export type Called = (trace: Pick<Trace, "name" | "path" | "value">) => string | null;

/** Values that stand where events name items, and traits that are called so, are ids of items. */
export function tracesCalled({ items, itemNaming }: CalledDeps): Called {
  return ({ name, path, value }) => {
    if (value === null) return null;
    const holder = path.at(-1) ?? name;
    return itemNaming.get().idProperties.includes(holder) ? (items.get(value)?.name ?? null) : null;
  };
}
