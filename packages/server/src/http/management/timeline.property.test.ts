import { type ParsedInput, TIMELINE_KINDS, type TimelineEntry } from "@habitus/contract";
import { DAY_MS, formatInstant, HabitusError } from "@habitus/kernel";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { NewTransition } from "../../membership/transition.ts";
import { createMemoryMembershipStore } from "../../membership/memory-membership-store.ts";
import type { StoredEvent, TimelineCursor, TimelineQuery } from "../../store/event-reads.ts";
import { timelineHandlers } from "./handlers/people/timeline.ts";

// The order and the pages of events and transitions together. How events are read is the contract of `EventReads`.

const NOW = Date.UTC(2026, 2, 30, 12);
const ZONE = "Europe/Kyiv";
const NAMES = ["Order Completed", "Message Opened", "$page", "Message Sent"];

const settings = {
  seed: Number(process.env["HABITUS_SEED"] ?? 20_263),
  numRuns: Number(process.env["HABITUS_RUNS"] ?? 200),
};

type Known = { readonly events: readonly StoredEvent[]; readonly transitions: readonly NewTransition[] };

function event(n: number, time: number, name: string, node: number): StoredEvent {
  return {
    offset: n,
    index: 0,
    node,
    name,
    time,
    receivedAt: NOW,
    offsetMinutes: null,
    id: `event ${n}`,
    idHash: String((n * 7_919) % 10).padStart(32, "0"),
    properties: "{}",
    context: "{}",
    source: "k0",
  };
}

function transition(n: number, at: number, person: number): NewTransition {
  const ids = [{ kind: "user", value: "ada" }] as const;
  return {
    segment: "vip",
    version: 1,
    person,
    ids,
    n,
    at,
    recordedAt: NOW,
    cause: "event",
    offset: n,
    eventId: null,
  };
}

const placeOf = ({ time, idHash, offset, index }: TimelineCursor) =>
  [time + 1e13, idHash, offset + 1e9, index].join(" ");

/** As the store's contract says. */
function timelineOf(events: readonly StoredEvent[]) {
  return ({ nodes, now, names, except = [], from = null, before, limit }: TimelineQuery) => {
    const found = events
      .filter(({ node, time, name }) => nodes.includes(node) && time <= now && !except.includes(name))
      .filter(
        ({ time, name }) => (from === null || time >= from) && (names.length === 0 || names.includes(name)),
      )
      .filter((each) => before === null || placeOf(each) < placeOf(before))
      .toSorted((a, b) => (placeOf(a) < placeOf(b) ? 1 : -1));
    const page = found.slice(0, limit);
    return Promise.resolve({ events: page, next: found.length > limit ? (page.at(-1) ?? null) : null });
  };
}

async function handlersOf({ events, transitions }: Known) {
  const store = createMemoryMembershipStore();
  await store.commit({ position: 1, at: NOW, transitions, writes: [], redact: [] });
  const profile = { person: 1, ids: [], nodes: [1, 2], traits: [], firstSeen: NOW, lastSeen: NOW };
  return timelineHandlers({
    profiles: { find: (id) => (id === "p1" ? 1 : null), profile: () => profile },
    events: { timeline: timelineOf(events) },
    transitions: store.transitions,
    told: store.told,
    stages: () => [],
    workspace: { get: () => ({ zone: ZONE }) as ReturnType<Workspace["get"]> },
    now: () => NOW,
  });
}
type Workspace = Parameters<typeof timelineHandlers>[0]["workspace"];

type Query = ParsedInput<"getPersonTimeline">["query"];

async function pagesOf(known: Known, query: Query): Promise<readonly TimelineEntry[]> {
  const { getPersonTimeline } = await handlersOf(known);
  const context = { signal: new AbortController().signal } as Parameters<typeof getPersonTimeline>[1];
  const all: TimelineEntry[] = [];
  for (let before: string | null = ""; before !== null; ) {
    const asked: Query = before === "" ? query : { ...query, before };
    const page = await getPersonTimeline({ params: { id: "p1" }, query: asked, body: undefined }, context);
    expect(page.entries.length).toBeLessThanOrEqual(query.limit ?? 50);
    all.push(...(page.entries as readonly TimelineEntry[]));
    before = page.next;
  }
  return all;
}

