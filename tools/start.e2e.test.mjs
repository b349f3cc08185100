// @ts-check
import { spawn } from "node:child_process";
import { cpSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ROOT } from "./lib/problems.mjs";
import { fixtureTree } from "./testing/fixture-tree.mjs";

/** A server that says what it was given, ends cleanly on SIGTERM, and with an own exit code when told so. */
const SERVER = `
const args: readonly string[] = process.argv.slice(2);
let signals = 0;
process.on("SIGTERM", () => {
  signals++;
  setTimeout(() => { console.log("signals " + signals); process.exit(0); }, 300);
});
console.log(JSON.stringify({ args, pool: process.env["UV_THREADPOOL_SIZE"] }));
if (args.includes("--fail")) process.exit(7);
if (args.includes("--crash")) process.kill(process.pid, "SIGKILL");
setInterval(() => {}, 1_000);
`;

/** @type {ReturnType<typeof fixtureTree>} */
let tree;
beforeAll(() => {
  tree = fixtureTree({ "packages/server/src/main/habitus.entry.ts": SERVER });
  cpSync(join(ROOT, "tools"), join(tree.root, "tools"), { recursive: true });
  cpSync(join(ROOT, "package-lock.json"), join(tree.root, "package-lock.json"));
  symlinkSync(join(ROOT, "node_modules"), join(tree.root, "node_modules"));
});
afterAll(() => tree.remove());

/**
 * @param {readonly string[]} args
 * @param {{ readonly signalAt?: string, readonly env?: Record<string, string> }} options `signalAt`: sends SIGTERM twice
 *   once this text was printed
 */
function start(args, { signalAt, env = {} } = {}) {
  const child = spawn(process.execPath, [join(tree.root, "tools/start.mjs"), ...args], {
    env: { PATH: process.env["PATH"], ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  let signalled = false;
  const take = (/** @type {Buffer} */ text) => {
    output += text.toString();
    if (signalAt === undefined || signalled || !output.includes(signalAt)) return;
    signalled = true;
    child.kill("SIGTERM");
    setTimeout(() => child.kill("SIGTERM"), 20);
  };
  child.stdout.on("data", take);
  child.stderr.on("data", take);
  return new Promise((resolve) => {
    child.on("close", (code, signal) => resolve({ code, signal, output }));
  });
}

test("it builds once, passes the arguments, and a signal sent twice reaches the server once", async () => {
  const first = await start(["--demo", "--port", "0"], { signalAt: '"args"' });
  expect(first).toMatchObject({ code: 0, signal: null });
  expect(first.output).toMatch(/^Built server in [\d.]+ s\n/);
  expect(first.output).toContain('{"args":["--demo","--port","0"],"pool":"16"}\nsignals 1');
  const second = await start([], { signalAt: '"args"', env: { UV_THREADPOOL_SIZE: "9" } });
  expect(second.output).toBe('{"args":[],"pool":"9"}\nsignals 1\n');
});

test("the server's exit code and its death by a signal are kept", async () => {
  expect(await start(["--fail"])).toMatchObject({ code: 7, signal: null });
  expect(await start(["--crash"])).toMatchObject({ code: null, signal: "SIGKILL" });
});
