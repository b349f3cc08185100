import { mkdtemp, rm, stat } from "node:fs/promises";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { createClient, type Transition } from "@habitus/contract";
import { hash128, hashHex, parseIso, type Random, SECOND_MS, seededRandom } from "@habitus/kernel";
import { type EventRow, LiveMembership, openLmdbMembershipStore } from "@habitus/server";
import { anyName, definitionText, planOf } from "./live-segments.ts";
import { type Bench, type Report, spread } from "./report.ts";
import { type Running, startProgram } from "./start-program.ts";

const SECONDS = Number(process.env["HABITUS_BENCH_SECONDS"] ?? 10);
const PEOPLE = Number(process.env["HABITUS_BENCH_PEOPLE"] ?? 1_000_000);
const WRITE_KEY = "wk_bench_0123456789";
const TOKEN = "bench-admin-token";
const WINDOW_MS = 3 * SECOND_MS;
const USERS = 50_000;

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
  const store = openLmdbMembershipStore({ dir });
  const options = { store, idOf: () => null, maxBytes: 256 * 1024 * 1024 };
  const live = new LiveMembership(options);
  const begin = Date.UTC(2026, 0, 1);
  for (let n = 0; n < 500; n++) {
    live.registry.want({ key: `s${n}`, version: 1, plan: planOf(definitionText(random)) });
  }
  const wanted = live.registry.targets;
  live.startBuild();
  const first = { offset: 1, at: begin };
  live.cutOver(first, wanted, Number.POSITIVE_INFINITY);
  live.finishCutOver(first, wanted);
  live.done(first);
  await store.commit(live.takeStep());

  let events = 0;
  let transitions = 0;
  const begun = performance.now();
  for (let offset = 2; events < PEOPLE; offset++) {
    const record = { offset, at: begin + offset };
    const rows = Array.from({ length: Math.min(1_000, PEOPLE - events) }, (_, index) =>
      eventRow(random, { ...record, index, node: events + index + 1 }),
    );
    events += rows.length;
    const own = {
      events: rows,
      traits: [],
      moves: [],
      erased: [],
      deleted: [],
      nodes: rows.map(({ node }) => ({ offset, node })),
    };
    live.fire(record, Number.POSITIVE_INFINITY);
    live.begin(record, own);
    live.finish(record, own, []);
    const step = live.takeStep();
    transitions += step.transitions.length;
    await store.commit(step);
    live.trim();
  }
  const seconds = (performance.now() - begun) / 1_000;
  const name = "new people, an event each, 500 segments, evaluated and on disk";
  report.row({ name, unit: "events/s", value: events / seconds });
  report.note(`${(transitions / events).toFixed(1)} transitions for each of them.`);
  const { people, bytes } = live.memory();
  report.row({ name: "a person in memory, about", unit: "B", value: bytes / people });
  const disk = (await stat(join(dir, "data.mdb"))).size;
  report.row({ name: "a person on disk, its transitions with it", unit: "B", value: disk / PEOPLE });
  const again = performance.now();
  const restarted = new LiveMembership(options);
  report.row({
    name: `a new start with ${PEOPLE} people`,
    unit: "s",
    value: (performance.now() - again) / 1_000,
    limit: { at: "most", value: 5 },
    note: `${restarted.standing.sizes().reduce((sum, { size }) => sum + size, 0)} memberships`,
  });
  await store.close();
  await rm(folder, { recursive: true, force: true });
}

function eventRow(
  random: Random,
  place: { readonly offset: number; readonly at: number; readonly index: number; readonly node: number },
): EventRow {
  const id = `m${place.node}-${place.offset}`;
  return {
    ...place,
    name: anyName(random),
    time: place.at,
    receivedAt: place.at,
    offsetMinutes: null,
    id,
    idHash: hashHex(hash128(id)),
    properties: `{"revenue":${random.int(1, 100)}}`,
    context: "{}",
    source: "bench",
  };
}

function startServer(dataDir: string): Promise<Running> {
  const entry = fileURLToPath(new URL("../../packages/server/dist/habitus.js", import.meta.url));
  return startProgram([entry, "--data", dataDir, "--port", "0"], {
    HABITUS_WRITE_KEY: WRITE_KEY,
    HABITUS_ADMIN_TOKEN: TOKEN,
    HABITUS_LOG_LEVEL: "warn",
  });
}

