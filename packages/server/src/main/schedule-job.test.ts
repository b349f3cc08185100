import { HabitusError, MINUTE_MS } from "@habitus/kernel";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createScope } from "../platform/scope.ts";
import { scheduleJob } from "./schedule-job.ts";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

test("every minute it is looked at whether a job is due; that somebody has just begun one is no failure", async () => {
  const warned: string[] = [];
  const answers = [new Error("No disk."), new HabitusError("job_running", "It runs."), null, null];
  const startIfDue = vi.fn(() => {
    const answer = answers.shift() ?? null;
    return answer === null ? Promise.resolve() : Promise.reject(answer);
  });
  const logger = {
    info: () => undefined,
    warn: (_fields: unknown, message: string) => void warned.push(message),
    error: () => undefined,
  };
  const scope = createScope(() => undefined);
  scheduleJob({ name: "counting", startIfDue, failed: "nothing could be counted" }, { scope, logger });
  await vi.advanceTimersByTimeAsync(MINUTE_MS - 1);
  expect(startIfDue).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(3 * MINUTE_MS);
  expect(startIfDue).toHaveBeenCalledTimes(3);
  expect(warned).toEqual(["nothing could be counted; it will be tried again"]);
  await scope.stop();
  await vi.advanceTimersByTimeAsync(MINUTE_MS);
  expect(startIfDue).toHaveBeenCalledTimes(3);
});
