import type { Plan } from "@habitus/segments";
import { expect, test } from "vitest";
import {
  aggregateLeaf,
  countLeaf,
  EVER,
  event,
  lastMs,
  planOf,
  planOfNot,
  traitIs,
  change,
} from "../test/builders.ts";
import { compileStream, type OperatorProbe } from "./index.ts";

const bought = countLeaf(1, lastMs(100));
const boughtTwice = countLeaf(2, EVER);

test("equal leaves of different segments are one leaf", () => {
  const program = compileStream([
    { key: "b", plan: planOf(bought) },
    { key: "a", plan: planOfNot({ ...bought }) },
    { key: "c", plan: { version: 1, root: { kind: "and", of: [] }, leaves: [boughtTwice, bought] } },
  ]);
  expect(program.leafCount).toBe(2);
  expect(program.keys).toEqual(["a", "b", "c"]);
});

test("the fingerprint names the leaves, not the segments or their order", () => {
  const one = compileStream([
    { key: "a", plan: planOf(bought) },
    { key: "b", plan: planOf(boughtTwice) },
  ]);
  const other = compileStream([
    { key: "x", plan: planOfNot(boughtTwice) },
    { key: "y", plan: planOfNot(bought) },
  ]);
  expect(one.fingerprint).toBe(other.fingerprint);
  expect(compileStream([{ key: "a", plan: planOf(bought) }]).fingerprint).not.toBe(one.fingerprint);
});

test("a person who did nothing is in the segments that ask for nothing", () => {
  const program = compileStream([
    { key: "did", plan: planOf(bought) },
    { key: "did not", plan: planOfNot(bought) },
    { key: "everyone", plan: { version: 1, root: { kind: "always", value: true }, leaves: [] } },
  ]);
  expect(program.members(program.createState())).toEqual(["did not", "everyone"]);
  expect(program.keys.map((key) => program.initialTruth(key))).toEqual([false, true, true]);
});

test("deadlines fire before the input, each at its own instant, in the order of the keys", () => {
  const program = compileStream([
    { key: "b", plan: planOf(bought) },
    { key: "a", plan: planOfNot(bought) },
    { key: "c", plan: planOf(countLeaf(1, lastMs(50))) },
  ]);
  const state = program.createState();
  program.apply(state, { kind: "event", event: event(1_000) }, 1_000);
  expect(program.nextDue(state)).toBe(1_050);
  expect(program.apply(state, { kind: "event", event: event(1_990) }, 2_000)).toEqual([
    { key: "c", entered: false, at: 1_050, cause: "time" },
    { key: "a", entered: true, at: 1_100, cause: "time" },
    { key: "b", entered: false, at: 1_100, cause: "time" },
    { key: "a", entered: false, at: 2_000, cause: "input" },
    { key: "b", entered: true, at: 2_000, cause: "input" },
    { key: "c", entered: true, at: 2_000, cause: "input" },
  ]);
});

test("leaves that change together change a segment once", () => {
  const both: Plan = {
    version: 1,
    root: {
      kind: "or",
      of: [
        { kind: "leaf", leaf: 0 },
        { kind: "not", of: { kind: "leaf", leaf: 1 } },
      ],
    },
    leaves: [bought, countLeaf(1, EVER)],
  };
  const program = compileStream([{ key: "s", plan: both }]);
  const state = program.createState();
  expect(program.apply(state, { kind: "event", event: event(1_000) }, 1_000)).toEqual([]);
  expect(program.truth(state, "s")).toBe(true);
});

test("an event costs the leaves that ask for it, not the segments held", () => {
  let asked = 0;
  const counting: OperatorProbe = (_leaf, operator) => ({
    ...operator,
    truth: (kept, now, home) => {
      asked++;
      return operator.truth(kept, now, home);
    },
  });
  const plans = Array.from({ length: 500 }, (_, n) => ({
    key: `s${n}`,
    plan: planOf(countLeaf(1 + (n % 7), lastMs(1_000 + n), `event ${n % 100}`)),
  }));
  const program = compileStream(plans, { probe: counting });
  program.apply(program.createState(), { kind: "event", event: event(1, {}, "event 7") }, 1);
  expect(program.leafCount).toBe(500);
  expect(asked).toBe(5);
});

test("a state loaded from the history answers as one fed input by input", () => {
  const program = compileStream([
    { key: "a", plan: planOf(bought) },
    { key: "b", plan: planOf(boughtTwice) },
    { key: "c", plan: planOf(traitIs("plan", "pro")) },
  ]);
  const events = [event(1_050), event(1_000), event(1_400)];
  const traits = [change("plan", "pro", 1_020)];
  const loaded = program.loadState({ events, traits }, 1_060);
  expect(program.members(loaded)).toEqual(["a", "b", "c"]);
  expect(program.nextDue(loaded)).toBe(1_150);
  const fed = program.createState();
  for (const one of events) program.apply(fed, { kind: "event", event: one }, 1_055);
  for (const one of traits) program.apply(fed, { kind: "trait", change: one }, 1_060);
  expect(program.encodeState(fed)).toEqual(program.encodeState(loaded));
});

test("a very busy person is kept exactly, and is small again afterwards", () => {
  const window = lastMs(1_000);
  const program = compileStream([
    { key: "many", plan: planOf(countLeaf(300, window)) },
    { key: "much", plan: planOf(aggregateLeaf("sum", ">=", "400", window)) },
  ]);
  const state = program.createState();
  for (let time = 0; time < 500; time++) {
    program.apply(state, { kind: "event", event: event(time, { price: 1 }) }, time);
    if (time === 299) expect(program.members(state)).toEqual(["many"]);
  }
  expect(program.members(state)).toEqual(["many", "much"]);
  const decoded = program.decodeState(program.encodeState(state));
  if (decoded.kind !== "state") throw new Error(decoded.reason);
  for (const one of [state, decoded.state]) {
    expect(program.advance(one, 5_000)).toEqual([
      { key: "much", entered: false, at: 1_100, cause: "time" },
      { key: "many", entered: false, at: 1_200, cause: "time" },
    ]);
    expect(program.nextDue(one)).toBe(Number.POSITIVE_INFINITY);
  }
  const forgotten = program.encodeState(program.createState(5_000));
  expect(program.encodeState(state)).toEqual(forgotten);
});

test("two segments of one key, or a now that falls, are bugs", () => {
  const plan = planOf(bought);
  expect(() =>
    compileStream([
      { key: "a", plan },
      { key: "a", plan },
    ]),
  ).toThrow("key");
  const program = compileStream([{ key: "a", plan }]);
  const state = program.createState(100);
  expect(() => program.advance(state, 99)).toThrow("never falls");
  expect(() => program.advance(state, 100.5)).toThrow("whole milliseconds");
});

test("a program says whether its leaves ask for nothing in events but when they were", () => {
  const asks = (...plans: readonly Plan[]): boolean =>
    compileStream(plans.map((plan, place) => ({ key: String(place), plan }))).reads.timesAlone;
  const paid = { kind: "test", path: ["paid"], test: { kind: "exists" } } as const;
  const ofPaid = { ...bought, events: { ...bought.events, where: paid } };
  expect(asks(planOf(bought), planOf(traitIs("plan", "pro")))).toBe(true);
  expect(asks(planOf(bought), planOf(ofPaid))).toBe(false);
  expect(asks(planOf(aggregateLeaf("sum", ">=", "3", EVER)))).toBe(false);
});
