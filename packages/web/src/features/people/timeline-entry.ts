import type { PersonEvent, TimelineEntry } from "@habitus/contract";
import type { I18n } from "../../i18n/use-i18n.tsx";
import { ExactNumber, isContextProperty, isMoneyOfProduct } from "@habitus/kernel";
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
      !isMoneyOfProduct(name) &&
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
  | { readonly kind: "entry"; readonly entry: TimelineEntry };

export const timeOf = (entry: TimelineEntry): string =>
  entry.kind === "transition" ? entry.transition.at : entry.event.time;

/** The same over pages and reloads. A message id may come twice under two sources, so the time belongs to the key. */
export function keyOfEntry(entry: TimelineEntry): string {
  if (entry.kind === "transition") return entry.transition.id;
  const { source, time, id } = entry.event;
  return `${source} ${time} ${id}`;
}

/** Puts a heading before the first entry of every day; `dayOf` writes the day in the workspace's zone. */
export function byDay(
  entries: readonly TimelineEntry[],
  dayOf: (time: string) => string,
): readonly TimelineRow[] {
  const rows: TimelineRow[] = [];
  let before: string | null = null;
  for (const entry of entries) {
    const day = dayOf(timeOf(entry));
    if (day !== before) rows.push({ kind: "day", day });
    before = day;
    rows.push({ kind: "entry", entry });
  }
  return rows;
}
