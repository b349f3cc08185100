import { OWN_ZONE_TRAIT, SEEN_ZONE_TRAIT } from "@habitus/kernel";
import { expect, test } from "vitest";
import { homeZoneOf } from "./home-zone.ts";

const trait = (name: string, value: string) => ({ name, value, time: 0, idHash: "0".repeat(32), source: "" });

test.each<readonly [own: string | null, seen: string | null, zone: string, from: string]>([
  [null, null, "Europe/Berlin", "workspace"],
  [null, '"Asia/Tokyo"', "Asia/Tokyo", "calls"],
  ['"Europe/Kyiv"', '"Asia/Tokyo"', "Europe/Kyiv", "trait"],
  ['"+02:00"', '"Asia/Tokyo"', "Asia/Tokyo", "calls"],
  ["7", null, "Europe/Berlin", "workspace"],
  ["null", "null", "Europe/Berlin", "workspace"],
])("own %s, calls %s: %s", (own, seen, zone, from) => {
  const traits = [
    ...(own === null ? [] : [trait(OWN_ZONE_TRAIT, own)]),
    ...(seen === null ? [] : [trait(SEEN_ZONE_TRAIT, seen)]),
  ];
  expect(homeZoneOf({ traits }, "Europe/Berlin")).toEqual({ zone, from });
});
