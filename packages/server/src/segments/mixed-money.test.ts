import { must } from "@habitus/kernel";
import { type CurrencyCount, parseDefinition } from "@habitus/segments";
import { expect, test } from "vitest";
import { mixedMoney, type MoneyReads } from "./mixed-money.ts";

const EUR = { said: "EUR", own: null, events: 9 };
const USD = { said: "USD", own: null, events: 1 };

/** Currencies of an event by the amount that it holds. */
function readsOf(counts: Readonly<Record<string, readonly CurrencyCount[]>>): MoneyReads {
  return {
    eventNames: () => Promise.resolve([{ name: "order", count: 10, lastSeen: 0 }]),
    currencies: ({ name, keys }) => Promise.resolve(keys.flatMap((key) => counts[`${name} ${key}`] ?? [])),
  };
}

async function codes(text: string, reads: MoneyReads): Promise<readonly string[]> {
  const parsed = parseDefinition(text);
  const definition = must(parsed.kind === "ok" ? parsed.definition : null, "reads");
  return (await mixedMoney(definition, null, reads)).map(({ code }) => code);
}

test("only the amount that a sum reads says in which currencies it is", async () => {
  const reads = readsOf({ "order revenue": [EUR], "order tax": [EUR, USD], "order net_amount": [EUR, USD] });
  expect(await codes("sum of order.revenue > 5", reads)).toEqual([]);
  expect(await codes("sum of order.tax > 5", reads)).toEqual(["mixed_currencies"]);
  expect(await codes("sum of order.net_amount > 5", reads)).toEqual(["perhaps_mixed_currencies"]);
  expect(await codes("sum of order.revenue > 5 and sum of order.tax > 5", reads)).toEqual([
    "mixed_currencies",
  ]);
});
