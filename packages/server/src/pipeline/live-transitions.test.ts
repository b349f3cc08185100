import type { TrackedEvent } from "@habitus/events";
import { DAY_MS } from "@habitus/kernel";
import { expect, test } from "vitest";
import { isEntered } from "../membership/transition.ts";
import { LiveWorld } from "./testing/live-world.ts";

let sent = 0;

function event(name: string, time: number): TrackedEvent {
  return {
    type: "track",
    id: `m${++sent}`,
    name,
    time,
    offsetMinutes: null,
    userId: "ann",
    anonymousId: null,
    previousId: null,
    groupId: null,
    properties: "{}",
    traits: "{}",
    context: "{}",
  };
}

const world = async (): Promise<LiveWorld> => {
  const made = new LiveWorld({ maxBytes: 1_000_000, isFailing: () => false, log: null });
  await made.start();
  return made;
};

/** Since the place in the log of transitions: who did what, when, and in which record. */
const since = (of: LiveWorld, seq: number) =>
  of
    .transitions()
    .filter((each) => each.seq > seq)
    .map((each) => [each.segment, isEntered(each) ? "entered" : "left", each.at, each.offset, each.cause]);

test("a transition reaches its readers in the record that made it, and no truth between is seen", async () => {
  const live = await world();
  await live.define("s1", `did "buy"`);
  await live.define("s2", `did "buy" and not entered segment "s1" in last 1 day`);
  await live.define("s3", `entered segment "s2"`);
  await live.define("s4", `entered segment "s1" and not entered segment "s3"`);
  await live.evaluated(true);
  const bought = live.now;
  await live.send(event("buy", bought));
  await live.evaluated();
  const record = live.log.head().offset;
  expect(since(live, 0)).toEqual([
    ["s1", "entered", bought, record, "event"],
    ["s4", "entered", bought, record, "event"],
  ]);

  const before = live.memberships.transitions.head();
  live.now += 2 * DAY_MS;
  await live.tick();
  await live.evaluated();
  const due = bought + DAY_MS;
  const tick = live.log.head().offset;
  expect(since(live, before)).toEqual([
    ["s2", "entered", due, tick, "time"],
    ["s3", "entered", due, tick, "event"],
    ["s4", "left", due, tick, "event"],
  ]);
  await live.stop();
});

test("a new segment knows the transitions there were, and those its own cut-over makes of others", async () => {
  const live = await world();
  await live.define("s1", `did "buy" in last 1 day`);
  await live.evaluated(true);
  await live.send(event("buy", live.now));
  live.now += 3 * DAY_MS;
  await live.tick();
  await live.evaluated();
  await live.define("s2", `left segment "s1"`);
  await live.evaluated(true);
  expect([...(live.members().get("s2") ?? [])]).toEqual([1]);

  const before = live.memberships.transitions.head();
  await live.define("s3", `entered segment "s1" at least 2 times`);
  await live.evaluated(true);
  await live.define("s1", `did "buy"`);
  await live.evaluated(true);
  expect(since(live, before).map(([segment, kind, , , cause]) => [segment, kind, cause])).toEqual([
    ["s1", "entered", "definition"],
    ["s3", "entered", "event"],
  ]);
  await live.define("s1", null);
  await live.evaluated(true);
  expect(since(live, before + 2).map(([segment, kind, , , cause]) => [segment, kind, cause])).toEqual([
    ["s1", "left", "deleted"],
  ]);
  await live.stop();
});
