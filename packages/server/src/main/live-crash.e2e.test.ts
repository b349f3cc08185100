import { rmSync } from "node:fs";
import { join } from "node:path";
import type { Transition } from "@habitus/contract";
import { hash128, hashHex, parseIso, seededRandom } from "@habitus/kernel";
import {
  DEFAULT_CONTEXT,
  evaluateReference,
  type History,
  type HistoryEvent,
  parseDefinition,
  planDefinition,
} from "@habitus/segments";
import { expect, test } from "vitest";
import { temporaryFolder } from "../platform/testing/temporary-folder.ts";
import { allTransitions, isLive, segmentOf } from "./testing/live.ts";
import { startLoad } from "./testing/load.ts";
import { drained, type RealServer, startRealServer } from "./testing/real-server.ts";

const KILLS = Number(process.env["HABITUS_KILLS"] ?? 4);
const SEED = Number(process.env["HABITUS_SEED"] ?? 21);

/** No window ends while the test looks: event times lie whole months of 30 days back. */
const DEFINITIONS: Readonly<Record<string, string>> = {
  often: 'did "Order Completed" at least 5 times in last 45 days',
  never: 'did not "Order Completed" in last 75 days',
  spent: 'sum of "Order Completed".revenue in last 105 days >= 900',
  now: 'did "Order Completed" in last 2 seconds where revenue < 250',
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
    for (const { id } of page.people) people.set(id, await historyOf(server, id));
    after = page.next;
  }
  return people;
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
  timeout: 900_000,
}, async () => {
  const random = seededRandom(SEED);
  const dataDir = temporaryFolder("live-crash");
  let server = await startRealServer({ dataDir });
  const port = Number(new URL(server.url).port);
  for (const [key, text] of Object.entries(DEFINITIONS)) {
    await server.api("POST", "/api/segments", segmentOf(key, text));
  }
  const load = startLoad({ url: () => server.url, senders: 2, batch: 5, pauseMs: 20 });
  let edited = false;
  let paused = false;
  for (let kill = 0; kill < KILLS; kill++) {
    await new Promise((resolve) => setTimeout(resolve, random.int(0, 1_500)));
    if (random.next() < 0.7) {
      edited = !edited;
      const { rev } = await server.api<{ readonly rev: number }>("GET", "/api/segments/often");
      const { key: _, ...edit } = segmentOf("often", edited ? EDITED : (DEFINITIONS["often"] ?? ""));
      await server.api("PUT", "/api/segments/often", { ...edit, rev });
      // Mostly in the middle of the build or of the cut-over.
      await new Promise((resolve) => setTimeout(resolve, random.int(0, 400)));
    }
    if (random.next() < 0.5) {
      paused = !paused;
      await server.api("POST", `/api/segments/spent/${paused ? "pause" : "resume"}`);
      await new Promise((resolve) => setTimeout(resolve, random.int(0, 200)));
    }
    await server.kill();
    server = await startRealServer({ dataDir, port });
  }
  await load.stop();
  await server.api("POST", "/api/segments/spent/resume");
  for (const key of Object.keys(DEFINITIONS)) await isLive(server, key);
  await new Promise((resolve) => setTimeout(resolve, 3_000));
  await drained(server);

  const transitions = await allTransitions(server);
  expectAlternating(transitions);
  expect(new Set(transitions.map(({ id }) => id)).size).toBe(transitions.length);
  const people = await everybody(server);
  const now = Date.now();
  for (const [key, text] of Object.entries({ ...DEFINITIONS, ...(edited ? { often: EDITED } : {}) })) {
    const parsed = parseDefinition(text);
    if (parsed.kind === "refused") throw new Error(text);
    const plan = planDefinition(parsed.definition, DEFAULT_CONTEXT);
    const expected = [...people].filter(([, history]) => evaluateReference(plan, history, now));
    expect([key, membersBy(transitions, key)]).toEqual([key, expected.map(([person]) => person).sort()]);
  }

  // The log alone, from its beginning, gives the same transitions again.
  expect(await server.stop()).toBe(0);
  rmSync(join(dataDir, "membership"), { recursive: true });
  server = await startRealServer({ dataDir, port });
  await drained(server);
  const plain = (each: Transition): unknown => ({ ...each, ids: null });
  expect((await allTransitions(server)).map(plain)).toEqual(transitions.map(plain));
  expect(await server.stop()).toBe(0);
  console.info(
    `${KILLS} kills: ${load.acknowledged.size} events acknowledged, ${transitions.length} transitions, none lost, none twice`,
  );
});
