import { HabitusError, must } from "@habitus/kernel";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type Client, createClient } from "@habitus/contract";
import type { LiveMember } from "../../membership/live-people.ts";
import type { NewTransition } from "../../membership/transition.ts";
import type { NamesQuery, TransitionPlacesQuery } from "../../store/event-reads.ts";
import { followedIn } from "./handlers/people/followed.ts";
import {
  ADMIN_TOKEN,
  adminCookie,
  clientOf,
  createManagement,
  type Management,
} from "./testing/management.ts";

let management: Management;
let api: Client;
/** Its answers are not looked at twice: a copy that nobody reads would hold a stream's end up. */
let streams: Client;
beforeEach(async () => {
  management = createManagement();
  await adminCookie(management);
  api = clientOf(management.app);
  const fetch = async (url: string, init: RequestInit): Promise<Response> =>
    management.app.request(url, init);
  streams = createClient({ baseUrl: "", fetch, token: ADMIN_TOKEN });
});
afterEach(() => management.close());

function transition(segment: string, person: number, n: number): NewTransition {
  const ids = [{ kind: "user", value: `user-${person}` }] as const;
  const times = { at: 1_000, recordedAt: 2_000 };
  return { segment, version: 2, person, ids, n, ...times, cause: "time", offset: 9, eventId: null };
}

async function log(...transitions: readonly NewTransition[]): Promise<void> {
  await management.memberships.commit({ position: 1, at: 1, transitions, writes: [], redact: [] });
}

test("what is told and not on disk yet stands at the end of the log, and a reader that was told of it goes on there", async () => {
  await log(transition("a", 1, 1));
  management.memberships.tell(2, [transition("a", 2, 1), transition("b", 3, 1)]);
  const page = await api.listTransitions({ query: {} });
  expect([page.transitions.map(({ seq }) => seq), page.next]).toEqual([[1, 2, 3], "3"]);
  const newest = await api.listTransitions({ query: { order: "newest", limit: 2 } });
  expect(newest.transitions.map(({ seq }) => seq)).toEqual([3, 2]);

  // As after a crash: what was told is not there any more, and comes again.
  management.memberships.tell(2, []);
  await log(transition("a", 2, 1));
  expect((await api.listTransitions({ query: { after: "3" } })).transitions).toEqual([]);
  await log(transition("b", 3, 1), transition("a", 4, 1));
  const after = await api.listTransitions({ query: { after: "3" } });
  expect(after.transitions.map(({ seq }) => seq)).toEqual([4]);
});

test("the log is read page by page, whole or of one segment, and goes on where it ended", async () => {
  await log(...[1, 2, 3, 4, 5].map((person) => transition(person % 2 === 0 ? "even" : "odd", person, 1)));
  const first = await api.listTransitions({ query: { limit: 2 } });
  expect(first.transitions[0]).toEqual({
    id: "odd.2.p1.1",
    seq: 1,
    segment: "odd",
    version: 2,
    person: "p1",
    ids: [{ kind: "user", value: "user-1" }],
    n: 1,
    kind: "entered",
    at: "1970-01-01T00:00:01.000Z",
    recordedAt: "1970-01-01T00:00:02.000Z",
    cause: "time",
    evidence: { offset: 9, eventId: null },
  });
  const second = await api.listTransitions({ query: { limit: 9, after: first.next } });
  expect(second.transitions.map(({ seq }) => seq)).toEqual([3, 4, 5]);
  const rest = await api.listTransitions({ query: { after: second.next } });
  expect(rest).toEqual({ transitions: [], events: [], head: "5", next: second.next });

  const even = await api.listTransitions({ query: { segment: "even", limit: 1 } });
  expect(even.transitions.map(({ seq }) => seq)).toEqual([2]);
  const more = await api.listTransitions({ query: { segment: "even", after: even.next } });
  expect(more.transitions.map(({ seq }) => seq)).toEqual([4]);

  const newest = await api.listTransitions({ query: { order: "newest", limit: 2 } });
  expect(newest.transitions.map(({ seq }) => seq)).toEqual([5, 4]);
  const older = await api.listTransitions({ query: { order: "newest", segment: "odd", after: newest.next } });
  expect(older.transitions.map(({ seq }) => seq)).toEqual([3, 1]);
  const oldest = await api.listTransitions({ query: { order: "newest", after: older.next } });
  expect(oldest).toEqual({ transitions: [], events: [], head: "5", next: older.next });
  await expect(api.listTransitions({ query: { after: "x" } })).rejects.toMatchObject({
    code: "invalid_cursor",
  });
});

