import type { TimelineEntry } from "@habitus/contract";
import { ExactNumber } from "@habitus/kernel";
import { expect, it } from "vitest";
import { createI18n } from "../../i18n/use-i18n.tsx";
import { shownEvent } from "../../ui/event-name.ts";
import { byDay, eventDetails, eventMoney, keyOfEntry } from "./timeline-entry.ts";

const i18n = createI18n("UTC");

it("shows money with the event's own currency", () => {
  expect(eventMoney({ revenue: 532.01, currency: "GBP" }, i18n)).toBe("£532.01");
  expect(eventMoney({ total: 7 }, i18n)).toBe("7");
  expect(eventMoney({ revenue: "7" }, i18n)).toBeNull();
  const large = new ExactNumber("12345678901234567.89");
  expect(eventMoney({ revenue: large, currency: "GBP" }, i18n)).toBe("£12,345,678,901,234,567.89");
  expect(eventDetails({ ticket: large }, i18n)).toEqual(["ticket: 12345678901234567.89"]);
});

it("names the plain properties and counts the products", () => {
  const properties = {
    order_id: "C1",
    $device_type: "ios",
    revenue: 3,
    currency: "GBP",
    products: [{}, {}],
    nested: { a: 1 },
    gift: null,
  };
  expect(eventDetails(properties, i18n)).toEqual(["order_id: C1", "gift: null", "2 products"]);
});

it("has words for the calls that are no track", () => {
  expect(shownEvent("$identify", i18n.t)).toBe("Traits updated");
  expect(shownEvent("Order Completed", i18n.t)).toBe("Order Completed");
});

it("puts a heading before the first entry of each day, whatever kind it is", () => {
  const event = (time: string): TimelineEntry => ({
    kind: "event",
    event: { id: time, name: "A", time, receivedAt: time, properties: {}, context: {}, source: "" },
  });
  const entered: TimelineEntry = {
    kind: "transition",
    transition: {
      id: "vip.1.p1.1",
      seq: 1,
      segment: "vip",
      version: 1,
      person: "p1",
      ids: [],
      n: 1,
      kind: "entered",
      at: "2026-01-01T05:00:00Z",
      recordedAt: "2026-01-01T05:00:00Z",
      cause: "event",
      evidence: { offset: 1, eventId: null },
    },
  };
  const entries = [event("2026-01-02T23:00:00Z"), event("2026-01-02T01:00:00Z"), entered];
  const rows = byDay(entries, (time) => time.slice(0, 10));
  expect(rows.map((row) => (row.kind === "day" ? row.day : row.entry.kind))).toEqual([
    "2026-01-02",
    "event",
    "event",
    "2026-01-01",
    "transition",
  ]);
  expect(new Set(entries.map(keyOfEntry)).size).toBe(3);
});
