import { DAY_MS } from "@habitus/kernel";
import { expect, test } from "vitest";
import { RETRY_MS } from "../jobs/busy-or-failed.ts";
import type { JobView } from "../jobs/jobs.ts";
import { isReconciliationDue } from "./reconciliation-schedule.ts";
import type { Reconciliation } from "./reconciliation.ts";

const NOW = 100 * DAY_MS;
const AGES_AGO = { startedAt: NOW - 2 * DAY_MS } as Reconciliation;

/** The last that was done began two days ago; one was tried once more an hour and a half ago, which ended so. */
function dueAfter(state: JobView["state"], now = NOW): boolean {
  const startedAt = NOW - 1.5 * RETRY_MS;
  const job = {
    state,
    createdAt: startedAt,
    finishedAt: state === "running" ? null : startedAt + 1,
  } as JobView;
  const moment = { now, everyMs: DAY_MS, began: 0 };
  return isReconciliationDue({ newest: () => AGES_AGO }, { newest: () => job }, moment);
}

test("one that was cancelled waits for the next time, one that failed for an hour", () => {
  expect(dueAfter("running", NOW + DAY_MS)).toBe(false);
  expect(dueAfter("cancelled")).toBe(false);
  expect(dueAfter("cancelled", NOW + DAY_MS)).toBe(true);
  expect(dueAfter("failed", NOW - RETRY_MS)).toBe(false);
  expect(dueAfter("failed")).toBe(true);
});

test("the first is due so long after the start, the next so long after the last", () => {
  const due = (newest: Reconciliation | null, began: number): boolean =>
    isReconciliationDue(
      { newest: () => newest },
      { newest: () => null },
      { now: NOW, everyMs: DAY_MS, began },
    );
  expect([due(null, NOW - DAY_MS + 1), due(null, NOW - DAY_MS)]).toEqual([false, true]);
  expect([due(AGES_AGO, NOW), due({ ...AGES_AGO, startedAt: NOW - 1 }, 0)]).toEqual([true, false]);
});
