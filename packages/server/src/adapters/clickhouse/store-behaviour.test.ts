import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { HabitusError } from "@habitus/kernel";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { batchOf, eventRow, traitRow } from "../../store/event-store.contract.ts";
import type { Lane } from "../../store/event-store.ts";
import { createAuditReads } from "./audit-reads.ts";
import { laneLimits, type LaneLimits } from "./lane-limits.ts";
import type { ClickHouseEventStore } from "./clickhouse-event-store.ts";
import { BreakingProxy } from "./testing/breaking-proxy.ts";
import { startTestEngine, type TestEngine } from "./testing/start-engine.ts";
import { storedRows } from "./testing/stored-rows.ts";

const SLOW = { sql: "SELECT sum(sipHash64(number, 7)) AS n FROM numbers(100000000000)", params: {} };
const ENGINE_LANES = {
  insert: { slots: 3, waiting: 8, waitMs: 60_000 },
  interactive: { slots: 2, waiting: 0, waitMs: 60_000 },
  watch: { slots: 1, waiting: 8, waitMs: 60_000 },
  backfill: { slots: 1, waiting: 8, waitMs: 60_000 },
};

let engine: TestEngine;
let store: ClickHouseEventStore;
let databases = 0;

beforeAll(async () => {
  engine = await startTestEngine({ limits: { lanes: ENGINE_LANES } });
});
afterAll(() => engine.stop());
beforeEach(async () => {
  databases += 1;
  store = await engine.openStore({ database: `behaviour_${databases}` });
});
afterEach(() => store.close());

async function failure(work: Promise<unknown>): Promise<HabitusError> {
  const error: unknown = await work.then(
    () => new Error("it did not fail"),
    (reason: unknown) => reason,
  );
  if (!(error instanceof HabitusError)) throw error;
  return error;
}

async function limited(lane: Lane, limits: Partial<LaneLimits>): Promise<ClickHouseEventStore> {
  const usual = laneLimits(engine.engine.address.memoryBytes);
  const lanes = { ...usual, [lane]: { ...usual[lane], ...limits } };
  return engine.openStore({ database: `behaviour_${databases}`, lanes });
}

const slowRunning = async (): Promise<number> => {
  const [row] = await store.query<{ n: string }>(
    {
      sql: "SELECT count() AS n FROM system.processes WHERE query LIKE '%sipHash64(number, 7)%numbers%'",
      params: {},
    },
    { lane: "interactive" },
  );
  // The asking query is among them.
  return Number(row?.n) - 1;
};
const untilSlowRuns = async (wanted: number): Promise<void> => {
  while ((await slowRunning()) !== wanted) await delay(10);
};

