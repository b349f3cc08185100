import { rmSync } from "node:fs";
import { join } from "node:path";
import type { SegmentThresholds, Transition } from "@habitus/contract";
import { hash128, hashHex, parseIso, type Random, seededRandom } from "@habitus/kernel";
import {
  DEFAULT_CONTEXT,
  evaluateReference,
  type History,
  type HistoryEvent,
  parseDefinition,
  type Plan,
  planDefinition,
} from "@habitus/segments";
import { expect, onTestFinished, test } from "vitest";
import { temporaryFolder } from "../platform/testing/temporary-folder.ts";
import { allAtOnce } from "./testing/at-once.ts";
import { type FlakyReceiver, startFlakyReceiver } from "./testing/flaky-receiver.ts";
import { allTransitions, isLive, reconciled, segmentOf } from "./testing/live.ts";
import { startLoad } from "./testing/load.ts";
import { startReader } from "./testing/reader.ts";
import { drained, type RealServer, startRealServer } from "./testing/real-server.ts";

const KILLS = Number(process.env["HABITUS_KILLS"] ?? 2);
const SEED = Number(process.env["HABITUS_SEED"] ?? 21);

/** No window ends while the test looks: event times lie whole months of 30 days back. */
const DEFINITIONS: Readonly<Record<string, string>> = {
  often: 'did "Order Completed" at least 5 times in last 45 days',
  never: 'did not "Order Completed" in last 75 days',
  spent: 'sum of "Order Completed".revenue in last 105 days >= 900',
  now: 'did "Order Completed" in last 2 seconds where revenue < 250',
  top: 'in top 20% by sum of "Order Completed".revenue',
};
const EDITED = 'did "Order Completed" at least 3 times in last 15 days where revenue > 100';

type PersonPage = { readonly people: readonly { readonly id: string }[]; readonly next: string | null };
type EventPage = {
  readonly events: readonly {
    readonly id: string;
    readonly name: string;
    readonly time: string;
    readonly properties: HistoryEvent["properties"];
  }[];
  readonly next: string | null;
};

async function historyOf(server: RealServer, person: string): Promise<History> {
  const events: HistoryEvent[] = [];
  for (let before: string | null = ""; before !== null; ) {
    const cursor: string = before === "" ? "" : `&before=${encodeURIComponent(before)}`;
    const page: EventPage = await server.api("GET", `/api/people/${person}/events?limit=500${cursor}`);
    for (const { id, name, time, properties } of page.events) {
      const at = parseIso(time)?.at ?? Number.NaN;
      events.push({ name, time: at, idHash: hashHex(hash128(id)), offsetMinutes: null, properties });
    }
    before = page.next;
  }
  return { events, traits: [] };
}

/** Everybody with their acknowledged events, as the timelines have them. */
async function everybody(server: RealServer): Promise<ReadonlyMap<string, History>> {
  const people = new Map<string, History>();
  for (let after: string | null = ""; after !== null; ) {
    const cursor: string = after === "" ? "" : `&after=${encodeURIComponent(after)}`;
    const page: PersonPage = await server.api("GET", `/api/people?limit=500${cursor}`);
    const found = await allAtOnce(page.people, async ({ id }) => [id, await historyOf(server, id)] as const);
    for (const [id, history] of found) people.set(id, history);
    after = page.next;
  }
  return people;
}

/** What the definition means with the thresholds that are pinned now. */
async function planOf(server: RealServer, key: string, text: string): Promise<Plan> {
  const { thresholds } = await server.api<SegmentThresholds>("GET", `/api/segments/${key}/thresholds`);
  const parsed = parseDefinition(text);
  if (parsed.kind === "refused") throw new Error(text);
  const pinned = Object.fromEntries((thresholds ?? []).map((each) => [each.key, { value: each.value }]));
  return planDefinition(parsed.definition, { ...DEFAULT_CONTEXT, thresholds: pinned });
}

async function addWebhook(server: RealServer, receiver: FlakyReceiver): Promise<void> {
  const body = { name: "CRM", url: receiver.url };
  const { secret } = await server.api<{ readonly secret: string }>("POST", "/api/webhooks", body);
  receiver.part.secret = secret;
}

async function delivered(server: RealServer): Promise<void> {
  type Page = { readonly webhooks: readonly { readonly behind: number }[] };
  const behind = async () => (await server.api<Page>("GET", "/api/webhooks")).webhooks[0]?.behind;
  await expect.poll(behind, { timeout: 120_000, interval: 250 }).toBe(0);
}

/** One of the changes that a kill may cut off: half way or just before or after. */
async function change(server: RealServer, random: Random, state: Changed): Promise<void> {
  if (random.next() < 0.6) {
    state.edited = !state.edited;
    const { rev } = await server.api<{ readonly rev: number }>("GET", "/api/segments/often");
    const { key: _, ...edit } = segmentOf("often", state.edited ? EDITED : (DEFINITIONS["often"] ?? ""));
    await server.api("PUT", "/api/segments/often", { ...edit, rev });
    // Mostly in the middle of the build or of the cut-over.
    await pause(random.int(0, 400));
  }
  if (random.next() < 0.4) {
    state.paused = !state.paused;
    await server.api("POST", `/api/segments/spent/${state.paused ? "pause" : "resume"}`);
    await pause(random.int(0, 200));
  }
  if (random.next() < 0.4) {
    // Cut off, it may have been pinned or not; either way people and thresholds fit each other afterwards.
    const refreshing = server.api("POST", "/api/segments/top/refresh").catch(() => undefined);
    await (random.next() < 0.5 ? refreshing : pause(random.int(0, 100)));
    await pause(random.int(0, 100));
  }
  if (random.next() < 0.5) await takeApartOrLift(server, random);
}

