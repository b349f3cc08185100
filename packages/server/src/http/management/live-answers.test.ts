import { DAY_MS } from "@habitus/kernel";
import { beforeEach, expect, test } from "vitest";
import { Registry } from "../../membership/live/registry.ts";
import type { PersonIdentifier } from "../../profiles/identity.ts";
import { encodeHeader } from "../../membership/live/rows.ts";
import type { StageHealth } from "../health.ts";
import { adminCookie, clientOf, createManagement, type Management } from "./testing/management.ts";

// Who is in what, asked of live membership, beside what the history says.

const NOW = Date.UTC(2026, 2, 1);
const TWICE = 'did "Order Completed" at least 2 times';
const text = { goal: "g", owner: "o", action: "a", reviewDate: "2026-06-01", purpose: "test" };

let management: Management;
let asked: number[];
let stored: number;

beforeEach(async () => {
  asked = [];
  stored = 5;
  const stage = (): readonly StageHealth[] => [
    { name: "store", ready: true, position: stored, lag: 0, lagMs: 0, detail: null },
  ];
  management = createManagement({
    stages: stage,
    reload: {
      // Person n bought n times.
      history(nodes, upTo) {
        asked.push(upTo);
        const events = Array.from({ length: nodes[0] ?? 0 }, (_, index) => ({
          name: "Order Completed",
          time: NOW - (index + 1) * DAY_MS,
          idHash: String(index).padStart(32, "0"),
          offsetMinutes: null,
          properties: {},
          id: `m${index + 1}`,
        }));
        return Promise.resolve({ traits: [], events });
      },
    },
  });
  await adminCookie(management);
});

/** Puts the segments in force with the people in the first of them, up to record 5. @param due all of them. */
async function live(
  people: readonly number[],
  paused: readonly string[],
  { due = Number.POSITIVE_INFINITY, ids = [] }: { due?: number; ids?: readonly PersonIdentifier[] } = {},
): Promise<void> {
  const { memberships, deps } = management;
  const registry = new Registry(memberships);
  for (const key of ["twice", "still"]) {
    const segment = deps.segments.get(key);
    if (segment !== null) registry.want({ key, version: 1, plan: deps.evaluator.plan(segment) });
  }
  registry.cutOver(registry.targets, 1, { offset: 3, at: NOW });
  for (const key of paused) registry.pause(key, NOW - DAY_MS);
  const number = registry.numberOf("twice");
  const header = (): Uint8Array => encodeHeader({ due, counters: [number, 1] });
  await memberships.commit({
    position: 5,
    at: NOW,
    redact: [],
    transitions: people.map((person) => ({
      segment: "twice",
      version: 1,
      person,
      ids,
      n: 1,
      at: NOW - 7,
      recordedAt: NOW,
      cause: "event" as const,
      offset: 4,
      eventId: "m1",
    })),
    writes: [
      ...registry.takeWrites(),
      ...people.map((person) => ({ table: "headers", key: person, value: header() }) as const),
    ],
  });
}

test("live membership answers, with its place, since when, and whether the history says the same", async () => {
  const api = clientOf(management.app);
  for (const key of ["twice", "still", "new"]) {
    await api.createSegment({ body: { key, name: key, definition: TWICE, ...text } });
  }
  await live([1, 3], ["still"]);
  const of = async (id: string) => {
    const { offset, at, memberships } = await api.listPersonMemberships({ params: { id } });
    const said = Object.fromEntries(
      memberships.map(({ segment, member, agrees, live: seen }) => [
        segment,
        [member, agrees, seen?.since ?? null, seen?.frozenSince ?? null],
      ]),
    );
    return { offset, at, said };
  };
  const since = "2026-02-28T23:59:59.993Z";
  const frozen = "2026-02-28T00:00:00.000Z";
  expect(await of("p3")).toEqual({
    offset: 5,
    at: "2026-03-01T00:00:00.000Z",
    said: {
      twice: [true, true, since, null],
      still: [false, null, null, frozen],
      new: [true, null, null, null],
    },
  });
  expect((await of("p1")).said["twice"]).toEqual([true, false, since, null]);
  expect((await of("p2")).said["twice"]).toEqual([false, false, null, null]);
  expect([...new Set(asked)]).toEqual([5]);

  const why = await api.explainMembership({ params: { id: "p1" }, query: { segment: "twice" } });
  expect(why).toMatchObject({ member: true, offset: 5, since, agrees: false, root: { truth: false } });
  expect(why.words).toMatchObject({
    truth: false,
    says: [TWICE],
    because: { total: 1, newest: [{ id: "m1" }] },
  });
});

