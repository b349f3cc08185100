import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { HabitusError } from "@habitus/kernel";
import { afterEach, beforeEach, expect, test } from "vitest";
import { batchOf, eventRow } from "../../store/event-store.contract.ts";
import type { EventStore, StoreBatch } from "../../store/event-store.ts";
import type { EngineEvent } from "./engine-process.ts";
import { startTestEngine } from "./testing/start-engine.ts";
import { storedRows } from "./testing/stored-rows.ts";

const DISK_MB = 48;
const BALLAST_MB = 24;
const ROWS = 2_000;

let folder: string;
let mounted = false;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "habitus-full-"));
  const mount = ["-t", "tmpfs", "-o", `size=${DISK_MB}m`, "tmpfs", folder];
  const done = spawnSync("mount", mount, { encoding: "utf8" });
  mounted = done.status === 0;
  if (!mounted) process.stderr.write(`skipped, no small disk: ${done.error?.message ?? done.stderr}\n`);
});
afterEach(() => {
  if (mounted) spawnSync("umount", ["-l", folder]);
  rmSync(folder, { recursive: true, force: true });
});

/** Rows that do not compress, so that the disk is full soon. */
function noise(offset: number): StoreBatch {
  const events = Array.from({ length: ROWS }, (_, index) =>
    eventRow(offset, {
      index,
      node: index,
      properties: `{"noise":"${randomBytes(150).toString("base64")}"}`,
    }),
  );
  return batchOf(offset, { events, nodes: [{ offset, node: offset }] });
}

/** One attempt; the code of its failure, which must be one that may be tried again. */
async function attempt(store: EventStore, batch: StoreBatch): Promise<string | null> {
  try {
    await store.append(batch);
    return null;
  } catch (error) {
    if (!(error instanceof HabitusError) || error.details["retryable"] !== true) throw error;
    return error.code;
  }
}

/** Appends batch after batch until one is refused for want of space again and again; answers that one. */
async function untilRefused(store: EventStore, next: () => StoreBatch): Promise<StoreBatch> {
  for (;;) {
    const batch = next();
    let refusals = 0;
    for (; refusals < 5; refusals++) {
      const code = await attempt(store, batch);
      if (code === null) break;
      expect(code).toBe("storage_full");
    }
    if (refusals === 5) return batch;
  }
}

async function untilAppended(store: EventStore, batch: StoreBatch): Promise<void> {
  while ((await attempt(store, batch)) !== null) await delay(50);
}

test("a full disk refuses, keeps what was confirmed, and goes on when there is room, over kills", async (context) => {
  if (!mounted) return context.skip();
  const ballast = join(folder, "ballast");
  writeFileSync(ballast, Buffer.alloc(BALLAST_MB * 1024 * 1024, "x"));
  const events: EngineEvent[] = [];
  const { engine, openStore, stop } = await startTestEngine({
    dataDir: join(folder, "store"),
    restartPausesMs: { first: 20, last: 100 },
    onEvent: (event) => events.push(event),
  });
  const store = await openStore();
  const batches: StoreBatch[] = [];
  const next = (): StoreBatch => {
    const batch = noise(batches.length + 1);
    batches.push(batch);
    return batch;
  };
  // A failed insert frees a little, so the disk counts as full once the same batch is refused several times over.
  const stuck = await untilRefused(store, next);
  expect(await store.position()).toBe(stuck.upTo - 1);

  // What was confirmed is read.
  const [row] = await store.query<{ n: string }>(
    { sql: "SELECT uniqExact(offset) AS n FROM events_by_node", params: {} },
    { lane: "interactive" },
  );
  expect(Number(row?.n)).toBeGreaterThanOrEqual(stuck.upTo - 1);

  // A kill on a full disk: the engine comes back now or when there is room, and appends wait for it.
  for (let kill = 0; kill < 3; kill++) {
    if (engine.pid !== null) process.kill(engine.pid, "SIGKILL");
    await attempt(store, stuck);
    await delay(50);
  }
  rmSync(ballast);
  await untilAppended(store, stuck);
  for (let more = 0; more < 3; more++) await untilAppended(store, next());

  expect(await store.position()).toBe(batches.length);
  const stored = await storedRows(store);
  const wanted = batches.flatMap((batch) => batch.events);
  expect(stored.eventsByName.length).toBe(wanted.length);
  expect(stored.eventsByName).toEqual(wanted);
  expect(stored.eventsByNode).toEqual(wanted);
  expect(stored.nodes).toEqual(batches.flatMap((batch) => batch.nodes));
  expect(events.filter((event) => event.kind === "died").length).toBeGreaterThan(0);
  await store.close();
  await stop();
});
