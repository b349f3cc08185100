import { execFile } from "node:child_process";
import { mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";
import { startServer } from "./bench-server.ts";
import { drained } from "./drained.ts";
import { defineSegments, probed } from "./live-load.ts";
import { ownBytes } from "./process-memory.ts";
import { type Bench, type Report, spread } from "./report.ts";
import { type Sample, slopeOf } from "./trend-line.ts";

const MINUTES = Number(process.env["HABITUS_SOAK_MINUTES"] ?? 15);
const SEGMENTS = Number(process.env["HABITUS_SOAK_SEGMENTS"] ?? 100);
/** They come again and again, so that what grows is not what is known of ever more of them. */
const PEOPLE = Number(process.env["HABITUS_SOAK_PEOPLE"] ?? 20_000);
/** Events a second; 0: half of what the server was found to work off. */
const RATE = Number(process.env["HABITUS_SOAK_RATE"] ?? 0);
const FLOOD = { rate: 20_000, seconds: 10 };
const SAMPLE_MS = 1_000;
/** At the beginning caches fill. */
const WARM_UP = 0.2;
const MB = 1_000_000;
const FOLDERS = ["log", "state", "membership", "store"] as const;

type Watched = Map<string, Sample[]>;

export const bench: Bench = {
  name: "soak",
  title: `${MINUTES} minutes at half of the greatest rate, ${SEGMENTS} segments: memory, lag and files`,
  async run(report) {
    const folder = await mkdtemp(join(tmpdir(), "habitus-bench-"));
    const dataDir = join(folder, "data");
    const env = { HABITUS_LOG_RETENTION_MB: "64", HABITUS_LOG_RETENTION_HOURS: "0" };
    const server = await startServer(dataDir, env);
    try {
      await defineSegments(report, server.url, SEGMENTS);
      const rate = RATE > 0 ? RATE : Math.floor((await greatestRate(report, server.url)) / 2);
      const watched: Watched = new Map();
      const stop = new AbortController();
      const watching = watch(server, dataDir, watched, stop.signal);
      const { sent, entered } = await probed(server.url, {
        run: "soak",
        rate,
        seconds: MINUTES * 60,
        people: PEOPLE,
      });
      stop.abort();
      await watching;
      report.note(
        `${rate} events/s of ${PEOPLE} people for ${MINUTES} minutes; ${entered.length} of ${sent} probes entered.`,
      );
      report.row({ name: "request to transition", unit: "ms", ...spread(entered) });
      for (const [name, samples] of watched) tell(report, name, samples);
      report.note(
        "Slopes are of a line through ten stretches after the first fifth, with their interval of 95 %. Lag, memory and the log should be flat; events are kept, so what keeps them grows.",
      );
    } finally {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    }
  },
};

async function greatestRate(report: Report, url: URL): Promise<number> {
  const begun = performance.now();
  await probed(url, { run: "flood", ...FLOOD, people: PEOPLE });
  await drained(url);
  const seconds = (performance.now() - begun) / 1_000;
  const value = (FLOOD.rate * FLOOD.seconds) / seconds;
  report.row({ name: "events sent and worked off by every stage", unit: "events/s", value });
  return value;
}

function tell(report: Report, name: string, samples: readonly Sample[]): void {
  const warm = samples.slice(Math.floor(samples.length * WARM_UP));
  const { value, margin } = slopeOf(warm);
  const [unit] = name.split(", ").slice(-1);
  const isFlat = Math.abs(value) <= margin;
  const course = Array.from({ length: 5 }, (_, fifth) => {
    const at = samples[Math.ceil(((fifth + 1) * samples.length) / 5) - 1];
    return (at?.value ?? Number.NaN).toFixed(1);
  });
  report.row({
    name: `${name}: change in a minute`,
    unit: unit ?? "",
    value,
    note: `± ${margin.toPrecision(2)}${isFlat ? ", none to be told" : ""}; at the end of each fifth ${course.join(", ")}`,
  });
}

/** Notes memory, lag and sizes every second until it is stopped. */
async function watch(
  { url, pid }: { readonly url: URL; readonly pid: number },
  dataDir: string,
  watched: Watched,
  signal: AbortSignal,
): Promise<void> {
  const begun = performance.now();
  const note = (name: string, value: number): void => {
    const samples = watched.get(name) ?? [];
    watched.set(name, samples);
    samples.push({ at: (performance.now() - begun) / 60_000, value });
  };
  while (!signal.aborted) {
    for (const [name, bytes] of await memoryOf(pid)) note(`memory of the ${name}, MB`, bytes / MB);
    for (const [name, value] of await toldOf(url)) note(name, value);
    note("lag of the slowest stage, records", await lagOf(url));
    for (const each of FOLDERS) note(`files of ${each}, MB`, (await sizeOf(join(dataDir, each))) / MB);
    await pause(SAMPLE_MS);
  }
}

async function lagOf(url: URL): Promise<number> {
  type Health = { readonly stages: readonly { readonly lag: number }[] };
  const { stages } = (await (await fetch(new URL("/health", url))).json()) as Health;
  return Math.max(...stages.map(({ lag }) => lag));
}

/** What the server tells of its own memory. */
const TOLD = [
  ["objects of the main thread, MB", 'habitus_thread_heap_bytes{thread="main"}'],
  ["objects of the pipeline thread, MB", 'habitus_thread_heap_bytes{thread="pipeline"}'],
  ["outside of the main heap, MB", 'habitus_thread_external_bytes{thread="main"}'],
  ["outside of the pipeline heap, MB", 'habitus_thread_external_bytes{thread="pipeline"}'],
  ["states of membership, MB", "habitus_membership_bytes"],
] as const;

async function toldOf(url: URL): Promise<readonly (readonly [name: string, value: number])[]> {
  const text = await (await fetch(new URL("/metrics", url))).text();
  const values = new Map(text.split("\n").map((line) => splitLast(line)));
  return TOLD.flatMap(([name, metric]) => {
    const value = values.get(metric);
    return value === undefined ? [] : [[name, value / MB] as const];
  });
}

function splitLast(line: string): readonly [name: string, value: number] {
  const end = line.lastIndexOf(" ");
  return [line.slice(0, end), Number(line.slice(end + 1))];
}

const run = promisify(execFile);

/** Of the server, and of the engine in its child. */
async function memoryOf(pid: number): Promise<readonly (readonly [name: string, bytes: number])[]> {
  const { stdout } = await run("ps", ["-e", "-o", "pid=,ppid=,rss="]);
  const rows = stdout
    .trim()
    .split("\n")
    .map((line) => line.trim().split(/\s+/).map(Number));
  const bytesOf = async (all: typeof rows): Promise<number> => {
    // Elsewhere than on Linux it is all that is resident.
    const each = await Promise.all(
      all.map(async ([id = 0, , kib = 0]) => (await ownBytes(id)) ?? kib * 1_024),
    );
    return each.reduce((sum, bytes) => sum + bytes, 0);
  };
  return [
    ["server", await bytesOf(rows.filter(([id]) => id === pid))],
    ["engine", await bytesOf(rows.filter(([, parent]) => parent === pid))],
  ];
}

/** What a folder takes on disk; files that go meanwhile are not there. */
async function sizeOf(dir: string): Promise<number> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true }).catch(() => []);
  const sizes = await Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map((entry) => stat(join(entry.parentPath, entry.name)).catch(() => null)),
  );
  return sizes.reduce((sum, found) => sum + (found === null ? 0 : found.blocks * 512), 0);
}
