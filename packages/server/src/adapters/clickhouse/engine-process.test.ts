import { spawn } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { must } from "@habitus/kernel";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type EngineEvent, type EngineOptions, EngineProcess } from "./engine-process.ts";
import { buildEngine, bundle } from "./testing/build-engine.ts";
import { callEngine } from "./testing/http.ts";

let folder: string;
const started: EngineProcess[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "habitus-process-"));
});
afterEach(async () => {
  await Promise.all(started.splice(0).map((engine) => engine.stop()));
  rmSync(folder, { recursive: true, force: true });
});

async function start(options: Partial<EngineOptions> = {}): Promise<EngineProcess> {
  const engine = await EngineProcess.start({ dataDir: folder, entry: await buildEngine(), ...options });
  started.push(engine);
  return engine;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await delay(5);
}

const ask = async (engine: EngineProcess, sql: string): Promise<string> =>
  (await callEngine(engine.address.socketPath, { body: sql })).text;

test("data outlives the engine, and stop leaves no process behind", async () => {
  const first = await start();
  await ask(first, "CREATE TABLE kept (n UInt8) ENGINE = MergeTree ORDER BY n");
  await ask(first, "INSERT INTO kept VALUES (7)");
  const pid = must(first.pid, "it runs");
  await first.stop();
  expect(isAlive(pid)).toBe(false);
  expect(await ask(await start(), "SELECT n FROM kept")).toBe("7\n");
});

test("a second engine on the same folder is refused, and the first goes on", async () => {
  const first = await start();
  const second = start({ inUsePatienceMs: 0 });
  await expect(second).rejects.toMatchObject({ code: "store_in_use" });
  expect(await ask(first, "SELECT 1")).toBe("1\n");
});

test("a folder that is let go of soon is waited for", async () => {
  const first = await start();
  const second = start();
  await delay(50);
  await first.stop();
  expect(await ask(await second, "SELECT 1")).toBe("1\n");
});

test("an engine that dies is started again, with what it had", async () => {
  const events: EngineEvent[] = [];
  const engine = await start({ onEvent: (event) => events.push(event) });
  await ask(engine, "CREATE TABLE kept (n UInt8) ENGINE = MergeTree ORDER BY n");
  for (const round of [1, 2, 3]) {
    process.kill(must(engine.pid, "it runs"), "SIGKILL");
    await until(() => events.filter((event) => event.kind === "ready").length > round);
  }
  expect(events.map((event) => event.kind)).toEqual([
    "ready",
    "died",
    "ready",
    "died",
    "ready",
    "died",
    "ready",
  ]);
  expect(events[1]).toMatchObject({ how: "signal SIGKILL" });
  expect(await ask(engine, "SELECT count() FROM kept")).toBe("0\n");
});

test("stopping while it is down, about to start again, leaves nothing running", async () => {
  const events: EngineEvent[] = [];
  const engine = await start({ onEvent: (event) => events.push(event) });
  process.kill(must(engine.pid, "it runs"), "SIGKILL");
  await until(() => events.some((event) => event.kind === "died"));
  await engine.stop();
  expect(engine.pid).toBeNull();
  await start({ inUsePatienceMs: 0 });
});

test("stopping while it starts again does not wait for that", async () => {
  // Serves at its first start alone.
  const entry = join(folder, "once.mjs");
  const said = join(folder, "pids");
  writeFileSync(
    entry,
    `import { appendFileSync, existsSync } from "node:fs";
const isFirst = !existsSync(${JSON.stringify(said)});
appendFileSync(${JSON.stringify(said)}, process.pid + "\\n");
if (isFirst) process.send({ kind: "ready" }, () => process.exit(3));
setInterval(() => undefined, 1000);`,
  );
  const events: EngineEvent[] = [];
  const engine = await start({ entry, onEvent: (event) => events.push(event), startTimeoutMs: 600_000 });
  const pids = (): readonly string[] => readFileSync(said, "utf8").trim().split("\n");
  await until(() => pids().length > 1);
  await engine.stop();
  expect(pids().map(Number).filter(isAlive)).toEqual([]);
  expect(events.map(({ kind }) => kind)).toEqual(["ready", "died"]);
});

test("the engine ends itself when its parent is killed, even in the middle of a query", async () => {
  const holder = await bundle("src/adapters/clickhouse/testing/holder.entry.ts");
  const parent = spawn(process.execPath, [holder, folder, await buildEngine()], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const pid = await new Promise<number>((resolve) => {
    parent.stdout.once("data", (text: Buffer) => resolve(Number(text.toString())));
  });
  const query = callEngine(join(folder, "engine.sock"), {
    body: "SELECT sum(sipHash64(number)) FROM numbers(1e12)",
  });
  const lost = expect(query).rejects.toThrow();
  await delay(50);
  expect(isAlive(pid)).toBe(true);
  parent.kill("SIGKILL");
  await until(() => !isAlive(pid));
  await lost;
  expect(await ask(await start(), "SELECT 1")).toBe("1\n");
});

test("an engine that cannot start says why", async () => {
  const broken = join(folder, "broken.mjs");
  writeFileSync(broken, 'process.stderr.write("the last words\\n"); process.exit(3);');
  const failed = await start({ entry: broken }).catch((error: unknown) => error);
  expect(failed).toMatchObject({ code: "store_start_failed", details: { stderr: "the last words" } });
  expect(String(failed)).toContain("exit code 3");

  const silent = join(folder, "silent.mjs");
  writeFileSync(silent, "setInterval(() => undefined, 1000);");
  const late = start({ entry: silent, startTimeoutMs: 200 });
  await expect(late).rejects.toThrow("not ready within 200 ms");
});

test("a damaged folder fails the start with the engine's words", async () => {
  mkdirSync(join(folder, "db", "status"), { recursive: true });
  const failed = await start().catch((error: unknown) => error);
  expect(failed).toMatchObject({ code: "store_start_failed" });
  expect(JSON.stringify(failed)).toContain("CANNOT_OPEN_FILE");
  rmSync(join(folder, "db"), { recursive: true });
  writeFileSync(join(folder, "db"), "a file where a folder should be");
  await expect(start()).rejects.toMatchObject({ code: "store_start_failed" });
});

test("a folder too deep for a socket's path gets its socket elsewhere", async () => {
  const deep = join(folder, "x".repeat(120));
  const before = readdirSync(tmpdir()).filter((name) => name.startsWith("habitus-socket-"));
  const engine = await start({ dataDir: deep });
  expect(engine.address.socketPath.startsWith(deep)).toBe(false);
  expect(await ask(engine, "SELECT 1")).toBe("1\n");
  await engine.stop();
  expect(existsSync(engine.address.socketPath)).toBe(false);
  expect(readdirSync(tmpdir()).filter((name) => name.startsWith("habitus-socket-"))).toEqual(before);
});
