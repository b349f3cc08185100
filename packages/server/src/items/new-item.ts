import type { ItemContent as WrittenItem } from "@habitus/contract";
import { ExactNumber, must, parseIso } from "@habitus/kernel";
import type { ItemContent, ItemScalar, NewItem } from "./item-store.ts";

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
    properties: keptProperties(rest.properties ?? {}),
  };
}

type SaidScalar = string | number | boolean | ExactNumber;
type Said = Readonly<Record<string, SaidScalar | readonly SaidScalar[]>>;

const isList = <T>(value: T | readonly T[]): value is readonly T[] => Array.isArray(value);

function keptProperties(said: Said): ItemContent["properties"] {
  const kept = (value: SaidScalar): ItemScalar =>
    value instanceof ExactNumber ? { exact: value.text } : value;
  return mapped(said, kept);
}

/** What is kept, as answers and events write it: every number with its digits. */
export function saidProperties(kept: ItemContent["properties"]): Said {
  return mapped(kept, (value) => (typeof value === "object" ? new ExactNumber(value.exact) : value));
}

function mapped<From, To>(
  properties: Readonly<Record<string, From | readonly From[]>>,
  map: (value: From) => To,
): Readonly<Record<string, To | readonly To[]>> {
  return Object.fromEntries(
    Object.entries(properties).map(([name, value]) => [name, isList(value) ? value.map(map) : map(value)]),
  );
}
