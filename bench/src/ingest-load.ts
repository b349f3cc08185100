import { fork } from "node:child_process";
import { once } from "node:events";

/** What the sender is to do. */
export type LoadOrder = {
  readonly host: string;
  readonly port: number;
  readonly writeKey: string;
  /** Events per request; 1 for single calls. */
  readonly batch: number;
  readonly connections: number;
  readonly warmUpSeconds: number;
  readonly seconds: number;
  /** From how many user ids each event draws its own. */
  readonly users: number;
  /** Part of every message id, so that two orders never send the same. */
  readonly run: string;
};

/** Only what was answered 200 after the warm-up and before the end is counted; `sent` counts every event of the run. */
export type LoadResult = {
  readonly requests: number;
  readonly events: number;
  readonly sent: number;
  readonly seconds: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** How often each other status came. */
  readonly others: Readonly<Record<number, number>>;
};

/** Runs the sender in a process of its own. */
export async function sendLoad(order: LoadOrder): Promise<LoadResult> {
  const sender = fork(new URL("./ingest-load.entry.js", import.meta.url), [JSON.stringify(order)]);
  const ended = once(sender, "exit");
  const [result] = await Promise.race([
    once(sender, "message") as Promise<[LoadResult]>,
    ended.then(([code]) => {
      throw new Error(`the sender ended with ${String(code)}`);
    }),
  ]);
  await ended;
  return result;
}
