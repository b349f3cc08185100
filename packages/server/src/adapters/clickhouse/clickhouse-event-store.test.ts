import { DAY_MS, TRANSITION_EVENTS } from "@habitus/kernel";
import { afterAll, beforeAll, expect, test } from "vitest";
import { eventReadsContract } from "../../store/event-reads.contract.ts";
import { eventRow, eventStoreContract } from "../../store/event-store.contract.ts";
import { createEventReads } from "./reads.ts";
import { movementsStatement, staysStatement } from "./stays.ts";
import { startTestEngine, type TestEngine } from "./testing/start-engine.ts";
import { storedRows } from "./testing/stored-rows.ts";

let engine: TestEngine;
let databases = 0;

beforeAll(async () => {
  engine = await startTestEngine();
});
afterAll(() => engine.stop());

eventStoreContract("embedded engine", async () => {
  databases += 1;
  // Small blocks, so that batches need several inserts.
  const options = { database: `store_${databases}`, blocks: { rows: 700, bytes: 1_000_000 } };
  let store = await engine.openStore(options);
  return {
    store,
    stored: () => storedRows(store),
    async reopen() {
      await store.close();
      store = await engine.openStore(options);
      return store;
    },
    close: () => store.close(),
  };
});

eventReadsContract("embedded engine", async () => {
  databases += 1;
  const store = await engine.openStore({ database: `reads_${databases}` });
  return { store, reads: createEventReads(store), close: () => store.close() };
});

test("stays in a segment are counted by whole days, and end by what happens alone", async () => {
  databases += 1;
  const store = await engine.openStore({ database: `stays_${databases}` });
  const at = 100 * DAY_MS;
  let offset = 0;
  const move = (node: number, kind: "entered" | "left", day: number, cause = "event", segment = "vip") =>
    eventRow(++offset, {
      node,
      name: TRANSITION_EVENTS[kind],
      time: day * DAY_MS,
      receivedAt: day * DAY_MS,
      properties: JSON.stringify({ segment, version: 1, cause }),
    });
  await store.appendTransitions([
    // Twice in and out, then in.
    move(1, "entered", 10),
    move(1, "left", 13),
    move(1, "entered", 20, "time"),
    move(1, "left", 20, "time"),
    move(1, "entered", 90),
    // There before anybody looked; taken out by an edit, which ends no stay; in another segment.
    move(2, "entered", 5, "definition"),
    move(2, "left", 50),
    move(3, "entered", 10),
    move(3, "left", 13, "definition"),
    move(4, "entered", 10, "event", "other"),
    // Not yet, as of then.
    move(5, "entered", 101),
  ]);
  const rows = await store.query<Record<string, string>>(staysStatement("vip", at), { lane: "backfill" });
  expect(rows.map(({ days, ended, stays }) => [days, ended, stays].map(Number))).toEqual([
    [0, 1, 1],
    [3, 0, 1],
    [3, 1, 1],
    [10, 0, 1],
  ]);
  await store.close();
});

test("who came and who left is counted by days of a zone, by what happened to them alone", async () => {
  databases += 1;
  const store = await engine.openStore({ database: `movements_${databases}` });
  const HOUR = DAY_MS / 24;
  let offset = 0;
  const move = (kind: "entered" | "left", time: number, cause = "event", segment = "vip") =>
    eventRow(++offset, {
      node: offset,
      name: TRANSITION_EVENTS[kind],
      time,
      receivedAt: time,
      properties: JSON.stringify({ segment, version: 1, cause }),
    });
  // Two hours before midnight in UTC it is the next day in Helsinki.
  await store.appendTransitions([
    move("entered", 10 * DAY_MS + 21 * HOUR),
    move("entered", 10 * DAY_MS + 22 * HOUR, "time"),
    move("entered", 10 * DAY_MS + 23 * HOUR, "definition"),
    move("left", 11 * DAY_MS + HOUR, "refresh"),
    move("left", 11 * DAY_MS + HOUR, "merge"),
    move("entered", 11 * DAY_MS, "event", "other"),
    move("entered", 20 * DAY_MS),
  ]);
  const span = { from: 9 * DAY_MS, to: 20 * DAY_MS };
  const rows = await store.query<Record<string, string>>(movementsStatement("vip", span, "Europe/Helsinki"), {
    lane: "backfill",
  });
  expect(
    rows.map((row) => ["day", "entered", "left", "defined_ms"].map((name) => Number(row[name]))),
  ).toEqual([
    [10, 1, 0, 0],
    [11, 1, 1, 10 * DAY_MS + 23 * HOUR],
  ]);
  await store.close();
});
