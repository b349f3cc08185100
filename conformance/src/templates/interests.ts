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

export const INTERESTS: PlantedFamily = {
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
    inside("one of eleven", many("Video Playback Started", 11), many("Video Playback Completed", 1)),
    outside("one of ten", many("Video Playback Started", 10), many("Video Playback Completed", 1)),
    outside("none of four", many("Video Playback Started", 4)),
  ),
  "watches-to-end": planted(
    inside("seven of ten", many("Video Playback Started", 10), many("Video Playback Completed", 7)),
    outside("nine of thirteen", many("Video Playback Started", 13), many("Video Playback Completed", 9)),
  ),
};
