import { HOUR_MS } from "@habitus/kernel";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createMemoryLog } from "../log/memory-log.ts";
import { decodeTick } from "./tick-record.ts";
import { createTicker, type Ticker } from "./ticker.ts";

beforeEach(() => vi.useFakeTimers({ now: 1_000, toFake: ["setTimeout", "clearTimeout", "Date"] }));
afterEach(() => vi.useRealTimers());

function setUp(): { readonly log: ReturnType<typeof createMemoryLog>; readonly ticker: Ticker } {
  const log = createMemoryLog({ clock: () => Date.now() });
  return { log, ticker: createTicker({ log, now: () => Date.now(), onFailure: () => undefined }) };
}

/** A tick is to fire so many. */
const SHARE = 300;
const due = (ticker: Ticker, at: number | null, overdue: number | null = null): void =>
  ticker.due(at, overdue, SHARE);

const settled = async (): Promise<void> => {
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
};

test("a deadline that passes without a record brings one tick, and no other", async () => {
  const { log, ticker } = setUp();
  due(ticker, 1_500);
  vi.advanceTimersByTime(499);
  await settled();
  expect(log.head().offset).toBe(0);
  vi.advanceTimersByTime(1);
  await settled();
  expect(log.head()).toEqual({ offset: 1, at: 1_500 });
  vi.advanceTimersByTime(60_000);
  await settled();
  expect(log.head().offset).toBe(1);
  ticker.stop();
});

test("a record that came by then fires the deadline by itself; an earlier deadline goes first; never waits for nothing", async () => {
  const { log, ticker } = setUp();
  due(ticker, 5_000);
  due(ticker, 2_000);
  vi.setSystemTime(2_100);
  await log.append([{ kind: "events", payload: new Uint8Array(1) }]);
  vi.advanceTimersByTime(2_000);
  await settled();
  expect(log.head().offset).toBe(1);
  due(ticker, null);
  vi.advanceTimersByTime(10_000_000);
  await settled();
  expect(log.head().offset).toBe(1);
  due(ticker, 100);
  await settled();
  expect(log.head().offset).toBe(1);
  ticker.stop();
});

test("right behind a record a tick waits a little for the next one", async () => {
  const { log, ticker } = setUp();
  const send = () => log.append([{ kind: "events", payload: new Uint8Array(1) }]);
  await send();
  due(ticker, 1_003);
  vi.advanceTimersByTime(5);
  await settled();
  await send();
  vi.advanceTimersByTime(60_000);
  await settled();
  expect(log.head()).toEqual({ offset: 2, at: 1_005 });
  await send();
  const { at } = log.head();
  due(ticker, at + 2);
  vi.advanceTimersByTime(9);
  await settled();
  expect(log.head().at).toBe(at);
  vi.advanceTimersByTime(1);
  await settled();
  expect(log.head()).toEqual({ offset: 4, at: at + 10 });
  ticker.stop();
});

test("a tick says how many deadlines it fires, as was told last", async () => {
  const { log, ticker } = setUp();
  ticker.due(1_500, null, 300);
  ticker.due(1_500, null, 400);
  vi.advanceTimersByTime(500);
  await settled();
  const [tick] = log.read(1, { records: 1, bytes: 100 });
  expect(decodeTick(tick?.payload ?? new Uint8Array(0))).toBe(400);
  ticker.stop();
});

test("a deadline that is far away is waited for in pieces", async () => {
  const { log, ticker } = setUp();
  const far = 1_000 + HOUR_MS;
  due(ticker, far);
  vi.advanceTimersByTime(HOUR_MS - 1);
  await settled();
  expect(log.head().offset).toBe(0);
  vi.advanceTimersByTime(1);
  await settled();
  expect(log.head()).toEqual({ offset: 1, at: far });
  ticker.stop();
});

test("after the clock was set forward, or the machine slept, what is due by then ticks within a second", async () => {
  const { log, ticker } = setUp();
  due(ticker, 1_000 + HOUR_MS);
  vi.advanceTimersByTime(100);
  vi.setSystemTime(1_000 + 2 * HOUR_MS);
  expect(log.head().offset).toBe(0);
  vi.advanceTimersByTime(1_000);
  await settled();
  expect(log.head().offset).toBe(1);
  expect(log.head().at).toBeLessThanOrEqual(1_000 + 2 * HOUR_MS + 1_000);
  vi.advanceTimersByTime(HOUR_MS);
  await settled();
  expect(log.head().offset).toBe(1);
  ticker.stop();
});

test("after the clock was set back, a deadline waits for the time it says and no longer", async () => {
  const { log, ticker } = setUp();
  vi.setSystemTime(1_000 + 2 * HOUR_MS);
  due(ticker, 1_000 + 3 * HOUR_MS);
  vi.setSystemTime(1_000 + HOUR_MS);
  vi.advanceTimersByTime(2 * HOUR_MS - 1);
  await settled();
  expect(log.head().offset).toBe(0);
  vi.advanceTimersByTime(1);
  await settled();
  expect(log.head()).toEqual({ offset: 1, at: 1_000 + 3 * HOUR_MS });
  ticker.stop();
});

test("while a record has left some who are due, one tick after the other fires them, each when the one before was worked off", async () => {
  const { log, ticker } = setUp();
  const first = await log.append([{ kind: "events", payload: new Uint8Array(1) }]);
  due(ticker, 900, first.offset);
  await settled();
  expect(log.head().offset).toBe(2);
  // A record of events came between, and the tick waits still.
  await log.append([{ kind: "events", payload: new Uint8Array(1) }]);
  due(ticker, 901, first.offset);
  await settled();
  expect(log.head().offset).toBe(3);
  due(ticker, 901, 2);
  await settled();
  expect(log.head().offset).toBe(4);
  due(ticker, 901, 3);
  await settled();
  expect(log.head().offset).toBe(4);
  due(ticker, null, null);
  await settled();
  expect(log.head().offset).toBe(4);
  ticker.stop();
});
