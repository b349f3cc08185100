import { itemContentSchema, problemsOf } from "@habitus/contract";
import { HabitusError } from "@habitus/kernel";
import type { NewItem } from "../items/item-store.ts";
import { newItem } from "../items/new-item.ts";
import { cellText, valueReader } from "./cell-values.ts";
import { plainName } from "./guess-mapping.ts";
import type { Cell, ReadRow } from "./row.ts";

/** The entry a row holds, or what is wrong with it as a sentence. */
export type ItemRow =
  | { readonly kind: "item"; readonly item: NewItem }
  | { readonly kind: "bad"; readonly detail: string };

type Field = "id" | "name" | "categories" | "price" | "currency" | "launched" | "stock";

/** Names of columns without case, blanks, `_`, `.` and `-`, best first. */
const COLUMNS: Readonly<Record<Field, readonly string[]>> = {
  id: ["id", "itemid", "productid", "sku", "articleid", "stockcode"],
  name: ["name", "itemname", "productname", "title"],
  categories: ["categories", "category"],
  price: ["price", "unitprice"],
  currency: ["currency"],
  launched: ["launched", "launchedat", "launchdate", "releasedate", "releasedat"],
  stock: ["stock", "inventory", "instock"],
};
const FIELDS = Object.keys(COLUMNS) as readonly Field[];

const readPrice = valueReader({ type: "money" });
const readStock = valueReader({ type: "number" });
const readCategories = valueReader({ type: "list" });

/**
 * Reads rows as entries of the catalogue by the names of their columns; what has no field of its own becomes a property under the
 * column's name. Blank cells are left out.
 * @throws HabitusError `unreadable_file` without a column that names items.
 */
export function itemRows(columns: readonly string[]): (row: ReadRow) => ItemRow {
  const plain = columns.map(plainName);
  const places = new Map<number, Field>();
  for (const field of FIELDS) {
    const place = COLUMNS[field].map((name) => plain.indexOf(name)).find((index) => index >= 0);
    if (place !== undefined) places.set(place, field);
  }
  if (![...places.values()].includes("id")) {
    throw new HabitusError("unreadable_file", "The file has no column that names items.", {
      fix: "Call the column with the items' ids `id`.",
    });
  }
  return (row) => rowItem(row, columns, places);
}

function rowItem(row: ReadRow, columns: readonly string[], places: ReadonlyMap<number, Field>): ItemRow {
  const content: Record<string, unknown> = {};
  const properties: Record<string, unknown> = {};
  for (const [index, cell] of row.cells.entries()) {
    if (cell === null || (typeof cell === "string" && cell.trim() === "")) continue;
    const field = places.get(index);
    if (field === undefined) properties[columns[index] ?? ""] = cell;
    else {
      const value = valueOf(field, cell);
      if (value.kind === "bad") return { kind: "bad", detail: `${columns[index] ?? field}: ${value.why}.` };
      content[field] = value.value;
    }
  }
  const read = itemContentSchema.safeParse({ ...content, properties });
  if (read.success) return { kind: "item", item: newItem(read.data) };
  const [problem] = problemsOf(read.error);
  return { kind: "bad", detail: `${problem?.path || "item"}: ${problem?.message ?? "is wrong"}.` };
}

type Value =
  | { readonly kind: "value"; readonly value: unknown }
  | { readonly kind: "bad"; readonly why: string };

function valueOf(field: Field, cell: Cell): Value {
  switch (field) {
    case "id":
    case "name":
    case "currency":
    case "launched":
      return { kind: "value", value: cellText(cell).trim() };
    case "categories":
      return parsed(readCategories(cell), (text) => JSON.parse(text));
    case "price":
      return parsed(readPrice(cell), (text) => text);
    case "stock":
      return parsed(readStock(cell), Number);
  }
}

function parsed(read: ReturnType<typeof readPrice>, valueOfText: (text: string) => unknown): Value {
  return read.kind === "bad" ? read : { kind: "value", value: valueOfText(read.text) };
}
