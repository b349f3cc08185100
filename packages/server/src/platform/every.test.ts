import { expect, test } from "vitest";
import { every } from "./every.ts";

test("work is repeated, a failure is told and does not end it, and stopping waits for the run under way", async () => {
  let runs = 0;
  const failures: unknown[] = [];
  const repeated = every(
    1,
    async () => {
      runs++;
      await new Promise((resolve) => setTimeout(resolve, 1));
      if (runs === 2) throw new Error("once");
    },
    (error) => failures.push(error),
  );
  while (runs < 4) await new Promise((resolve) => setTimeout(resolve, 1));
  await repeated.stop();
  const after = runs;
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(runs).toBe(after);
  expect(failures.length).toBe(1);
});
