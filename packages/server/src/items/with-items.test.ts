import { LIMITS } from "@habitus/contract";
import type { TrackedEvent } from "@habitus/events";
import { expect, test } from "vitest";
import { createMemoryKv } from "../platform/memory-kv.ts";
import { createMetrics } from "../platform/metrics.ts";
import { put } from "../platform/kv.ts";
import { createCatalogue } from "./catalogue.ts";
import { newItem } from "./new-item.ts";

const BY = { kind: "system", id: "test", name: "Test" } as const;

function world() {
  const metrics = createMetrics();
  const { items, withItems } = createCatalogue({
    kv: createMemoryKv(),
    audit: () => put({ name: "audit", version: 1 }, ["one"], null),
    now: () => 1_000_000,
    metrics,
  });
  const joined = (...skus: readonly string[]): readonly unknown[] =>
    withItems(skus.map(bought)).map(({ properties }) => JSON.parse(properties) as unknown);
  const counted = async (outcome: string): Promise<string | undefined> =>
    new RegExp(`habitus_ingest_items_total\\{outcome="${outcome}"\\} (\\d+)`).exec(await metrics.text())?.[1];
  return { items, withItems, joined, counted };
}

function bought(sku: string): TrackedEvent {
  return {
    type: "track",
    id: "m1",
    name: "Order Completed",
    time: 1,
    offsetMinutes: null,
    userId: "ann",
    anonymousId: null,
    previousId: null,
    groupId: null,
    properties: JSON.stringify({ sku }),
    traits: "{}",
    context: "{}",
  };
}

test("an id that no item and no key could have is one that is not known", async () => {
  const { items, joined, counted } = world();
  const longest = "t".repeat(LIMITS.itemIdLength);
  await items.set(newItem({ id: longest, price: "7.50" }), null, BY);
  const endless = "t".repeat(3_000);
  expect(joined(endless, longest, `${longest}t`)).toEqual([
    { sku: endless },
    { sku: longest, $item: { id: longest, price: 7.5 } },
    { sku: `${longest}t` },
  ]);
  expect([await counted("joined"), await counted("unknown")]).toEqual(["1", "2"]);
});

test("events pass an empty catalogue as they are", async () => {
  const { items, withItems, joined, counted } = world();
  const events = [bought("tee")];
  expect(withItems(events)).toBe(events);
  expect(await counted("unknown")).toBeUndefined();
  await items.set(newItem({ id: "tee" }), null, BY);
  expect(joined("tee")).toEqual([{ sku: "tee", $item: { id: "tee" } }]);
  await items.remove("tee", BY);
  expect(withItems(events)).toBe(events);
});
