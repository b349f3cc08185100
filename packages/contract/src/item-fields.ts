/** What an entry of the item catalogue has of its own; properties have other names. Apart from the schemas, which callers need not load. */
export const ITEM_FIELDS = [
  "id",
  "name",
  "category",
  "categories",
  "price",
  "currency",
  "launched",
  "stock",
] as const;
