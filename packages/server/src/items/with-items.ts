import { LIMITS as CATALOGUE_LIMITS } from "@habitus/contract";
import { type ItemText, joinItems, LIMITS, type TrackedEvent } from "@habitus/events";
import { formatInstant, jsonText } from "@habitus/kernel";
import type { Metrics } from "../platform/metrics.ts";
import type { ItemNamings } from "./item-naming.ts";
import type { ItemRecord, ItemStore } from "./item-store.ts";
import { saidProperties } from "./new-item.ts";

export type WithItems = (events: readonly TrackedEvent[]) => readonly TrackedEvent[];

export type WithItemsDeps = {
  readonly items: Pick<ItemStore, "count" | "get" | "version">;
  readonly naming: Pick<ItemNamings, "get">;
  readonly metrics: Metrics;
};

/** Ids whose entries are remembered as text; then it begins anew. */
const REMEMBERED = 10_000;

/**
 * Events with what the catalogue says of the items that they name, at this moment. It is done before events are in the log, so
 * that whatever is made of the log, and made of it again, rests on one and the same event, whatever becomes of the catalogue.
 */
export function createWithItems({ items, naming, metrics }: WithItemsDeps): WithItems {
  const textOf = createTexts(items);
  const named = metrics.counter(
    "habitus_ingest_items_total",
    "Items that events named, by outcome: joined, unknown to a catalogue that has any, or left out because the event or its call would grow too large.",
    ["outcome"],
  );
  return (events) => {
    if (items.count() === 0) return events;
    let room: number = LIMITS.callItemBytes;
    const sum = { joined: 0, unknown: 0, left: 0 };
    const joined = events.map((event) => {
      const found = joinItems(event.properties, naming.get(), textOf, Math.min(room, LIMITS.eventItemBytes));
      room -= found.bytes;
      sum.joined += found.joined;
      sum.unknown += found.unknown;
      sum.left += found.left;
      return found.joined === 0 ? event : { ...event, properties: found.properties };
    });
    for (const outcome of ["joined", "unknown", "left"] as const) {
      if (sum[outcome] > 0) named.add({ outcome }, sum[outcome]);
    }
    return joined;
  };
}

function createTexts({ get, version }: WithItemsDeps["items"]): (id: string) => ItemText | null {
  let known = new Map<string, ItemText | null>();
  let ofVersion = version();
  return (id) => {
    // People send ids of any length; no item has such a one, and no key could.
    if (id.length > CATALOGUE_LIMITS.itemIdLength) return null;
    if (ofVersion !== version() || known.size >= REMEMBERED) {
      known = new Map();
      ofVersion = version();
    }
    const before = known.get(id);
    if (before !== undefined) return before;
    const item = get(id);
    const text = item === null ? null : itemText(item);
    const entry = text === null ? null : { text, bytes: Buffer.byteLength(text) };
    known.set(id, entry);
    return entry;
  };
}

/** An entry as events take it along: what is not known of it is left out, numbers keep their digits. */
function itemText(item: ItemRecord): string {
  const { id, name, categories, price, currency, launched, stock, properties } = item;
  const [category] = categories;
  const members: readonly (readonly [string, string | null])[] = [
    ["id", JSON.stringify(id)],
    ["name", name === null ? null : JSON.stringify(name)],
    ["category", category === undefined ? null : JSON.stringify(category)],
    ["categories", category === undefined ? null : JSON.stringify(categories)],
    ["price", price],
    ["currency", currency === null ? null : JSON.stringify(currency)],
    ["launched", launched === null ? null : JSON.stringify(formatInstant(launched))],
    ["stock", stock === null ? null : JSON.stringify(stock)],
    ...Object.entries(saidProperties(properties)).map(([key, value]) => [key, jsonText(value)] as const),
  ];
  const known = members.flatMap(([key, text]) => (text === null ? [] : [`${JSON.stringify(key)}:${text}`]));
  return `{${known.join(",")}}`;
}