async function endToEnd(report: Report, segments: number): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "habitus-bench-"));
  const server = await startServer(join(folder, "data"));
  try {
    await defineSegments(report, server.url, segments);
    for (const rate of [1_000, 10_000]) await measure(report, server.url, { segments, rate });
  } finally {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function defineSegments(report: Report, url: URL, count: number): Promise<void> {
  const api = createClient({ baseUrl: url.origin, fetch, token: TOKEN });
  const random = seededRandom(count);
  const written = {
    goal: "Bench",
    owner: "Bench",
    action: "None",
    reviewDate: "2030-01-01",
    purpose: "bench",
  };
  const create = (key: string, definition: string) =>
    api.createSegment({ body: { key, name: key, definition, ...written } });
  const begun = performance.now();
  await create("probe", `did "Probe" in last ${WINDOW_MS / SECOND_MS} seconds`);
  for (let n = 1; n < count; n++) await create(`s${n}`, definitionText(random));
  for (;;) {
    const { segments } = await api.listSegments();
    if (segments.every(({ live }) => live?.state === "live")) break;
    await pause(100);
  }
  const seconds = (performance.now() - begun) / 1_000;
  report.note(`${count} segments were created and live after ${seconds.toFixed(1)} s.`);
}

type Order = { readonly segments: number; readonly rate: number };

async function measure(report: Report, url: URL, { segments, rate }: Order): Promise<void> {
  const run = `${segments}-${rate}`;
  const sentAt = new Map<string, number>();
  const entered: number[] = [];
  const late: number[] = [];
  const stop = new AbortController();
  const api = createClient({ baseUrl: url.origin, fetch, token: TOKEN });
  const reading = (async () => {
    const stream = api.streamTransitions({ query: { segment: "probe" } }, { signal: stop.signal });
    for await (const { data } of stream) note(data, { sentAt, entered, late });
  })().catch(() => undefined);
  await pause(500);
  await sendAt(url, rate, run, sentAt);
  const sent = sentAt.size;
  await pause(WINDOW_MS + 2_000);
  stop.abort();
  await reading;
  const limit = { at: "most", value: 25 } as const;
  const name = `${rate} events/s, ${segments} segments: request to transition`;
  report.row({ name, unit: "ms", ...spread(entered), limit: { ...limit } });
  report.row({ name: "… a window's end to transition", unit: "ms", ...spread(late) });
  report.note(`${name}: ${entered.length} of ${sent} entered, ${late.length} left.`);
}

function note(
  { kind, at: time, evidence }: Transition,
  to: { readonly sentAt: ReadonlyMap<string, number>; readonly entered: number[]; readonly late: number[] },
): void {
  if (kind === "left") {
    to.late.push(Date.now() - (parseIso(time)?.at ?? Number.NaN));
    return;
  }
  const sent = to.sentAt.get(evidence.eventId ?? "");
  if (sent !== undefined) to.entered.push(performance.now() - sent);
}

/** Batches at a steady rate over a few connections; each batch has one event of the probe, whose sending is noted. */
async function sendAt(url: URL, rate: number, run: string, sentAt: Map<string, number>): Promise<void> {
  const batch = rate >= 10_000 ? 100 : 10;
  const random = seededRandom(rate);
  const sockets = await Promise.all(Array.from({ length: 8 }, () => opened(url)));
  const begun = performance.now();
  const total = Math.floor((rate * SECONDS) / batch);
  for (let n = 0; n < total; n++) {
    const wait = begun + (n * batch * 1_000) / rate - performance.now();
    if (wait > 0) await pause(wait);
    const probe = `${run}-probe-${n}`;
    const calls = Array.from({ length: batch - 1 }, (_, index) => ({
      type: "track",
      event: anyName(random),
      userId: `user-${random.int(1, USERS)}`,
      messageId: `${run}-${n}-${index}`,
      properties: { revenue: random.int(1, 100), order_id: `order-${index}`, currency: "EUR" },
    }));
    const asked = { type: "track", event: "Probe", userId: probe, messageId: probe };
    sentAt.set(probe, performance.now());
    sockets[n % sockets.length]?.write(request(url, JSON.stringify({ batch: [...calls, asked] })));
  }
  await pause(500);
  for (const socket of sockets) socket.destroy();
}

function request(url: URL, body: string): string {
  return [
    "POST /v1/batch HTTP/1.1",
    `Host: ${url.host}`,
    `Authorization: Basic ${Buffer.from(`${WRITE_KEY}:`).toString("base64")}`,
    "Content-Type: application/json",
    `Content-Length: ${Buffer.byteLength(body)}`,
    "",
    body,
  ].join("\r\n");
}

function opened(url: URL): Promise<Socket> {
  const socket = connect(Number(url.port), url.hostname);
  socket.setNoDelay(true);
  socket.resume();
  return new Promise((resolve, reject) => {
    socket.once("connect", () => resolve(socket)).once("error", reject);
  });
}
