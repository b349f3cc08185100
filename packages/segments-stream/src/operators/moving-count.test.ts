import { DAY_MS, HOUR_MS } from "@habitus/kernel";
import type { Window, Zone } from "@habitus/segments";
import { expect, test } from "vitest";
import {
  arrival,
  at,
  change,
  countLeaf,
  event,
  flipsOf,
  lastMs,
  programOf,
  timelineOf,
  traitArrival,
} from "../../test/builders.ts";
import { slidingWindow } from "../window/moving-window.ts";
import { movingCountOperator } from "./moving-count.ts";

test("is entered with the n-th event and left when the n-th newest leaves", () => {
  const program = programOf(countLeaf(2, lastMs(100)));
  expect(timelineOf(program, [arrival(1_000), arrival(1_040)])).toEqual(["+1040", "-1100"]);
});

test("stays while newer events take over", () => {
  const program = programOf(countLeaf(2, lastMs(100)));
  const arrivals = [1_000, 1_040, 1_090, 1_130].map((time) => arrival(time));
  expect(timelineOf(program, arrivals)).toEqual(["+1040", "-1190"]);
});

test("an event exactly at the old edge has left, one a millisecond younger has not", () => {
  const program = programOf(countLeaf(1, lastMs(100)));
  const state = program.createState();
  program.apply(state, { kind: "event", event: event(1_000) }, 1_000);
  program.advance(state, 1_099);
  expect(program.truth(state, "s")).toBe(true);
  program.advance(state, 1_100);
  expect(program.truth(state, "s")).toBe(false);
});

test("a late event counts from its arrival to its own edge", () => {
  const program = programOf(countLeaf(2, lastMs(100)));
  expect(timelineOf(program, [arrival(1_050), arrival(1_000, {}, 1_080)])).toEqual(["+1080", "-1100"]);
});

test("an event that arrives after its window has passed changes nothing", () => {
  const program = programOf(countLeaf(1, lastMs(100)));
  expect(timelineOf(program, [arrival(1_000, {}, 1_100)])).toEqual([]);
});

test("an event dated in the future counts from its own time", () => {
  const program = programOf(countLeaf(1, lastMs(100)));
  expect(timelineOf(program, [arrival(2_000, {}, 1_000)])).toEqual(["+2000", "-2100"]);
});

test("between ago: counts only while enough events are inside together", () => {
  const program = programOf(countLeaf(2, lastMs(60, 30)));
  expect(timelineOf(program, [arrival(1_000), arrival(1_020)])).toEqual(["+1050", "-1060"]);
  expect(timelineOf(program, [arrival(1_000), arrival(1_030)])).toEqual([]);
});

test("between ago: keeps what has not entered, beyond n", () => {
  const program = programOf(countLeaf(1, lastMs(60, 30)));
  const arrivals = [1_000, 1_010, 1_040, 1_100].map((time) => arrival(time));
  expect(timelineOf(program, arrivals)).toEqual(["+1030", "-1100", "+1130", "-1160"]);
});

test("keeps the n newest and forgets what has left", () => {
  const operator = movingCountOperator(countLeaf(3, lastMs(1_000)), slidingWindow(1_000, 0));
  const times = operator.create();
  for (const time of [100, 200, 300, 400, 500]) {
    operator.insert(times, event(time), 500);
    operator.settle(times, 500, null);
  }
  expect(times).toEqual([300, 400, 500]);
  expect(operator.insert(times, event(200), 500)).toBe(false);
  operator.settle(times, 1_350, null);
  expect(times).toEqual([400, 500]);
});

test("keeps every event of the future, for each may be among the newest when it comes", () => {
  const operator = movingCountOperator(countLeaf(1, lastMs(1_000)), slidingWindow(1_000, 0));
  const times = operator.create();
  for (const time of [900, 800, 700, 100]) operator.insert(times, event(time), 500);
  operator.settle(times, 500, null);
  expect(times).toEqual([100, 700, 800, 900]);
});

const calendar = (unit: "day" | "week" | "month" | "year", zone: Zone, endsAgo = 0, count = 1): Window => ({
  kind: "calendar",
  unit,
  count,
  endsAgo,
  zone,
  weekStart: 1,
});
const KYIV: Zone = { kind: "named", name: "Europe/Kyiv" };
const HOME: Zone = { kind: "home", otherwise: "UTC" };

