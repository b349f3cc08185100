import { mkdtempSync, rmSync } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DAY_MS, type Random, seededRandom } from "@habitus/kernel";
import {
  type Claim,
  type Log,
  openLmdbDedupe,
  openLmdbKv,
  openLmdbLog,
  put,
  type Table,
} from "@habitus/server";
import { type Bench, median, percentile, type Report } from "./report.ts";

const EVENT_BYTES = 600;
const MEASURE_MS = 2_000;
const WARM_UP_MS = 300;

type Load = {
  readonly clients: number;
  /** Events in one record: 1, or a request's batch. */
  readonly events: number;
};
type Measured = { readonly rate: number; readonly latencies: readonly number[] };

/** Runs closed-loop clients for a while; answers operations a second and each one's milliseconds. */
async function drive(clients: number, operation: () => Promise<unknown>): Promise<Measured> {
  const latencies: number[] = [];
  const begun = performance.now();
  const client = async (): Promise<void> => {
    for (let now = performance.now(); now - begun < WARM_UP_MS + MEASURE_MS; ) {
      await operation();
      const after = performance.now();
      if (now - begun > WARM_UP_MS) latencies.push(after - now);
      now = after;
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
  return { rate: (latencies.length * 1_000) / (performance.now() - begun - WARM_UP_MS), latencies };
}

/** The same bytes by the plainest way there is: one write and one fdatasync for all clients together. */
async function bareRate(file: FileHandle, load: Load): Promise<number> {
  const bytes = Buffer.alloc(load.clients * load.events * EVENT_BYTES, 1);
  const { rate } = await drive(1, async () => {
    await file.write(bytes);
    await file.datasync();
  });
  return rate * load.clients * load.events;
}

async function measureAppend(report: Report, dir: string, load: Load): Promise<void> {
  const log = openLog(join(dir, `log-${load.clients}-${load.events}`));
  const payload = Buffer.alloc(load.events * EVENT_BYTES, 1);
  const appended = await drive(load.clients, () => log.append([{ kind: "events", payload }]));
  await log.close();
  const file = await open(join(dir, "bare"), "w");
  const bare = await bareRate(file, load);
  await file.close();
  report.row({
    name: `append, ${load.clients} clients, ${load.events} × ${EVENT_BYTES} B a record`,
    unit: "events/s",
    value: appended.rate * load.events,
    p50: percentile(appended.latencies, 0.5),
    p99: percentile(appended.latencies, 0.99),
    spreadUnit: "ms",
    peer: { name: "write + fdatasync", value: bare },
    ...(load.events === 100 ? { limit: { at: "least", value: 100_000 } as const } : {}),
  });
}

function openLog(dir: string): Log {
  return openLmdbLog({ dir, clock: () => Date.now(), onClockStep: () => undefined });
}

async function measureRead(report: Report, dir: string): Promise<void> {
  const log = openLog(join(dir, "read"));
  const payload = Buffer.alloc(100 * EVENT_BYTES, 1);
  for (let turn = 0; turn < 100; turn++)
    await log.append(Array.from({ length: 50 }, () => ({ kind: "events", payload })));
  const rates: number[] = [];
  for (let round = 0; round < 5; round++) {
    const begun = performance.now();
    let from = 1;
    while (from <= log.head().offset)
      from += log.read(from, { records: 1_000, bytes: 8 * 1024 * 1024 }).length;
    rates.push((log.head().offset * 100 * 1_000) / (performance.now() - begun));
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  await log.close();
  const plain: number[] = [];
  for (let round = 0; round < 5; round++) {
    const begun = performance.now();
    await readWhole(join(dir, "read", FIRST_SEGMENT, "data.mdb"));
    plain.push((5_000 * 100 * 1_000) / (performance.now() - begun));
  }
  report.row({
    name: "read, 100 events a record",
    unit: "events/s",
    value: median(rates),
    peer: { name: "reading the file in 8 MiB pieces", value: median(plain) },
  });
}

/** Offset of the first record, as segments are named. */
const FIRST_SEGMENT = "0000000000000001";

async function readWhole(path: string): Promise<void> {
  const file = await open(path);
  const piece = 8 * 1024 * 1024;
  for (let at = 0, read = piece; read > 0; at += read)
    read = (await file.read(Buffer.allocUnsafe(piece), 0, piece, at)).bytesRead;
  await file.close();
}

async function measureState(report: Report, dir: string): Promise<void> {
  const table: Table<unknown> = { name: "people", version: 1 };
  const value = { rev: 1, name: "x".repeat(200), nodes: [1, 2, 3] };
  const kv = openLmdbKv({ dir: join(dir, "kv") });
  const random = seededRandom(1);
  const committed = await drive(1, () =>
    kv.commit(Array.from({ length: 100 }, () => put(table, [random.int(0, 200_000)], value))),
  );
  const begun = performance.now();
  const reads = 100_000;
  for (let turn = 0; turn < reads; turn++) kv.get(table, [random.int(0, 200_000)]);
  const readRate = (reads * 1_000) / (performance.now() - begun);
  await kv.close();
  const file = await open(join(dir, "bare-kv"), "w");
  const bytes = Buffer.from(JSON.stringify(value).repeat(100));
  const bare = await drive(1, async () => {
    await file.write(bytes);
    await file.datasync();
  });
  await file.close();
  report.row({
    name: "state: commit of 100 random puts",
    unit: "commits/s",
    value: committed.rate,
    p50: percentile(committed.latencies, 0.5),
    p99: percentile(committed.latencies, 0.99),
    spreadUnit: "ms",
    peer: { name: "write + fdatasync", value: bare.rate },
  });
  report.row({
    name: "state: random get",
    unit: "reads/s",
    value: readRate,
    peer: { name: "JSON.parse of the value", value: parseRate(JSON.stringify(value), reads) },
  });
}

function parseRate(text: string, times: number): number {
  const begun = performance.now();
  for (let turn = 0; turn < times; turn++) JSON.parse(text);
  return (times * 1_000) / (performance.now() - begun);
}

const BATCH = 10_000;
const IDS_A_DAY = 1_500_000;
const DAYS = 3;

async function measureDedupe(report: Report, dir: string): Promise<void> {
  const dedupe = openLmdbDedupe({ dir: join(dir, "dedupe") });
  const random = seededRandom(7);
  const plain = new Set<string>();
  const rates: number[] = [];
  const peers: number[] = [];
  let offset = 0;
  let last: readonly Claim[] = [];
  for (let day = 0; day < DAYS; day++) {
    for (let done = 0; done < IDS_A_DAY; done += BATCH) {
      last = claims(random, ++offset, 20_000 + day);
      rates.push(await timed(() => dedupe.claim(last)));
      peers.push(await timed(async () => last.filter((claim) => plain.size < plain.add(claim.idHash).size)));
    }
  }
  const copies = last.map((claim) => ({ ...claim, offset: claim.offset + 1 }));
  const recent = median([await timed(() => dedupe.claim(copies)), await timed(() => dedupe.claim(copies))]);
  const old = claims(seededRandom(7), 1_000_000, 20_000 + DAYS - 1);
  const older = median([await timed(() => dedupe.claim(old)), await timed(() => dedupe.claim(old))]);
  await dedupe.close();
  report.row({
    name: `dedupe: new ids, batches of ${BATCH}, ${DAYS} days of ${IDS_A_DAY}`,
    unit: "ids/s",
    value: (BATCH * 1_000) / median(rates),
    p50: percentile(rates, 0.5),
    p99: percentile(rates, 0.99),
    spreadUnit: "ms a batch",
    peer: { name: "Set in memory", value: (BATCH * 1_000) / median(peers) },
    limit: { at: "least", value: 200_000 },
  });
  report.row({ name: "dedupe: copies of the last batch", unit: "ids/s", value: (BATCH * 1_000) / recent });
  report.row({ name: "dedupe: copies from two days ago", unit: "ids/s", value: (BATCH * 1_000) / older });
  report.note(
    `Dedupe over all batches: ${Math.round((BATCH * 1_000 * rates.length) / rates.reduce((a, b) => a + b))} ids/s.`,
  );
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}

function claims(random: Random, offset: number, day: number): readonly Claim[] {
  const word = (): string => random.int(0, 0xffffffff).toString(16).padStart(8, "0");
  return Array.from({ length: BATCH }, (_, index) => ({
    idHash: word() + word() + word() + word(),
    at: day * DAY_MS,
    offset,
    index,
  }));
}

export const bench: Bench = {
  name: "log",
  title: "Log, state and dedupe on the disk of the temporary folder",
  async run(report) {
    const dir = mkdtempSync(join(tmpdir(), "habitus-bench-"));
    try {
      await measureAppend(report, dir, { clients: 1, events: 1 });
      await measureAppend(report, dir, { clients: 64, events: 1 });
      await measureAppend(report, dir, { clients: 16, events: 100 });
      await measureRead(report, dir);
      await measureState(report, dir);
      await measureDedupe(report, dir);
    } finally {
      rmSync(dir, { recursive: true, force: true });
    }
    report.note(
      "An append is acknowledged when it is on disk; clients wait for theirs before they send the next.",
    );
  },
};
