import { DAY_MS, formatInstant, type Instant, type JsonObject } from "@habitus/kernel";
import { ago, did, inside, outside, type PlantedFamily, planted, upTo } from "./planted.ts";

const many = (name: string, count: number, properties: JsonObject = {}) =>
  did(
    name,
    upTo(count).map((day) => ago(day + 1)),
    properties,
  );
const viewed = (count: number, category: string) => many("Product Viewed", count, { category });
/** An order of an old item and one launched so long before it. */
const bought = (time: Instant, launchedMs: number) =>
  did("Order Completed", time, {
    products: [
      { product_id: "old", $item: { launched: "2019-01-01" } },
      { product_id: "new", $item: { launched: formatInstant(time - launchedMs) } },
    ],
  });
const FORTNIGHT = 14 * DAY_MS;
const weekly = (weeks: number) =>
  did(
    "Application Opened",
    upTo(weeks).map((week) => ago(7 * (week + 1))),
  );

const BEGUN = "Video Content Started";
const TO_END = "Video Content Completed";
/** What a player sends when playing ends before the end. */
const stoppedEarly = (videos: number) => [
  ...many("Video Playback Started", videos),
  ...many(BEGUN, videos),
  ...many("Video Playback Completed", videos, { position: 5, total_length: 100 }),
];
const read = (path: string, depth: number, days = 1) => did("Page Ping", ago(days), { path, depth });

export const INTERESTS: PlantedFamily = {
  bounces: planted(
    inside("one ping of six pages", many("Page Viewed", 6), many("Page Ping", 1)),
    outside("one ping of five pages", many("Page Viewed", 5), many("Page Ping", 1)),
    outside("four pages", many("Page Viewed", 4)),
  ),
  "reads-to-end": planted(
    inside("three pages, just as far as that", read("/a", 90), read("/b", 90), read("/c", 100, 29)),
    outside("one not as far", read("/a", 90), read("/b", 90), read("/c", 89.9)),
    outside("one of them twice", read("/a", 90), read("/b", 90), read("/b", 95, 2)),
    outside("one a month ago", read("/a", 90), read("/b", 90), read("/c", 90, 30)),
  ),
  "category-fans": planted(
    inside("as many as of another", viewed(2, "shoes"), viewed(2, "hats")),
    outside("one less than of another", viewed(2, "shoes"), viewed(3, "hats")),
    outside("three months ago", did("Product Viewed", ago(90), { category: "shoes" }), viewed(1, "hats")),
  ),
  "early-buyers": planted(
    inside("twice just 14 days after the launch", bought(ago(10), FORTNIGHT), bought(ago(20), FORTNIGHT)),
    outside("once a millisecond later", bought(ago(10), FORTNIGHT), bought(ago(20), FORTNIGHT + 1)),
    outside("before the launch", bought(ago(10), FORTNIGHT), bought(ago(20), -1)),
  ),
  "never-used-feature": planted(
    inside("three weeks, another feature", weekly(3), many("Feature Used", 2, { feature: "import" })),
    outside("used it once", weekly(4), did("Feature Used", ago(900), { feature: "export" })),
    outside("two weeks", weekly(2)),
  ),
  skims: planted(
    inside("one of eleven", many(BEGUN, 11), many(TO_END, 1)),
    outside("one of ten", many(BEGUN, 10), many(TO_END, 1)),
    outside("none of four", many(BEGUN, 4)),
    inside("stopped each at 5 %", stoppedEarly(10)),
  ),
  "watches-to-end": planted(
    inside("seven of ten", many(BEGUN, 10), many(TO_END, 7)),
    outside("nine of thirteen", many(BEGUN, 13), many(TO_END, 9)),
    outside("stopped each at 5 %", stoppedEarly(10)),
  ),
};