test("why of a transition is told by the definition that was in force, up to its record; why of an instant by all that is known", async () => {
  const api = clientOf(management.app);
  await api.createSegment({ body: { key: "twice", name: "twice", definition: TWICE, ...text } });
  await live([2], []);
  const { rev } = await api.getSegment({ params: { key: "twice" } });
  await api.editSegment({
    params: { key: "twice" },
    body: { name: "twice", definition: 'did "Order Completed" at least 9 times', ...text, rev },
  });
  const asked1 = { params: { id: "p2" }, query: { segment: "twice", transition: 1 } };
  const made = await api.explainMembership(asked1);
  expect(made).toMatchObject({ member: true, at: "2026-02-28T23:59:59.993Z", nextFlip: null, agrees: true });
  expect(made.transition).toMatchObject({ seq: 1, kind: "entered", evidence: { offset: 4, eventId: "m1" } });
  expect(made.words).toMatchObject({ truth: true, says: [TWICE], because: { total: 2 } });
  expect(asked.at(-1)).toBe(4);

  const earlier = { segment: "twice", at: "2026-02-27T12:00:00Z" };
  const then = await api.explainMembership({ params: { id: "p2" }, query: earlier });
  expect(then).toMatchObject({ member: false, transition: null, words: { because: { total: 1 } } });

  const whyOf = (id: string, query: { readonly transition?: number; readonly at?: string }) =>
    api.explainMembership({ params: { id }, query: { segment: "twice", ...query } });
  await expect(whyOf("p1", { transition: 1 })).rejects.toMatchObject({ code: "not_found" });
  await expect(whyOf("p2", { transition: 2 })).rejects.toMatchObject({ code: "not_found" });
  const both = { transition: 1, at: "2026-02-27" };
  await expect(whyOf("p2", both)).rejects.toMatchObject({ code: "invalid_request" });
  await expect(whyOf("p2", { at: "2036-01-01" })).rejects.toMatchObject({ code: "invalid_request" });
});

test("why of a transition is told with the segments that were contained and the ids that were theirs, whatever became of both", async () => {
  const api = clientOf(management.app);
  await api.createSegment({ body: { key: "still", name: "still", definition: TWICE, ...text } });
  const containing = { key: "twice", name: "twice", definition: `in segment "still"`, ...text };
  await api.createSegment({ body: containing });
  // What p3 is today was somebody else with two of the events then.
  await live([3], [], { ids: [{ kind: "user", value: "user-2" }] });
  const { rev } = await api.getSegment({ params: { key: "still" } });
  const never = 'did "Order Completed" at least 9 times';
  await api.editSegment({
    params: { key: "still" },
    body: { name: "still", definition: never, ...text, rev },
  });
  const made = await api.explainMembership({
    params: { id: "p3" },
    query: { segment: "twice", transition: 1 },
  });
  expect(made).toMatchObject({ member: true, agrees: true, root: { truth: true, because: { total: 2 } } });
});

test("of whoever waits for a record to fire what they are due for, nothing is compared", async () => {
  const api = clientOf(management.app);
  await api.createSegment({ body: { key: "twice", name: "twice", definition: TWICE, ...text } });
  const agrees = async () =>
    (await api.explainMembership({ params: { id: "p1" }, query: { segment: "twice" } })).agrees;
  await live([1], [], { due: NOW + 1 });
  expect(await agrees()).toBe(false);
  await live([1], [], { due: NOW });
  expect(await agrees()).toBe(null);
});

test("where the event store stays behind, the answer is live and nothing is compared", async () => {
  const api = clientOf(management.app);
  await api.createSegment({ body: { key: "twice", name: "twice", definition: TWICE, ...text } });
  await live([1], []);
  stored = 4;
  const { offset, memberships } = await api.listPersonMemberships({ params: { id: "p1" } });
  expect([offset, memberships]).toMatchObject([5, [{ member: true, agrees: null }]]);
});
