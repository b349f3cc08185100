import { DAY_MS } from "@habitus/kernel";
import { type OrderHistory, orderHistory } from "../src/buyers/orders.ts";

export const CDNOW_FILES = {
  orders: "cdnow/CDNOW_sample.txt",
  summary: "cdnow/cdnow_customers_summary_with_transactions.csv",
} as const;

const dayOf = (text: string): number =>
  Date.UTC(Number(text.slice(0, 4)), Number(text.slice(4, 6)) - 1, Number(text.slice(6, 8))) / DAY_MS;

/** 39 weeks to 30 September 1997, 39 weeks held out, as in the papers. */
export function cdnowHistory(text: string): OrderHistory {
  const rows = text
    .trim()
    .split(/\r?\n/)
    .map((line) => line.trim().split(/\s+/));
  return orderHistory(
    {
      person: Uint32Array.from(rows, (row) => Number(row[1])),
      day: Int32Array.from(rows, (row) => dayOf(row[2] ?? "")),
      value: Float64Array.from(rows, (row) => Number(row[4])),
    },
    { calibrationEnd: dayOf("19970930"), holdoutEnd: dayOf("19980630"), unitDays: 7 },
  );
}
