import { DAY_MS } from "@habitus/kernel";
import { expect, test } from "vitest";
import { RETRY_MS } from "../jobs/busy-or-failed.ts";
import type { JobView } from "../jobs/jobs.ts";
import { isRoundDue } from "./health-schedule.ts";

const NOW = 100 * DAY_MS;

/** All segments were last examined two days ago, and once more an hour and a half ago, which ended so. */
function dueAfter(state: JobView["state"], now = NOW): boolean {
  const startedAt = NOW - 1.5 * RETRY_MS;
  const job = { id: "j2", state, finishedAt: state === "running" ? null : startedAt + 1 } as JobView;
  const health = {
    newestRound: () => ({ startedAt: NOW - 2 * DAY_MS, finishedAt: NOW - 2 * DAY_MS, segments: 1 }),
    begunRound: () => ({ startedAt, job: job.id }),
    uses: { since: () => 0 },
  };
  return isRoundDue(health, { get: () => job, newest: () => job }, { now, everyMs: DAY_MS });
}

test("a round that was cancelled waits for the next time, one that failed for an hour", () => {
  expect(dueAfter("running", NOW + DAY_MS)).toBe(false);
  expect(dueAfter("done")).toBe(false);
  expect(dueAfter("cancelled")).toBe(false);
  expect(dueAfter("cancelled", NOW + DAY_MS)).toBe(true);
  expect(dueAfter("failed", NOW - RETRY_MS)).toBe(false);
  expect(dueAfter("failed")).toBe(true);
});

test("the first is due so long after reads began to be noted", () => {
  const jobs = { get: () => null, newest: () => null };
  const at = (since: number | null) =>
    isRoundDue({ newestRound: () => null, begunRound: () => null, uses: { since: () => since } }, jobs, {
      now: NOW,
      everyMs: DAY_MS,
    });
  expect([at(null), at(NOW - DAY_MS + 1), at(NOW - DAY_MS)]).toEqual([false, false, true]);
});
