import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createWatches, type QuestionProgress, type Watches } from "../../explore/watches.ts";
import { laneLimits } from "./lane-limits.ts";
import type { ClickHouseEventStore } from "./clickhouse-event-store.ts";
import { startTestEngine, type TestEngine } from "./testing/start-engine.ts";

/** Minutes of work, of which the engine tells as it goes. */
const SLOW = { sql: "SELECT sum(sipHash64(number, 9)) AS n FROM numbers(100000000000)", params: {} };
const QUICK = { sql: "SELECT 1 AS one", params: {} };

let engine: TestEngine;
let store: ClickHouseEventStore;
let watches: Watches;

beforeAll(async () => {
  engine = await startTestEngine();
  // A second is long here.
  const usual = laneLimits(engine.engine.address.memoryBytes);
  store = await engine.openStore({
    lanes: { ...usual, interactive: { ...usual.interactive, seconds: 1 } },
  });
  watches = createWatches({ store, elapsed: () => performance.now(), limit: 2, limitOfOne: 2 });
});
afterAll(async () => {
  await store.close();
  await engine.stop();
});

const key = (id: string, by = "ann") => ({ id, by });

async function until(id: string, holds: (progress: QuestionProgress) => boolean): Promise<QuestionProgress> {
  for (;;) {
    const progress = await watches.progress(key(id));
    if (holds(progress)) return progress;
    await delay(20);
  }
}

const slow = (id: string, stop: AbortController): Promise<unknown> =>
  watches
    .during(key(id), (own) => own.query(SLOW, { lane: "interactive", signal: stop.signal }))
    .catch(nameOf);
const nameOf = (error: unknown): string => (error instanceof Error ? error.name : String(error));

async function untilNothingRuns(): Promise<void> {
  const sql = "SELECT count() AS n FROM system.processes WHERE query LIKE '%sipHash64(number, 9)%'";
  for (;;) {
    const [row] = await store.query<{ readonly n: string }>({ sql, params: {} }, { lane: "backfill" });
    // The asking query is among them.
    if (Number(row?.n) === 1) return;
    await delay(20);
  }
}

test("a question tells what it has read of how much, and ends in the engine when its asker goes", async () => {
  const stop = new AbortController();
  const asked = slow("first", stop);
  const one = await until("first", ({ reading }) => (reading?.rows ?? 0) > 0);
  const more = await until("first", ({ reading }) => (reading?.rows ?? 0) > (one.reading?.rows ?? 0));
  expect(more).toMatchObject({ step: 1, reading: { total: 100_000_000_000 } });
  expect(more.reading?.elapsedMs).toBeGreaterThan(one.reading?.elapsedMs ?? 0);
  await expect(watches.progress(key("first", "bob"))).rejects.toMatchObject({ code: "not_found" });
  await expect(watches.during(key("first"), () => Promise.resolve(1))).rejects.toMatchObject({
    code: "already_exists",
  });
  stop.abort();
  expect(await asked).toBe("AbortError");
  await expect(watches.progress(key("first"))).rejects.toMatchObject({ code: "not_found" });
  await untilNothingRuns();
});

test("a short question does not wait for a long one, a second long one does; both leave no trace", async () => {
  const [stopFirst, stopSecond] = [new AbortController(), new AbortController()];
  const first = slow("long", stopFirst);
  await until("long", ({ reading }) => reading !== null);
  const quick = await watches.during(key("short"), async (own) => {
    await own.query(QUICK, { lane: "interactive" });
    const rows = await own.query(QUICK, { lane: "interactive" });
    return { rows, ...(await watches.progress(key("short"))) };
  });
  expect(quick).toMatchObject({ rows: [{ one: 1 }], step: 2, reading: null });
  const second = slow("second", stopSecond);
  await expect(watches.during(key("third"), () => Promise.resolve(1))).rejects.toMatchObject({
    code: "too_many",
  });
  // The time of any other question is over for the second: it waits its turn.
  await until("second", ({ reading }) => reading !== null);
  await until("second", ({ reading }) => reading === null);
  await until("long", ({ reading }) => reading !== null);
  stopFirst.abort();
  await until("second", ({ reading }) => reading !== null);
  stopSecond.abort();
  expect(await Promise.all([first, second])).toEqual(["AbortError", "AbortError"]);
  await untilNothingRuns();
});