describe("queries", () => {
  test("an abort rejects with the signal's reason and ends the query in the engine", async () => {
    const stop = new AbortController();
    const query = store.query(SLOW, { lane: "backfill", signal: stop.signal });
    await untilSlowRuns(1);
    stop.abort(new Error("nobody looks any more"));
    await expect(query).rejects.toThrow("nobody looks any more");
    await untilSlowRuns(0);
    await expect(store.query(SLOW, { lane: "backfill", signal: stop.signal })).rejects.toThrow(
      "nobody looks",
    );
  });

  test("a full backfill lane holds up neither reads nor inserts", async () => {
    const stop = new AbortController();
    const backfills = [1, 2, 3].map(() =>
      failureName(store.query(SLOW, { lane: "backfill", signal: stop.signal })),
    );
    await untilSlowRuns(1);
    await store.append(batchOf(1, { events: [eventRow(1)] }));
    const rows = await store.query({ sql: "SELECT 1 AS one", params: {} }, { lane: "interactive" });
    expect(rows).toEqual([{ one: 1 }]);
    expect(await slowRunning()).toBe(1);
    stop.abort();
    expect(await Promise.all(backfills)).toEqual(["AbortError", "AbortError", "AbortError"]);
    await untilSlowRuns(0);
  });

  test("each limit has its own error", async () => {
    const short = await limited("interactive", { seconds: 1 });
    const slow = await failure(short.query(SLOW, { lane: "interactive" }));
    expect([slow.code, slow.details["retryable"]]).toEqual(["query_timeout", false]);
    await short.close();

    const little = await limited("interactive", { memoryBytes: 50_000_000 });
    const sql = "SELECT groupArray(number) AS n FROM numbers(100000000)";
    expect((await failure(little.query({ sql, params: {} }, { lane: "interactive" }))).code).toBe(
      "query_too_large",
    );
    await little.close();

    const brief = await limited("interactive", { resultBytes: 1_000 });
    const many = { sql: "SELECT number FROM numbers(100000)", params: {} };
    expect((await failure(brief.query(many, { lane: "interactive" }))).code).toBe("result_too_large");
    await brief.close();
  });

  test("a lane without room says so, and that it may be tried again", async () => {
    const stop = new AbortController();
    const slow = [1, 2].map(() =>
      failureName(store.query(SLOW, { lane: "interactive", signal: stop.signal })),
    );
    const busy = await untilFails(() =>
      store.query({ sql: "SELECT 1", params: {} }, { lane: "interactive" }),
    );
    expect([busy.code, busy.details["retryable"]]).toEqual(["store_busy", true]);
    stop.abort();
    await Promise.all(slow);
    while (await isBusy(() => slowRunning())) await delay(10);
    await untilSlowRuns(0);
  });

  test("a wrong statement fails with the engine's name of it, and a query cannot write", async () => {
    const wrong = await failure(store.query({ sql: "SELECT nope", params: {} }, { lane: "interactive" }));
    expect(wrong.code).toBe("store_failed");
    expect(String(wrong.details["engine"])).toContain("UNKNOWN_IDENTIFIER");
    const write = { sql: "INSERT INTO nodes (offset, node) SELECT 1, 1", params: {} };
    expect((await failure(store.query(write, { lane: "interactive" }))).code).toBe("store_failed");
    expect((await storedRows(store)).nodes).toEqual([]);
  });

  test("64-bit integers and decimals come as text, all other numbers as numbers", async () => {
    const sql = `SELECT toUInt64(18446744073709551615) AS big, toInt64(-9007199254740993) AS negative,
      toDecimal128('12345678901234567.000000001', 9) AS money, 1.5 AS float, toUInt32(7) AS small, NULL AS nothing`;
    expect(await store.query({ sql, params: {} }, { lane: "interactive" })).toEqual([
      {
        big: "18446744073709551615",
        negative: "-9007199254740993",
        money: "12345678901234567.000000001",
        float: 1.5,
        small: 7,
        nothing: null,
      },
    ]);
  });
});

async function failureName(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return "it did not fail";
  } catch (error) {
    return error instanceof Error ? error.name : String(error);
  }
}

async function untilFails(work: () => Promise<unknown>): Promise<HabitusError> {
  for (;;) {
    try {
      await work();
    } catch (error) {
      if (error instanceof HabitusError) return error;
      throw error;
    }
    await delay(5);
  }
}

async function isBusy(work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work();
    return false;
  } catch {
    return true;
  }
}

describe("inserts", () => {
  test("one insert makes one part in one partition", async () => {
    const receivedAt = [Date.UTC(2026, 0, 31, 23, 59), Date.UTC(2026, 1, 1)];
    const events = receivedAt.flatMap((at, record) =>
      Array.from({ length: 30_000 }, (_, index) =>
        eventRow(record + 1, { index, receivedAt: at, node: index }),
      ),
    );
    await store.append(batchOf(2, { events, traits: [traitRow(1)] }));
    const sql = `SELECT table, partition, rows FROM system.parts
WHERE database = currentDatabase() AND level = 0 AND table IN ('events_by_name', 'events_by_node', 'traits')
ORDER BY table, partition`;
    const table = (name: string): readonly unknown[] => [
      { table: name, partition: "202601", rows: "30000" },
      { table: name, partition: "202602", rows: "30000" },
    ];
    expect(await store.query({ sql, params: {} }, { lane: "interactive" })).toEqual([
      ...table("events_by_name"),
      ...table("events_by_node"),
      { table: "traits", partition: "tuple()", rows: "1" },
    ]);
  });

  test("an engine that is down makes a failure to try again, and nothing is lost or doubled", async () => {
    const own = await startTestEngine();
    const other = await own.openStore();
    const first = batchOf(1, { events: [eventRow(1)] });
    await other.append(first);
    await own.engine.stop();
    const second = batchOf(2, { events: [eventRow(2)], traits: [traitRow(2)] });
    const down = await failure(other.append(second));
    expect([down.code, down.details["retryable"]]).toEqual(["store_unavailable", true]);
    const again = await startTestEngine({ dataDir: own.dataDir });
    await other.append(second);
    expect((await storedRows(other)).eventsByNode).toEqual([...first.events, ...second.events]);
    await other.close();
    await again.stop();
    await own.stop();
  });

  for (const when of ["before answer", "after answer"] as const) {
    test(`a connection that breaks ${when} leaves each row once`, async () => {
      const proxy = await BreakingProxy.start(
        join(engine.dataDir, `proxy-${databases}.sock`),
        engine.engine.address.socketPath,
      );
      const address = { ...engine.engine.address, socketPath: proxy.path };
      const shaky = await engine.openStore({ address, database: `behaviour_${databases}` });
      const all = [];
      for (const [at, table] of ["events_by_name", "events_by_node", "traits", "store_position"].entries()) {
        const offset = at + 1;
        const events = Array.from({ length: 2_000 }, (_, index) => eventRow(offset, { index }));
        all.push(...events);
        const batch = batchOf(offset, { events, traits: [traitRow(offset)] });
        proxy.breakNext(`INSERT+INTO+${table}`, when);
        const broken = await failure(shaky.append(batch));
        expect([broken.code, broken.details["retryable"]]).toEqual(["store_unavailable", true]);
        await shaky.append(batch);
        expect(await shaky.position()).toBe(offset);
      }
      const stored = await storedRows(store);
      expect(stored.eventsByName).toEqual(all);
      expect(stored.eventsByNode).toEqual(all);
      expect(stored.traits).toHaveLength(4);
      await shaky.close();
      await proxy.stop();
    });
  }
});

