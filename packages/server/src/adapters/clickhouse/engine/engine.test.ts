import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { gunzipSync, gzipSync } from "node:zlib";
import { ClickHouseError, ClickHouseLogLevel, createClient } from "@clickhouse/client";
import { Agent } from "node:http";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { AWKWARD_TEXTS } from "../../../store/awkward-values.contract.ts";
import { EngineProcess } from "../engine-process.ts";
import { buildEngine } from "../testing/build-engine.ts";
import { callEngine, type HttpAnswer, type HttpCall } from "../testing/http.ts";
import { LANE_HEADER } from "./config.ts";

const LANES = {
  insert: { slots: 2, waiting: 2, waitMs: 60_000 },
  interactive: { slots: 2, waiting: 100, waitMs: 60_000 },
  watch: { slots: 1, waiting: 8, waitMs: 60_000 },
  backfill: { slots: 1, waiting: 1, waitMs: 200 },
};
const SLOW = "SELECT sum(sipHash64(number, 1)) FROM numbers(100000000000)";

let folder: string;
let engine: EngineProcess;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "habitus-engine-"));
  engine = await EngineProcess.start({
    dataDir: folder,
    entry: await buildEngine(),
    limits: { lanes: LANES, memoryBytes: 1_000_000_000, maxBodyBytes: 4_000_000 },
  });
});
afterAll(async () => {
  await engine.stop();
  rmSync(folder, { recursive: true, force: true });
});

const call = (request: HttpCall): Promise<HttpAnswer> => callEngine(engine.address.socketPath, request);
const ask = async (sql: string, query: Readonly<Record<string, string>> = {}): Promise<string> => {
  const answer = await call({ body: sql, query });
  if (answer.status !== 200) throw new Error(answer.text);
  return answer.text;
};
const running = (id: string): Promise<string> =>
  ask(`SELECT count() FROM system.processes WHERE Settings['log_comment'] = '${id}'`);
const until = async (text: string, of: () => Promise<string>): Promise<void> => {
  while ((await of()).trim() !== text) await delay(10);
};

describe("queries", () => {
  test("answers a ping and a query, in the format asked for", async () => {
    expect((await call({ path: "/ping" })).text).toBe("Ok.\n");
    expect(await ask("SELECT 1 AS a, 'x' AS b")).toBe("1\tx\n");
    expect(await ask("SELECT 1 AS a", { default_format: "JSONEachRow" })).toBe('{"a":1}\n');
    expect(await ask("SELECT 1 AS a FORMAT CSV", { default_format: "JSONEachRow" })).toBe("1\n");
    expect((await call({ query: { query: "SELECT 2" } })).text).toBe("2\n");
  });

  test("names the query and what it read", async () => {
    const answer = await call({ body: "SELECT number FROM numbers(10)", query: { query_id: "q-1" } });
    expect(answer.headers["x-clickhouse-query-id"]).toBe("q-1");
    expect(JSON.parse(String(answer.headers["x-clickhouse-summary"]))).toMatchObject({ read_rows: "10" });
  });

  test("binds parameters and never mixes them up", async () => {
    const ids = Array.from({ length: 100 }, (_, at) => String(at));
    const answers = await Promise.all(ids.map((id) => ask("SELECT {id:UInt64}", { param_id: id })));
    expect(answers).toEqual(ids.map((id) => `${id}\n`));
    await expect(ask("SELECT {id:UInt64}")).rejects.toThrow("Code: 456");
  });

  test("settings hold for their own query alone", async () => {
    expect(await ask("SELECT getSetting('max_threads')", { max_threads: "1" })).toBe("1\n");
    expect(await ask("SELECT getSetting('max_threads') = 1")).toBe("0\n");
    expect(await ask("SELECT getSetting('max_memory_usage'), getSetting('max_execution_time')")).toBe(
      "500000000\t600\n",
    );
  });

  test("nothing of a failed query shows in a later answer", async () => {
    const failing =
      "SELECT number, throwIf(number = 60000) FROM numbers(100000) SETTINGS max_block_size = 1000";
    for (let round = 0; round < 25; round++) {
      await expect(ask(failing)).rejects.toThrow("Code: 395");
      expect(await ask("SELECT {n:UInt8}", { param_n: String(round) })).toBe(`${round}\n`);
    }
  });

  test("a failure has ClickHouse's code, text and a fitting status", async () => {
    const answer = await call({ body: "SELECT nope" });
    expect(answer.status).toBe(400);
    expect(answer.headers["x-clickhouse-exception-code"]).toBe("47");
    expect(answer.text).toMatch(/^Code: 47\. DB::Exception: .*\(UNKNOWN_IDENTIFIER\)/s);
    expect((await call({ body: "SELECT * FROM nothing" })).status).toBe(404);
    expect((await call({ body: "SELECT sleep(1)", query: { max_execution_time: "0.1" } })).status).toBe(408);
  });

  test("what the server does not have is refused, not passed over", async () => {
    for (const query of [{ session_id: "x" }, { role: "x" }, { compress: "1" }]) {
      expect((await call({ body: "SELECT 1", query })).text).toMatch(/^Code: 48/);
    }
    const lane = await call({ body: "SELECT 1", headers: { [LANE_HEADER]: "fast" } });
    expect(lane.text).toMatch(/^Code: 36/);
    expect((await call({ body: "SELECT 1", query: { "a=1, b": "1" } })).text).toMatch(/^Code: 36/);
    expect((await call({ body: "" })).text).toMatch(/^Code: 62/);
  });
});

