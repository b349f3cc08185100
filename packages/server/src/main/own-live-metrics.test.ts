import { expect, test } from "vitest";
import { createMemoryMembershipStore } from "../membership/memory-membership-store.ts";
import type { StageStatus } from "../membership/stage-status.ts";
import type { NewTransition, TransitionCause } from "../membership/transition.ts";
import { createMetrics } from "../platform/metrics.ts";
import { type LiveMetricsDeps, ownLiveMetrics } from "./own-live-metrics.ts";

const NOW = 1_000_000;
const STATUS: StageStatus = {
  offset: 7,
  at: NOW,
  failing: null,
  nextDue: NOW - 1_500,
  overdue: 7,
  share: 1_000,
  segments: [],
  paused: [],
  targets: [{ key: "vip", version: 1 }],
  building: null,
  memory: { people: 12, bytes: 3_456 },
};
type Hook = ReturnType<LiveMetricsDeps["webhooks"]["list"]>[number];
const hook = (number: number): Hook => ({
  id: `w${number}`,
  number,
  name: "CRM",
  url: "https://crm.example",
  segments: null,
  sealedSecret: "",
  paused: number === 2 ? "asked" : null,
  createdAt: 0,
  createdBy: { kind: "system", id: "test", name: "Test" },
  rev: 1,
});

function transition(n: number, cause: TransitionCause, at: number): NewTransition {
  const recordedAt = cause === "time" ? NOW - 20 : NOW - 3;
  return {
    segment: "vip",
    version: 1,
    person: 1,
    ids: [],
    n,
    at,
    recordedAt,
    cause,
    offset: 1,
    eventId: null,
  };
}

test("how live membership is stands in the metrics: stages, timers, transitions by cause, memory, webhooks", async () => {
  const metrics = createMetrics();
  const memberships = createMemoryMembershipStore();
  const commit = (...transitions: readonly NewTransition[]) =>
    memberships.commit({ position: 1, at: 1, transitions, writes: [], redact: [] });
  await commit(transition(1, "event", NOW));
  let hooks = [hook(1), hook(2)];
  const failures: unknown[] = [];
  const stop = ownLiveMetrics({
    metrics,
    stages: {
      list: () => [
        { name: "membership", ready: false, position: 3, lag: 4, lagMs: 2_500, detail: "The disk is full." },
      ],
    },
    membership: () => STATUS,
    webhooks: {
      list: () => hooks,
      status: ({ number }) => ({
        seq: 1,
        behind: 5 * number,
        failingSince: number === 1 ? NOW : null,
        error: null,
        putAside: number,
      }),
    },
    told: memberships.told,
    now: () => NOW,
    onFailure: (error) => void failures.push(error),
  });
  await commit(transition(2, "time", NOW - 700), transition(3, "event", NOW - 3));
  const lines = async () => (await metrics.text()).split("\n");
  await expect.poll(lines).toContain('habitus_transitions_total{kind="entered",cause="event"} 1');
  const told = await lines();
  for (const line of [
    'habitus_transitions_total{kind="left",cause="time"} 1',
    "habitus_transition_told_seconds_count 2",
    'habitus_transition_told_seconds_bucket{le="0.005"} 1',
    "habitus_timer_lateness_seconds_sum 0.7",
    "habitus_timer_overdue_seconds 1.5",
    'habitus_stage_ready{stage="membership"} 0',
    'habitus_stage_lag_records{stage="membership"} 4',
    'habitus_stage_lag_seconds{stage="membership"} 2.5',
    "habitus_membership_people_in_memory 12",
    "habitus_membership_bytes 3456",
    'habitus_live_segments{state="building"} 1',
    'habitus_webhook_behind{webhook="w2",sends="transitions"} 10',
    'habitus_webhook_put_aside{webhook="w1",sends="transitions"} 1',
    'habitus_webhook_failing{webhook="w1",sends="transitions"} 1',
    'habitus_webhook_paused{webhook="w2",sends="transitions"} 1',
  ]) {
    expect(told).toContain(line);
  }
  hooks = [hook(1)];
  expect((await lines()).filter((line) => line.includes("w2"))).toEqual([]);
  stop();
  expect(failures).toEqual([]);
});
