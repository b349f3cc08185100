import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { drained } from "./drained.ts";
import { apiOf, startServer } from "./bench-server.ts";
import { defineSegments, opened, probed, request } from "./live-load.ts";
import { type Bench, type Report, tail } from "./report.ts";

const SECONDS = Number(process.env["HABITUS_BENCH_SECONDS"] ?? 10);
const RATE = Number(process.env["HABITUS_BENCH_RATE"] ?? 200);
const SEGMENTS = Number(process.env["HABITUS_BENCH_SEGMENTS"] ?? 500);
const AT_ONCE = 500;
/** Merges a second; each is compared with the run without before it, for the machine may have become another. */
const RATES = [0, 10, 0, 100] as const;

export const bench: Bench = {
  name: "merges",
  title: `Merges of people and their undoing, people of whom something is kept: what they cost others, ${SEGMENTS} segments, ${RATE} events/s, ${SECONDS} s each`,
  async run(report) {
    const folder = await mkdtemp(join(tmpdir(), "habitus-bench-"));
    const server = await startServer(join(folder, "data"));
    try {
      await defineSegments(report, server.url, SEGMENTS);
      for (const merges of RATES) await prepare(server.url, merges);
      let without = Number.NaN;
      for (const [place, merges] of RATES.entries()) {
        const run = `merges-${place}`;
        const others = await besides(server.url, run, () => mergeAt(server.url, merges));
        if (merges === 0) without = tail(others.entered).value;
        tell(report, `${merges} merges/s`, others, merges === 0 ? null : without);
        if (merges === 0) continue;
        await drained(server.url);
        let undone = 0;
        const meanwhile = await besides(server.url, `undo-${place}`, async () => {
          undone = await undoAt(server.url, merges);
        });
        tell(report, `up to ${merges} undone/s`, meanwhile, without);
        report.note(`${undone} of ${merges * SECONDS} merges undone.`);
      }
    } finally {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    }
  },
};

type Others = { readonly sent: number; readonly entered: readonly number[] };

/** How long others' transitions take while the work is done. */
async function besides(url: URL, run: string, work: () => Promise<void>): Promise<Others> {
  const [found] = await Promise.all([probed(url, { run, rate: RATE, seconds: SECONDS }), work()]);
  return found;
}

function tell(report: Report, what: string, { sent, entered }: Others, without: number | null): void {
  report.row({
    name: `request to transition of others, ${what}`,
    unit: "ms at the 99th percentile",
    ...tail(entered),
    ...(without === null ? {} : { peer: { name: "p99 without merges", value: without } }),
  });
  report.note(`${what}: ${entered.length} of ${sent} entered.`);
}

const userOf = (merges: number, n: number) => `merging-${merges}-${n}`;
const deviceOf = (merges: number, n: number) => `device-${merges}-${n}`;

/** Somebody and a device, each with an event of their own, for every merge to come. */
async function prepare(url: URL, merges: number): Promise<void> {
  const socket = await opened(url);
  for (let from = 0; from < merges * SECONDS; from += AT_ONCE) {
    const batch = Array.from({ length: AT_ONCE }, (_, index) => from + index).flatMap((n) => [
      { type: "track", event: "Event 1", userId: userOf(merges, n), messageId: `u-${merges}-${n}` },
      { type: "track", event: "Event 2", anonymousId: deviceOf(merges, n), messageId: `d-${merges}-${n}` },
    ]);
    socket.write(request(url, JSON.stringify({ batch })));
    await pause(100);
  }
  await pause(500);
  socket.destroy();
  await drained(url);
}

async function mergeAt(url: URL, merges: number): Promise<void> {
  const socket = await opened(url);
  await pause(500);
  const begun = performance.now();
  for (let n = 0; n < merges * SECONDS; n++) {
    const wait = begun + (n * 1_000) / merges - performance.now();
    if (wait > 0) await pause(wait);
    const userId = userOf(merges, n);
    const call = {
      type: "identify",
      userId,
      anonymousId: deviceOf(merges, n),
      messageId: `m-${merges}-${n}`,
    };
    socket.write(request(url, JSON.stringify({ batch: [call] })));
  }
  await pause(500);
  socket.destroy();
}

/** Takes the merges back one after the other, at this pace or as fast as they are answered, for as long as there are probes. Answers how many. */
async function undoAt(url: URL, merges: number): Promise<number> {
  const api = apiOf(url);
  await pause(500);
  const begun = performance.now();
  for (let n = 0; n < merges * SECONDS; n++) {
    const spent = performance.now() - begun;
    if (spent > SECONDS * 1_000) return n;
    if (spent < (n * 1_000) / merges) await pause((n * 1_000) / merges - spent);
    const params = { id: userOf(merges, n) };
    const [merge] = await api.listPersonMerges({ params });
    if (merge !== undefined) await api.unmergePerson({ params, body: { merge: merge.id } });
  }
  return merges * SECONDS;
}
