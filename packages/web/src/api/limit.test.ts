import { expect, it } from "vitest";
import { createLimit } from "./limit.ts";
import { waitBefore } from "./use-stream.ts";

it("runs no more at once than allowed, in order, and goes on after a failure", async () => {
  const limit = createLimit(2);
  let running = 0;
  let most = 0;
  const begun: number[] = [];
  const task = (n: number) => async () => {
    begun.push(n);
    running++;
    most = Math.max(most, running);
    await Promise.resolve();
    running--;
    if (n === 1) throw new Error("failed");
    return n;
  };
  const results = await Promise.allSettled([0, 1, 2, 3, 4].map((n) => limit(task(n))));
  expect(most).toBe(2);
  expect(begun).toEqual([0, 1, 2, 3, 4]);
  expect(results.map(({ status }) => status)).toEqual([
    "fulfilled",
    "rejected",
    "fulfilled",
    "fulfilled",
    "fulfilled",
  ]);
});

it("waits longer after every failure, but never for ever", () => {
  expect([1, 2, 3, 4].map(waitBefore)).toEqual([500, 1_000, 2_000, 4_000]);
  expect(waitBefore(40)).toBe(15_000);
});