test("a page looks at so many of other segments at the most, and tells how far that was", async () => {
  await log(
    transition("rare", 1, 1),
    ...Array.from({ length: 12_000 }, (_, n) => transition("vip", 1, n + 1)),
  );
  const rare = { segment: "rare", order: "newest" } as const;
  const first = await api.listTransitions({ query: rare });
  expect(first).toEqual({ transitions: [], events: [], head: "12001", next: "2002" });
  const second = await api.listTransitions({ query: { ...rare, after: first.next } });
  expect(second.transitions.map(({ seq }) => seq)).toEqual([1]);
});

test("the newest of a choice are those the event store does not have yet, and behind them those whose places it knows", async () => {
  const stage = { name: "history", ready: true, position: 3, lag: 0, lagMs: 0, detail: null };
  management.close();
  management = createManagement({ stages: () => [stage] });
  await adminCookie(management);
  api = clientOf(management.app);
  const asked: TransitionPlacesQuery[] = [];
  // As the event store has them: of the first, whose person was erased, nothing.
  management.reads.transitionPlaces = (query) => {
    asked.push(query);
    return Promise.resolve([3, 2].filter((seq) => seq < query.before).slice(0, query.limit));
  };
  await log(...[1, 1, 2, 1, 2, 3].map((person, place) => transition("vip", person, place + 1)));
  const seqs = async (query: object) => {
    const page = await api.listTransitions({ query: { order: "newest", segment: "vip", ...query } });
    return [page.transitions.map(({ seq }) => seq), page.next];
  };
  expect(await seqs({ limit: 2 })).toEqual([[6, 5], "5"]);
  expect(asked).toEqual([]);
  expect(await seqs({ limit: 2, after: "5" })).toEqual([[4, 3], "3"]);
  expect(asked).toMatchObject([{ before: 4, limit: 1, segment: "vip", nodes: null, kind: null }]);
  expect(await seqs({ after: "3" })).toEqual([[2], "1"]);
  expect(await seqs({ after: "1" })).toEqual([[], "1"]);
  expect(await seqs({ limit: 2, kind: "entered" })).toEqual([[5, 3], "3"]);
  expect(await seqs({ limit: 1, person: "p2", from: "1970-01-01", to: "1970-01-01" })).toEqual([[5], "5"]);
  await seqs({ person: "p2", from: "1970-01-01", to: "1970-01-02" });
  expect(asked.at(-1)).toMatchObject({ nodes: [2], kind: null, from: 0, to: 2 * 86_400_000, before: 4 });
  expect(await seqs({ from: "1970-01-02", limit: 1 })).toEqual([[3], "3"]);
  await expect(seqs({ person: "nobody at all" })).rejects.toMatchObject({ code: "not_found" });

  const inOrder = await api.listTransitions({ query: { kind: "left", person: "p1" } });
  expect([inOrder.transitions.map(({ seq }) => seq), inOrder.next]).toEqual([[2, 4], "6"]);
});

test("events that decided are told by their names, where the event store knows them and answers", async () => {
  const decided = (eventId: string | null, place: number) => ({
    ...transition("vip", 2, place),
    cause: "event" as const,
    offset: place,
    eventId,
  });
  await log(decided("m1", 1), decided("m1", 2), decided(null, 3));
  const asked: NamesQuery[] = [];
  management.reads.names = (query) => {
    asked.push(query);
    return Promise.resolve([{ offset: 2, id: "m1", name: "Order Completed" }]);
  };
  const events = async () => (await api.listTransitions({ query: { order: "newest" } })).events;
  expect(await events()).toEqual([{ offset: 2, eventId: "m1", name: "Order Completed" }]);
  expect(asked).toEqual([{ nodes: [2], offsets: [2, 1], ids: ["m1"] }]);
  management.reads.names = () => Promise.reject(new HabitusError("store_unavailable", "Away."));
  expect(await events()).toEqual([]);
});

