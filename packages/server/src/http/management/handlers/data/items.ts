import type { Item, ItemNaming } from "@habitus/contract";
import { formatInstant } from "@habitus/kernel";
import type { ItemNamingView } from "../../../../items/item-naming.ts";
import type { ItemRecord } from "../../../../items/item-store.ts";
import { newItem, saidProperties } from "../../../../items/new-item.ts";
import type { ManagementDeps } from "../../deps.ts";
import type { HandlersFor } from "../../handler.ts";
import { toJob } from "../workspace/jobs.ts";
import { found, isoOrNull, PAGE } from "../shared.ts";

type ItemOperations =
  | "listItems"
  | "getItem"
  | "editItem"
  | "writeItems"
  | "deleteItem"
  | "importItems"
  | "getItemNaming"
  | "editItemNaming";

export function itemHandlers({ items, itemNaming, imports }: ManagementDeps): HandlersFor<ItemOperations> {
  return {
    async listItems({ query: { search = null, after = null, limit = PAGE } }) {
      const page = await items.page({ search, after, limit });
      return { count: items.count(), items: page.items.map(toItem), next: page.next };
    },
    getItem: ({ params }) => toItem(found(items.get(params.id), "item")),
    async editItem({ params: { id }, body: { rev, ...content } }, { caller }) {
      return toItem(await items.set(newItem({ id, ...content }), rev ?? null, caller.actor));
    },
    writeItems: ({ body }, { caller }) => items.write(body.items.map(newItem), caller.actor),
    async deleteItem({ params }, { caller }) {
      await items.remove(params.id, caller.actor);
      return undefined;
    },
    importItems: async ({ body }, { caller }) => toJob(await imports.startItems(body.file, caller.actor)),
    getItemNaming: () => toNaming(itemNaming.get()),
    async editItemNaming({ body: { rev, ...naming } }, { caller }) {
      return toNaming(await itemNaming.set(naming, rev, caller.actor));
    },
  };
}

function toItem({ categories, properties, launched, updatedAt, ...rest }: ItemRecord): Item {
  return {
    ...rest,
    categories: [...categories],
    properties: saidProperties(properties) as Item["properties"],
    launched: isoOrNull(launched),
    updatedAt: formatInstant(updatedAt),
  };
}

function toNaming({ idProperties, lists, rev, updatedAt }: ItemNamingView): ItemNaming {
  return { idProperties: [...idProperties], lists: [...lists], rev, updatedAt: isoOrNull(updatedAt) };
}
