import type { Actor } from "@habitus/contract";
import type { ItemNaming } from "@habitus/events";
import type { Instant } from "@habitus/kernel";
import type { Audit } from "../platform/audit.ts";
import { createDocuments, type DocumentRecord } from "../platform/documents.ts";
import type { Kv, Table } from "../platform/kv.ts";

export type ItemNamingView = ItemNaming & {
  /** 0 until it is first changed. */
  readonly rev: number;
  readonly updatedAt: Instant | null;
};

export type ItemNamings = {
  get(): ItemNamingView;
  /** @throws HabitusError `conflict`. */
  set(naming: ItemNaming, rev: number, by: Actor): Promise<ItemNamingView>;
};

/** Key: "naming". */
const ITEM_NAMINGS: Table<DocumentRecord<ItemNaming>> = { name: "item_namings", version: 1 };
const KEY = "naming";

/** As the spec of the tracking API's commerce events has it. */
const FIRST_NAMING: ItemNaming = { idProperties: ["product_id", "sku"], lists: ["products"] };

/** Where the workspace's events name items. */
export function createItemNamings(deps: {
  readonly kv: Kv;
  readonly audit: Audit;
  readonly now: () => Instant;
}): ItemNamings {
  const documents = createDocuments<ItemNaming>({
    ...deps,
    table: ITEM_NAMINGS,
    kind: "item_naming",
    target: "items",
    called: "naming of items",
    contentOf: ({ idProperties, lists }) => ({ idProperties, lists }),
  });
  // Every call asks for it, and nobody else writes it.
  let present: ItemNamingView = documents.get(KEY) ?? { ...FIRST_NAMING, rev: 0, updatedAt: null };
  return {
    get: () => present,
    async set(naming, rev, by) {
      present = await documents.set(KEY, naming, rev, by);
      return present;
    },
  };
}
