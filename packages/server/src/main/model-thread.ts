import { Worker } from "node:worker_threads";
import { HabitusError } from "@habitus/kernel";
import type { ModelJobDeps } from "../models/model-job.ts";
import type { ModelCommand, ModelMessage, ModelThreadData } from "../models/model-protocol.ts";
import type { ModelResult } from "../models/model-runs.ts";
import type { RunTelling } from "../models/score-run.ts";
import type { EngineAddress } from "../store/engine-address.ts";

/** Runs models in the bundled `model.entry`, each in a thread of its own that ends with the run. */
export function createModelThreads(entry: URL, engine: EngineAddress): ModelJobDeps["carryOut"] {
  return (task, deps, signal) => carryOut(entry, { engine, ...task }, deps, signal);
}

function carryOut(
  entry: URL,
  workerData: ModelThreadData,
  deps: RunTelling,
  signal: AbortSignal,
): Promise<ModelResult> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(entry, { workerData });
    const leave = (error: unknown): void => {
      signal.removeEventListener("abort", stop);
      reject(error);
      void worker.terminate();
    };
    const stop = (): void => leave(signal.reason);
    const hear = async (message: ModelMessage): Promise<void> => {
      if (message.kind === "done") {
        signal.removeEventListener("abort", stop);
        resolve(message.result);
        return;
      }
      if (message.kind === "failed") return leave(new HabitusError(message.code, message.message));
      if (message.kind === "changes") await deps.say(message.changes);
      else await deps.progress(message.phase, message.done, message.total);
      worker.postMessage({ kind: "next" } satisfies ModelCommand);
    };
    signal.addEventListener("abort", stop);
    if (signal.aborted) return stop();
    worker.on("message", (message: ModelMessage) => void hear(message).catch(leave));
    worker.on("error", leave);
    worker.on("exit", (code) => leave(new Error(`The thread of the model ended with code ${code}.`)));
  });
}
