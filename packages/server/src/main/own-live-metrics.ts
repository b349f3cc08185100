import { SECOND_MS } from "@habitus/kernel";
import { loadOf } from "../delivery/webhook.ts";
import type { Webhooks } from "../delivery/webhooks.ts";
import type { ToldLog } from "../membership/told-log.ts";
import { isEntered } from "../membership/transition.ts";
import type { StageStatus } from "../membership/stage-status.ts";
import type { Metrics } from "../platform/metrics.ts";
import type { Stages } from "./stages.ts";

export type LiveMetricsDeps = {
  readonly metrics: Metrics;
  readonly stages: Pick<Stages, "list">;
  /** Null until the pipeline thread has told of itself. */
  readonly membership: () => StageStatus | null;
  readonly webhooks: Pick<Webhooks, "list" | "status">;
  readonly told: Pick<ToldLog, "head" | "read" | "wait">;
  readonly now: () => number;
  readonly onFailure: (error: unknown) => void;
};

/** Seconds: from what nobody feels to what is an outage. */
const DELAYS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 3_600];
const PIECE = 500;
const WAIT_MS = 1_000;

/** How live membership is, for whoever watches the server from outside. The returned function ends it. */
export function ownLiveMetrics(deps: LiveMetricsDeps): () => void {
  stageMetrics(deps);
  membershipMetrics(deps);
  webhookMetrics(deps);
  return followTransitions(deps);
}

function stageMetrics({ metrics, stages }: LiveMetricsDeps): void {
  const ready = metrics.gauge("habitus_stage_ready", "1 while the stage works, 0 while it fails or starts.", [
    "stage",
  ]);
  const lag = metrics.gauge(
    "habitus_stage_lag_records",
    "Records of the log that the stage has not worked off; of history, transitions.",
    ["stage"],
  );
  const seconds = metrics.gauge(
    "habitus_stage_lag_seconds",
    "Age of the oldest that the stage has not worked off; 0 where there is none.",
    ["stage"],
  );
  metrics.beforeRead(() => {
    for (const { name: stage, ...health } of stages.list()) {
      ready.set({ stage }, Number(health.ready));
      lag.set({ stage }, health.lag);
      seconds.set({ stage }, health.lagMs / SECOND_MS);
    }
  });
}

function membershipMetrics({ metrics, membership, now }: LiveMetricsDeps): void {
  const people = metrics.gauge(
    "habitus_membership_people_in_memory",
    "People whose states are in memory; the others are read from disk when they come.",
    [],
  );
  const bytes = metrics.gauge("habitus_membership_bytes", "What these states take, about.", []);
  const segments = metrics.gauge("habitus_live_segments", "Segments by how they stand.", ["state"]);
  const overdue = metrics.gauge(
    "habitus_timer_overdue_seconds",
    "How long the deadline that is next has passed; 0 while none has.",
    [],
  );
  metrics.beforeRead(() => {
    const status = membership();
    for (const gauge of [people, bytes, segments, overdue]) gauge.clear();
    // None is better than a zero that nobody counted.
    if (status === null) return;
    people.set({}, status.memory.people);
    bytes.set({}, status.memory.bytes);
    segments.set({ state: "live" }, status.segments.length);
    segments.set({ state: "paused" }, status.paused.length);
    segments.set({ state: "building" }, status.targets.length);
    const { nextDue } = status;
    overdue.set({}, nextDue === null ? 0 : Math.max(0, now() - nextDue) / SECOND_MS);
  });
}

function webhookMetrics({ metrics, webhooks }: LiveMetricsDeps): void {
  const labels = ["webhook", "sends"] as const;
  const behind = metrics.gauge(
    "habitus_webhook_behind",
    "Entries of its log that a webhook has not come to.",
    labels,
  );
  const aside = metrics.gauge(
    "habitus_webhook_put_aside",
    "Messages that its receiver refused for good.",
    labels,
  );
  const failing = metrics.gauge("habitus_webhook_failing", "1 while its receiver takes nothing.", labels);
  const paused = metrics.gauge("habitus_webhook_paused", "1 while it is paused.", labels);
  const all = [behind, aside, failing, paused];
  metrics.beforeRead(() => {
    for (const gauge of all) gauge.clear();
    for (const webhook of webhooks.list()) {
      const of = { webhook: webhook.id, sends: loadOf(webhook) };
      const status = webhooks.status(webhook);
      behind.set(of, status.behind);
      aside.set(of, status.putAside);
      failing.set(of, Number(status.failingSince !== null));
      paused.set(of, Number(webhook.paused !== null));
    }
  });
}

/** Counts what is told from now on, each transition once. */
function followTransitions({ metrics, told, now, onFailure }: LiveMetricsDeps): () => void {
  const made = metrics.counter("habitus_transitions_total", "Transitions told, by kind and cause.", [
    "kind",
    "cause",
  ]);
  const delay = metrics.histogram(
    "habitus_transition_told_seconds",
    "From the logical now of the record that made a transition until it was told.",
    [],
    DELAYS,
  );
  const lateness = metrics.histogram(
    "habitus_timer_lateness_seconds",
    "From the deadline of a transition that time made until it was told.",
    [],
    DELAYS,
  );
  let isOver = false;
  let after = told.head();
  const follow = async (): Promise<void> => {
    while (!isOver) {
      await told.wait(after, WAIT_MS);
      // The log may be closed by now.
      if (isOver) return;
      const at = now();
      const piece = told.read(after, PIECE);
      for (const transition of piece) {
        const { cause, recordedAt } = transition;
        made.add({ kind: isEntered(transition) ? "entered" : "left", cause });
        delay.observe({}, Math.max(0, at - recordedAt) / SECOND_MS);
        if (cause === "time") lateness.observe({}, Math.max(0, at - transition.at) / SECOND_MS);
      }
      // After a crash, what was told before comes again in its places.
      after = piece.at(-1)?.seq ?? after;
    }
  };
  const keepFollowing = (): void => {
    follow().catch((error: unknown) => {
      if (isOver) return;
      onFailure(error);
      setTimeout(keepFollowing, WAIT_MS).unref();
    });
  };
  keepFollowing();
  return () => {
    isOver = true;
  };
}