describe("the data audit", () => {
  const now = Date.UTC(2026, 0, 31);
  const day = 86_400_000;

  test("counts events by their weeks, and fields by kind, range, value and duplicates, in pages", async () => {
    const bodies = [
      `{"price":1,"size":"M","tags":["a"],"when":"2026-01-01"}`,
      `{"price":2,"size":"M","is":true,"when":"2026-01-01T10:00:00Z"}`,
      `{"price":"3","size":"","o":{"a":1},"when":null}`,
      `{"price":1000,"size":"L"}`,
      `{"price":12345678901234567890}`,
      `{"price":1,"size":"M","tags":["a"],"when":"2026-01-01"}`,
      `{"price":3}`,
      `{"price":2}`,
    ];
    const events = bodies.map((properties, index) =>
      eventRow(1, { index, properties, time: now - (index % 5) * 8 * day, receivedAt: now }),
    );
    const rare = eventRow(2, { name: "Rare", properties: "{}", time: now + day, receivedAt: now });
    await store.append(batchOf(2, { events: [...events, rare] }));
    const reads = createAuditReads(store);
    const figures = { name: "Order Completed", events: 8, firstSeen: now - 32 * day, lastSeen: now };
    const orders = { ...figures, recent: 2, before: 6 };
    const others = {
      name: "Rare",
      events: 1,
      firstSeen: now + day,
      lastSeen: now + day,
      recent: 0,
      before: 0,
    };
    expect(await reads.events({ now, skip: 0, limit: 9 })).toEqual([orders, others]);
    expect(await reads.events({ now, skip: 1, limit: 9 })).toEqual([others]);
    expect(await reads.named({ names: ["Order Completed", "nothing"], now })).toEqual([orders]);
    expect(await reads.named({ names: [], now })).toEqual([]);
    const query = { name: "Order Completed", sample: 100 };
    const sample = await reads.fields({ ...query, skip: 0, limit: 100 });
    expect([sample.looked, sample.unread, sample.duplicates, sample.hasMore]).toEqual([8, 1, 1, false]);
    expect(sample.fields.map(({ name, filled }) => [name, filled])).toEqual([
      ["price", 7],
      ["size", 4],
      ["when", 3],
      ["tags", 2],
      ["is", 1],
      ["o", 1],
    ]);
    const [price, size, when] = sample.fields;
    expect(price).toMatchObject({ kinds: { number: 6, number_text: 1, text: 0 }, distinct: 5 });
    expect(price?.outside?.count).toBe(1);
    expect(size).toMatchObject({
      distinct: 2,
      outside: null,
      top: [{ value: '"M"', count: 3 }, { count: 1 }],
    });
    expect(when?.kinds).toMatchObject({ time_text: 3, text: 0 });
    const page = await reads.fields({ ...query, skip: 2, limit: 1 });
    expect([page.fields.map(({ name }) => name), page.hasMore]).toEqual([["when"], true]);
    expect((await reads.fields({ ...query, sample: 2, skip: 0, limit: 9 })).looked).toBe(2);
  });
});
