import { DAY_MS, HOUR_MS } from "@habitus/kernel";
import { expect, test } from "vitest";
import type { JobView } from "../jobs/jobs.ts";
import { createMemoryLog } from "../log/memory-log.ts";
import { createMemoryKv } from "../platform/memory-kv.ts";
import { put } from "../platform/kv.ts";
import { nightAfter } from "./night.ts";
import { createRetention } from "./retention.ts";
import { nextRetention } from "./retention-schedule.ts";

const ADA = { kind: "user", id: "u1", name: "Ada" } as const;

test("the next run is the night after the last one, also when the job's own record is gone", async () => {
  const clock = { at: 100 * DAY_MS };
  const retention = createRetention({
    kv: createMemoryKv(),
    log: createMemoryLog({ clock: () => clock.at }),
    audit: (change) => put({ name: "audit", version: 1 }, [1], change),
    now: () => clock.at,
    events: { oldEvents: () => Promise.reject(new Error("nobody asks")) },
  });
  const next = (job: Partial<JobView> | null = null) =>
    nextRetention(retention, { newest: () => job as JobView | null }, "UTC");
  expect(next()).toBeNull();
  await retention.set([{ event: "*", days: 10 }], 0, ADA);
  expect(next()).toBe(nightAfter(clock.at, "UTC"));
  clock.at += 5 * DAY_MS;
  await retention.noteRun();
  expect(next()).toBe(nightAfter(clock.at, "UTC"));
  expect(next({ state: "cancelled", finishedAt: clock.at })).toBe(nightAfter(clock.at, "UTC"));
  expect(next({ state: "failed", finishedAt: clock.at })).toBe(clock.at + HOUR_MS);
});
