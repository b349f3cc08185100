import { Worker } from "node:worker_threads";
import type { BenefitFit, RefusedBenefits } from "@habitus/models";
import type { RatingJobDeps } from "../models/rating-job.ts";

/** Judges in the bundled `benefits.entry`, each time in a thread of its own that ends with it. */
export function createBenefitThreads(entry: URL): RatingJobDeps["judge"] {
  return (said, signal) =>
    new Promise((resolve, reject) => {
      signal.throwIfAborted();
      const worker = new Worker(entry, { workerData: said });
      const leave = (error: unknown): void => {
        signal.removeEventListener("abort", stop);
        reject(error);
        void worker.terminate();
      };
      const stop = (): void => leave(signal.reason);
      signal.addEventListener("abort", stop);
      worker.on("message", (judged: BenefitFit | RefusedBenefits) => {
        signal.removeEventListener("abort", stop);
        resolve(judged);
      });
      worker.on("error", leave);
      worker.on("exit", (code) => leave(new Error(`The thread of the judgement ended with code ${code}.`)));
    });
}
