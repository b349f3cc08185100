import { expect, test } from "vitest";
import { isBusyOrFailed, RETRY_MS } from "./busy-or-failed.ts";
import type { JobView } from "./jobs.ts";

test("work by the clock waits for the job before it, and an hour after one that did not end well", () => {
  const jobsWith = (job: Partial<JobView> | null) => ({ newest: () => job as JobView | null });
  const ask = (job: Partial<JobView> | null, now = 1_000) => isBusyOrFailed(jobsWith(job), "load", now);
  expect(ask(null)).toBe(false);
  expect(ask({ state: "running", finishedAt: null })).toBe(true);
  expect(ask({ state: "done", finishedAt: 900 })).toBe(false);
  for (const state of ["failed", "cancelled"] as const) {
    expect(ask({ state, finishedAt: 900 }, 900 + RETRY_MS - 1)).toBe(true);
    expect(ask({ state, finishedAt: 900 }, 900 + RETRY_MS)).toBe(false);
  }
});
