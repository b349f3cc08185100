/**
 * Properties that hold amounts of money: those of the standard events, and of the items in their lists. Beside each an event takes along
 * what it is worth in the workspace's currency, under its name with `$` before it. Names stay flat, which the event store searches fastest.
 */
export const MONEY_PROPERTIES = [
  "revenue",
  "total",
  "value",
  "price",
  "subtotal",
  "tax",
  "shipping",
  "discount",
] as const;

export type MoneyProperty = (typeof MONEY_PROPERTIES)[number];

/** Where an event, or an item in it, says in which currency its amounts are. */
export const CURRENCY_PROPERTY = "currency";

/** Where an event holds in which currency the amounts with `$` are: the workspace's own when it arrived. */
export const OWN_CURRENCY_PROPERTY = "$currency";

const SENT_BY_CONVERTED: ReadonlyMap<string, MoneyProperty> = new Map(
  MONEY_PROPERTIES.map((name) => [`$${name}`, name]),
);

/** Whether the product alone says it: calls may not send a property of that name. */
export function isMoneyOfProduct(name: string): boolean {
  return name === OWN_CURRENCY_PROPERTY || SENT_BY_CONVERTED.has(name);
}

/** The property that an amount in the workspace's currency was made of; null for any other name. */
export function sentAmount(name: string): MoneyProperty | null {
  return SENT_BY_CONVERTED.get(name) ?? null;
}

/** The name under which an amount stands in the workspace's currency; null for what is not converted. */
export function convertedAmount(name: string): string | null {
  const converted = `$${name}`;
  return SENT_BY_CONVERTED.has(converted) ? converted : null;
}

/** Last words of names that hold money although nobody converts them, as in `orderTotal` or `net_amount`. */
const MONEY_WORDS: ReadonlySet<string> = new Set([
  ...MONEY_PROPERTIES,
  "amount",
  "cost",
  "fee",
  "gmv",
  "paid",
  "sales",
  "spend",
  "spent",
]);

/** Whether a property seems to hold money, by the last word of its name. */
export function isMoneyName(name: string): boolean {
  const words = name.replace(/([a-z\d])([A-Z])/g, "$1 $2").split(/[^A-Za-z]+/);
  return MONEY_WORDS.has((words.filter((word) => word !== "").at(-1) ?? "").toLowerCase());
}