const nameOf = (entry: TimelineEntry): string =>
  entry.kind === "transition" ? `transition ${entry.transition.n}` : `${entry.kind} ${entry.event.id}`;

/** Days of the zone, which is three hours ahead of UTC from the 29th on and two before. */
const FIRST = Date.UTC(2026, 2, 28, 22);
const END = Date.UTC(2026, 2, 29, 21);

function expected({ events, transitions }: Known, query: Query): readonly string[] {
  const isIn = (time: number) =>
    time <= NOW && (query.from === undefined || time >= FIRST) && (query.to === undefined || time < END);
  const did = events
    .filter(({ node, time, name }) => node < 3 && isIn(time) && (query.name ?? name) === name)
    .map((each) => {
      const kind = each.name.startsWith("Message") ? "message" : "event";
      return { time: each.time, order: `0 ${placeOf(each)}`, kind, name: `${kind} ${each.id}` };
    });
  const changed = transitions.flatMap(({ at: time, n, person }, place) =>
    person < 3 && isIn(time) && query.name === undefined
      ? [{ time, order: `1 ${String(place).padStart(9, "0")}`, kind: "transition", name: `transition ${n}` }]
      : [],
  );
  return [...did, ...changed]
    .filter(({ kind }) => (query.kind ?? kind) === kind)
    .toSorted((a, b) => b.time - a.time || (a.order < b.order ? 1 : -1))
    .map(({ name }) => name);
}

const instants = fc.integer({ min: -60, max: 1 }).map((hours) => NOW + hours * 3_600_000);
const nodes = fc.integer({ min: 1, max: 3 });
const arbitraryKnown = fc.record({
  events: fc
    .array(fc.tuple(instants, fc.constantFrom(...NAMES), nodes), { maxLength: 40 })
    .map((all) => all.map(([time, name, node], n) => event(n + 1, time, name, node))),
  transitions: fc
    .array(fc.tuple(instants, nodes), { maxLength: 40 })
    .map((all) => all.map(([at, person], n) => transition(n + 1, at, person))),
});
const arbitraryQuery = fc.record(
  {
    kind: fc.constantFrom(...TIMELINE_KINDS),
    name: fc.constantFrom(...NAMES),
    from: fc.constant("2026-03-29"),
    to: fc.constant("2026-03-29"),
    limit: fc.integer({ min: 1, max: 9 }),
  },
  { requiredKeys: ["limit"] },
);

test("everything is in one order, page by page without gap or repetition", async () => {
  await fc.assert(
    fc.asyncProperty(arbitraryKnown, arbitraryQuery, async (known, query) => {
      expect((await pagesOf(known, query)).map(nameOf)).toEqual(expected(known, query));
    }),
    settings,
  );
});

test("of thousands of transitions none is missed", async () => {
  const transitions = Array.from({ length: 2_500 }, (_, n) => transition(n + 1, NOW - (n % 7) * DAY_MS, 1));
  const all = await pagesOf({ events: [], transitions }, { limit: 500 });
  expect(new Set(all.map(nameOf)).size).toBe(2_500);
  const [first] = all;
  expect(first).toMatchObject({ kind: "transition", transition: { at: formatInstant(NOW), cause: "event" } });
});

test("a cursor of another list is refused", async () => {
  const { getPersonTimeline } = await handlersOf({ events: [], transitions: [] });
  const context = { signal: new AbortController().signal } as Parameters<typeof getPersonTimeline>[1];
  const asked = getPersonTimeline({ params: { id: "p1" }, query: { before: "5" }, body: undefined }, context);
  await expect(asked).rejects.toThrow(HabitusError);
});
