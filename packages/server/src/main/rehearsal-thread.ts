import { Worker } from "node:worker_threads";
import { HabitusError } from "@habitus/kernel";
import type { RehearsalJobDeps } from "../membership/rehearsal/rehearsal-job.ts";
import type { RehearsalAnswer, RehearsalThreadData } from "../membership/rehearsal/rehearsal-protocol.ts";
import type { PeopleToReplay, Replayed } from "../membership/rehearsal/replayer.ts";
import type { EngineAddress } from "../store/engine-address.ts";

/** Rehearses in the bundled `rehearsal.entry`, in a thread that ends when it is closed. */
export function createRehearsalThreads(entry: URL, engine: EngineAddress): RehearsalJobDeps["open"] {
  return (task) => {
    const worker = new Worker(entry, { workerData: { engine, ...task } satisfies RehearsalThreadData });
    let failed: Error | null = null;
    let waiting = (_answer: RehearsalAnswer | Error): void => undefined;
    const fail = (error: Error): void => {
      failed ??= error;
      waiting(failed);
    };
    worker.on("message", (answer: RehearsalAnswer) => waiting(answer));
    worker.on("error", fail);
    worker.on("exit", (code) => fail(new Error(`The thread of the rehearsal ended with code ${code}.`)));
    const replay = (stretch: PeopleToReplay, signal?: AbortSignal): Promise<readonly Replayed[]> =>
      new Promise((resolve, reject) => {
        const stop = (): void => waiting(signal?.reason);
        waiting = (answer) => {
          signal?.removeEventListener("abort", stop);
          if (answer instanceof Error) reject(answer);
          else if (answer.kind === "replayed") resolve(answer.people);
          else reject(new HabitusError(answer.code, answer.message));
        };
        if (failed !== null) return waiting(failed);
        if (signal?.aborted === true) return stop();
        signal?.addEventListener("abort", stop);
        worker.postMessage(stretch);
      });
    return {
      replay,
      async close() {
        await worker.terminate();
      },
    };
  };
}