describe("inserts", () => {
  test("data may hold anything, empty lines too", async () => {
    await ask("CREATE TABLE texts (id UInt32, text String) ENGINE = Memory");
    const texts = AWKWARD_TEXTS.map(([, text]) => text);
    const lines = texts.map((text, id) => JSON.stringify({ id, text })).join("\n\n");
    await call({ query: { query: "INSERT INTO texts FORMAT JSONEachRow" }, body: lines });
    const rows = await ask("SELECT text FROM texts ORDER BY id FORMAT JSONCompactEachRow");
    expect(
      rows
        .trim()
        .split("\n")
        .map((row) => (JSON.parse(row) as string[])[0]),
    ).toEqual(texts);
  });

  test("binary data may begin and go on with any byte", async () => {
    await ask("CREATE TABLE bytes (value UInt64) ENGINE = Memory");
    const values = [0x0a0a0a0a0a0a0a0an, 0x3b3b20200a0a3b0an, 0x2020202020202020n, 0x0a0a3b31544345_53n];
    for (const first of values) {
      const body = Buffer.alloc(8 * values.length);
      [first, ...values.filter((value) => value !== first)].forEach((value, at) =>
        body.writeBigUInt64LE(value, at * 8),
      );
      const answer = await call({ query: { query: "INSERT INTO bytes FORMAT RowBinary" }, body });
      expect(JSON.parse(String(answer.headers["x-clickhouse-summary"]))).toMatchObject({ written_rows: "4" });
    }
    expect(await ask("SELECT value, count() FROM bytes GROUP BY value ORDER BY value")).toBe(
      [...values]
        .sort((a, b) => (a < b ? -1 : 1))
        .map((value) => `${value}\t4\n`)
        .join(""),
    );
  });

  test("a bad row fails the whole insert and the lane goes on", async () => {
    await ask("CREATE TABLE numbers_kept (n UInt8) ENGINE = Memory");
    const insert = { query: { query: "INSERT INTO numbers_kept FORMAT JSONEachRow" } };
    const bad = await call({ ...insert, body: '{"n":1}\n{"n":"x"}\n' });
    expect(bad.status).toBe(400);
    expect((await call({ ...insert, body: '{"n":2}' })).status).toBe(200);
    expect(await ask("SELECT n FROM numbers_kept")).toBe("2\n");
  });

  test("bodies may be compressed, and are refused beyond the limit", async () => {
    await ask("CREATE TABLE zipped (line String) ENGINE = Memory");
    const query = { query: "INSERT INTO zipped FORMAT LineAsString" };
    const headers = { "content-encoding": "gzip" };
    expect((await call({ query, headers, body: gzipSync("a\nb\n") })).status).toBe(200);
    const bomb = await call({ query, headers, body: gzipSync(Buffer.alloc(5_000_000, "x")) });
    expect([bomb.status, bomb.headers["x-clickhouse-exception-code"]]).toEqual([413, "223"]);
    const broken = await call({ query, headers, body: "no gzip" });
    expect(broken.status).toBeGreaterThanOrEqual(400);
    expect(await ask("SELECT count() FROM zipped")).toBe("2\n");
  });

  test("answers are compressed when asked", async () => {
    const answer = await call({
      body: "SELECT repeat('x', 1000)",
      query: { enable_http_compression: "1" },
      headers: { "accept-encoding": "gzip" },
    });
    expect(answer.headers["content-encoding"]).toBe("gzip");
    expect(gunzipSync(answer.body).toString()).toBe(`${"x".repeat(1000)}\n`);
  });
});

