import { readFileSync } from "node:fs";
import type { TrackedEvent } from "@habitus/events";
import { must, parseIso } from "@habitus/kernel";
import { expect, test, vi } from "vitest";
import { put } from "../platform/kv.ts";
import { createMemoryKv } from "../platform/memory-kv.ts";
import { createMetrics } from "../platform/metrics.ts";
import { createMoney } from "./money.ts";
import { createUnconvertedCounts } from "./unconverted.ts";

const BY = { kind: "system", id: "test", name: "Test" } as const;

function world(kv = createMemoryKv()) {
  const metrics = createMetrics();
  let zone = "UTC";
  const { money, withAmounts } = createMoney({
    kv,
    audit: () => put({ name: "audit", version: 1 }, ["one"], null),
    now: () => 1_000_000,
    metrics,
    zone: () => zone,
    onFailure: (error) => {
      throw error;
    },
  });
  const counted = async (outcome: string): Promise<string | undefined> =>
    new RegExp(`habitus_ingest_amounts_total\\{outcome="${outcome}"\\} (\\d+)`).exec(
      await metrics.text(),
    )?.[1];
  return {
    kv,
    ...money,
    withAmounts,
    counted,
    moveTo: (to: string) => {
      zone = to;
    },
  };
}

function bought(at: string, currency: string | null, revenue = 100): TrackedEvent {
  return {
    type: "track",
    id: "m1",
    name: "Order Completed",
    time: must(parseIso(at), "is a time").at,
    offsetMinutes: null,
    userId: "ann",
    anonymousId: null,
    previousId: null,
    groupId: null,
    properties: JSON.stringify({ revenue, ...(currency === null ? {} : { currency }) }),
    traits: "{}",
    context: "{}",
  };
}

const worth = ({ withAmounts }: ReturnType<typeof world>, ...event: Parameters<typeof bought>): unknown => {
  const [after] = withAmounts([bought(...event)]).events;
  return (JSON.parse(after?.properties ?? "") as { readonly $revenue?: number }).$revenue;
};

test("while the workspace has no currency, events pass as they are", () => {
  const { withAmounts } = world();
  const events = [bought("2026-01-01", "USD")];
  expect(withAmounts(events).events).toBe(events);
});

test("the latest rate of the event's day or before counts, on the workspace's clocks", async () => {
  const shop = world();
  await shop.settings.set("EUR", 0, BY);
  await shop.rates.write(
    "EUR",
    [
      { currency: "USD", from: "2026-01-02", rate: "0.9" },
      { currency: "USD", from: "2026-01-05", rate: "0.8" },
    ],
    BY,
  );
  const at = (time: string): unknown => worth(shop, time, "usd");
  expect([
    at("2026-01-01T23:59:59.999Z"),
    at("2026-01-02T00:00:00Z"),
    at("2026-01-04T23:59:59.999Z"),
    at("2026-01-05T00:00:00Z"),
    at("2030-01-01"),
  ]).toEqual([undefined, 90, 90, 80, 80]);
  shop.moveTo("America/New_York");
  expect([at("2026-01-02T04:59:59.999Z"), at("2026-01-02T05:00:00Z")]).toEqual([undefined, 90]);
  expect([worth(shop, "1990-01-01", null), worth(shop, "1990-01-01", "EUR")]).toEqual([100, 100]);
});

test("a rate that is set, changed or deleted counts from the next event on", async () => {
  const shop = world();
  await shop.settings.set("EUR", 0, BY);
  const set = (rate: string) => shop.rates.write("EUR", [{ currency: "GBP", from: "2026-01-01", rate }], BY);
  expect(worth(shop, "2026-02-01", "GBP")).toBeUndefined();
  await set("1.2");
  expect(worth(shop, "2026-02-01", "GBP")).toBe(120);
  await set("1.1");
  expect(worth(shop, "2026-02-01", "GBP")).toBeCloseTo(110, 9);
  expect(shop.rates.count()).toBe(1);
  await shop.rates.remove("EUR", "GBP", "2026-01-01", BY);
  expect([worth(shop, "2026-02-01", "GBP"), shop.rates.count()]).toEqual([undefined, 0]);
});

test("rates belong to the currency they are into", async () => {
  const shop = world();
  await shop.settings.set("EUR", 0, BY);
  await shop.rates.write("EUR", [{ currency: "USD", from: "2026-01-01", rate: "0.5" }], BY);
  await shop.settings.set("CHF", 1, BY);
  expect([worth(shop, "2026-02-01", "USD"), worth(shop, "2026-02-01", null)]).toEqual([undefined, 100]);
  await shop.settings.set("EUR", 2, BY);
  expect(worth(shop, "2026-02-01", "USD")).toBe(50);
});