test("entries and exits are told for every day of a span, and a span that is none or too long is refused", async () => {
  management.reads.movements = ({ from, to }) => {
    expect(new Date(to).getTime() - from).toBe(3 * 86_400_000);
    return Promise.resolve([{ day: from / 86_400_000 + 1, entered: 4, left: 1 }]);
  };
  const text = { goal: "g", owner: "o", action: "a", reviewDate: "2026-06-01", purpose: "test" };
  await api.createSegment({ body: { key: "vip", name: "VIP", definition: "everyone", ...text } });
  const of = (query: object) => api.countSegmentMovements({ params: { key: "vip" }, query });
  expect((await of({ from: "2026-02-27", to: "2026-03-01" })).days).toEqual([
    { day: "2026-02-27", entered: 0, left: 0 },
    { day: "2026-02-28", entered: 4, left: 1 },
    { day: "2026-03-01", entered: 0, left: 0 },
  ]);
  await expect(of({ from: "2026-03-02", to: "2026-03-01" })).rejects.toMatchObject({
    code: "invalid_request",
  });
  await expect(of({ from: "2020-03-02", to: "2026-03-01" })).rejects.toMatchObject({
    code: "invalid_request",
  });
});

test("a stream begins with what happens next, or behind what a reader has seen", async () => {
  await log(transition("vip", 1, 1), transition("vip", 1, 2));
  const waits = vi.spyOn(management.memberships.told, "wait");
  const next = streams.streamTransitions().next();
  await vi.waitFor(() => expect(waits).toHaveBeenCalled());
  const after = streams.streamTransitions({ query: { after: "1" } });
  expect((await after.next()).value?.data.n).toBe(2);
  await log(transition("vip", 1, 3), transition("other", 2, 1));
  expect((await next).value?.data.n).toBe(3);
  expect((await after.next()).value?.data.n).toBe(3);
  await after.return(undefined);

  const headers = { authorization: `Bearer ${ADMIN_TOKEN}`, "last-event-id": "2" };
  const answer = await management.app.request("/api/transitions/stream?segment=other", { headers });
  const reader = must(answer.body, "a stream has a body").getReader();
  let text = "";
  while (!text.includes("data:")) text += new TextDecoder().decode((await reader.read()).value);
  expect(text).toMatch(/^id: 4\nevent: transition\ndata: \{"id":"other.2.p2.1"/m);
  await reader.cancel();
});

test("a reader that does not read keeps nothing in memory and misses nothing", async () => {
  const count = 600;
  const all = Array.from({ length: count }, (_, n) => transition("vip", 1, n + 1));
  const stream = streams.streamTransitions({ query: { after: "0" } });
  await log(...all.slice(0, 1));
  expect((await stream.next()).value?.data.seq).toBe(1);
  await log(...all.slice(1));
  for (let seq = 2; seq <= count; seq++) expect((await stream.next()).value?.data.seq).toBe(seq);
  await stream.return(undefined);
});

test("a person's stays are told as they were seen live, of live segments alone", () => {
  const seen = [transition("vip", 1, 1), transition("vip", 1, 2), { ...transition("vip", 1, 3), at: 9_000 }];
  const stored = [...seen, transition("gone", 1, 1)].map((each, index) => ({ ...each, seq: index + 1 }));
  const of = (_person: number, after: number, limit: number) =>
    stored.filter(({ seq }) => seq > after).slice(0, limit);
  const known = (member: boolean, frozenSince: number | null = null): LiveMember => ({
    version: 2,
    plan: null,
    member,
    frozenSince,
  });
  const segments = new Map([
    ["vip", known(true)],
    ["new", known(false)],
    ["still", known(false, 9_000)],
  ]);
  const followed = followedIn({ of }, { offset: 7, at: 9_000, isOverdue: false, segments }, 1);
  const [first, second] = ["1970-01-01T00:00:01.000Z", "1970-01-01T00:00:09.000Z"];
  expect(followed("vip")).toEqual({
    member: true,
    since: second,
    frozenSince: null,
    stays: [
      { entered: first, enteredBy: "time", left: first, leftBy: "time" },
      { entered: second, enteredBy: "time", left: null, leftBy: null },
    ],
  });
  expect(followed("new")).toEqual({ member: false, since: null, frozenSince: null, stays: [] });
  expect(followed("still")).toEqual({ member: false, since: null, frozenSince: second, stays: [] });
  expect(followed("gone")).toBeNull();
});