type Merges = readonly { readonly id: string; readonly undone: unknown }[];

/** Takes back how somebody's device came to them, or lets it count again. */
async function takeApartOrLift(server: RealServer, random: Random): Promise<void> {
  const person = `/api/people/user-${random.int(1, 10)}`;
  const merges = await server.api<Merges>("GET", `${person}/merges`).catch((): Merges => []);
  if (merges.length === 0) return;
  const { id, undone } = random.pick(merges);
  await server.api("POST", `${person}/${undone === null ? "unmerge" : "lift"}`, { merge: id });
  await pause(random.int(0, 50));
}

type Changed = { edited: boolean; paused: boolean };

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}

function membersBy(transitions: readonly Transition[], segment: string): readonly string[] {
  const last = new Map<string, Transition>();
  for (const each of transitions) if (each.segment === segment) last.set(each.person, each);
  return [...last]
    .filter(([, { kind }]) => kind === "entered")
    .map(([person]) => person)
    .sort();
}

function expectAlternating(transitions: readonly Transition[]): void {
  const counts = new Map<string, number>();
  for (const { segment, person, n, kind, seq } of transitions) {
    const name = `${segment}/${person}`;
    expect([seq, name, n, kind]).toEqual([
      seq,
      name,
      (counts.get(name) ?? 0) + 1,
      n % 2 === 1 ? "entered" : "left",
    ]);
    counts.set(name, n);
  }
}

test(`after ${KILLS} kills under load and edits, who is in what is what the reference says, and a replay says the same`, {
  timeout: 1_800_000,
}, async () => {
  const random = seededRandom(SEED);
  const dataDir = temporaryFolder("live-crash");
  const receiver = await startFlakyReceiver(random);
  onTestFinished(() => receiver.stop());
  // Everybody is compared, however many the load has made.
  const env = { HABITUS_WEBHOOK_PRIVATE: "yes", HABITUS_RECONCILE_SAMPLE: "100000" };
  let server = await startRealServer({ dataDir, env });
  await addWebhook(server, receiver);
  const port = Number(new URL(server.url).port);
  for (const [key, text] of Object.entries(DEFINITIONS)) {
    await server.api("POST", "/api/segments", segmentOf(key, text));
  }
  const reader = startReader(() => server.url);
  const load = startLoad({ url: () => server.url, senders: 2, batch: 5, pauseMs: 20 });
  const changed = { edited: false, paused: false };
  for (let kill = 0; kill < KILLS; kill++) {
    await pause(random.int(0, 1_500));
    await change(server, random, changed);
    await server.kill();
    server = await startRealServer({ dataDir, port, env });
  }
  await load.stop();
  await server.api("POST", "/api/segments/spent/resume");
  // People have become more and others since; the newest thresholds are of all of them.
  await drained(server);
  await server.api("POST", "/api/segments/top/refresh");
  for (const key of Object.keys(DEFINITIONS)) await isLive(server, key);
  // A refresh is in force a while after its segment is live as it was before.
  await pause(3_000);
  // Until then the windows of the last events are open.
  const inNow = async () => membersBy(await allTransitions(server), "now");
  await expect.poll(inNow, { timeout: 30_000, interval: 250 }).toEqual([]);
  await drained(server);

  const transitions = await allTransitions(server);
  expectAlternating(transitions);
  // Whoever follows them was told each once, as it stands in the log, many of them before they were on disk.
  await expect.poll(() => reader.told.length, { timeout: 10_000 }).toBeGreaterThanOrEqual(transitions.length);
  await reader.stop();
  expect(reader.told).toEqual(transitions);
  expect(new Set(transitions.map(({ id }) => id)).size).toBe(transitions.length);
  const people = await everybody(server);
  const now = Date.now();
  const texts = { ...DEFINITIONS, ...(changed.edited ? { often: EDITED } : {}) };
  for (const [key, text] of Object.entries(texts)) {
    const plan = await planOf(server, key, text);
    const expected = [...people].filter(([, history]) => evaluateReference(plan, history, now));
    expect([key, membersBy(transitions, key)]).toEqual([key, expected.map(([person]) => person).sort()]);
  }

  // Kills leave nothing behind for a reconciliation to mend.
  expect(await reconciled(server)).toMatchObject({ segments: 5, people: people.size, found: 0 });
  await delivered(server);
  expect([...receiver.taken.keys()].sort()).toEqual(transitions.map(({ id }) => id).sort());
  expect(receiver.unsigned).toEqual([]);

  // The log alone, from its beginning, gives the same transitions again.
  expect(await server.stop()).toBe(0);
  rmSync(join(dataDir, "membership"), { recursive: true });
  server = await startRealServer({ dataDir, port, env });
  await drained(server);
  const plain = (each: Transition): unknown => ({ ...each, ids: null });
  expect((await allTransitions(server)).map(plain)).toEqual(transitions.map(plain));
  expect(await server.stop()).toBe(0);
  const merged = transitions.filter(({ cause }) => cause === "merge").length;
  console.info(
    `${KILLS} kills: ${load.acknowledged.size} events acknowledged, ${transitions.length} transitions, ${merged} by merges, none lost, none twice`,
  );
});
