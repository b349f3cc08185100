import { DAY_MS, must } from "@habitus/kernel";
import { expect, test } from "vitest";
import { decodeHeader, encodeHeader } from "../membership/live/rows.ts";
import { LiveWorld } from "./testing/live-world.ts";
import { tracked } from "./testing/tracked.ts";

test("a transition waits for no state but its own, names everybody, and a crash behind it changes nothing", async () => {
  const world = new LiveWorld({ maxBytes: 1, isFailing: () => false, log: null });
  await world.start();
  await world.define("s1", `did "buy"`);
  await world.evaluated(true);
  // Who is who does not come to the disk any more, nor do ids of events.
  world.lose("kv");
  world.lose("ids");
  await world.send(tracked("m1", "buy", { user: "ann", device: "phone" }, world.now));
  await world.evaluated();
  const told = world.transitions();
  expect(told.map(({ segment, person, ids }) => [segment, person, ids.map(({ value }) => value)])).toEqual([
    ["s1", 1, ["ann", "phone"]],
  ]);
  await world.stop();

  await world.start();
  await world.send(
    tracked("m1", "buy", { user: "ann" }, world.now),
    tracked("m2", "buy", { user: "bob" }, world.now),
  );
  await world.evaluated();
  expect(world.transitions().slice(0, 1)).toEqual(told);
  expect(world.transitions().map(({ person }) => person)).toEqual([1, 3]);
  expect((await world.check()).differences).toEqual([]);
  await world.stop();
});

const EMAIL = {
  key: "email",
  format: "email",
  sources: [{ from: "trait", name: "email" }],
  perPerson: 5,
  joins: "anonymous",
  heldAbove: 100,
} as const;

test.each([
  ["is on disk", "memberships"],
  ["was lost too", "kv"],
] as const)(
  "ids of further kinds stand where they were told, whoever comes by them later, when who is who %s",
  async (_, lost) => {
    const world = new LiveWorld({ maxBytes: 1, isFailing: () => false, log: null });
    await world.start();
    await world.kind(EMAIL);
    await world.define("s1", `did "buy"`);
    await world.define("s2", `did "buy" at least 2 times`);
    await world.evaluated(true);
    world.lose("memberships");
    world.lose(lost);
    const ids = { user: "ann", device: "phone", email: "Ann@shop.co" };
    await world.send(tracked("m1", "buy", ids, world.now));
    await world.send(tracked("m2", "buy", { user: "ann", email: "ann@home.co" }, world.now));
    await expect.poll(() => world.heard).toBe(2);
    await world.send(tracked("m3", "view", { user: "ann", email: "ann@work.co" }, world.now));
    await expect
      .poll(() => world.status().resolver.offset)
      .toBe(world.log.head().offset - (lost === "kv" ? 3 : 0));
    await world.stop();

    await world.start();
    await world.send(tracked("m4", "buy", { user: "bob", email: "bob@shop.co" }, world.now));
    await world.evaluated();
    expect(world.toldOtherwise()).toEqual([]);
    expect(
      world.transitions().map(({ segment, ids }) => `${segment} ${ids.map(({ value }) => value).join()}`),
    ).toEqual(["s1 ann,phone,ann@shop.co", "s2 ann,phone,ann@shop.co,ann@home.co", "s1 bob,bob@shop.co"]);
    expect((await world.check()).differences).toEqual([]);
    await world.stop();
  },
);

test("whoever is erased by an id of a further kind is named by none of their ids, and who is told of that id later is somebody else", async () => {
  const world = new LiveWorld({ maxBytes: 1, isFailing: () => false, log: null });
  await world.start();
  await world.kind(EMAIL);
  await world.define("s1", `did "buy"`);
  await world.evaluated(true);
  const email = "ann@shop.co";
  await world.send(tracked("m1", "buy", { user: "ann", email }, world.now));
  await world.evaluated();
  // Who is who comes to disk behind what was told.
  await expect.poll(() => world.erase({ kind: "email", value: email })).toBe(true);
  await world.evaluated();
  world.lose("memberships");
  world.now += 1_000;
  await world.send(tracked("m2", "buy", { user: "bob", email }, world.now));
  await expect.poll(() => world.transitions().length + world.heard).toBeGreaterThanOrEqual(3);
  await world.stop();

  await world.start();
  await world.evaluated();
  expect(world.toldOtherwise()).toEqual([]);
  const told = world.transitions().map(({ cause, ids }) => [cause, ids.map(({ value }) => value).join()]);
  expect(told).toEqual([
    ["event", ""],
    ["erase", ""],
    ["event", "bob,ann@shop.co"],
  ]);
  await world.stop();
});

test("transitions are told before they are on disk, and after a crash the log holds the same in the same places", async () => {
  const world = new LiveWorld({ maxBytes: 1, isFailing: () => false, log: null });
  await world.start();
  await world.define("s1", `did "buy"`);
  await world.define("s2", `entered segment "s1" in last 2 days`);
  await world.evaluated(true);
  world.lose("memberships");
  await world.send(tracked("m1", "buy", { user: "ann", device: "phone" }, world.now));
  await world.send(tracked("m2", "buy", { user: "bob" }, world.now));
  await expect.poll(() => world.heard).toBe(4);
  expect(world.transitions()).toEqual([]);
  await world.stop();

  await world.start();
  await world.send(tracked("m3", "buy", { user: "eve" }, world.now));
  await world.evaluated();
  expect(world.toldOtherwise()).toEqual([]);
  expect(world.transitions().map(({ seq, segment, person }) => [seq, segment, person])).toEqual([
    [1, "s1", 1],
    [2, "s2", 1],
    [3, "s1", 3],
    [4, "s2", 3],
    [5, "s1", 4],
    [6, "s2", 4],
  ]);
  await world.stop();
});

