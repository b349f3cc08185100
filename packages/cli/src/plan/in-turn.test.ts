import { expect, test } from "vitest";
import { AT_ONCE, eachInTurn } from "./in-turn.ts";

const soon = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test("a few at once, and what becomes of them in their order", async () => {
  const items = Array.from({ length: 3 * AT_ONCE }, (_, place) => place);
  let running = 0;
  let most = 0;
  const done: number[] = [];
  const results = await eachInTurn(items, async (item) => {
    most = Math.max(most, ++running);
    // The first of each lane is the slowest.
    for (let turn = 0; turn < 2 * AT_ONCE - item; turn++) await soon();
    running--;
    done.push(item);
    return item * 10;
  });
  expect(most).toBe(AT_ONCE);
  expect(done).not.toEqual(items);
  expect(results).toEqual(items.map((item) => item * 10));
});

test("the first failure is told, and nothing more is begun", async () => {
  const begun: number[] = [];
  const items = Array.from({ length: 20 }, (_, place) => place);
  const failing = eachInTurn(items, async (item) => {
    begun.push(item);
    await soon();
    if (item === 1) throw new Error("no");
  });
  await expect(failing).rejects.toThrow("no");
  await soon();
  await soon();
  expect(begun.length).toBeLessThanOrEqual(2 * AT_ONCE);
});
