import type { TrackedEvent } from "@habitus/events";
import { DAY_MS, must } from "@habitus/kernel";
import { expect, test } from "vitest";
import { decodeHeader, encodeHeader } from "../membership/live/rows.ts";
import type { MembershipWrite } from "../membership/membership-store.ts";
import { LiveWorld } from "./testing/live-world.ts";

const PEOPLE = 12;
let sent = 0;

function buys(user: number, time: number): TrackedEvent {
  return {
    type: "track",
    id: `m${++sent}`,
    name: "buy",
    time,
    offsetMinutes: null,
    userId: `u${user}`,
    anonymousId: null,
    previousId: null,
    groupId: null,
    properties: `{"price":${user}}`,
    traits: "{}",
    context: "{}",
  };
}

/** People 1 to 12; the first six bought twice. */
async function bought(): Promise<LiveWorld> {
  const world = new LiveWorld({ maxBytes: 1, isFailing: () => false, log: null });
  await world.start();
  await world.define("s1", `did "buy" at least 2 times in last 3 days`);
  await world.define("s2", `entered segment "s1"`);
  await world.evaluated(true);
  for (let user = 1; user <= PEOPLE; user++) await world.send(buys(user, world.now));
  for (let user = 1; user <= PEOPLE / 2; user++) await world.send(buys(user, world.now));
  await world.evaluated(true);
  return world;
}

const membersOf = (world: LiveWorld) => [...(world.members().get("s1") ?? [])].sort((a, b) => a - b);

test("what is right is left alone", async () => {
  const world = await bought();
  const before = world.transitions().length;
  expect(await world.check()).toMatchObject({ highest: PEOPLE, differences: [] });
  expect(world.transitions()).toHaveLength(before);
  await world.stop();
});

test("a wrong count and wrong states, which nothing has shown yet, are found and mended", async () => {
  const world = await bought();
  await world.stop();
  const { memberships } = world;
  const header = decodeHeader(must(memberships.get("headers", 1), "person 1 was in a segment"));
  const [number = 0, count = 0, ...rest] = header.counters;
  const stateOf = (person: number) => must(memberships.get("states", person), "it has a state");
  const planted: readonly MembershipWrite[] = [
    // Told as if out, while the state is right.
    { table: "headers", key: 1, value: encodeHeader({ ...header, counters: [number, count + 1, ...rest] }) },
    // Told right, with the state of somebody who bought once.
    { table: "states", key: 2, value: stateOf(12) },
    { table: "states", key: 11, value: stateOf(3) },
  ];
  await world.plant(planted);
  await world.start();
  await world.tick();
  await world.evaluated();

  const { differences } = await world.check();
  expect(
    differences.map(({ person, segment, told, kept, meant, mended }) => [
      person,
      segment,
      told,
      kept,
      meant,
      mended,
    ]),
  ).toEqual([
    [1, "s1", false, true, true, true],
    [2, "s1", true, false, true, true],
    [2, "s2", true, false, true, true],
    [11, "s1", false, true, false, true],
    [11, "s2", false, true, false, true],
  ]);
  const last = must(world.transitions().at(-1), "person 1 is told right");
  expect(last).toMatchObject({ segment: "s1", person: 1, cause: "correction" });
  expect(membersOf(world)).toEqual([1, 2, 3, 4, 5, 6]);
  expect((await world.check()).differences).toEqual([]);

  // What comes later is decided by the mended states.
  world.now += 4 * DAY_MS;
  await world.tick();
  await world.evaluated();
  expect(membersOf(world)).toEqual([]);
  expect((await world.check()).differences).toEqual([]);
  await world.stop();
});

test("a check goes on beside events, and ends when the server stops", async () => {
  const world = await bought();
  const checking = world.check();
  for (let user = 7; user <= PEOPLE; user++) await world.send(buys(user, world.now));
  expect((await checking).differences).toEqual([]);
  await world.evaluated();
  expect(membersOf(world)).toHaveLength(PEOPLE);
  const cut = world.check().catch((error: unknown) => error);
  await world.stop();
  expect(await cut).toMatchObject({ code: "store_unavailable" });
});
