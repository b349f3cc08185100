import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { seededRandom } from "@habitus/kernel";
import { startServer } from "./bench-server.ts";
import { fill } from "./fill.ts";
import { defineSegments, probed } from "./live-load.ts";
import { BEGIN, eventRow, liveInProcess, takeRecord } from "./live-in-process.ts";
import { anyName } from "./live-segments.ts";
import { type Bench, type Report, tail } from "./report.ts";

const SECONDS = Number(process.env["HABITUS_BENCH_SECONDS"] ?? 10);
const GREATEST_EVENTS = Number(process.env["HABITUS_BENCH_EVENTS"] ?? 200_000);
const PEOPLE = Number(process.env["HABITUS_BENCH_PEOPLE"] ?? 1_000_000);

export const bench: Bench = {
  name: "live",
  title: `Live membership: from the request to the reader of transitions, ${SECONDS} s each; a new start with ${PEOPLE} people`,
  async run(report) {
    await keptPeople(report);

    for (const segments of [100, 500]) await endToEnd(report, segments);
    report.note("Sender, reader, server, resolver and event store share this machine's cores.");
    report.note(
      "Each request carries one event that makes somebody enter a segment; that transition is timed.",
    );
  },
};

/** Evaluation, commit and restart in this process. */
async function keptPeople(report: Report): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "habitus-bench-"));
  const dir = join(folder, "membership");
  const random = seededRandom(1);
  const own = await liveInProcess(dir, 500);
  let events = 0;
  let transitions = 0;
  const begun = performance.now();
  for (let offset = 2; events < PEOPLE; offset++) {
    const record = { offset, at: BEGIN + offset };
    const rows = Array.from({ length: Math.min(1_000, PEOPLE - events) }, (_, index) =>
      eventRow(random, anyName(random), { ...record, index, node: events + index + 1 }),
    );
    events += rows.length;
    transitions += await takeRecord(own, record, rows);
  }
  const seconds = (performance.now() - begun) / 1_000;
  const name = "new people, an event each, 500 segments, evaluated and on disk";
  report.row({ name, unit: "events/s", value: events / seconds });
  report.note(`${(transitions / events).toFixed(1)} transitions for each of them.`);
  const { people, bytes } = own.live.memory();
  report.row({ name: "a person in memory, about", unit: "B", value: bytes / people });
  const disk = (await stat(join(dir, "data.mdb"))).size;
  report.row({ name: "a person on disk, its transitions with it", unit: "B", value: disk / PEOPLE });
  const again = performance.now();
  const restarted = own.again();
  report.row({
    name: `a new start with ${PEOPLE} people`,
    unit: "s",
    value: (performance.now() - again) / 1_000,
    limit: { at: "most", value: 5 },
    note: `${restarted.standing.sizes().reduce((sum, { size }) => sum + size, 0)} memberships`,
  });
  await own.store.close();
  await rm(folder, { recursive: true, force: true });
}

async function endToEnd(report: Report, segments: number): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "habitus-bench-"));
  const server = await startServer(join(folder, "data"));
  try {
    await defineSegments(report, server.url, segments);
    for (const rate of [1_000, 10_000]) await measure(report, server.url, { segments, rate });
    await greatest(report, server.url, segments);
  } finally {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

/** As many as the server takes, which is more than it evaluates: how many that is, and how long the last of them wait. */
async function greatest(report: Report, url: URL, segments: number): Promise<void> {
  const random = seededRandom(segments);
  const seconds = await fill(url, GREATEST_EVENTS, (n) => ({
    type: "track",
    event: anyName(random),
    userId: `user-${random.int(1, 50_000)}`,
    messageId: `greatest-${segments}-${n}`,
    properties: { revenue: random.int(1, 100), order_id: `order-${n}`, currency: "EUR" },
  }));
  report.row({
    name: `as fast as they are acknowledged, ${segments} segments: worked off by every stage`,
    unit: "events/s",
    value: GREATEST_EVENTS / seconds,
  });
}

type Order = { readonly segments: number; readonly rate: number };

async function measure(report: Report, url: URL, { segments, rate }: Order): Promise<void> {
  const { sent, entered, late } = await probed(url, { run: `${segments}-${rate}`, rate, seconds: SECONDS });
  const limit = { at: "most", value: 25 } as const;
  const unit = "ms at the 99th percentile";
  const name = `${rate} events/s, ${segments} segments: request to transition`;
  report.row({ name, unit, ...tail(entered), limit });
  report.row({ name: "… a window's end to transition", unit, ...tail(late) });
  report.note(`${name}: ${entered.length} of ${sent} entered, ${late.length} left.`);
}
