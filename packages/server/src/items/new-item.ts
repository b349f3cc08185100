import type { ItemContent as WrittenItem } from "@habitus/contract";
import { must, parseIso } from "@habitus/kernel";
import type { NewItem } from "./item-store.ts";

/** An entry as it was written, after its schema has let it through: what was left out is not known. */
export function newItem({
  id,
  name,
  categories,
  price,
  currency,
  launched,
  stock,
  ...rest
}: WrittenItem): NewItem {
  return {
    id,
    name: name ?? null,
    categories: categories ?? [],
    price: price ?? null,
    currency: currency ?? null,
    launched:
      launched === null || launched === undefined ? null : must(parseIso(launched), "validated as a time").at,
    stock: stock ?? null,
    properties: rest.properties ?? {},
  };
}
