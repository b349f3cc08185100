import type { Instant } from "@habitus/kernel";
import type { Audit } from "../platform/audit.ts";
import type { Kv } from "../platform/kv.ts";
import type { Metrics } from "../platform/metrics.ts";
import { createItemNamings, type ItemNamings } from "./item-naming.ts";
import { createItemStore, type ItemStore } from "./item-store.ts";
import { createWithItems, type WithItems } from "./with-items.ts";

/** What the workspace knows of items, and how events come by it. */
export type Catalogue = { readonly items: ItemStore; readonly itemNaming: ItemNamings };

export function createCatalogue(deps: {
  readonly kv: Kv;
  readonly audit: Audit;
  readonly now: () => Instant;
  readonly metrics: Metrics;
}): Catalogue & { readonly withItems: WithItems } {
  const items = createItemStore(deps);
  const itemNaming = createItemNamings(deps);
  const { metrics } = deps;
  return { items, itemNaming, withItems: createWithItems({ items, naming: itemNaming, metrics }) };
}