describe("lanes", () => {
  const inLane = (lane: string, id: string, signal?: AbortSignal): Promise<HttpAnswer> =>
    call({
      body: SLOW,
      query: { query_id: id },
      headers: { [LANE_HEADER]: lane },
      ...(signal === undefined ? {} : { signal }),
    });

  test("a full lane turns away, lets others through, and is free again once its client has gone", async () => {
    const stop = new AbortController();
    const first = inLane("backfill", "slow-1", stop.signal).catch((error: Error) => error.name);
    await until("1", () => running("slow-1"));
    const second = inLane("backfill", "slow-2");
    const third = await inLane("backfill", "slow-3");
    expect([third.status, third.headers["x-clickhouse-exception-code"]]).toEqual([503, "202"]);
    // The waiting one gives up by itself after the lane's time.
    expect((await second).text).toMatch(/^Code: 202/);
    expect(await ask("SELECT 1")).toBe("1\n");
    stop.abort();
    expect(await first).toBe("AbortError");
    await until("0", () => running("slow-1"));
    const after = await call({ body: "SELECT 3", headers: { [LANE_HEADER]: "backfill" } });
    expect(after.text).toBe("3\n");
  });

  test("a client that goes away while it waits is forgotten", async () => {
    const stop = new AbortController();
    const blocked = [1, 2].map((at) => inLane("insert", `block-${at}`, stop.signal).catch(() => null));
    await until("1", () => running("block-2"));
    const gone = new AbortController();
    const waiting = inLane("insert", "waits", gone.signal).catch(() => "gone");
    const load = async (): Promise<string> => {
      const lanes = JSON.parse((await call({ path: "/load" })).text) as Record<string, { waiting: number }>;
      return String(lanes["insert"]?.waiting);
    };
    await until("1", load);
    gone.abort();
    expect(await waiting).toBe("gone");
    await until("0", load);
    stop.abort();
    await Promise.all(blocked);
    await until("0", () => running("block-1"));
  });
});

test("ClickHouse's own client gets typed errors, rows and parameters of any length", async () => {
  const agent: ConstructorParameters<typeof Agent>[0] & { socketPath: string } = {
    socketPath: engine.address.socketPath,
  };
  const client = createClient({
    url: "http://engine",
    http_agent: new Agent(agent),
    use_multipart_params_auto: true,
    log: { level: ClickHouseLogLevel.OFF },
  });
  const failure: unknown = await client.query({ query: "SELECT nope" }).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(ClickHouseError);
  expect(failure).toMatchObject({ code: "47", type: "UNKNOWN_IDENTIFIER" });
  const texts = AWKWARD_TEXTS.map(([, text]) => text);
  for (const values of [texts.slice(0, 3), texts, Array.from({ length: 40 }, () => texts).flat()]) {
    const answer = await client.query({
      query: "SELECT arrayJoin({values:Array(String)}) AS value",
      query_params: { values },
      format: "JSONEachRow",
    });
    expect((await answer.json<{ value: string }>()).map((row) => row.value)).toEqual(values);
  }
  await client.close();
});
