import type { TrackedEvent } from "@habitus/events";
import { DAY_MS } from "@habitus/kernel";
import { expect, test } from "vitest";
import { encodeIdentityCommand } from "../profiles/identity-command.ts";
import { isEntered } from "../membership/transition.ts";
import { LiveWorld } from "./testing/live-world.ts";
import { tracked } from "./testing/tracked.ts";

let sent = 0;

type Ids = { readonly user?: string; readonly device?: string };

const buys = (ids: Ids, time: number): TrackedEvent => tracked(`m${++sent}`, "buy", ids, time);

const ANN = { user: "ann" };
const PHONE = { device: "phone" };
const BOTH = { ...ANN, ...PHONE };

/** Ann bought twice and her phone once; nobody knows yet that it is hers. */
async function bought(maxBytes: number): Promise<LiveWorld> {
  const world = new LiveWorld({ maxBytes, isFailing: () => false, log: null });
  await world.start();
  await world.define("s1", `did "buy" at least 4 times in last 3 days`);
  await world.define("s2", `left segment "s3"`);
  await world.define("s3", `did "buy" in last 3 days`);
  await world.evaluated(true);
  await world.send(buys(ANN, world.now - DAY_MS), buys(PHONE, world.now), buys(ANN, world.now));
  await world.evaluated();
  return world;
}

const since = (world: LiveWorld, seq: number) =>
  world
    .transitions()
    .filter((each) => each.seq > seq)
    .map((each) => [each.segment, each.person, isEntered(each) ? "entered" : "left", each.cause]);

for (const maxBytes of [1, 1_000_000]) {
  test(`two people of whom something is known become one without a question to the event store (${maxBytes} bytes for states)`, async () => {
    const world = await bought(maxBytes);
    const before = world.transitions().length;
    world.now += 1_000;
    await world.send(buys(BOTH, world.now));
    await world.evaluated();
    // The absorbed person leaves; what it left reaches the survivor, of whom four are known now.
    expect(since(world, before)).toEqual([
      ["s3", 2, "left", "merge"],
      ["s1", 1, "entered", "event"],
      ["s2", 1, "entered", "event"],
    ]);
    expect(world.pastsAsked).toBe(0);
    expect((await world.check()).differences).toEqual([]);

    // Times of both leave the window each at its own instant.
    world.now += 2 * DAY_MS;
    await world.tick();
    await world.evaluated();
    expect([...(world.members().get("s1") ?? [])]).toEqual([]);
    expect((await world.check()).differences).toEqual([]);
    await world.stop();
  });
}

test("people who are merged while a segment is being built are in it with the past of both", async () => {
  const world = await bought(1_000_000);
  await world.define("s4", `did "buy" at least 3 times in last 2 days`);
  await world.send(buys(BOTH, world.now));
  await world.evaluated(true);
  expect(world.members().get("s4")).toEqual(new Set([1]));
  expect(world.pastsAsked).toBe(0);
  await world.stop();
});

for (const maxBytes of [1, 1_000_000]) {
  test(`who is taken apart again is told from what is kept of each (${maxBytes} bytes for states)`, async () => {
    const world = await bought(maxBytes);
    await world.send(buys(BOTH, world.now));
    await world.evaluated();
    await world.stop();
    await world.start();
    await world.send(buys(PHONE, world.now));
    await world.evaluated();
    await takeApart(world);
    expect(world.pastsAsked).toBe(0);
    expect(world.members().get("s1")).toEqual(new Set());
    expect(world.members().get("s3")).toEqual(new Set([1, 2]));
    expect((await world.check()).differences).toEqual([]);
    // Each goes on as who they are, and may be joined and taken apart anew.
    await world.send(buys(ANN, world.now));
    await world.evaluated();
    expect(world.members().get("s1")).toEqual(new Set([1]));
    await world.stop();
  });
}

test("a definition that came into force knows nothing of the parts, so the event store is asked", async () => {
  const world = await bought(1_000_000);
  await world.send(buys(BOTH, world.now));
  await world.evaluated();
  await world.define("s4", `did "buy" at least 3 times in last 2 days`);
  await world.evaluated(true);
  await takeApart(world);
  expect(world.pastsAsked).toBe(1);
  expect(world.members().get("s4")).toEqual(new Set([1]));
  expect((await world.check()).differences).toEqual([]);
  await world.stop();
});

test("while the past of who is taken apart cannot be asked for, what comes behind is resolved, commands too", async () => {
  const world = await bought(1_000_000);
  await world.send(buys(BOTH, world.now));
  await world.evaluated();
  await world.define("s4", `did "buy" at least 3 times in last 2 days`);
  await world.evaluated(true);
  world.isUnanswered = true;
  await sayApart(world);
  await expect.poll(() => world.pastsAsked).toBeGreaterThan(0);
  await world.keepFor([{ event: "view", days: 9 }]);
  await sayApart(world);
  await world.send(buys({ user: "bob" }, world.now));
  await expect.poll(() => world.status().resolver.offset).toBe(world.log.head().offset);
  expect(world.status().membership.offset).toBeLessThan(world.log.head().offset);

  world.isUnanswered = false;
  await world.evaluated();
  expect(world.members().get("s4")).toEqual(new Set([1]));
  expect(world.toldOtherwise()).toEqual([]);
  expect((await world.check()).differences).toEqual([]);
  await world.stop();
});

test("what an undo makes of people is told as its own, also what holds of who did nothing; what a call makes of somebody new, as the call's", async () => {
  const world = await bought(1_000_000);
  await world.define("s4", `did not "view"`);
  await world.evaluated(true);
  await world.send(buys(BOTH, world.now));
  await world.evaluated();
  const before = world.transitions().length;
  await takeApart(world);
  const undone = since(world, before);
  expect(undone).toContainEqual(["s4", 2, "entered", "correction"]);
  expect(new Set(undone.map((each) => each.at(-1)))).toEqual(new Set(["correction"]));
  await world.send(buys({ user: "eve" }, world.now));
  await world.evaluated();
  expect(since(world, before + undone.length)).toEqual([
    ["s3", 3, "entered", "event"],
    ["s4", 3, "entered", "event"],
  ]);
  await world.stop();
});

async function takeApart(world: LiveWorld): Promise<void> {
  await sayApart(world);
  await world.evaluated();
}

async function sayApart(world: LiveWorld): Promise<void> {
  const by = { kind: "system", id: "test", name: "Test" } as const;
  const [a, b] = [{ kind: "user", value: "ann" } as const, { kind: "anonymous", value: "phone" } as const];
  const cut = encodeIdentityCommand({ action: "cut", a, b, cause: "same call", time: world.now, by });
  await world.append({ kind: "identity", payload: cut });
}
