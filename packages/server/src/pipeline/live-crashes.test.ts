import { expect, test } from "vitest";
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
