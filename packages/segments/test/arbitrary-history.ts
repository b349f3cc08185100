import { DAY_MS, HOUR_MS, hash128, hashHex, type JsonValue, parseIso } from "@habitus/kernel";
import fc from "fast-check";
import type { History, HistoryEvent, TraitChange } from "../src/index.ts";

/** Times crowd here, so that windows have edges to be decided at. */
const BASE = parseIso("2026-01-01")?.at ?? 0;

const time = fc.oneof(
  fc
    .constantFrom(0, 1, -1, HOUR_MS, DAY_MS, DAY_MS - 1, -DAY_MS, 31 * DAY_MS, 2 * DAY_MS)
    .map((by) => BASE + by),
  fc.integer({ min: BASE - 40 * DAY_MS, max: BASE + 40 * DAY_MS }),
);

const value: fc.Arbitrary<JsonValue> = fc.constantFrom<JsonValue[]>(
  "red",
  "RED",
  "re",
  "10",
  "",
  null,
  true,
  10,
  0.3,
  -1,
  1.5,
  "2026-01-01",
  "2026-01-01T00:00:00.001Z",
  1_767_225_600,
  { x: 10, y: "red" },
  ["red"],
);

const properties = fc.dictionary(fc.constantFrom("x", "y", "nested"), value, { maxKeys: 3 });
const idHash = fc.nat({ max: 9 }).map((id) => hashHex(hash128(String(id))));

const event: fc.Arbitrary<HistoryEvent> = fc.record({
  name: fc.constantFrom("a", "b"),
  time,
  idHash,
  offsetMinutes: fc.constantFrom(null, null, 0, 330, -480),
  properties,
});

const change: fc.Arbitrary<TraitChange> = fc.oneof(
  fc.record({ name: fc.constantFrom("x", "y", "nested"), value, time, idHash }),
  fc.record({
    name: fc.constant("timezone"),
    value: fc.constantFrom<JsonValue[]>("America/New_York", "Asia/Kolkata", "Nowhere/Land", null),
    time,
    idHash,
  }),
);

/** A person's history in a few weeks around `BASE`. */
export const histories: fc.Arbitrary<History> = fc.record({
  events: fc.uniqueArray(event, { maxLength: 12, selector: ({ time: at, idHash: id }) => `${at} ${id}` }),
  traits: fc.uniqueArray(change, { maxLength: 6, selector: ({ time: at, idHash: id }) => `${at} ${id}` }),
});

/** An instant to ask at. */
export const nows = time;
