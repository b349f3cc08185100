import type { Instant } from "@habitus/kernel";
import type { StageHealth } from "../http/health.ts";
import type { Log, Offset } from "../log/log.ts";
import type { TransitionLog } from "../membership/transition-log.ts";
import type { HistoryStatus } from "../pipeline/history-writer.ts";
import type { PipelineThread } from "./pipeline-thread.ts";

export type StagesDeps = {
  readonly log: Log;
  readonly pipeline: Pick<PipelineThread, "status">;
  readonly transitions: Pick<TransitionLog, "head" | "read">;
  readonly now: () => Instant;
};

export type Stages = {
  list(): readonly StageHealth[];
  /** How far the event store has come. */
  stored(): Offset;
};

/** The last record that no stage will be given once more. */
export function consumed(status: ReturnType<PipelineThread["status"]>): Offset {
  return status === null ? 0 : Math.min(status.store.offset, status.membership.offset);
}

/** How far each stage has come, as the pipeline thread last told and the log says now. */
export function createStages({ log, pipeline, transitions, now }: StagesDeps): Stages {
  const stage = (name: string, position: Offset, failing: string | null, started: boolean): StageHealth => {
    const lag = log.head().offset - position;
    return {
      name,
      ready: started && failing === null,
      position,
      lag,
      lagMs: lagMs(position, lag),
      detail: failing,
    };
  };
  const historyStage = (status: HistoryStatus | null): StageHealth => {
    const position = status?.position ?? 0;
    const lag = Math.max(0, transitions.head() - position);
    const [oldest] = lag === 0 ? [] : transitions.read(position, 1);
    return {
      name: "history",
      ready: status !== null && status.failing === null,
      position,
      lag,
      lagMs: oldest === undefined ? 0 : Math.max(0, now() - oldest.recordedAt),
      detail: status?.failing ?? null,
    };
  };
  const lagMs = (position: Offset, lag: number): number => {
    if (lag <= 0) return 0;
    // Until a stage has told where it is, it counts as at the beginning, which may have been freed.
    const [oldest] = log.read(Math.max(position + 1, log.first()), { records: 1, bytes: 0 });
    return oldest === undefined ? 0 : Math.max(0, now() - oldest.at);
  };
  return {
    stored: () => pipeline.status()?.store.offset ?? 0,
    list() {
      const status = pipeline.status();
      return [
        stage("log", log.head().offset, log.failing(), true),
        stage("resolver", status?.resolver.offset ?? 0, status?.resolver.failing ?? null, status !== null),
        stage(
          "membership",
          status?.membership.offset ?? 0,
          status?.membership.failing ?? null,
          status !== null,
        ),
        historyStage(status?.history ?? null),
        stage("store", status?.store.offset ?? 0, status?.store.failing ?? null, status !== null),
      ];
    },
  };
}
