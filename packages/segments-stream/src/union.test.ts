import { DAY_MS, HOUR_MS, MINUTE_MS } from "@habitus/kernel";
import type { HistoryEvent, SessionsLeaf } from "@habitus/segments";
import { expect, test } from "vitest";
import {
  aggregateLeaf,
  at,
  change,
  countLeaf,
  event,
  EVER,
  lastMs,
  planOf,
  programOf,
} from "../test/builders.ts";
import { compileStream } from "./index.ts";

const NOW = at("2026-03-25T12:00:00Z");

const eventsOf = (count: number, gapMs: number, from = 0): readonly HistoryEvent[] =>
  Array.from({ length: count }, (_, n) => event(NOW - from - n * gapMs, { price: n % 7 }));

test("what is too large for a block of bytes is joined as well, and neither of the two is changed", () => {
  const leaves = [
    aggregateLeaf("median", ">=", "3", EVER),
    aggregateLeaf("sum", ">=", "900", lastMs(300 * DAY_MS)),
    countLeaf(450, lastMs(300 * DAY_MS)),
    countLeaf(500, lastMs(200 * DAY_MS)),
  ];
  const program = compileStream(leaves.map((leaf, place) => ({ key: `s${place}`, plan: planOf(leaf) })));
  const [one, other] = [eventsOf(400, 7 * HOUR_MS), eventsOf(90, 11 * HOUR_MS, MINUTE_MS)];
  const states = [one, other].map((events) => program.loadState({ events, traits: [] }, NOW));
  const before = states.map((state) => program.encodeState(state));
  const joined = program.unionOf(states, NOW);
  const whole = program.loadState({ events: [...one, ...other], traits: [] }, NOW);
  expect(program.encodeState(joined)).toEqual(program.encodeState(whole));
  expect(states.map((state) => program.encodeState(state))).toEqual(before);

  // What is joined is its own: neither of the two knows what comes to it.
  const later = event(NOW + 1, { price: 5 });
  for (const state of [joined, whole]) program.apply(state, { kind: "event", event: later }, NOW + 1);
  expect(program.encodeState(joined)).toEqual(program.encodeState(whole));
  expect(states.map((state) => program.encodeState(state))).toEqual(before);
});

test("a session of the one that lies between two of the other makes them one", () => {
  const leaf: SessionsLeaf = {
    kind: "sessions",
    of: "count",
    op: "=",
    value: "1",
    quietMs: 30 * MINUTE_MS,
    events: { name: "buy", where: { kind: "and", of: [] }, window: lastMs(DAY_MS) },
  };
  const program = programOf(leaf);
  const stateOf = (...minutes: readonly number[]) =>
    program.loadState({ events: minutes.map((ago) => event(NOW - ago * MINUTE_MS)), traits: [] }, NOW);
  const parts = [stateOf(120, 60), stateOf(95, 80), stateOf(35)];
  expect(parts.map((state) => program.truth(state, "s"))).toEqual([false, true, true]);
  expect(program.truth(program.unionOf(parts.slice(0, 2), NOW), "s")).toBe(true);
  expect(program.truth(program.unionOf(parts, NOW), "s")).toBe(true);
});

test("the home zone of the one decides about the days of the other", () => {
  const today = {
    kind: "calendar",
    unit: "day",
    count: 1,
    endsAgo: 0,
    zone: { kind: "home", otherwise: "UTC" },
    weekStart: 1,
  } as const;
  const program = programOf(countLeaf(1, today));
  // 22:30 of the day before in UTC, half past midnight in Kyiv.
  const buyer = program.loadState({ events: [event(NOW - 13.5 * HOUR_MS)], traits: [] }, NOW);
  const traits = [change("timezone", "Europe/Kyiv", NOW)];
  const traveller = program.loadState({ events: [], traits }, NOW);
  expect(program.truth(buyer, "s")).toBe(false);
  expect(program.truth(program.unionOf([buyer, traveller], NOW), "s")).toBe(true);
});
