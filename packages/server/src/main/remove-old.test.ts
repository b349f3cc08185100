import { HOUR_MS, MINUTE_MS } from "@habitus/kernel";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createScope } from "../platform/scope.ts";
import { removeOld } from "./remove-old.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("old files go every hour, but none that may have come this minute; a failure is told and does not end it", async () => {
  const sweeps: number[] = [];
  const told: string[] = [];
  const scope = createScope(() => undefined);
  const logger = {
    info: () => undefined,
    warn: () => undefined,
    error: (_: unknown, text: string) => told.push(text),
  };
  let pruned = 0;
  removeOld(
    {
      deadLetters: { prune: () => Promise.resolve(pruned++) },
      imports: {
        forgetOld: () => (sweeps.length === 1 ? Promise.reject(new Error("full")) : Promise.resolve()),
      },
      sweepUploads: (before: number) => Promise.resolve(sweeps.push(before)),
      logger,
    } as unknown as Parameters<typeof removeOld>[0],
    scope,
    () => 5 * HOUR_MS,
  );
  await vi.advanceTimersByTimeAsync(HOUR_MS);
  expect(sweeps).toEqual([5 * HOUR_MS - MINUTE_MS]);
  expect(pruned).toBe(60);
  await vi.advanceTimersByTimeAsync(HOUR_MS);
  expect([sweeps.length, told]).toEqual([1, ["old uploaded files could not be removed"]]);
  await scope.stop();
});
