import { ApiError, type Client } from "@habitus/contract";
import { DAY_MS } from "@habitus/kernel";
import { beforeEach, expect, test, vi } from "vitest";
import type { RecentQuery, StoredEvent } from "../../store/event-reads.ts";
import { createLiveFeed, type LiveItem } from "./live-feed.ts";
import {
  adminCookie,
  appendEvents,
  clientOf,
  createManagement,
  type Management,
  trackedEvent,
} from "./testing/management.ts";

const START = Date.UTC(2026, 2, 1);

let management: Management;
let api: Client;

beforeEach(async () => {
  management = createManagement({
    stages: () => [{ name: "store", ready: true, position: 7, lag: 2, lagMs: 0, detail: null }],
  });
  await adminCookie(management);
  api = clientOf(management.app);
});

const idsOf = (page: Awaited<ReturnType<Client["listRecentEvents"]>>) => page.events.map(({ id }) => id);

test("the newest stored events come first, a page at a time, and say how far the store has come", async () => {
  const first = await api.listRecentEvents({ query: { limit: 3 } });
  expect(idsOf(first)).toEqual(["message-2", "message-2", "message-1"]);
  expect(first).toMatchObject({ head: 7, lookedTo: null });
  expect(first.events[0]).toMatchObject({ userId: "user-2", anonymousId: null, type: "track" });
  const only = await api.listRecentEvents({ query: { name: "Product Viewed", id: "user-3" } });
  expect(only).toMatchObject({ events: [], next: null, lookedTo: null });
  expect(idsOf(await api.listRecentEvents({ query: { name: "Product Viewed", id: "user-1" } }))).toEqual([
    "message-1",
  ]);
  expect(idsOf(await api.listRecentEvents({ query: { id: "nobody" } }))).toEqual([]);
});

test("what is rare is looked for in steps that end, and then from there on", async () => {
  const asked: RecentQuery[] = [];
  management.reads.recent = (query) => {
    asked.push(query);
    return Promise.resolve([]);
  };
  management.reads.cameBefore = () => Promise.resolve(true);
  const page = await api.listRecentEvents({ query: { source: "k9" } });
  expect(asked.map(({ from }) => (START - from) / DAY_MS)).toEqual([1 / 24, 1, 7, 31]);
  // No step looks once more where the one before has looked.
  expect(asked.slice(1).map(({ before }) => before?.receivedAt)).toEqual(
    asked.slice(0, -1).map(({ from }) => from),
  );
  expect(page).toMatchObject({ events: [], lookedTo: new Date(START - 31 * DAY_MS).toISOString() });

  asked.length = 0;
  management.reads.cameBefore = () => Promise.resolve(false);
  const before = page.next ?? "";
  const last = await api.listRecentEvents({ query: { source: "k9", before } });
  expect([asked.at(-1)?.from, last.next, last.lookedTo]).toEqual([START - 62 * DAY_MS, null, null]);
  const refused = api.listRecentEvents({ query: { before: "x" } });
  await expect(refused).rejects.toSatisfy(
    (error) => error instanceof ApiError && error.code === "invalid_cursor",
  );
});

test("a full page goes on behind its last event", async () => {
  const [event] = await management.reads
    .timeline({ nodes: [1], now: START, names: [], before: null, limit: 1 })
    .then(({ events }) => events);
  const rows = [5, 4, 3].map((offset) => ({ ...event, offset, receivedAt: START }) as StoredEvent);
  management.reads.recent = ({ limit }) => Promise.resolve(rows.slice(0, limit));
  const page = await api.listRecentEvents({ query: { limit: 2 } });
  expect([page.events.length, page.next, page.lookedTo]).toEqual([2, `${START}.4.0`, null]);
});

test("the stream begins behind a record without gap or double, and says what was too much", async () => {
  const { log } = management;
  const one = (n: number) => appendEvents(management, [trackedEvent({ id: `m${n}` })]);
  for (const n of [1, 2, 3, 4, 5]) await one(n);
  const { offset } = log.head();
  const feed = createLiveFeed(log, () => undefined, { records: 3, bytes: 1_000_000, pauseMs: 1 });
  const seen = (items: readonly LiveItem[]) =>
    items.map((item) => (item.kind === "event" ? item.event.id : item.calls));
  const [near, far, present]: LiveItem[][] = [[], [], []];
  const leaves = [
    feed.subscribe((item) => near?.push(item), offset - 2),
    feed.subscribe((item) => far?.push(item), offset - 5),
    feed.subscribe((item) => present?.push(item), offset),
  ];
  await one(6);
  await vi.waitFor(() => expect(seen(present ?? [])).toEqual(["m6"]));
  expect(seen(near ?? [])).toEqual(["m4", "m5", "m6"]);
  expect(seen(far ?? [])).toEqual([2, "m3", "m4", "m5", "m6"]);
  for (const leave of leaves) leave();
});
