import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startServer, WRITE_KEY } from "./bench-server.ts";
import { drained } from "./drained.ts";
import { loadBody } from "./ingest-body.ts";
import { type LoadOrder, type LoadResult, sendLoad } from "./ingest-load.ts";
import { type Bench, median, type Report } from "./report.ts";
import { startProgram } from "./start-program.ts";

const SECONDS = Number(process.env["HABITUS_BENCH_SECONDS"] ?? 10);
const PEER_SECONDS = Math.min(SECONDS, 5);
const USERS = 50_000;

function order(at: URL, batch: number, seconds: number, run: string): LoadOrder {
  const connections = batch === 1 ? 64 : 16;
  const to = { host: at.hostname, port: Number(at.port), writeKey: WRITE_KEY };
  return { ...to, batch, connections, warmUpSeconds: 2, seconds, users: USERS, run };
}

async function bareHttp(batch: number): Promise<number> {
  const bare = await startProgram([fileURLToPath(new URL("./bare-http.entry.js", import.meta.url))], {});
  const { events, seconds } = await sendLoad(order(bare.url, batch, PEER_SECONDS, "bare"));
  await bare.stop();
  return events / seconds;
}

/** One thread that does nothing but parse the same bodies. */
function parseRate(): number {
  const text = loadBody(100, "parse");
  const rates: number[] = [];
  for (let round = 0; round < 15; round++) {
    const begun = performance.now();
    for (let n = 0; n < 50; n++) JSON.parse(text);
    rates.push((50 * 100 * 1_000) / (performance.now() - begun));
  }
  return median(rates);
}

function acknowledged(report: Report, name: string, result: LoadResult, peer: number): void {
  report.row({
    name,
    unit: "events/s",
    value: result.events / result.seconds,
    p50: result.p50Ms,
    p99: result.p99Ms,
    spreadUnit: "ms to the answer",
    peer: { name: "bare node:http that reads the body", value: peer },
    ...(result.sent / result.requests > 1.5 ? { limit: { at: "least", value: 100_000 } as const } : {}),
  });
  const others = Object.entries(result.others).map(([status, times]) => `${times} × ${status}`);
  if (others.length > 0) report.note(`${name}: besides 200 there came ${others.join(", ")}.`);
}

export const bench: Bench = {
  name: "ingest",
  title: `Tracking API: events acknowledged once on disk, ${SECONDS} s each`,
  async run(report) {
    const folder = await mkdtemp(join(tmpdir(), "habitus-bench-"));
    const server = await startServer(join(folder, "data"));
    try {
      const batched = await sendLoad(order(server.url, 100, SECONDS, "batch"));
      const drainSeconds = await drained(server.url);
      const single = await sendLoad(order(server.url, 1, SECONDS, "single"));
      await drained(server.url);
      acknowledged(report, "batches of 100, 16 connections", batched, await bareHttp(100));
      report.row({
        name: "the same events, through to the event store",
        unit: "events/s",
        value: batched.sent / (batched.seconds + 2 + drainSeconds),
        note: `the lag was worked off ${drainSeconds.toFixed(1)} s after the last event`,
      });
      acknowledged(report, "single events, 64 connections", single, await bareHttp(1));
      report.row({
        name: "batches of 100, held against parsing alone",
        unit: "events/s",
        value: batched.events / batched.seconds,
        peer: { name: "JSON.parse of the same bodies, one thread", value: parseRate() },
      });
      report.note("Sender, server, resolver and event store share this machine's cores.");
      report.note("HABITUS_BENCH_SECONDS=60 makes each run last a minute.");
    } finally {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    }
  },
};
