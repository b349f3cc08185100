import { setTimeout as pause } from "node:timers/promises";
import { HabitusError } from "@habitus/kernel";
import { createLogger } from "../platform/logger.ts";
import { readConfig } from "./config.ts";
import { progressLine } from "./progress-line.ts";
import { type RunningServer, startServer } from "./server.ts";

const PROGRESS_MS = 500;
/** A line each: where no terminal can redraw it, it comes less often. */
const LINE_MS = 5_000;

let leaving = false;
let running: RunningServer | null = null;

// From the first moment on: a process that is told to end while it starts ends cleanly as well. A process group that is
// ended sends its signal more than once; only the first counts.
for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => void leave());

try {
  const config = readConfig(process.argv.slice(2), process.env);
  running = await startServer(config, createLogger(config.logLevel));
  if (leaving) await end(running);
  greet(running);
  if (config.demo) await showDemo(running);
} catch (error) {
  if (!(error instanceof HabitusError)) throw error;
  process.stderr.write(`habitus: ${error.message}${error.fix === undefined ? "" : ` ${error.fix}`}\n`);
  process.exit(1);
}

function greet(server: RunningServer): void {
  const lines = [`listening on ${server.url}`];
  if (server.madeAdminToken !== null) lines.push(`admin token (shown once): ${server.madeAdminToken}`);
  if (server.madeWriteKey !== null) lines.push(`write key (shown once): ${server.madeWriteKey}`);
  process.stdout.write(`${lines.join("\n")}\n`);
}

/** Loads the demo and shows how far it is, in one line of the terminal. */
async function showDemo(server: RunningServer): Promise<void> {
  const id = await server.startDemo();
  const out = process.stdout;
  if (id === null) {
    out.write(`demo: nothing to load, it was loaded before; see it on ${server.url}\n`);
    return;
  }
  for (;;) {
    const job = server.jobs.get(id);
    if (job === null) return;
    out.write(`${out.isTTY ? "\r\u001b[2K" : ""}${progressLine(job)}${out.isTTY ? "" : "\n"}`);
    if (job.finishedAt !== null) break;
    await pause(out.isTTY ? PROGRESS_MS : LINE_MS);
  }
  out.write(`${out.isTTY ? "\n" : ""}demo: see it on ${server.url}\n`);
}

async function leave(): Promise<void> {
  if (leaving) return;
  leaving = true;
  if (running !== null) await end(running);
}

async function end(server: RunningServer): Promise<never> {
  await server.stop();
  process.exit(0);
}
