import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DAY_MS, seededRandom } from "@habitus/kernel";
import { startServer } from "./bench-server.ts";
import { drained } from "./drained.ts";
import { fill } from "./fill.ts";
import { defineOne } from "./live-load.ts";
import { anyName, definitionText } from "./live-segments.ts";
import { ownBytes } from "./process-memory.ts";
import { type Bench, type Report, spread } from "./report.ts";
import type { Running } from "./start-program.ts";

const EVENTS = Number(process.env["HABITUS_BENCH_EVENTS"] ?? 1_000_000);
const PEOPLE = Math.ceil(EVENTS / Number(process.env["HABITUS_BENCH_EVENTS_OF_ONE"] ?? 10));
const ROUNDS = 3;
const SPAN_MS = 90 * DAY_MS;
/** What is asked of the machine that the figures are meant for. */
const LIMITS = { events: 10_000_000, backfillSeconds: 10, people: 1_000_000, startSeconds: 5 };

export const bench: Bench = {
  name: "backfill",
  title: `A new live segment over ${EVENTS} events of ${PEOPLE} people, and a new start with them`,
  async run(report) {
    const folder = await mkdtemp(join(tmpdir(), "habitus-bench-"));
    const data = join(folder, "data");
    let server = await startServer(data);
    try {
      const filled = EVENTS / (await fill(server.url, EVENTS, callOf()));
      const peer = { name: "sent, stored and evaluated", value: filled };
      const random = seededRandom(3);
      const definitions: readonly (readonly [name: string, text: () => string])[] = [
        ["the most frequent event", () => `did "Event 0" at least ${random.int(2, 9)} times in last 30 days`],
        ["a rare event", () => `did "Event 90" at least ${random.int(2, 9)} times in last 60 days`],
        ["any mix of conditions", () => definitionText(random)],
      ];
      for (const [name, text] of definitions) await build(report, server, { name, text, peer });
      await memory(report, server, "memory of the server when all are live");
      await server.stop();
      const stopped = performance.now();
      server = await startServer(data);
      const listening = (performance.now() - stopped) / 1_000;
      await drained(server.url);
      report.row({
        name: "a new start, until it listens",
        unit: "s",
        value: listening,
        ...(PEOPLE >= LIMITS.people ? { limit: { at: "most", value: LIMITS.startSeconds } as const } : {}),
        note: `nothing behind after ${((performance.now() - stopped) / 1_000).toFixed(1)} s`,
      });
      await memory(report, server, "memory of the server after it");
    } finally {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    }
  },
};

type Built = {
  readonly name: string;
  readonly text: () => string;
  readonly peer: { readonly name: string; readonly value: number };
};

async function build(report: Report, server: Running, { name, text, peer }: Built): Promise<void> {
  const seconds: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const key = `${name.replaceAll(" ", "-")}-${round}`;
    seconds.push(await defineOne(server.url, key, text()));
  }
  const { value, p50, p99 } = spread(seconds);
  report.row({
    name: `events behind a new segment of ${name}, until it is live`,
    unit: "events/s",
    value: EVENTS / value,
    p50,
    p99,
    spreadUnit: "s",
    peer,
    limit: { at: "least", value: LIMITS.events / LIMITS.backfillSeconds },
  });
}

async function memory(report: Report, { pid }: Running, name: string): Promise<void> {
  const bytes = await ownBytes(pid);
  if (bytes === null) return;
  report.row({
    name,
    unit: "MB",
    value: bytes / 1e6,
    note: `${Math.round(bytes / PEOPLE)} B for each person, all of it`,
  });
}

function callOf(): (n: number) => object {
  const random = seededRandom(9);
  const now = Date.now();
  return (n) => ({
    type: "track",
    event: anyName(random),
    userId: `user-${n < PEOPLE ? n : random.int(0, PEOPLE - 1)}`,
    messageId: `fill-${n}`,
    timestamp: new Date(now - random.int(0, SPAN_MS)).toISOString(),
    properties: { revenue: random.int(1, 100), order_id: `order-${n}`, currency: "EUR" },
  });
}
