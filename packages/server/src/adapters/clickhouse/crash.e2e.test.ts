import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { HabitusError, seededRandom } from "@habitus/kernel";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { EventStore } from "../../store/event-store.ts";
import { buildEngine, bundle } from "./testing/build-engine.ts";
import { recordsBatch } from "./testing/generated-records.ts";
import { startTestEngine } from "./testing/start-engine.ts";
import { storedRows } from "./testing/stored-rows.ts";

const SEED = Number(process.env["HABITUS_SEED"] ?? 20_251_121);
const ENGINE_KILLS = Number(process.env["HABITUS_KILLS"] ?? 20);
const PARENT_KILLS = Math.ceil(ENGINE_KILLS / 2);
/** Records the writer appends at once, at most. */
const MAX_BATCH = 40;
const SMALL_BLOCKS = { rows: 300, bytes: 1_000_000 };

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "habitus-crash-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** `last` scales the generated records, `upTo` of which were appended. */
async function expectExactlyOnce(store: EventStore, upTo: number, last: number): Promise<void> {
  const { events, traits, moves, nodes } = recordsBatch(1, upTo, last);
  expect(await store.position()).toBe(upTo);
  expect(await storedRows(store)).toEqual({
    eventsByName: events,
    eventsByNode: events,
    traits,
    moves,
    nodes,
    transitions: [],
  });
}

/** As the pipeline does: the same batch again until it is confirmed. Returns how many attempts failed. */
async function appendStubbornly(store: EventStore, upTo: number, last: number): Promise<number> {
  const batch = recordsBatch((await store.position()) + 1, upTo, last);
  for (let failures = 0; ; failures++) {
    try {
      await store.append(batch);
      return failures;
    } catch (error) {
      if (!(error instanceof HabitusError) || error.details["retryable"] !== true) throw error;
      await delay(10);
    }
  }
}

test(`after ${ENGINE_KILLS} kills of the engine every row is there exactly once`, async () => {
  const random = seededRandom(SEED);
  const { engine, openStore, stop } = await startTestEngine({
    dataDir: folder,
    restartPausesMs: { first: 20, last: 20 },
  });
  const store = await openStore({ blocks: SMALL_BLOCKS });
  let kills = 0;
  const killing = (async () => {
    while (kills < ENGINE_KILLS) {
      await delay(random.int(5, 120));
      if (engine.pid === null) continue;
      process.kill(engine.pid, "SIGKILL");
      kills += 1;
    }
  })();
  const last = 5_000;
  let upTo = 0;
  let failures = 0;
  while (kills < ENGINE_KILLS) {
    upTo += random.int(1, 60);
    failures += await appendStubbornly(store, upTo, last);
  }
  await killing;
  await appendStubbornly(store, upTo + 10, last);
  await expectExactlyOnce(store, upTo + 10, last);
  expect(failures).toBeGreaterThan(0);
  await store.close();
  await stop();
});

test(`after ${PARENT_KILLS} kills of the whole writer every row is there exactly once`, async () => {
  const random = seededRandom(SEED + 1);
  const writer = await bundle("src/adapters/clickhouse/testing/crash-writer.entry.ts");
  const engineEntry = await buildEngine();
  const last = 1_500;
  let confirmed = 0;
  // Where others use the machine too, some are killed before anything is confirmed: then one more that is given longer.
  for (let kill = 0; kill < PARENT_KILLS || confirmed === 0; kill++) {
    const mostMs = kill < PARENT_KILLS ? 250 : 5_000;
    const args = [writer, folder, engineEntry, String(last), String(random.int(1, MAX_BATCH))];
    const said = await runAndKill(args, random.int(0, mostMs));
    // What was confirmed before a kill is there after it.
    if (said.first !== null) expect(said.first).toBeGreaterThanOrEqual(confirmed);
    confirmed = Math.max(confirmed, said.latest);
  }
  const { openStore, stop } = await startTestEngine({ dataDir: folder });
  const store = await openStore();
  expect(await store.position()).toBeGreaterThanOrEqual(confirmed);
  // A table may be ahead of the position by one batch of the writer.
  const upTo = (await store.position()) + 2 * MAX_BATCH;
  await appendStubbornly(store, upTo, last);
  await expectExactlyOnce(store, upTo, last);
  await store.close();
  await stop();
});

/** Runs the writer and kills it so long after its first word; answers the first and latest offset it said. */
async function runAndKill(
  args: readonly string[],
  afterMs: number,
): Promise<{ readonly first: number | null; readonly latest: number }> {
  const child = spawn(process.execPath, [...args], { stdio: ["ignore", "pipe", "inherit"] });
  let text = "";
  const ended = new Promise((resolve) => child.once("close", resolve));
  const speaks = new Promise((resolve) => {
    child.stdout.setEncoding("utf8").on("data", (part: string) => {
      text += part;
      resolve(null);
    });
  });
  await Promise.race([speaks, ended]);
  await delay(afterMs);
  child.kill("SIGKILL");
  await ended;
  // The last line may be cut in the middle of a number.
  const said = text
    .slice(0, text.lastIndexOf("\n") + 1)
    .split("\n")
    .filter((line) => line !== "")
    .map(Number);
  return { first: said[0] ?? null, latest: said.at(-1) ?? 0 };
}
