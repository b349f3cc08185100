import { parseJson } from "@habitus/kernel";
import { type Bench, median, type Row } from "./report.ts";

const ROUNDS = 15;
const TEXTS = 5_000;

/** A tracked order as an SDK sends it, about 500 bytes. */
function orderText(index: number, revenue: string): string {
  return JSON.stringify({
    type: "track",
    messageId: `node-next-1700000000${index}-6b1f5a0e`,
    event: "Order Completed",
    userId: `user-${index % 5_000}`,
    timestamp: "2024-11-21T10:15:30.123Z",
    properties: {
      order_id: `order-${index}`,
      revenue: "REVENUE",
      currency: "EUR",
      products: [1, 2, 3].map((at) => ({ product_id: `sku-${at}`, quantity: at, price: 9.95 })),
    },
    context: { library: { name: "@segment/analytics-node", version: "3.1.0" } },
  }).replace('"REVENUE"', revenue);
}

function rate(texts: readonly string[], parse: (text: string) => unknown): number {
  const begun = performance.now();
  for (const text of texts) parse(text);
  return (texts.length * 1_000) / (performance.now() - begun);
}

/** Both are measured in turns, so that whatever else the machine does meets both. The first round warms up. */
function compare(name: string, revenue: string): Row {
  const texts = Array.from({ length: TEXTS }, (_, index) => orderText(index, revenue));
  const exact: number[] = [];
  const plain: number[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    const rates = [rate(texts, parseJson), rate(texts, (text) => JSON.parse(text))] as const;
    if (round === 0) continue;
    exact.push(rates[0]);
    plain.push(rates[1]);
  }
  return { name, unit: "events/s", value: median(exact), peer: { name: "JSON.parse", value: median(plain) } };
}

export const bench: Bench = {
  name: "parse",
  title: "Reading the JSON of one event without losing a digit",
  async run(report) {
    report.row(compare("numbers that a double holds", "1234.56"));
    report.row(compare("one number that a double would change", "1234567890123456.78"));
    const bytes = orderText(0, "1234.56").length;
    report.note(`${TEXTS} texts of ${bytes} bytes, median of ${ROUNDS} rounds, both parsers in turns.`);
  },
};
