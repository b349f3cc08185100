import { Worker } from "node:worker_threads";
import type { LiveCheck } from "../membership/live-check.ts";
import type { LiveSets } from "../membership/live/standing.ts";
import type { PipelineStatus } from "../pipeline/pipeline.ts";
import { createSerially } from "../platform/serially.ts";
import type { LogFields } from "../platform/logger.ts";
import type { ResolveCounts } from "../profiles/batch-builder.ts";
import type { PersonNumber } from "../store/event-store.ts";
import { createQuestions } from "./live-questions.ts";
import type {
  FailingStage,
  MembershipNews,
  PipelineCommand,
  PipelineMessage,
  PipelineThreadData,
  ThreadMemory,
} from "./pipeline-protocol.ts";

export type PipelineThread = {
  /** The newest status; null before the first. */
  status(): PipelineStatus | null;
  /** What the thread held when it told its status; null before the first. */
  memory(): ThreadMemory | null;
  /** Does the work while the thread is away and nothing that it writes is open; then it takes up where it was. */
  without<T>(work: () => Promise<T>): Promise<T>;
  /** As the membership stage does. @throws HabitusError of the event store; `store_unavailable` when the thread ends first. */
  check(people: readonly PersonNumber[]): Promise<LiveCheck>;
  /** As `check`. */
  members(keys: readonly string[]): Promise<LiveSets>;
  stop(): Promise<void>;
};

export type PipelineThreadDeps = {
  /** The bundled `pipeline.entry`. */
  readonly entry: URL;
  readonly data: PipelineThreadData;
  readonly onStatus: (status: PipelineStatus, counts: ResolveCounts) => void;
  readonly onMembership: (news: MembershipNews) => void;
  readonly onFailure: (stage: FailingStage, reasons: LogFields) => void;
  /** The thread ended without being asked: a bug or a disk that cannot be trusted any more. */
  readonly onDeath: (error: Error) => void;
};

const STOP_PATIENCE_MS = 20_000;

/** Starts the pipeline in a thread of its own. */
export function startPipelineThread(deps: PipelineThreadDeps): PipelineThread {
  const serially = createSerially();
  let status: PipelineStatus | null = null;
  let memory: ThreadMemory | null = null;
  let stopped = false;
  const hear = (message: PipelineMessage): void => {
    if (message.kind === "failure") deps.onFailure(message.stage, message.reasons);
    if (message.kind === "membership") deps.onMembership(message);
    if (message.kind !== "status") return;
    ({ status, memory } = message);
    deps.onStatus(message.status, message.counts);
  };
  let running = startWorker(deps, hear);

  return {
    status: () => status,
    memory: () => memory,
    // One that is asked while the thread is away waits for the next.
    check: (people) => serially(() => running.questions.ask({ kind: "check", people })),
    members: (keys) => serially(() => running.questions.ask({ kind: "members", keys })),
    without: (work) =>
      serially(async () => {
        await running.stop();
        try {
          return await work();
        } finally {
          if (!stopped) running = startWorker(deps, hear);
        }
      }),
    async stop() {
      stopped = true;
      await running.stop();
      await serially(() => running.stop());
    },
  };
}

/** Stops once; a store that hangs must not keep the process: whatever was not confirmed is handed over again at the next start. */
function startWorker(
  deps: PipelineThreadDeps,
  hear: (message: PipelineMessage) => void,
): { readonly questions: Pick<ReturnType<typeof createQuestions>, "ask">; stop(): Promise<void> } {
  const worker = new Worker(deps.entry, { workerData: deps.data });
  const questions = createQuestions((command) => worker.postMessage(command));
  let stopping = false;
  const exited = new Promise<void>((resolve) => {
    worker.once("exit", (code) => {
      if (!stopping) deps.onDeath(new Error(`The pipeline thread ended with code ${code}.`));
      questions.end();
      resolve();
    });
  });
  worker.on("error", (error) => {
    if (!stopping) deps.onDeath(error instanceof Error ? error : new Error(String(error)));
  });
  worker.on("message", (message: PipelineMessage) => {
    if (message.kind === "answered" || message.kind === "not answered") questions.answered(message);
    else hear(message);
  });
  return {
    questions,
    async stop() {
      stopping = true;
      worker.postMessage({ kind: "stop" } satisfies PipelineCommand);
      const timer = setTimeout(() => void worker.terminate(), STOP_PATIENCE_MS);
      await exited;
      clearTimeout(timer);
    },
  };
}
