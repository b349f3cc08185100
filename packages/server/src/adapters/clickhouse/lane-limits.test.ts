import { expect, test } from "vitest";
import { laneLimits } from "./lane-limits.ts";

function memory(engineBytes: number) {
  const { insert, interactive, watch, backfill } = laneLimits(engineBytes);
  return [insert, interactive, watch, backfill].map(({ memoryBytes }) => memoryBytes);
}

test("what one operation may take grows with the memory of the engine", () => {
  expect(memory(8e9)).toEqual([2.4e9, 2.4e9, 4e9, 4e9]);
});

test("in a smaller engine each has what it usually needs, but for a quarter that others have", () => {
  expect(memory(2e9)).toEqual([7e8, 6e8, 1e9, 1e9]);
  expect(memory(1e9)).toEqual([7e8, 6e8, 7.5e8, 7.5e8]);
});

test("an insert never has less than it needs", () => {
  expect(memory(5e8)).toEqual([7e8, 3.75e8, 3.75e8, 3.75e8]);
});
