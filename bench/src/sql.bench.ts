import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { DAY_MS } from "@habitus/kernel";
import { countStatement } from "@habitus/segments-sql";
import { ClickHouseEventStore, EngineProcess, LaneClient, laneLimits } from "@habitus/server";
import { planOf } from "./live-segments.ts";
import { type Bench, median, type Report, spread } from "./report.ts";

const EVENTS = 2_000_000;
const NODES = 200_000;
const ROUNDS = 9;
const AT = Date.UTC(2026, 0, 1);

/** A year of orders, views and logins; every twentieth node was joined with the one before it. */
const FILL = [
  `INSERT INTO events_by_name (offset, idx, node, name, time, received_at, id, id_hash, properties, context, source)
SELECT number, 0, 1 + cityHash64(number, 'n') % ${NODES},
  arrayElement(['order', 'view', 'view', 'view', 'login', 'search'], 1 + cityHash64(number, 'e') % 6),
  fromUnixTimestamp64Milli(toInt64(${AT - 365 * DAY_MS} + cityHash64(number, 't') % ${365 * DAY_MS}), 'UTC') AS at,
  at, toString(number), cityHash64(number, 'h'),
  concat('{"revenue":', toString(cityHash64(number, 'r') % 20000 / 100), ',"category":"',
    arrayElement(['shoes', 'hats', 'books', 'toys'], 1 + cityHash64(number, 'c') % 4), '","product_id":"p',
    toString(cityHash64(number, 'p') % 5000), '","url":"https://shop.example/p/',
    toString(cityHash64(number, 'p') % 5000), '","quantity":', toString(1 + cityHash64(number, 'q') % 5), '}'),
  '{}', 'bench' FROM numbers(${EVENTS})`,
  `INSERT INTO nodes (offset, node) SELECT number, number + 1 FROM numbers(${NODES})`,
  `INSERT INTO moves (offset, node, person) SELECT number, 20 * number + 2, 20 * number + 1 FROM numbers(${NODES / 20})`,
];

const FROM_90_DAYS = `time > fromUnixTimestamp64Milli(toInt64(${AT - 90 * DAY_MS}), 'UTC') AND time <= fromUnixTimestamp64Milli(toInt64(${AT}), 'UTC')`;

/** Rows per node first, then the few moved nodes: what one would write who knows that these texts are plain. */
function byPerson(inner: string, having: string): string {
  return `SELECT count() AS count FROM (
  SELECT if(moved.owner = 0, found.node, moved.owner) AS person FROM (${inner}) AS found
  LEFT JOIN (SELECT node, argMax(person, offset) AS owner FROM moves GROUP BY node) AS moved ON found.node = moved.node
  GROUP BY person HAVING ${having})`;
}

const CASES = [
  {
    name: "at least 2 in 90 days",
    definition: "did order at least 2 times in last 90 days",
    byHand: byPerson(
      `SELECT node, count() AS n FROM events_by_name PREWHERE name = 'order' AND ${FROM_90_DAYS} GROUP BY node`,
      "sum(n) >= 2",
    ),
  },
  {
    name: "one and not the other",
    definition: "did order in last 90 days and did not login in last 90 days",
    byHand: byPerson(
      `SELECT node, countIf(name = 'order') AS a, countIf(name = 'login') AS b FROM events_by_name
    PREWHERE name IN ('order', 'login') AND ${FROM_90_DAYS} GROUP BY node`,
      "sum(a) > 0 AND sum(b) = 0",
    ),
  },
  {
    name: "two property filters, ever",
    definition: 'did order where category is "shoes" and revenue > 50',
    byHand: byPerson(
      `SELECT node FROM events_by_name PREWHERE name = 'order' WHERE JSONExtractString(properties, 'category') = 'shoes'
    AND toDecimal128OrZero(JSONExtractRaw(properties, 'revenue'), 9) > 50 GROUP BY node`,
      "count() > 0",
    ),
  },
  {
    name: "sum of a property, 90 days",
    definition: "sum of order.revenue in last 90 days >= 200",
    byHand: byPerson(
      `SELECT node, sum(toDecimal128OrZero(JSONExtractRaw(properties, 'revenue'), 9)) AS s FROM events_by_name
    PREWHERE name = 'order' AND ${FROM_90_DAYS} GROUP BY node`,
      "sum(s) >= 200",
    ),
  },
] as const;

export const bench: Bench = {
  name: "sql",
  title: `Emitted SQL against SQL written by hand, ${EVENTS / 1e6} M events`,
  async run(report) {
    const folder = mkdtempSync(join(tmpdir(), "habitus-bench-"));
    const entry = fileURLToPath(new URL("../../packages/server/dist/engine.js", import.meta.url));
    const engine = await EngineProcess.start({ dataDir: folder, entry });
    const { address } = engine;
    const store = await ClickHouseEventStore.open({ address });
    const client = new LaneClient(address, "habitus", "backfill", laneLimits(address.memoryBytes).backfill);
    try {
      for (const statement of FILL) await client.command(statement);
      for (const each of CASES) await compare(report, client, each);
      report.note(
        "The emitted text reads JSON exactly and checks for texts that the engine reads wrongly; the text by hand knows that there are none. Both give the same count. Through the engine process over its socket.",
      );
    } finally {
      await client.close();
      await store.close();
      await engine.stop();
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

async function compare(report: Report, client: LaneClient, each: (typeof CASES)[number]): Promise<void> {
  const emitted = countStatement(planOf(each.definition), { at: AT });
  const byHand = { sql: each.byHand, params: {} };
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    const a = await timed(client, emitted);
    const b = await timed(client, byHand);
    if (a.count !== b.count) throw new Error(`${each.name}: emitted ${a.count}, by hand ${b.count}`);
    // The first round warms up.
    if (round === 0) continue;
    ours.push(a.ms);
    theirs.push(b.ms);
  }
  report.row({
    name: each.name,
    unit: "ms",
    ...spread(ours),
    peer: { name: "by hand", value: median(theirs) },
  });
}

async function timed(client: LaneClient, statement: ReturnType<typeof countStatement>) {
  const begun = performance.now();
  const [row] = await client.rows<{ count: string }>(statement);
  return { count: Number(row?.count), ms: performance.now() - begun };
}
