import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

export type Running = { readonly url: URL; readonly pid: number; readonly stop: () => Promise<void> };

/** As many threads for disks and engine as `npm start` gives the server. */
const AS_STARTED = { UV_THREADPOOL_SIZE: "16" } as const;

/** Where a profile of the processor of each thread goes that the program had, when it ends. */
const PROFILES = process.env["HABITUS_BENCH_PROFILES"];
const PROFILED = PROFILES === undefined ? [] : ["--cpu-prof", `--cpu-prof-dir=${PROFILES}`];

/** Starts a program that prints `listening on URL`. */
export async function startProgram(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<Running> {
  const child: ChildProcess = spawn(process.execPath, [...PROFILED, ...args], {
    env: { ...AS_STARTED, ...process.env, ...env },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = once(child, "exit");
  if (child.stdout === null) throw new Error("the server's output is not piped");
  for await (const line of createInterface({ input: child.stdout })) {
    const address = /^listening on (\S+)/.exec(line)?.[1];
    if (address === undefined) continue;
    child.stdout.resume();
    return {
      url: new URL(address),
      pid: child.pid ?? 0,
      async stop() {
        child.kill("SIGTERM");
        await ended;
      },
    };
  }
  throw new Error("the server ended before it listened");
}
