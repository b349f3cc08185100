import { must, readRate } from "@habitus/kernel";
import { addAmounts, type Exchange } from "@habitus/events";
import { type Bench, median, type Row } from "./report.ts";

const ROUNDS = 15;
const TEXTS = 5_000;

const RATE = must(readRate("0.921234"), "is a rate");
const EXCHANGE: Exchange = { currency: "EUR", rateOf: (said) => (said === "EUR" ? "own" : RATE) };

/** An order of three products, about 330 bytes. */
function orderText(index: number, currency: string): string {
  return JSON.stringify({
    order_id: `order-${index}`,
    revenue: 12.5 + index,
    total: 19.99 + index,
    currency,
    coupon: "SPRING",
    products: [1, 2, 3].map((at) => ({
      product_id: `sku-${at}`,
      quantity: at,
      price: 9.95,
      name: "A product",
    })),
  });
}

function viewText(index: number): string {
  return JSON.stringify({
    url: `https://shop.example/p/${index}`,
    path: `/p/${index}`,
    title: "A product",
    seen: index,
  });
}

/** Microseconds an event. */
function costOf(texts: readonly string[], work: (text: string) => unknown): number {
  const begun = performance.now();
  for (const text of texts) work(text);
  return ((performance.now() - begun) * 1_000) / texts.length;
}

/** Both are measured in turns, so that whatever else the machine does meets both. The first round warms up. */
function compare(name: string, textOf: (index: number) => string): Row {
  const texts = Array.from({ length: TEXTS }, (_, index) => textOf(index));
  const added: number[] = [];
  const parsed: number[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    const costs = [
      costOf(texts, (text) => addAmounts(text, EXCHANGE)),
      costOf(texts, (text) => JSON.parse(text)),
    ] as const;
    if (round === 0) continue;
    added.push(costs[0]);
    parsed.push(costs[1]);
  }
  return {
    name,
    unit: "µs/event",
    value: median(added),
    peer: { name: "JSON.parse", value: median(parsed) },
  };
}

export const bench: Bench = {
  name: "money",
  title: "Putting amounts in the workspace's currency beside those of an event",
  async run(report) {
    report.row(compare("five amounts in another currency", (index) => orderText(index, "USD")));
    report.row(compare("five amounts in the workspace's own", (index) => orderText(index, "EUR")));
    report.row(compare("a page view without amounts", viewText));
    report.note(
      `${TEXTS} texts, median of ${ROUNDS} rounds, in turns with JSON.parse of the same properties.`,
    );
  },
};
