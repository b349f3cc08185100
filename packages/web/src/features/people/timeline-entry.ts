import type { PersonEvent } from "@habitus/contract";
import type { I18n } from "../../i18n/use-i18n.tsx";
import { ExactNumber, isContextProperty } from "@habitus/kernel";
import { shortValue } from "../../ui/person-label.ts";

/** Shown apart as money and therefore not among the details. */
const MONEY = ["revenue", "total", "value"] as const;
const DETAILS = 4;

/** What an event was worth: its first money property with the event's own currency; null without either. */
export function eventMoney(properties: PersonEvent["properties"], { f }: I18n): string | null {
  const { currency } = properties;
  const amount = MONEY.map((name) => properties[name]).find(isNumber);
  if (amount === undefined) return null;
  return typeof currency === "string" ? f.money(amount, currency) : f.exact(amount);
}

/** "order_id: 536365 · 7 products": the first plain properties that were sent, and how many products there were. */
export function eventDetails(properties: PersonEvent["properties"], { t }: I18n): readonly string[] {
  const { products } = properties;
  const plain = Object.entries(properties).filter(
    ([name, value]) =>
      name !== "currency" &&
      !isContextProperty(name) &&
      !MONEY.some((money) => money === name) &&
      (typeof value !== "object" || value === null || isNumber(value)),
  );
  const details = plain.slice(0, DETAILS).map(([name, value]) => `${name}: ${shortValue(value)}`);
  return Array.isArray(products) ? [...details, t("person.items", { count: products.length })] : details;
}

const isNumber = (value: unknown): value is number | ExactNumber =>
  typeof value === "number" || value instanceof ExactNumber;

export type TimelineRow =
  | { readonly kind: "day"; readonly day: string }
  | { readonly kind: "event"; readonly event: PersonEvent };

/** Puts a heading before the first event of every day; `dayOf` writes the day in the workspace's zone. */
export function byDay(
  events: readonly PersonEvent[],
  dayOf: (time: string) => string,
): readonly TimelineRow[] {
  const rows: TimelineRow[] = [];
  let before: string | null = null;
  for (const event of events) {
    const day = dayOf(event.time);
    if (day !== before) rows.push({ kind: "day", day });
    before = day;
    rows.push({ kind: "event", event });
  }
  return rows;
}
