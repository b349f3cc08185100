import { readFile } from "node:fs/promises";
import { setImmediate as breath } from "node:timers/promises";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import {
  DECIMAL_ONE,
  type Decimal,
  decimalFromText,
  decimalToText,
  formatInstant,
  HabitusError,
  parseIso,
} from "@habitus/kernel";
import { csvRows } from "./csv-rows.ts";
import type { NamedItem } from "./demo-items.ts";

/** The head of the file, in its own spelling and order. */
const COLUMNS = [
  "InvoiceNo",
  "StockCode",
  "Description",
  "Quantity",
  "InvoiceDate",
  "UnitPrice",
  "CustomerID",
  "Country",
] as const;
type Line = Readonly<Record<(typeof COLUMNS)[number], string>>;

function checkHead(cells: readonly string[]): void {
  if (cells.join() === COLUMNS.join()) return;
  throw new HabitusError("bad_demo_data", `The demo data has other columns than ${COLUMNS.join(", ")}.`, {
    fix: "Put the file back that came with Habitus.",
  });
}

function lineOf(cells: readonly string[]): Line {
  const [InvoiceNo = "", StockCode = "", Description = "", Quantity = ""] = cells;
  const [, , , , InvoiceDate = "", UnitPrice = "", CustomerID = "", Country = ""] = cells;
  return { InvoiceNo, StockCode, Description, Quantity, InvoiceDate, UnitPrice, CustomerID, Country };
}

type Product = { readonly product_id: string; readonly quantity: number; readonly price: number };

export type Invoice = {
  readonly number: string;
  readonly customer: string;
  readonly country: string;
  /** ISO text, UTC: the earliest line's time. */
  readonly time: string;
  readonly cancelled: boolean;
  /** Sum of quantity x unit price over all lines, rounded half away from zero to 2 decimals; negative for cancellations. */
  readonly revenue: string;
  readonly products: readonly Product[];
};

export type OnlineRetail = {
  /** In order of time. */
  readonly invoices: readonly Invoice[];
  /** What is in them, as most of their lines call it; in order of first mention. */
  readonly items: readonly NamedItem[];
  readonly lines: number;
  /** Invoices that name no customer: left out. */
  readonly withoutCustomer: number;
};

/** So many lines take some milliseconds; whoever else is waiting comes in between. */
const LINES_AT_ONCE = 10_000;

/**
 * Reads the Online Retail file (CC BY 4.0, Daqing Chen, UCI): order lines, gathered by invoice.
 * @throws HabitusError `bad_demo_data` when the columns are others, and naming the line when a number or date cannot be read.
 */
export async function readOnlineRetail(file: string): Promise<OnlineRetail> {
  const text = (await promisify(gunzip)(await readFile(file))).toString("utf8");
  const byNumber = new Map<string, InvoiceDraft>();
  const anonymous = new Set<string>();
  const called = new Map<string, Map<string, number>>();
  let lines = -1;
  for (const cells of csvRows(text)) {
    lines++;
    if (lines === 0) {
      checkHead(cells);
      continue;
    }
    if (lines % LINES_AT_ONCE === 0) await breath();
    const line = lineOf(cells);
    if (line.CustomerID === "") {
      anonymous.add(line.InvoiceNo);
      continue;
    }
    addLine(byNumber, line, lines);
    addName(called, line);
  }
  const invoices = [...byNumber.values()]
    .map(finish)
    .sort((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0));
  return { invoices, items: namedItems(called), lines, withoutCustomer: anonymous.size };
}

function addName(called: Map<string, Map<string, number>>, { StockCode, Description }: Line): void {
  const name = Description.trim();
  if (name === "") return;
  const names = called.get(StockCode) ?? new Map<string, number>();
  called.set(StockCode, names.set(name, (names.get(name) ?? 0) + 1));
}

function namedItems(called: ReadonlyMap<string, ReadonlyMap<string, number>>): readonly NamedItem[] {
  return [...called].map(([id, names]) => ({ id, name: mostFrequent(names) }));
}

/** Of equally frequent ones the first. */
function mostFrequent(names: ReadonlyMap<string, number>): string {
  let [most, best] = [0, ""];
  for (const [name, times] of names) if (times > most) [most, best] = [times, name];
  return best;
}

type InvoiceDraft = {
  readonly number: string;
  readonly customer: string;
  readonly country: string;
  at: number;
  revenue: Decimal;
  readonly products: Product[];
};

function addLine(byNumber: Map<string, InvoiceDraft>, line: Line, lineNumber: number): void {
  const at = parseIso(line.InvoiceDate)?.at;
  const price = decimalFromText(line.UnitPrice);
  const quantity = Number(line.Quantity);
  if (at === undefined || price === null || !Number.isInteger(quantity)) {
    throw new HabitusError(
      "bad_demo_data",
      `Line ${lineNumber} of the demo data has no readable date, price or quantity.`,
    );
  }
  let draft = byNumber.get(line.InvoiceNo);
  if (draft === undefined) {
    draft = {
      number: line.InvoiceNo,
      customer: line.CustomerID,
      country: line.Country,
      at,
      revenue: 0n,
      products: [],
    };
    byNumber.set(line.InvoiceNo, draft);
  }
  draft.at = Math.min(draft.at, at);
  draft.revenue += BigInt(quantity) * price;
  draft.products.push({ product_id: line.StockCode, quantity, price: Number(line.UnitPrice) });
}

function finish(draft: InvoiceDraft): Invoice {
  return {
    number: draft.number,
    customer: draft.customer,
    country: draft.country,
    time: formatInstant(draft.at),
    cancelled: draft.number.startsWith("C"),
    revenue: decimalToText(toCents(draft.revenue)),
    products: draft.products,
  };
}

function toCents(value: Decimal): Decimal {
  const cent = DECIMAL_ONE / 100n;
  const magnitude = value < 0n ? -value : value;
  const rounded = ((magnitude + cent / 2n) / cent) * cent;
  return value < 0n ? -rounded : rounded;
}

export type SegmentCall = Readonly<Record<string, unknown>>;

/**
 * The calls an SDK would have made for these invoices, in order of time: an `identify` with the country when a customer is
 * first seen or the country changes, and one order event per invoice. Message ids are stable, so sending twice counts once.
 * @param round how often it was loaded after it had been removed, counted from 1: ids that came once are passed over.
 */
export function* onlineRetailCalls(invoices: readonly Invoice[], round = 1): Generator<SegmentCall> {
  const prefix = round === 1 ? "online-retail" : `online-retail-again-${round}`;
  const countries = new Map<string, string>();
  for (const invoice of invoices) {
    if (countries.get(invoice.customer) !== invoice.country) {
      countries.set(invoice.customer, invoice.country);
      yield {
        type: "identify",
        messageId: `${prefix}-${invoice.number}-customer`,
        userId: invoice.customer,
        timestamp: invoice.time,
        traits: { country: invoice.country },
      };
    }
    yield {
      type: "track",
      messageId: `${prefix}-${invoice.number}`,
      userId: invoice.customer,
      event: invoice.cancelled ? "Order Cancelled" : "Order Completed",
      timestamp: invoice.time,
      properties: {
        order_id: invoice.number,
        revenue: Number(invoice.revenue),
        currency: "GBP",
        products: invoice.products,
      },
    };
  }
}
