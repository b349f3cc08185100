import type { PipelineStatus } from "../pipeline/pipeline.ts";
import type { ResolveCounts } from "../profiles/resolver.ts";

/** What the pipeline thread is started with. */
export type PipelineThreadData = {
  readonly logDir: string;
  readonly stateDir: string;
  readonly dedupeDir: string;
  readonly dedupeDays: number;
  readonly engineSocket: string;
};

/** From the thread: its progress, a failure it will try again after, or the end of a clean stop. */
export type PipelineMessage =
  | { readonly kind: "status"; readonly status: PipelineStatus; readonly counts: ResolveCounts }
  | {
      readonly kind: "failure";
      readonly stage: "resolver" | "store";
      readonly code: string;
      readonly message: string;
    }
  | { readonly kind: "stopped" };

/** To the thread. */
export type PipelineCommand = { readonly kind: "stop" };
