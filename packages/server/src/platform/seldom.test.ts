import { expect, test } from "vitest";
import { createSeldom } from "./seldom.ts";

function world(leastMs = 0, mostMs = 1_000_000) {
  const clock = { at: 0, took: 10, failure: null as Error | null, times: 0 };
  const work = async (): Promise<number> => {
    const time = ++clock.times;
    clock.at += clock.took;
    await Promise.resolve();
    if (clock.failure !== null) throw clock.failure;
    return time;
  };
  return { clock, seldom: createSeldom(work, { elapsed: () => clock.at, leastMs, mostMs }) };
}

test("an answer stands for twenty times as long as it took, and as long as it shall at least and at most", async () => {
  for (const [leastMs, mostMs, stands] of [
    [0, 1_000, 200],
    [500, 1_000, 500],
    [0, 50, 50],
  ] as const) {
    const { clock, seldom } = world(leastMs, mostMs);
    expect(seldom.latest()).toBe(null);
    expect(await seldom.ask()).toBe(1);
    clock.at = 10 + stands - 1;
    expect(await seldom.ask()).toBe(1);
    clock.at++;
    expect(await seldom.ask()).toBe(2);
    expect(seldom.latest()).toBe(2);
  }
});

test("who asks while it is worked out gets the same answer", async () => {
  const { clock, seldom } = world();
  expect(await Promise.all([seldom.ask(), seldom.ask(), seldom.ask()])).toEqual([1, 1, 1]);
  expect(clock.times).toBe(1);
});

test("a failure is told to all who wait and stands for nobody else", async () => {
  const { clock, seldom } = world(1_000);
  clock.failure = new Error("down");
  const asked = [seldom.ask(), seldom.ask()];
  await expect(Promise.allSettled(asked)).resolves.toMatchObject([
    { status: "rejected" },
    { status: "rejected" },
  ]);
  clock.failure = null;
  expect(await seldom.ask()).toBe(2);
  clock.at += 5_000;
  clock.failure = new Error("down");
  await expect(seldom.ask()).rejects.toThrow("down");
  expect(seldom.latest()).toBe(2);
});

test("work that fails before it has begun to wait is begun anew by the next call", async () => {
  let times = 0;
  const work = (): Promise<number> => {
    if (++times === 1) throw new Error("down");
    return Promise.resolve(times);
  };
  const seldom = createSeldom(work, { elapsed: () => 0 });
  await expect(seldom.ask()).rejects.toThrow("down");
  expect(await seldom.ask()).toBe(2);
});
