import { DAY_MS, seededRandom } from "@habitus/kernel";
import { afterEach, expect, test, vi } from "vitest";
import { offsetAt } from "./calendar.ts";
import { zoneClocks } from "./zone-clocks.ts";
import { knownZones } from "./zone-groups.ts";
import { knowZonesOf } from "./zone-table.ts";

const NOW = Date.UTC(2026, 10, 22, 9, 30);
const LAST = Date.UTC(2038, 0, 1) - 1;
/** Whose offsets are asked of the engine. */
const UNKNOWN = { icu: "0.0", tz: "1969a" };

/** Of another engine the table says nothing, and is not used. */
const isOfEngine = knowZonesOf(process.versions);
knowZonesOf(UNKNOWN);

afterEach(() => {
  knowZonesOf(UNKNOWN);
});

test.runIf(isOfEngine)("the table's names are the engine's", () => {
  knowZonesOf(process.versions);
  const known = new Map(knownZones());
  expect(knowZonesOf(UNKNOWN)).toBe(false);
  expect(new Map(knownZones())).toEqual(known);
});

test.runIf(isOfEngine)("the table's offsets are the engine's", () => {
  const random = seededRandom(20_261_123);
  const zones = [...new Set(knownZones().values())];
  const asked = Array.from({ length: 4_000 }, () => [random.pick(zones), random.int(0, LAST)] as const);
  const edges = zones
    .slice(0, 40)
    .flatMap((zone) => [-1, 0, LAST, LAST + 1].map((at) => [zone, at] as const));
  const offsets = () => [...asked, ...edges].map(([zone, at]) => offsetAt(zone, at));
  const engine = offsets();
  knowZonesOf(process.versions);
  expect(offsets()).toEqual(engine);
});

test.runIf(isOfEngine)("all clocks since 1970 are known without a question to the engine", () => {
  knowZonesOf(process.versions);
  const made = vi.spyOn(Intl, "DateTimeFormat");
  const { groups, groupOf } = zoneClocks("clock", "Europe/Berlin", { from: DAY_MS, to: NOW });
  expect(groups.length).toBeGreaterThan(300);
  expect(groupOf.get("europe/kyiv")).toBe(groupOf.get("europe/kiev"));
  expect(made).not.toHaveBeenCalled();
  made.mockRestore();
});
