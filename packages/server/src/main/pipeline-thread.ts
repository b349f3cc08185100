import { Worker } from "node:worker_threads";
import type { PipelineStatus } from "../pipeline/pipeline.ts";
import type { ResolveCounts } from "../profiles/resolver.ts";
import type {
  FailingStage,
  MembershipNews,
  PipelineCommand,
  PipelineMessage,
  PipelineThreadData,
} from "./pipeline-protocol.ts";

export type PipelineThread = {
  /** The newest status; null before the first. */
  status(): PipelineStatus | null;
  stop(): Promise<void>;
};

export type PipelineThreadDeps = {
  /** The bundled `pipeline.entry`. */
  readonly entry: URL;
  readonly data: PipelineThreadData;
  readonly onStatus: (status: PipelineStatus, counts: ResolveCounts) => void;
  readonly onMembership: (news: MembershipNews) => void;
  readonly onFailure: (stage: FailingStage, code: string, message: string) => void;
  /** The thread ended without being asked: a bug or a disk that cannot be trusted any more. */
  readonly onDeath: (error: Error) => void;
};

const STOP_PATIENCE_MS = 20_000;

/** Starts the pipeline in a thread of its own. */
export function startPipelineThread(deps: PipelineThreadDeps): PipelineThread {
  const worker = new Worker(deps.entry, { workerData: deps.data });
  let status: PipelineStatus | null = null;
  let stopping = false;
  const exited = new Promise<void>((resolve) => {
    worker.once("exit", (code) => {
      if (!stopping) deps.onDeath(new Error(`The pipeline thread ended with code ${code}.`));
      resolve();
    });
  });
  worker.on("error", (error) => {
    if (!stopping) deps.onDeath(error instanceof Error ? error : new Error(String(error)));
  });
  worker.on("message", (message: PipelineMessage) => {
    if (message.kind === "failure") deps.onFailure(message.stage, message.code, message.message);
    if (message.kind === "membership") deps.onMembership(message);
    if (message.kind !== "status") return;
    status = message.status;
    deps.onStatus(message.status, message.counts);
  });

  return {
    status: () => status,
    async stop() {
      stopping = true;
      worker.postMessage({ kind: "stop" } satisfies PipelineCommand);
      // A store that hangs must not keep the process: whatever was not confirmed is handed over again at the next start.
      const timer = setTimeout(() => void worker.terminate(), STOP_PATIENCE_MS);
      await exited;
      clearTimeout(timer);
    },
  };
}
