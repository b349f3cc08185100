import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { DAY_MS, hash128, hashHex } from "@habitus/kernel";
import {
  BLOCK_LIMITS,
  blocksOf,
  ClickHouseEventStore,
  createEventReads,
  EngineProcess,
  EVENT_ROWS_BY_NAME,
  type EventRow,
  LaneClient,
  laneLimits,
  monthOf,
} from "@habitus/server";
import { type Bench, median, type Report, spread } from "./report.ts";

const ROUNDS = 7;
const PEOPLE = 50_000;
const START = Date.UTC(2026, 0, 1);
const RECEIVED = Date.UTC(2026, 6, 15);
const READ_EVENTS = 1_000_000;
const READS = 400;
const BACKFILL = {
  sql: `SELECT uniqExact(node, name), sum(sipHash64(properties, context, number)) FROM events_by_name
CROSS JOIN numbers(40) AS n`,
  params: {},
};

type Bed = {
  readonly folder: string;
  readonly store: ClickHouseEventStore;
  /** The engine's own statements on the same tables. */
  readonly direct: LaneClient;
  offset: number;
};

export const bench: Bench = {
  name: "store",
  title: "Event store: inserts against the engine's own, timelines, lanes",
  async run(report) {
    const folder = mkdtempSync(join(tmpdir(), "habitus-bench-"));
    const entry = fileURLToPath(new URL("../../packages/server/dist/engine.js", import.meta.url));
    const engine = await EngineProcess.start({ dataDir: folder, entry });
    const { address } = engine;
    const store = await ClickHouseEventStore.open({ address });
    const direct = new LaneClient(address, "habitus", "insert", laneLimits(address.memoryBytes).insert);
    const bed: Bed = { folder, store, direct, offset: 0 };
    try {
      for (const rows of [100, 10_000, 100_000]) await inserts(report, bed, rows);
      await flushing(report, bed);
      await reading(report, bed);
    } finally {
      await direct.close();
      await store.close();
      await engine.stop();
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

/** Events as a shop sends them, about 300 bytes each in the engine's binary form; a hundred to a log record. */
function eventRows(count: number, from: number): readonly EventRow[] {
  return Array.from({ length: count }, (_, at): EventRow => {
    const id = `node-next-17000000${from}-${at}`;
    const person = (at * 7_919 + from) % PEOPLE;
    return {
      offset: from + Math.floor(at / 100),
      index: at % 100,
      node: person,
      name: ["Product Viewed", "Order Completed", "Page Viewed", "Product Added"][at % 4] ?? "",
      time: START + ((at * 104_729 + from * 15_485_863) % (180 * DAY_MS)),
      receivedAt: RECEIVED,
      offsetMinutes: at % 2 === 0 ? 120 : null,
      id,
      idHash: hashHex(hash128(id)),
      properties: `{"revenue":${(at % 1_000) / 10},"category":"shoes","sku":"SKU-${at % 5_000}","url":"https://shop.example/p/${at}","quantity":${at % 5}}`,
      context: '{"ip":"192.0.2.1","library":{"name":"@segment/analytics-node","version":"3.1.0"}}',
      source: "web",
    };
  });
}

async function timed(work: () => Promise<unknown> | void): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

function bytesOf(rows: readonly EventRow[]): Buffer {
  const blocks = blocksOf(rows, EVENT_ROWS_BY_NAME, BLOCK_LIMITS, (row) => monthOf(row.receivedAt));
  return Buffer.concat(Array.from(blocks, (block) => Buffer.from(block.bytes)));
}

async function inserts(report: Report, bed: Bed, count: number): Promise<void> {
  const adapter: number[] = [];
  const own: number[] = [];
  const encode: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const rows = eventRows(count, bed.offset + 1);
    bed.offset = rows.at(-1)?.offset ?? bed.offset;
    const upTo = bed.offset;
    adapter.push(
      await timed(() =>
        bed.store.append({ upTo, events: rows, traits: [], moves: [], nodes: [], erased: [], deleted: [] }),
      ),
    );
    encode.push(await timed(() => void bytesOf(rows)));
    const file = join(bed.folder, "rows");
    writeFileSync(file, bytesOf(rows));
    const insert = (table: string): Promise<void> =>
      bed.direct.command(
        EVENT_ROWS_BY_NAME.insertSql
          .replace("events_by_name", table)
          .replace(" FORMAT", ` FROM INFILE '${file}' COMPRESSION 'none' FORMAT`),
      );
    own.push(await timed(() => Promise.all([insert("events_by_name"), insert("events_by_node")])));
  }
  const perSecond = (ms: number): number => (count * 1_000) / ms;
  report.row({
    name: `append of ${count.toLocaleString("en")} events to both orders`,
    unit: "events/s",
    value: perSecond(median(adapter)),
    p50: spread(adapter).p50,
    p99: spread(adapter).p99,
    spreadUnit: "ms",
    peer: { name: "the engine's own insert from a file, both tables at once", value: perSecond(median(own)) },
    note: `encoding alone ${perSecond(median(encode)).toFixed(0)} events/s`,
  });
}

/** What the durable settings cost on one table: the same insert into a copy of the table without them. */
async function flushing(report: Report, bed: Bed): Promise<void> {
  await bed.direct.command(
    "CREATE TABLE not_flushed AS events_by_name ENGINE = MergeTree ORDER BY (name, time, node) PARTITION BY toYYYYMM(received_at)",
  );
  for (const count of [100, 10_000]) {
    const bytes = bytesOf(eventRows(count, 1));
    const samples = new Map<string, number[]>();
    for (let round = 0; round < 3 * ROUNDS; round++) {
      for (const table of ["events_by_name", "not_flushed"]) {
        const sql = EVENT_ROWS_BY_NAME.insertSql.replace("events_by_name", table);
        const ms = await timed(() => bed.direct.insert(sql, bytes, `bench-${table}-${count}-${round}`));
        samples.set(table, [...(samples.get(table) ?? []), ms]);
      }
    }
    report.row({
      name: `one insert of ${count.toLocaleString("en")} rows, flushed to disk`,
      unit: "ms",
      ...spread(samples.get("events_by_name") ?? []),
      peer: { name: "without the durable settings", value: median(samples.get("not_flushed") ?? []) },
    });
  }
}

async function reading(report: Report, bed: Bed): Promise<void> {
  while (bed.offset * 100 < READ_EVENTS) {
    const events = eventRows(100_000, bed.offset + 1);
    bed.offset = events.at(-1)?.offset ?? bed.offset;
    await bed.store.append({
      upTo: bed.offset,
      events,
      traits: [],
      moves: [],
      nodes: [],
      erased: [],
      deleted: [],
    });
  }
  const reads = createEventReads(bed.store);
  const timelines = async (count: number): Promise<readonly number[]> => {
    const samples: number[] = [];
    for (let at = 0; at < count; at++) {
      const nodes = [(at * 7_919) % PEOPLE];
      samples.push(
        await timed(() =>
          reads.timeline({ nodes, now: RECEIVED + DAY_MS, names: [], before: null, limit: 50 }),
        ),
      );
    }
    return samples;
  };
  await timelines(20);
  const alone = await timelines(READS);
  report.row({ name: "a person's timeline, 50 newest of a million events", unit: "ms", ...spread(alone) });

  const stop = new AbortController();
  const backfill = bed.store.query(BACKFILL, { lane: "backfill", signal: stop.signal }).catch(() => []);
  const beside = await timelines(READS);
  stop.abort();
  await backfill;
  report.row({
    name: "the same while a backfill query runs",
    unit: "ms",
    ...spread(beside),
    peer: { name: "alone", value: median(alone) },
    note: "the lanes share the machine's cores, not their queues",
  });
}