test("a day of 23 hours", () => {
  const program = programOf(countLeaf(1, calendar("day", KYIV)));
  const noon = at("2026-03-29T09:00:00Z");
  const [entered, left] = flipsOf(program, [arrival(noon)]);
  expect(entered?.at).toBe(noon);
  expect(left?.at).toBe(at("2026-03-29T21:00:00Z"));
  expect(flipsOf(program, [arrival(at("2026-03-28T22:00:00Z"))])[1]?.at).toBe(at("2026-03-29T21:00:00Z"));
});

test("previous month begins and ends with months of the zone", () => {
  const program = programOf(countLeaf(1, calendar("month", KYIV, 1)));
  const flips = flipsOf(program, [arrival(at("2026-01-31T21:59:59.999Z"))]);
  expect(flips.map((flip) => flip.at)).toEqual([at("2026-01-31T22:00:00Z"), at("2026-02-28T22:00:00Z")]);
});

test("weeks begin on the day that is asked for", () => {
  const sunday: Window = { ...calendar("week", { kind: "named", name: "UTC" }), weekStart: 7 } as Window;
  const program = programOf(countLeaf(1, sunday));
  expect(flipsOf(program, [arrival(at("2026-11-21T10:00:00Z"))])[1]?.at).toBe(at("2026-11-22T00:00:00Z"));
});

test("a person who moves takes the window along, in both directions", () => {
  const program = programOf(countLeaf(1, calendar("day", HOME)));
  const seen = at("2026-06-01T23:00:00Z");
  const toTokyo = at("2026-06-01T23:30:00Z");
  const toChicago = at("2026-06-02T00:30:00Z");
  const toParis = at("2026-06-02T01:00:00Z");
  const flips = flipsOf(program, [
    arrival(seen),
    traitArrival(change("timezone", "Asia/Tokyo", toTokyo)),
    traitArrival(change("timezone", "America/Chicago", toChicago)),
    traitArrival(change("timezone", "Europe/Paris", toParis)),
    traitArrival(change("timezone", "nowhere", toParis + HOUR_MS)),
    traitArrival(change("timezone", "America/Chicago", toParis + 2 * HOUR_MS)),
  ]);
  expect(flips.map((flip) => [flip.entered, flip.at])).toEqual([
    [true, seen],
    [false, toParis + HOUR_MS],
    [true, toParis + 2 * HOUR_MS],
    [false, at("2026-06-02T05:00:00Z")],
  ]);
});

test("a move that is dated in the future has a deadline of its own", () => {
  const program = programOf(countLeaf(1, calendar("day", HOME)));
  const seen = at("2026-06-01T23:00:00Z");
  const moves = at("2026-06-01T23:30:00Z");
  const arrivals = [traitArrival(change("timezone", "America/Chicago", moves), seen - 1), arrival(seen)];
  const flips = flipsOf(program, arrivals);
  expect(flips.map((flip) => flip.at)).toEqual([seen, at("2026-06-02T05:00:00Z")]);
  const eastward = [
    traitArrival(change("timezone", "Asia/Tokyo", moves), seen),
    arrival(at("2026-06-01T14:59:00Z"), {}, seen),
  ];
  expect(flipsOf(program, eastward).map((flip) => flip.at)).toEqual([seen, moves]);
});

test("a move to the west brings back a day that had gone by", () => {
  const program = programOf(
    countLeaf(1, calendar("day", { kind: "home", otherwise: "Pacific/Auckland" }, 1)),
  );
  const seen = at("2026-06-01T20:00:00Z");
  const state = program.createState();
  program.apply(state, { kind: "event", event: event(seen) }, seen);
  program.advance(state, seen + DAY_MS);
  expect(program.truth(state, "s")).toBe(true);
  program.apply(
    state,
    { kind: "trait", change: change("timezone", "Pacific/Honolulu", seen + DAY_MS) },
    seen + DAY_MS,
  );
  expect(program.truth(state, "s")).toBe(true);
  program.advance(state, seen + 2 * DAY_MS);
  expect(program.truth(state, "s")).toBe(false);
});