test("an id that is named later is not among those of a transition, whenever that is made", async () => {
  const world = new LiveWorld({ maxBytes: 1, isFailing: () => false, log: null });
  await world.start();
  await world.define("s1", `did "buy"`);
  await world.evaluated(true);
  world.lose("memberships");
  const alias = { ...tracked("m1", "$alias", { user: "ann" }, world.now), type: "alias" } as const;
  await world.send({ ...alias, previousId: "annie" });
  await world.send(tracked("m2", "buy", { user: "ann" }, world.now));
  await expect.poll(() => world.heard).toBe(1);
  await world.send(tracked("m3", "other", { user: "annie" }, world.now));
  await expect.poll(() => world.status().resolver.offset).toBe(world.log.head().offset);
  await world.stop();

  await world.start();
  await world.evaluated();
  expect(world.toldOtherwise()).toEqual([]);
  expect(world.transitions().map(({ ids }) => ids.map(({ value }) => value))).toEqual([["ann"]]);
  await world.stop();
});

test("what was told is on disk before a command is obeyed that makes something else of older records", async () => {
  const world = new LiveWorld({ maxBytes: 1, isFailing: () => false, log: null });
  await world.start();
  await world.define("s1", `did "buy"`);
  await world.send(tracked("m1", "view", { user: "ann" }, world.now));
  await world.evaluated(true);
  world.lose("memberships");
  await world.send(tracked("m2", "buy", { user: "ann" }, world.now));
  await world.send(tracked("m3", "buy", { user: "bob" }, world.now));
  await expect.poll(() => world.heard).toBe(2);
  await expect.poll(() => world.erase({ kind: "user", value: "ann" })).toBe(true);
  await world.send(tracked("m4", "buy", { user: "eve" }, world.now));
  await world.runs(100);
  expect([world.heard, world.status().resolver.offset]).toEqual([2, world.log.head().offset - 2]);
  await world.stop();

  await world.start();
  await world.evaluated();
  expect(world.toldOtherwise()).toEqual([]);
  const told = world.transitions().map(({ person, n, cause, ids }) => [person, n, cause, ids.length]);
  expect(told).toEqual([
    [1, 1, "event", 0],
    [2, 1, "event", 1],
    [1, 2, "erase", 0],
    [3, 1, "event", 1],
  ]);
  await world.stop();
});

test("what a command makes is told when it is on disk, however many deadlines are due before it", async () => {
  const world = new LiveWorld({ maxBytes: 1_000_000, isFailing: () => false, log: null });
  await world.start();
  await world.define("s1", `did "buy" in last 3 days`);
  await world.define("s2", `did "view"`);
  for (const user of ["ann", "bob", "cat", "dan", "eve", "fay", "gus", "hal", "ida"])
    await world.send(tracked(user, "buy", { user }, world.now));
  await world.send(tracked("m1", "view", { user: "zoe" }, world.now));
  await world.evaluated(true);
  const before = world.heard;
  world.now += 4 * DAY_MS;
  await expect.poll(() => world.erase({ kind: "user", value: "zoe" })).toBe(true);
  await world.evaluated();
  expect(
    world
      .transitions()
      .slice(-10)
      .map(({ cause }) => cause),
  ).toEqual([...Array.from({ length: 9 }, () => "time"), "erase"]);
  expect(world.heard).toBe(before);
  await world.stop();
});

test("what a check corrects is told when it is on disk, for no replay would correct it", async () => {
  const world = new LiveWorld({ maxBytes: 1, isFailing: () => false, log: null });
  await world.start();
  await world.define("s1", `did "buy"`);
  for (const user of ["ann", "bob"]) await world.send(tracked(user, "buy", { user }, world.now));
  await world.evaluated(true);
  await world.stop();
  const header = decodeHeader(must(world.memberships.get("headers", 1), "ann was in a segment"));
  const [number = 0] = header.counters;
  await world.plant([
    { table: "headers", key: 1, value: encodeHeader({ ...header, counters: [number, 2] }) },
  ]);

  await world.start();
  await world.evaluated();
  const before = world.heard;
  world.lose("memberships");
  const checking = world.check().catch(() => null);
  await world.runs(100);
  await world.send(tracked("m3", "buy", { user: "eve" }, world.now));
  await world.runs(100);
  expect(world.heard).toBe(before);
  await world.stop();
  await checking;

  await world.start();
  await world.evaluated();
  expect(world.transitions().map(({ cause }) => cause)).not.toContain("correction");
  expect((await world.check()).differences).toHaveLength(1);
  expect(world.transitions().map(({ cause }) => cause)).toContain("correction");
  expect(world.toldOtherwise()).toEqual([]);
  await world.stop();
});

test("a cut-over that comes before its build is done takes in everybody's past before what is due at it", async () => {
  const first = new LiveWorld({ maxBytes: 1_000_000, isFailing: () => false, log: null });
  await first.send(tracked("m1", "buy", { user: "ann" }, first.now - 1_000));
  await first.define("s1", `did "view" and not did "buy" in last 1 day`);
  for (const name of ["buy", "view"]) await first.send(tracked(name, name, { user: "ann" }, first.now));
  first.now += 2 * DAY_MS;
  await first.start();
  await first.evaluated(true);
  expect(first.transitions()).toHaveLength(1);
  await first.stop();

  const again = new LiveWorld({ maxBytes: 1_000_000, isFailing: () => false, log: first.log });
  again.now = first.now;
  await again.start();
  again.lose("store");
  await expect.poll(() => again.status().resolver.offset).toBe(again.log.head().offset);
  await again.runs(100);
  again.regain("store");
  await again.evaluated(true);
  expect(again.transitions()).toEqual(first.transitions());
  expect((await again.check()).differences).toEqual([]);
  await again.stop();
});
