import { createClient } from "@habitus/contract";
import { DAY_MS, formatInstant, must, seededRandom } from "@habitus/kernel";
import { afterAll, beforeAll, expect, test } from "vitest";
import { temporaryFolder } from "../platform/testing/temporary-folder.ts";
import { sendBatch } from "./testing/live.ts";
import { ADMIN_TOKEN, drained, type RealServer, startRealServer } from "./testing/real-server.ts";

const NOW = Date.now();
const AT = formatInstant(NOW);
const EVENT = "Order Completed";
const random = seededRandom(11);

type Order = { readonly time: number; readonly revenue: number | null };
/** Of the last one the amounts are unknown, which is as if there were none. */
const BUYERS = Array.from({ length: 83 }, (_, person): readonly Order[] =>
  Array.from({ length: random.int(1, 9) }, () => ({
    time: NOW - random.int(1, 500) * DAY_MS,
    revenue: person === 82 ? null : random.int(1, 200),
  })),
);

let server: RealServer;
const api = () => createClient({ baseUrl: server.url, fetch: globalThis.fetch, token: ADMIN_TOKEN });

beforeAll(async () => {
  server = await startRealServer({ dataDir: temporaryFolder("rfm") });
  const calls = BUYERS.flatMap((orders, person) =>
    orders.map(({ time, revenue }, place) => ({
      userId: `u${person}`,
      event: EVENT,
      messageId: `m${person}-${place}`,
      properties: revenue === null ? {} : { revenue },
      timestamp: formatInstant(time),
    })),
  );
  await sendBatch(server.url, [...calls, { userId: "visitor", event: "Came" }]);
  await drained(server);
}, 90_000);
afterAll(() => server.stop());

/** By plain sorting: the highest fifth whose lowest value, by nearest rank, is reached. */
function scoreIn(values: readonly number[]): (value: number) => number {
  const best = values.toSorted((a, b) => b - a);
  const cuts = [2, 3, 4, 5].map((score) =>
    must(best[Math.ceil((values.length * (6 - score)) / 5) - 1], "somebody stands there"),
  );
  return (value) => 1 + cuts.filter((cut) => value >= cut).length;
}

function cellsByHand(days: number | null) {
  const since = days === null ? 0 : NOW - days * DAY_MS;
  const buyers = BUYERS.map((orders) => orders.filter(({ time }) => time > since)).filter(
    ({ length }) => length > 0,
  );
  const lastOf = (orders: readonly Order[]) => Math.max(...orders.map(({ time }) => time));
  const spent = (orders: readonly Order[]) => orders.reduce((sum, { revenue }) => sum + (revenue ?? 0), 0);
  const recency = scoreIn(buyers.map(lastOf));
  const frequency = scoreIn(buyers.map(({ length }) => length));
  const monetary = scoreIn(buyers.map(spent));
  return [5, 4, 3, 2, 1].flatMap((r) =>
    [1, 2, 3, 4, 5].map((f) => {
      const here = buyers.filter((each) => recency(lastOf(each)) === r && frequency(each.length) === f);
      const byMonetary = [1, 2, 3, 4, 5].map(
        (m) => here.filter((each) => monetary(spent(each)) === m).length,
      );
      return { recency: r, frequency: f, count: here.length, byMonetary };
    }),
  );
}

test.each([
  { days: null, buyers: 83 },
  { days: 365, buyers: null },
])("the grid of five by five is that of plain sorting, $days days back", async ({ days, buyers }) => {
  const body = { event: EVENT, property: ["revenue"], at: AT, ...(days === null ? {} : { days }) };
  const grid = await api().exploreRfm({ body });
  const expected = cellsByHand(days);
  expect(
    grid.cells.map(({ recency, frequency, count, byMonetary }) => ({
      recency,
      frequency,
      count,
      byMonetary,
    })),
  ).toEqual(expected);
  expect(grid.people).toBe(expected.reduce((sum, { count }) => sum + count, 0));
  if (buyers !== null) expect(grid.people).toBe(buyers);
  expect(grid.remarks).toEqual([]);
  for (const { count, text } of grid.cells.filter((cell) => cell.count > 0).slice(0, 4)) {
    expect((await api().evaluateSegment({ body: { definition: text, at: AT, limit: 0 } })).count).toBe(count);
  }
});

test("as of now, too, the best fifth are those who bought last", async () => {
  const { cells, people, at } = await api().exploreRfm({ body: { event: EVENT, property: ["revenue"] } });
  expect(people).toBe(83);
  const best = cells.filter(({ recency }) => recency === 5).reduce((sum, { count }) => sum + count, 0);
  expect(best).toBeGreaterThanOrEqual(17);
  const filled = must(
    cells.find(({ count }) => count > 0),
    "somebody bought",
  );
  const asked = await api().evaluateSegment({ body: { definition: filled.text, at, limit: 0 } });
  expect(asked.count).toBe(filled.count);
});

test("nobody who bought is nobody, and what is no name is refused", async () => {
  const none = await api().exploreRfm({ body: { event: "Nothing", property: ["revenue"] } });
  expect([none.people, none.cells.length, none.cells[0]?.monetary]).toEqual([0, 25, null]);
  const reserved = { event: "Segment Entered", property: ["revenue"] };
  await expect(api().exploreRfm({ body: reserved })).rejects.toMatchObject({ code: "definition_refused" });
});
