import { connect, type Socket } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import type { Transition } from "@habitus/contract";
import { parseIso, SECOND_MS, seededRandom } from "@habitus/kernel";
import { apiOf, WRITE_KEY } from "./bench-server.ts";
import { anyName, definitionText } from "./live-segments.ts";
import type { Report } from "./report.ts";
import { follow } from "./transitions-told.ts";

// A running server with live segments, and load on it: probes are timed from their request to the reader of transitions.

const WINDOW_MS = 3 * SECOND_MS;
const USERS = 50_000;

export async function defineSegments(report: Report, url: URL, count: number): Promise<void> {
  const random = seededRandom(count);
  const begun = performance.now();
  await create(url, "probe", `did "Probe" in last ${WINDOW_MS / SECOND_MS} seconds`);
  for (let n = 1; n < count; n++) await create(url, `s${n}`, definitionText(random));
  await allLive(url);
  const seconds = (performance.now() - begun) / 1_000;
  report.note(`${count} segments were created and live after ${seconds.toFixed(1)} s.`);
}

/** One segment more; resolves with the seconds until it is live. */
export async function defineOne(url: URL, key: string, definition: string): Promise<number> {
  const begun = performance.now();
  await create(url, key, definition);
  await allLive(url);
  return (performance.now() - begun) / 1_000;
}

const WRITTEN = {
  goal: "Bench",
  owner: "Bench",
  action: "None",
  reviewDate: "2030-01-01",
  purpose: "bench",
};

export const create = (url: URL, key: string, definition: string) =>
  apiOf(url).createSegment({ body: { key, name: key, definition, ...WRITTEN } });

export async function allLive(url: URL): Promise<void> {
  for (;;) {
    const { segments } = await apiOf(url).listSegments();
    if (segments.every(({ live }) => live?.state === "live")) return;
    await pause(100);
  }
}

type Probing = {
  readonly run: string;
  /** Events a second. */
  readonly rate: number;
  readonly seconds: number;
  /** So many who come again and again, a tenth of them for the probe; when absent, each probe is somebody new. */
  readonly people?: number;
};

/** Milliseconds from the request to the transition, and from the end of a window to it. */
type Probed = {
  readonly sent: number;
  readonly entered: readonly number[];
  readonly late: readonly number[];
};

/** Load at a steady rate; each batch has one event that makes somebody enter the probe, which is timed. */
export async function probed(url: URL, probing: Probing): Promise<Probed> {
  const sentAt = new Map<string, number>();
  const entered: number[] = [];
  const late: number[] = [];
  const following = follow(url, "probe", (transition) => note(transition, { sentAt, entered, late }));
  await pause(500);
  await sendAt(url, probing, sentAt);
  await pause(WINDOW_MS + 2_000);
  await following.stop();
  return { sent: sentAt.size, entered, late };
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

/** Events in a request. */
const batchOf = (rate: number): number => (rate >= 10_000 ? 100 : 10);

/** Batches at a steady rate over a few connections; each batch has one event of the probe, whose sending is noted. */
async function sendAt(
  url: URL,
  { rate, run, seconds, people }: Probing,
  sentAt: Map<string, number>,
): Promise<void> {
  const batch = batchOf(rate);
  const random = seededRandom(rate);
  const users = people ?? USERS;
  const probeUser = (n: number): string =>
    people === undefined ? `${run}-probe-${n}` : `probe-${n % Math.ceil(people / 10)}`;
  const sockets = await Promise.all(Array.from({ length: 8 }, () => opened(url)));
  const begun = performance.now();
  const total = Math.floor((rate * seconds) / batch);
  for (let n = 0; n < total; n++) {
    const wait = begun + (n * batch * 1_000) / rate - performance.now();
    if (wait > 0) await pause(wait);
    const probe = `${run}-probe-${n}`;
    const calls = Array.from({ length: batch - 1 }, (_, index) => ({
      type: "track",
      event: anyName(random),
      userId: `user-${random.int(1, users)}`,
      messageId: `${run}-${n}-${index}`,
      properties: { revenue: random.int(1, 100), order_id: `order-${index}`, currency: "EUR" },
    }));
    const asked = { type: "track", event: "Probe", userId: probeUser(n), messageId: probe };
    sentAt.set(probe, performance.now());
    sockets[n % sockets.length]?.write(request(url, JSON.stringify({ batch: [...calls, asked] })));
  }
  await pause(500);
  for (const socket of sockets) socket.destroy();
}

export function request(url: URL, body: string): string {
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

export function opened(url: URL): Promise<Socket> {
  const socket = connect(Number(url.port), url.hostname);
  socket.setNoDelay(true);
  socket.resume();
  return new Promise((resolve, reject) => {
    socket.once("connect", () => resolve(socket)).once("error", reject);
  });
}
