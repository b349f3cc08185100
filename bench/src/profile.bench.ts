import { mkdtemp, rm } from "node:fs/promises";
import { Agent, get } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { seededRandom } from "@habitus/kernel";
import { startServer, TOKEN, WRITE_KEY } from "./bench-server.ts";
import { drained } from "./drained.ts";
import { type Bench, median, type Report, spread, tail } from "./report.ts";
import { type Running, startProgram } from "./start-program.ts";

const SECONDS = Number(process.env["HABITUS_BENCH_SECONDS"] ?? 10);
const PEOPLE = Number(process.env["HABITUS_BENCH_PEOPLE"] ?? 1_000_000);
const RATE = 2_000;
const BATCH = 500;
const SENDERS = 4;
const TURNS = 5;
/** Times the CPU of bare node:http that an answer may take. */
const MOST_CPU = 3;

export const bench: Bench = {
  name: "profile",
  title: `One person by any id, ${RATE} requests a second among ${PEOPLE} people`,
  async run(report) {
    const folder = await mkdtemp(join(tmpdir(), "habitus-bench-"));
    const server = await startServer(join(folder, "data"));
    let bare: Running | null = null;
    try {
      await introduce(server.url);
      await drained(server.url);
      const random = seededRandom(7);
      const anybody = (): URL => {
        const person = random.int(0, PEOPLE - 1);
        return new URL(`/api/people/${random.next() < 0.5 ? `u-${person}` : `a-${person}`}`, server.url);
      };
      bare = await startProgram([fileURLToPath(new URL("./bare-http.entry.js", import.meta.url))], {
        HABITUS_BENCH_ANSWER: await answerOf(anybody()),
      });
      const { url } = bare;
      await measure(report, { asked: { url: server.url, next: anybody }, bare: { url, next: () => url } });
      report.note(
        "Asked at even distances whatever the answers take; asker and server share this machine's cores. CPU of all threads of the process that answers, in turns.",
      );
    } finally {
      await Promise.all([server.stop(), bare?.stop()]);
      await rm(folder, { recursive: true, force: true });
    }
  },
};

type Answering = { readonly url: URL; readonly next: () => URL };

async function measure(
  report: Report,
  sides: { readonly asked: Answering; readonly bare: Answering },
): Promise<void> {
  for (const side of Object.values(sides)) await ask(side.next, 2);
  const took = { asked: new Array<number>(), bare: new Array<number>() };
  const cpu = { asked: new Array<number>(), bare: new Array<number>() };
  for (let turn = 0; turn < TURNS; turn++) {
    for (const side of ["bare", "asked"] as const) {
      const { url, next } = sides[side];
      const before = await cpuSeconds(url);
      const latencies = await ask(next, SECONDS / TURNS);
      cpu[side].push(((await cpuSeconds(url)) - before) * (1e6 / latencies.length));
      took[side].push(...latencies);
    }
  }
  row(report, "GET /api/people/:id, user ids and anonymous ids", took.asked, 5);
  row(report, "bare node:http at the same rate", took.bare);
  const peer = { name: "bare node:http answering the same bytes", value: median(cpu.bare) };
  const limit = { at: "most", value: MOST_CPU * peer.value } as const;
  report.row({ name: "CPU per request against bare http", unit: "µs", ...spread(cpu.asked), peer, limit });
}

/** Headers and body of an answer, for a program that gives it again. */
async function answerOf(url: URL): Promise<string> {
  const response = await fetch(url, { headers: { authorization: `Bearer ${TOKEN}` } });
  const own = [...response.headers].filter(([name]) => !ADDED_BY_NODE.includes(name));
  return JSON.stringify({ headers: Object.fromEntries(own), body: await response.text() });
}

const ADDED_BY_NODE = ["connection", "content-length", "date", "keep-alive"];

/** What the process has taken so far. */
async function cpuSeconds(url: URL): Promise<number> {
  const text = await (await fetch(new URL("/metrics", url))).text();
  return Number(/^process_cpu_seconds_total (\S+)/m.exec(text)?.[1]);
}

function row(report: Report, name: string, latencies: readonly number[], most?: number): void {
  report.row({
    name,
    unit: "ms at the 99th percentile",
    ...tail(latencies),
    ...(most === undefined ? {} : { limit: { at: "most", value: most } as const }),
  });
}

/** Everybody has a user id, an anonymous id and a few traits. */
async function introduce(url: URL): Promise<void> {
  let next = 0;
  const send = async (): Promise<void> => {
    while (next < PEOPLE) {
      const from = next;
      next += BATCH;
      const calls = Array.from({ length: Math.min(BATCH, PEOPLE - from) }, (_, index) =>
        identify(from + index),
      );
      await post(url, JSON.stringify({ batch: calls }));
    }
  };
  await Promise.all(Array.from({ length: SENDERS }, send));
}

function identify(person: number): object {
  return {
    type: "identify",
    messageId: `i-${person}`,
    userId: `u-${person}`,
    anonymousId: `a-${person}`,
    traits: {
      email: `u${person}@example.com`,
      plan: person % 3 === 0 ? "pro" : "free",
      age: 18 + (person % 60),
    },
  };
}

async function post(url: URL, body: string): Promise<void> {
  const authorization = `Basic ${Buffer.from(`${WRITE_KEY}:`).toString("base64")}`;
  const headers = { "content-type": "application/json", authorization };
  for (;;) {
    const { status } = await fetch(new URL("/v1/batch", url), { method: "POST", headers, body });
    if (status === 200) return;
    if (status !== 429 && status !== 503) throw new Error(`the server answered ${status}`);
    await pause(200);
  }
}

/** Milliseconds that each answer took, counted from when it was due to be asked for. */
async function ask(next: () => URL, seconds: number): Promise<readonly number[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  const latencies: number[] = [];
  const waiting: Promise<void>[] = [];
  const begun = performance.now();
  for (let asked = 0; asked < RATE * seconds; ) {
    const due = Math.min(RATE * seconds, Math.floor(((performance.now() - begun) / 1_000) * RATE) + 1);
    for (; asked < due; asked++) {
      const at = begun + (asked / RATE) * 1_000;
      waiting.push(answered(next(), agent).then(() => void latencies.push(performance.now() - at)));
    }
    await pause(1);
  }
  await Promise.all(waiting);
  agent.destroy();
  return latencies;
}

function answered(url: URL, agent: Agent): Promise<void> {
  return new Promise((resolve, reject) => {
    const asked = get(url, { agent, headers: { authorization: `Bearer ${TOKEN}` } }, (response) => {
      if (response.statusCode !== 200) reject(new Error(`${url.pathname} answered ${response.statusCode}`));
      response.resume().once("end", resolve);
    });
    asked.once("error", reject);
  });
}
