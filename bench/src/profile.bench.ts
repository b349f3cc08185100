import { mkdtemp, rm } from "node:fs/promises";
import { Agent, get } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { seededRandom } from "@habitus/kernel";
import { drained } from "./drained.ts";
import { type Bench, type Report, tail } from "./report.ts";
import { startProgram } from "./start-program.ts";

const SECONDS = Number(process.env["HABITUS_BENCH_SECONDS"] ?? 10);
const PEOPLE = Number(process.env["HABITUS_BENCH_PEOPLE"] ?? 1_000_000);
const RATE = 2_000;
const WRITE_KEY = "wk_bench_0123456789";
const TOKEN = "bench-admin-token";
const BATCH = 500;
const SENDERS = 4;

export const bench: Bench = {
  name: "profile",
  title: `One person by any id, ${RATE} requests a second among ${PEOPLE} people`,
  async run(report) {
    const folder = await mkdtemp(join(tmpdir(), "habitus-bench-"));
    const entry = fileURLToPath(new URL("../../packages/server/dist/habitus.js", import.meta.url));
    const server = await startProgram([entry, "--data", join(folder, "data"), "--port", "0"], {
      HABITUS_WRITE_KEY: WRITE_KEY,
      HABITUS_ADMIN_TOKEN: TOKEN,
      HABITUS_LOG_LEVEL: "warn",
    });
    const bare = await startProgram([fileURLToPath(new URL("./bare-http.entry.js", import.meta.url))], {});
    try {
      await introduce(server.url);
      await drained(server.url);
      const random = seededRandom(7);
      const anybody = (): URL => {
        const person = random.int(0, PEOPLE - 1);
        return new URL(`/api/people/${random.next() < 0.5 ? `u-${person}` : `a-${person}`}`, server.url);
      };
      await ask(anybody, 2);
      row(report, "GET /api/people/:id, user ids and anonymous ids", await ask(anybody, SECONDS), 5);
      row(report, "bare node:http at the same rate", await ask(() => bare.url, SECONDS));
      report.note(
        "Asked at even distances whatever the answers take; asker and server share this machine's cores.",
      );
    } finally {
      await Promise.all([server.stop(), bare.stop()]);
      await rm(folder, { recursive: true, force: true });
    }
  },
};

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
