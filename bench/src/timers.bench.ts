import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { DAY_MS, parseIso, SECOND_MS, seededRandom } from "@habitus/kernel";
import { startServer } from "./bench-server.ts";
import { fill } from "./fill.ts";
import { BEGIN, eventRow, kept, liveInProcess, takeRecord } from "./live-in-process.ts";
import { defineOne, defineSegments, probed } from "./live-load.ts";
import { type Bench, type Report, spread, tail } from "./report.ts";
import { type Following, follow } from "./transitions-told.ts";

const MOST = Number(process.env["HABITUS_BENCH_PEOPLE"] ?? 20_000);
const SEGMENTS = Number(process.env["HABITUS_BENCH_SEGMENTS"] ?? 100);
/** The window's end must lie behind the filling. */
const FILLED_AT_LEAST = 600;
const PROBES = { rate: 1_000, seconds: 5 };
/** Deadlines, and events, of one commit. */
const PIECE = 2_000;
/** Probes begin so long before everybody is due. */
const AHEAD_MS = SECOND_MS;
const TOLD_WITHIN_MS = 300_000;

export const bench: Bench = {
  name: "timers",
  title: `Deadlines: how late they are told, alone and when up to ${MOST} people are due at one instant, ${SEGMENTS} segments`,
  async run(report) {
    await drain(report);
    const folder = await mkdtemp(join(tmpdir(), "habitus-bench-"));
    const server = await startServer(join(folder, "data"));
    try {
      await defineSegments(report, server.url, SEGMENTS);
      await probed(server.url, { run: "warm", ...PROBES });
      const alone = await probed(server.url, { run: "alone", ...PROBES });
      const limit = { at: "most", value: 50 } as const;
      const unit = "ms at the 99th percentile";
      report.row({ name: "a deadline of one to its reader", unit, ...tail(alone.late), limit });
      report.row({ name: "a request to its transition meanwhile", unit, ...tail(alone.entered) });
      for (const people of [MOST / 5, MOST]) await atOnce(report, server.url, people, spread(alone.entered));
      report.note(
        `Requests of ten events, ${PROBES.rate} events/s, one of each makes somebody enter; sender, readers, server and event store share this machine's cores.`,
      );
    } finally {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    }
  },
};

/** What a deadline costs, evaluated and on disk, beside an event of somebody new: in this process, by the time of its threads. */
async function drain(report: Report): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "habitus-bench-"));
  const own = await liveInProcess(folder, SEGMENTS, [`did "Due" in last 1 day`]);
  const random = seededRandom(2);
  const spent = async (work: () => Promise<unknown>): Promise<number> => {
    const begun = process.cpuUsage();
    await work();
    const { user, system } = process.cpuUsage(begun);
    return (user + system) / 1e6;
  };
  let offset = 1;
  const filling = await spent(async () => {
    for (let node = 1; node <= MOST; node += PIECE) {
      const place = { offset: ++offset, at: BEGIN };
      const rows = Array.from({ length: Math.min(PIECE, MOST - node + 1) }, (_, index) =>
        eventRow(random, "Due", { ...place, index, node: node + index }),
      );
      await takeRecord(own, place, rows);
    }
  });
  let left = 0;
  const draining = await spent(async () => {
    const tick = { offset: ++offset, at: BEGIN + DAY_MS };
    while (own.live.fire(tick, PIECE)) left += await kept(own);
    left += await kept(own);
  });
  if (left !== MOST) throw new Error(`${left} of ${MOST} left`);
  report.row({
    name: `deadlines of ${MOST} people, fired and on disk`,
    unit: "transitions a second of CPU",
    value: MOST / draining,
    peer: { name: "events that made them enter", value: MOST / filling },
  });
  await own.store.close();
  await rm(folder, { recursive: true, force: true });
}

/** Everybody did one thing at one instant, in a window that ends for all of them at another. */
async function atOnce(report: Report, url: URL, people: number, alone: { readonly p99: number }) {
  const key = `due-${people}`;
  const windowMs = (10 + Math.ceil(people / FILLED_AT_LEAST)) * SECOND_MS;
  await defineOne(url, key, `did "Due ${people}" in last ${windowMs / SECOND_MS} seconds`);
  const did = Date.now();
  const due = did + windowMs;
  const filled = await fill(url, people, (n) => ({
    type: "track",
    event: `Due ${people}`,
    userId: `due-${people}-${n}`,
    messageId: `due-${people}-${n}`,
    timestamp: new Date(did).toISOString(),
  }));
  if (Date.now() > due - AHEAD_MS)
    throw new Error(`filling took ${filled.toFixed(1)} s, longer than the window`);
  await pause(due - AHEAD_MS - Date.now() - SECOND_MS);
  const late: number[] = [];
  const left = follow(url, key, ({ kind, at }) => {
    if (kind === "left") late.push(Date.now() - (parseIso(at)?.at ?? Number.NaN));
  });
  const probing = probed(url, { run: key, ...PROBES });
  await allTold(late, people, left);
  const { entered, late: probesLate } = await probing;
  const what = `${people} people due at one instant`;
  const seconds = Math.max(...late) / 1_000;
  report.row({
    name: `${what}: told`,
    unit: "transitions/s",
    value: people / seconds,
    note: `p50 ${spread(late).p50} ms late, p99 ${spread(late).p99} ms, the last ${Math.max(...late)} ms`,
  });
  const unit = "ms at the 99th percentile";
  const peer = { name: "without them", value: alone.p99 };
  report.row({ name: "… a request to its transition meanwhile", unit, ...tail(entered), peer });
  report.row({ name: "… a deadline of one meanwhile", unit, ...tail(probesLate) });
}

async function allTold(late: readonly number[], people: number, left: Following): Promise<void> {
  const begun = performance.now();
  while (late.length < people) {
    if (performance.now() - begun > TOLD_WITHIN_MS) throw new Error(`${late.length} of ${people} were told`);
    await pause(50);
  }
  await left.stop();
}