test("what could not be converted is counted by currency and reason, and known after a restart", async () => {
  const shop = world();
  await shop.settings.set("EUR", 0, BY);
  shop
    .withAmounts([
      bought("2026-01-03", "JPY"),
      bought("2026-01-01", "jpy"),
      bought("2026-01-02", "points"),
      bought("2026-01-02", "EUR"),
    ])
    .ended(true);
  expect([
    await shop.counted("converted"),
    await shop.counted("no_rate"),
    await shop.counted("unknown_currency"),
  ]).toEqual(["1", "2", "1"]);
  await new Promise((resolve) => setImmediate(resolve));
  const at = (time: string): number => must(parseIso(time), "is a time").at;
  expect(world(shop.kv).unconverted.list()).toEqual([
    {
      currency: "JPY",
      into: "EUR",
      reason: "no_rate",
      events: 2,
      first: at("2026-01-01"),
      last: at("2026-01-03"),
      seenAt: 1_000_000,
    },
    {
      currency: "POINTS",
      into: "EUR",
      reason: "unknown_currency",
      events: 1,
      first: at("2026-01-02"),
      last: at("2026-01-02"),
      seenAt: 1_000_000,
    },
  ]);
});

test("what could not be converted is counted by the currency it was to be in, and an event once however its currency is written", async () => {
  const shop = world();
  await shop.settings.set("EUR", 0, BY);
  const { properties, ...rest } = bought("2026-01-03", "JPY");
  const both = properties.replace(
    "}",
    ',"products":[{"price":1,"currency":"jpy"},{"price":1,"currency":"GBP"}]}',
  );
  shop.withAmounts([{ ...rest, properties: both }]).ended(true);
  await shop.settings.set("CHF", 1, BY);
  shop.withAmounts([bought("2026-01-03", "JPY")]).ended(true);
  const rows = shop.unconverted.list();
  expect(rows.map(({ currency, into, events }) => `${events} ${currency} into ${into}`).toSorted()).toEqual([
    "1 GBP into EUR",
    "1 JPY into CHF",
    "1 JPY into EUR",
  ]);
});

test("counts that version 2 kept are read, and counted on", async () => {
  const kept = JSON.parse(readFileSync(new URL("./recordings/unconverted-v2.json", import.meta.url), "utf8"));
  const kv = createMemoryKv();
  await kv.commit([put({ name: "unconverted_amounts", version: 2 }, kept.key, kept.value)]);
  const { unconverted } = world(kv);
  expect(unconverted.list()).toEqual([kept.value]);
  unconverted.note({ currency: "JPY", into: "EUR", reason: "no_rate", time: kept.value.first });
  expect(unconverted.list()).toMatchObject([{ events: 8, last: kept.value.last }]);
});

test("what could not be kept is kept with what comes next", async () => {
  const kv = createMemoryKv();
  const failures: unknown[] = [];
  let isFull = true;
  const commit: typeof kv.commit = async (...changes) => {
    if (isFull) throw new Error("full");
    await kv.commit(...changes);
  };
  const deps = { now: () => 1, onFailure: (error: unknown) => failures.push(error) };
  const counts = createUnconvertedCounts({ ...deps, kv: { ...kv, commit } });
  for (const currency of ["JPY", "USD"]) counts.note({ currency, into: "EUR", reason: "no_rate", time: 1 });
  await vi.waitFor(() => {
    expect(failures).toHaveLength(1);
  });
  isFull = false;
  counts.note({ currency: "GBP", into: "EUR", reason: "no_rate", time: 1 });
  const kept = () => createUnconvertedCounts({ ...deps, kv }).list();
  await vi.waitFor(() => {
    expect(kept().map(({ currency, events }) => [currency, events])).toEqual([
      ["GBP", 1],
      ["JPY", 1],
      ["USD", 1],
    ]);
  });
});

test("what the log refused is not counted: it is sent again", async () => {
  const shop = world();
  await shop.settings.set("EUR", 0, BY);
  shop.withAmounts([bought("2026-01-03", "JPY"), bought("2026-01-03", "EUR")]).ended(false);
  expect(shop.unconverted.list()).toEqual([]);
  expect(await shop.counted("converted")).toBeUndefined();
  expect(await shop.counted("no_rate")).toBeUndefined();
});

test("made-up currencies do not grow the counts without bound", async () => {
  const shop = world();
  await shop.settings.set("EUR", 0, BY);
  shop.withAmounts(Array.from({ length: 300 }, (_, n) => bought("2026-01-01", `made up ${n}`))).ended(true);
  const rows = shop.unconverted.list();
  expect(rows).toHaveLength(101);
  expect(rows.find(({ currency }) => currency === "")?.events).toBe(200);
});
