import type { Fact, TrackedEvent } from "@habitus/events";
import { DAY_MS, HOUR_MS, SEEN_ZONE_TRAIT } from "@habitus/kernel";
import { beforeEach, expect, test } from "vitest";
import type { NotedZones } from "../profiles/noted-zones.ts";
import { createZoneArrivals } from "./zone-arrivals.ts";

const NOW = Date.parse("2026-05-01T12:00:00Z");
const KYIV = "Europe/Kyiv";
const TOKYO = "Asia/Tokyo";

const trackedEvent = (part: Partial<TrackedEvent>): TrackedEvent => ({
  type: "track",
  id: JSON.stringify([part.userId, part.time]),
  name: "Viewed",
  time: NOW,
  offsetMinutes: null,
  userId: null,
  anonymousId: null,
  previousId: null,
  groupId: null,
  properties: "{}",
  traits: "{}",
  context: "{}",
  ...part,
});

let stored: ReturnType<NotedZones> = null;
let looked = 0;
let zones: ReturnType<typeof createZoneArrivals>;

beforeEach(() => {
  stored = null;
  looked = 0;
  const lookUp: NotedZones = () => {
    looked++;
    return stored;
  };
  zones = createZoneArrivals({ now: () => NOW, noted: lookUp });
});

const call = (zone: string, time: number, userId = "u") =>
  trackedEvent({ userId, time, properties: JSON.stringify({ n: 1, $timezone: zone }) });

/** Of calls of which the log takes everything. */
function factsOf(...events: readonly TrackedEvent[]): readonly Fact[] {
  const { facts, ended } = zones.factsOf(events);
  ended(true);
  return facts;
}

/** What is noted of calls that come one by one, with its instant in hours before now. */
const noted = (...calls: readonly (readonly [zone: string, hoursAgo: number])[]) =>
  calls.map(([zone, hours]) =>
    factsOf(call(zone, NOW - hours * HOUR_MS)).map((fact) => {
      expect(fact).toMatchObject({ id: { kind: "user", value: "u" }, name: SEEN_ZONE_TRAIT });
      return `${fact.value} ${(NOW - fact.time) / HOUR_MS}`;
    }),
  );

test("a zone is noted when it is first said, when it is another, and once a day", () => {
  expect(noted([KYIV, 50], [KYIV, 49], [KYIV, 27], [KYIV, 26], [TOKYO, 5], [TOKYO, 4], [KYIV, 3])).toEqual([
    [`"${KYIV}" 50`],
    [],
    [],
    [`"${KYIV}" 26`],
    [`"${TOKYO}" 5`],
    [],
    [`"${KYIV}" 3`],
  ]);
});

test("what comes late and lies between is noted with what was said after it; what lies before changes nothing", () => {
  expect(noted([KYIV, 10], [KYIV, 4], [TOKYO, 6], [TOKYO, 12], [KYIV, 3])).toEqual([
    [`"${KYIV}" 10`],
    [],
    [`"${TOKYO}" 6`, `"${KYIV}" 4`],
    [],
    [],
  ]);
});

test("what names no zone, or lies in the future, says none", () => {
  expect(noted(["GMT+0530", 3], ["+02:00", 2], ["", 1], [KYIV, -1])).toEqual([[], [], [], []]);
});

test("every id is looked up once, and what is stored of it counts", () => {
  stored = { zone: KYIV, time: NOW - 2 * HOUR_MS, idHash: "0".repeat(32) };
  expect(noted([KYIV, 1], [TOKYO, 3])).toEqual([[], []]);
  expect(looked).toBe(1);
  zones.forget();
  expect(noted([TOKYO, 0])).toEqual([[`"${TOKYO}" 0`]]);
  expect(looked).toBe(2);
});

test("a call that says who somebody is notes none: no mark or rule could take the zone off its context", () => {
  const identify = trackedEvent({
    type: "identify",
    name: "$identify",
    userId: "u",
    time: NOW - DAY_MS,
    context: `{"traits":{"timezone":"${TOKYO}"},"timezone":"${KYIV}"}`,
  });
  const others = (["group", "alias"] as const).map((type) => ({ ...identify, type }));
  expect(factsOf(identify, ...others)).toEqual([]);
});

test("an event whose zone was taken off as it came in notes none, whatever its context says still", () => {
  const context = `{"timezone":"${KYIV}"}`;
  expect(factsOf(trackedEvent({ userId: "u", properties: '{"n":1}', context }))).toEqual([]);
});

test("what the log refused was not noted: sent again, it is", () => {
  const refused = zones.factsOf([call(KYIV, NOW - HOUR_MS), call(TOKYO, NOW)]);
  refused.ended(false);
  expect(noted([KYIV, 1], [TOKYO, 0])).toEqual([[`"${KYIV}" 1`], [`"${TOKYO}" 0`]]);
});

test("of calls at once each is noted, and what is remembered is what was noted last", () => {
  const later = zones.factsOf([call(TOKYO, NOW - HOUR_MS)]);
  const earlier = zones.factsOf([call(KYIV, NOW - 3 * HOUR_MS)]);
  expect([later, earlier].map(({ facts }) => facts.map(({ value }) => value))).toEqual([
    [`"${TOKYO}"`],
    [`"${KYIV}"`],
  ]);
  later.ended(true);
  earlier.ended(true);
  expect(noted([KYIV, 2], [KYIV, 0])).toEqual([[], [`"${KYIV}" 0`]]);
});

test("what was on its way when somebody was erased is not remembered", () => {
  const sent = zones.factsOf([call(KYIV, NOW - HOUR_MS)]);
  zones.forget();
  sent.ended(true);
  expect(noted([KYIV, 1])).toEqual([[`"${KYIV}" 1`]]);
});
