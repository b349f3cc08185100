import { type CostDraft, type CostGuess, type CostMapping, costEntrySchema } from "@habitus/contract";
import { must, parseIso } from "@habitus/kernel";
import type { CostContent } from "../costs/cost-ledger.ts";
import { cellText, valueReader } from "./cell-values.ts";
import { plainName, timeOf } from "./guess-mapping.ts";
import type { Cell, ReadRow } from "./row.ts";
import { compileTime } from "./time-format.ts";

/** What a row says; `id` is null where the file has none of its own. */
export type SaidCost = Omit<CostContent, "id"> & { readonly id: string | null };

export type CostRow =
  | { readonly kind: "cost"; readonly cost: SaidCost }
  | { readonly kind: "bad"; readonly column: string | null; readonly detail: string };

/** Names of columns as `plainName` makes them, best first. */
const COLUMNS = {
  id: ["id", "costid", "entryid", "invoiceid"],
  amount: ["amount", "cost", "costs", "spend", "spent", "price", "total"],
  currency: ["currency", "currencycode"],
  kind: ["kind", "type", "costtype"],
  message: ["message", "campaign", "campaignname", "utmcampaign", "channel", "source"],
  segment: ["segment", "segmentkey", "audience"],
  note: ["note", "notes", "comment", "description", "channel"],
} as const;

/** Which columns say what, by their names and the first rows. */
export function guessCosts(
  columns: readonly string[],
  rows: readonly (readonly Cell[])[],
  zone: string,
): CostGuess {
  const used = new Set<string>();
  const take = (names: readonly string[]): string | null => {
    const found = names
      .map((name) => columns.find((column) => plainName(column) === name && !used.has(column)))
      .find((column) => column !== undefined);
    if (found !== undefined) used.add(found);
    return found ?? null;
  };
  const at = timeOf(columns, rows, zone);
  if (at !== null) used.add(at.columns[0] ?? "");
  const timeColumn = at?.columns[0] ?? null;
  const amount = take(COLUMNS.amount);
  const currency = take(COLUMNS.currency);
  const missing = [
    ...(timeColumn === null ? (["at"] as const) : []),
    ...(amount === null ? (["amount"] as const) : []),
    ...(currency === null ? (["currency"] as const) : []),
  ];
  const amounts = amount === null ? columns.filter((column) => !used.has(column)) : [amount];
  const places = amounts.map((column) => columns.indexOf(column));
  const cells = rows.flatMap((row) => places.map((place) => row[place] ?? null));
  const mapping: CostDraft = {
    at: { column: timeColumn, format: at?.format ?? "iso", zone: at?.zone ?? zone },
    amount: { column: amount, decimal: decimalOf(cells) },
    currency: { column: currency, constant: null },
    kind: { column: take(COLUMNS.kind), constant: "message" },
    id: take(COLUMNS.id),
    message: take(COLUMNS.message),
    segment: take(COLUMNS.segment),
    note: take(COLUMNS.note),
  };
  return { mapping, missing };
}

function decimalOf(cells: readonly Cell[]): "." | "," {
  const reads = (decimal: "." | ","): number => {
    const read = valueReader({ type: "money", decimal });
    return cells.filter((cell) => read(cell).kind === "json").length;
  };
  return reads(",") > reads(".") ? "," : ".";
}

/** Columns that a mapping reads and the file does not have. */
export function missingColumns(
  { at, amount, currency, kind, ...rest }: CostMapping,
  columns: readonly string[],
) {
  const read = [at.column, amount.column, currency.column, kind.column, ...Object.values(rest)];
  return read.filter((column): column is string => column !== null && !columns.includes(column));
}

type Read = { readonly value: unknown } | { readonly bad: string };

/** Reads rows by a mapping; blank cells say nothing. */
export function costRows(mapping: CostMapping, columns: readonly string[]): (row: ReadRow) => CostRow {
  const readTime = compileTime(mapping.at);
  const readAmount = valueReader({ type: "money", decimal: mapping.amount.decimal });
  const text = (cell: Cell): Read => ({ value: cellText(cell).trim() });
  const fields: readonly (readonly [string, string | null, (cell: Cell) => Read])[] = [
    ["at", mapping.at.column, (cell) => timeRead(readTime(cell), cell)],
    [
      "amount",
      mapping.amount.column,
      (cell) => {
        const read = readAmount(cell);
        return read.kind === "bad" ? { bad: read.why } : { value: read.text };
      },
    ],
    ["currency", mapping.currency.column, text],
    ["kind", mapping.kind.column, (cell) => ({ value: cellText(cell).trim().toLowerCase() })],
    ["id", mapping.id, text],
    ["message", mapping.message, text],
    ["segment", mapping.segment, text],
    ["note", mapping.note, text],
  ];
  const places = fields.map(([, column]) => (column === null ? -1 : columns.indexOf(column)));
  const usual = {
    currency: mapping.currency.constant ?? undefined,
    kind: mapping.kind.constant ?? undefined,
  };
  return ({ cells }) => {
    const said: Record<string, unknown> = { ...usual };
    for (const [index, [name, column, read]] of fields.entries()) {
      const cell = cells[places[index] ?? -1] ?? null;
      if (column === null || cell === null || (typeof cell === "string" && cell.trim() === "")) continue;
      const found = read(cell);
      if ("bad" in found) return { kind: "bad", column, detail: `${found.bad}.` };
      said[name] = found.value;
    }
    const columnOf = (name: string): string | null => fields.find(([field]) => field === name)?.[1] ?? null;
    return costOf(said, columnOf);
  };
}

function timeRead(text: string | null, cell: Cell): Read {
  return text === null
    ? { bad: `${JSON.stringify(cellText(cell).slice(0, 60))} is no time of the form that the mapping says` }
    : { value: text };
}

/** Stands in while an entry is checked whose id will be made of what it says. */
const NO_ID = "made";

function costOf(
  { message, segment, id = null, ...entry }: Readonly<Record<string, unknown>>,
  columnOf: (name: string) => string | null,
): CostRow {
  const absent = ["at", "amount", "currency", "kind"].find((name) => entry[name] === undefined);
  if (absent !== undefined) {
    return {
      kind: "bad",
      column: columnOf(absent),
      detail: `It says no ${absent === "at" ? "time" : absent}.`,
    };
  }
  const what = {
    ...(message === undefined ? {} : { message }),
    ...(segment === undefined ? {} : { segment }),
  };
  const read = costEntrySchema.safeParse({ ...entry, id: id ?? NO_ID, what });
  if (!read.success) {
    const [issue] = read.error.issues;
    const name = String(issue?.path.at(-1) ?? "");
    return { kind: "bad", column: columnOf(name), detail: `${name}: ${issue?.message ?? "is wrong"}.` };
  }
  const { at, note = null, amount, currency, kind } = read.data;
  return {
    kind: "cost",
    cost: {
      id: id === null ? null : read.data.id,
      at: must(parseIso(at), "validated as a time").at,
      kind,
      amount,
      currency,
      what: what as CostContent["what"],
      note,
    },
  };
}
