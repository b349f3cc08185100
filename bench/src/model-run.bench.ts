import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { DAY_MS, seededRandom } from "@habitus/kernel";
import { startServer, TOKEN } from "./bench-server.ts";
import { asker, importOrders } from "./csv-import.ts";
import { defineSegments, probed } from "./live-load.ts";
import { type Bench, median, percentile, type Report } from "./report.ts";
import { ownBytes } from "./process-memory.ts";
import type { Running } from "./start-program.ts";

const PEOPLE = Number(process.env["HABITUS_BENCH_PEOPLE"] ?? 1_000_000);
const WEEKS = 78;
const NEWEST = Math.floor(Date.now() / DAY_MS) * DAY_MS;
const LOOK_EVERY_MS = 500;
/** Load beside the run, in stretches. */
const RATE = 100;
const STRETCH_SECONDS = 10;
const MEBI = 2 ** 20;

const MODEL = {
  rev: 0,
  name: "Shop",
  goal: "Bench",
  owner: "Bench",
  kind: "mbgnbd",
  orders: ['did "Order Completed"'],
  valueProperty: "revenue",
  unit: "week",
  holdoutDays: 90,
  horizonDays: 90,
  discountPercent: 0,
  everyHours: null,
  purpose: null,
};

const LIKELIHOOD = {
  rev: 0,
  name: "Soon",
  goal: "Bench",
  owner: "Bench",
  kind: "propensity",
  outcome: 'did "Order Completed" in last 30 days',
  valueProperty: "revenue",
  everyHours: null,
  purpose: null,
};

type Ask = ReturnType<typeof asker>;
type Job = {
  readonly state: string;
  readonly phase: string | null;
  readonly result: Readonly<Record<string, number>> | null;
  readonly error: unknown;
};

export const bench: Bench = {
  name: "model-run",
  title: `A model run by the server's own job, ${PEOPLE / 1e6} M people, with live segments and load beside it`,
  async run(report) {
    const folder = mkdtempSync(join(tmpdir(), "habitus-bench-"));
    const server = await startServer(join(folder, "data"));
    const ask = asker(server.url, TOKEN);
    try {
      const { rows, seconds } = await importOrders(server, TOKEN, orders);
      report.note(`${rows} orders of ${PEOPLE} people came in within ${seconds.toFixed(0)} s.`);
      await defineSegments(report, server.url, 1);
      const make = (key: string, model: object): Promise<unknown> =>
        ask(`/api/models/${key}`, { method: "PUT", body: JSON.stringify(model), type: "application/json" });
      await make("shop", MODEL);
      await make("soon", LIKELIHOOD);
      await before(report, server.url);
      const { result } = await measure(report, server, ask, "first run");
      await usable(report, ask, result?.["scored"] ?? 0);
      await measure(report, server, ask, "the run after it");
      await measure(report, server, ask, "a likelihood", "soon");
    } finally {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

/** By the assumptions of the model; people one after the other, as a file of a till is sorted somehow. */
function* orders(): Generator<string> {
  const random = seededRandom(11);
  let receipt = 0;
  for (let who = 0; who < PEOPLE; who++) {
    const begins = NEWEST - random.int(1, WEEKS * 7) * DAY_MS;
    const rate = -Math.log(1 - random.next()) * 0.12;
    const stops = random.next() ** 2;
    const spend = 10 + random.int(0, 90);
    for (let at = begins; at < NEWEST; ) {
      yield `r${receipt++},c${who},${new Date(at).toISOString()},${spend + random.int(0, 20)}.50,shoes`;
      if (random.next() < stops) break;
      at += (-Math.log(1 - random.next()) / rate) * 7 * DAY_MS;
    }
  }
}

async function before(report: Report, url: URL): Promise<void> {
  const { entered } = await probed(url, { run: "before", rate: RATE, seconds: STRETCH_SECONDS });
  latency(report, "from an event to its transition, before the run", entered);
}

function latency(report: Report, name: string, samples: readonly number[]): void {
  report.row({
    name,
    unit: "ms",
    value: median(samples),
    p50: median(samples),
    p99: percentile(samples, 0.99),
    note: `${samples.length} events at ${RATE}/s`,
  });
}

async function measure(report: Report, server: Running, ask: Ask, name: string, key = "shop"): Promise<Job> {
  const begun = performance.now();
  const { id } = await ask<{ readonly id: string }>(`/api/models/${key}/run`, { method: "POST" });
  const stop = { now: false };
  const loading = load(server.url, name, stop);
  const phases = new Map<string, number>();
  let most = 0;
  for (;;) {
    const job = await ask<Job>(`/api/jobs/${id}`, { method: "GET" });
    most = Math.max(most, (await ownBytes(server.pid)) ?? Number.NaN);
    const phase = job.phase ?? "";
    phases.set(phase, (phases.get(phase) ?? 0) + LOOK_EVERY_MS / 1_000);
    if (job.state !== "running" && job.state !== "queued") {
      const seconds = (performance.now() - begun) / 1_000;
      stop.now = true;
      if (job.state !== "done") throw new Error(`${name} ended ${job.state}: ${JSON.stringify(job.error)}`);
      const parts = [...phases].map(([what, took]) => `${what || "?"} ${took.toFixed(0)} s`);
      const note = `${JSON.stringify(job.result)}; ${parts.join(", ")}`;
      report.row({ name: `${name}: until all scores are in force`, unit: "s", value: seconds, note });
      const limit = { at: "most", value: 2_000 } as const;
      report.row({
        name: `${name}: most memory of the server`,
        unit: "MiB, not of files",
        value: most / MEBI,
        limit,
      });
      latency(report, `${name}: from an event to its transition`, await loading);
      return job;
    }
    await pause(LOOK_EVERY_MS);
  }
}

async function load(url: URL, name: string, stop: { readonly now: boolean }): Promise<readonly number[]> {
  const all: number[] = [];
  for (let stretch = 0; !stop.now; stretch++) {
    const run = `${name.replaceAll(" ", "-")}-${stretch}`;
    all.push(...(await probed(url, { run, rate: RATE, seconds: STRETCH_SECONDS })).entered);
  }
  return all;
}

/** Asked as soon as the job says that it is done. */
async function usable(report: Report, ask: Ask, scored: number): Promise<void> {
  const begun = performance.now();
  const count = async (definition: string): Promise<number> => {
    const body = JSON.stringify({ definition });
    const call = { method: "POST", body, type: "application/json" };
    return (await ask<{ readonly count: number }>("/api/segments/evaluate", call)).count;
  };
  const all = await count('predicted "shop.alive" >= 0');
  const seconds = (performance.now() - begun) / 1_000;
  if (all !== scored) throw new Error(`${all} people have a score instead of ${scored}`);
  const lost = await count('predicted "shop.alive" < 0.3');
  const note = `${all} people have one, ${lost} are below 0.3`;
  report.row({ name: "everybody with a score, counted right behind it", unit: "s", value: seconds, note });
}
