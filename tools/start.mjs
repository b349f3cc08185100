#!/usr/bin/env node
// @ts-check
// `npm start`: installs what is missing, builds what changed, and runs the server in the foreground.
// Node's own modules alone until the packages are installed.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { buildSteps, productSteps } from "./lib/build-steps.mjs";
import { ensureInstalled } from "./lib/install.mjs";
import { ROOT } from "./lib/problems.mjs";
import { requireSupportedSystem } from "./lib/system.mjs";

/** Disk and engine calls share libuv's pool; its four threads would make them wait for each other. */
const THREADPOOL_SIZE = "16";
const FORWARDED = /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"]);
/** npm, a shell and the terminal may each send the same signal; the server hears it once. */
const SAME_SIGNAL_MS = 500;

/**
 * @param {string} server
 * @param {readonly string[]} args
 */
function run(server, args) {
  const child = spawn(process.execPath, ["--enable-source-maps", server, ...args], {
    stdio: "inherit",
    env: { UV_THREADPOOL_SIZE: THREADPOOL_SIZE, ...process.env },
  });
  forwardSignals(child);
  child.on("error", (error) => {
    console.error(`The server could not be started: ${error.message}`);
    process.exitCode = 1;
  });
  child.on("exit", (code, signal) => {
    for (const name of FORWARDED) process.removeAllListeners(name);
    if (signal === null) process.exitCode = code ?? 1;
    else process.kill(process.pid, signal);
  });
}

/** @param {import("node:child_process").ChildProcess} child */
function forwardSignals(child) {
  let last = { signal: "", at: Number.NEGATIVE_INFINITY };
  for (const signal of FORWARDED) {
    process.on(signal, () => {
      const at = performance.now();
      if (signal === last.signal && at - last.at < SAME_SIGNAL_MS) return;
      last = { signal, at };
      // Ctrl-C in a terminal reaches the server by itself.
      if (signal === "SIGINT" && process.stdin.isTTY) return;
      child.kill(signal);
    });
  }
}

requireSupportedSystem();
try {
  ensureInstalled(ROOT);
  await buildSteps({ root: ROOT, say: console.log }, productSteps(ROOT));
  const server = join(ROOT, "packages/server/dist/habitus.js");
  if (!existsSync(server))
    throw new Error(`${server} was not built: packages/server/src/main/habitus.entry.ts is missing`);
  run(server, process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
