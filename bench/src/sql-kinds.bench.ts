import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DAY_MS } from "@habitus/kernel";
import {
  checkDefinition,
  DEFAULT_CONTEXT,
  parseDefinition,
  type Plan,
  planDefinition,
} from "@habitus/segments";
import { countStatement, type Statement, STORE_TABLES, type TableSchema } from "@habitus/segments-sql";
import { Session } from "chdb";
import { type Bench, median, type Report, spread } from "./report.ts";
import { AT, type KindCase, KIND_CASES } from "./sql-kinds.ts";

const EVENTS = Number(process.env["HABITUS_BENCH_EVENTS"] ?? 10_000_000);
const PEOPLE = Math.ceil(EVENTS / 10);
const ROUNDS = Number(process.env["HABITUS_BENCH_ROUNDS"] ?? 5);
/**
 * Bytes a query may take, for runs that show the bound: beyond them the engine fails it, and groups spill to disk from half of them on,
 * as on the server. Such a run asks the emitted texts alone, once.
 */
const MOST_MEMORY = process.env["HABITUS_BENCH_MEMORY"];
const GIGABYTE = 1e9;
const CHUNK = 1_000_000;
const NAMES = ["view", "view", "view", "view", "view", "view", "cart", "order", "login", "search"];

/** A year of a shop; few people do most: the share of the first tenth of the people is near a half. */
function fillEvents(from: number, count: number): string {
  return `INSERT INTO events_by_name (offset, idx, node, name, time, received_at, id, id_hash, properties, context, source)
SELECT number, 0, 1 + toUInt64(${PEOPLE} * pow(cityHash64(number, 'n') / 18446744073709551616., 3)),
  arrayElement([${NAMES.map((name) => `'${name}'`).join(", ")}], 1 + cityHash64(number, 'e') % ${NAMES.length}),
  fromUnixTimestamp64Milli(toInt64(${AT - 365 * DAY_MS} + cityHash64(number, 't') % ${365 * DAY_MS}), 'UTC') AS at,
  at, toString(number), cityHash64(number, 'h'),
  concat('{"revenue":', toString(cityHash64(number, 'r') % 20000 / 100), ',"category":"',
    arrayElement(['shoes', 'hats', 'books', 'toys'], 1 + cityHash64(number, 'c') % 4), '","product_id":"p',
    toString(cityHash64(number, 'p') % 5000), '","quantity":', toString(1 + cityHash64(number, 'q') % 5), '}'),
  '{}', 'bench' FROM numbers(${from}, ${count})`;
}

const FILL_PEOPLE = [
  `INSERT INTO nodes (offset, node) SELECT number, number + 1 FROM numbers(${PEOPLE})`,
  `INSERT INTO moves (offset, node, person) SELECT number, 20 * number + 2, 20 * number + 1 FROM numbers(${PEOPLE / 20})`,
  `INSERT INTO traits (offset, idx, node, name, value, time, id_hash) SELECT number, 0, number + 1, 'country',
    arrayElement(['"GB"', '"DE"', '"FR"', '"US"'], 1 + cityHash64(number, 'c') % 4),
    fromUnixTimestamp64Milli(toInt64(${AT - 300 * DAY_MS}), 'UTC'), number FROM numbers(${PEOPLE})`,
];

export const bench: Bench = {
  name: "sql-kinds",
  title: `Each kind of condition as SQL against the best SQL by hand, ${EVENTS / 1e6} M events of ${PEOPLE / 1e6} M people`,
  async run(report) {
    const folder = mkdtempSync(join(tmpdir(), "habitus-bench-"));
    const session = new Session(folder);
    try {
      await fill(session);
      if (MOST_MEMORY !== undefined) {
        await askInMemory(report, session, Number(MOST_MEMORY));
        return;
      }
      const ratios: number[] = [];
      for (const each of KIND_CASES) ratios.push(await compare(report, session, each));
      report.row({
        name: "median of all kinds",
        unit: "x by hand",
        value: median(ratios),
        limit: { at: "most", value: 1.15 },
      });
      report.row({
        name: "worst of all kinds",
        unit: "x by hand",
        value: Math.max(...ratios),
        limit: { at: "most", value: 1.5 },
      });
      compileTimes(report);
      report.note(
        `CPU time of this process, all its threads, with the engine inside; the median of ${ROUNDS} rounds after one to warm up, both texts in turn; both give the same count. By hand the JSON is known to be plain.`,
      );
    } finally {
      session.close();
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

async function fill(session: Session): Promise<void> {
  await session.queryAsync("CREATE DATABASE bench");
  await session.queryAsync("USE bench");
  for (const table of STORE_TABLES) await session.queryAsync(createTable(table));
  for (let from = 0; from < EVENTS; from += CHUNK) {
    await session.queryAsync(fillEvents(from, Math.min(CHUNK, EVENTS - from)));
  }
  for (const statement of FILL_PEOPLE) await session.queryAsync(statement);
}

/** Every kind within so many bytes, with the most that this process has ever had in memory, the engine and the filling inside. */
async function askInMemory(report: Report, session: Session, bytes: number): Promise<void> {
  report.row({ name: "process after filling, at most", unit: "GB", value: peakBytes() / GIGABYTE });
  await session.queryAsync(`SET max_memory_usage = ${bytes}`);
  await session.queryAsync(`SET max_bytes_before_external_group_by = ${Math.floor(bytes / 2)}`);
  for (const each of KIND_CASES) {
    const { count, ms } = await ask(session, countStatement(planOf(each.definition), { at: AT }));
    report.row({ name: each.name, unit: "ms CPU", value: ms, note: `${count} people` });
  }
  const limit = { at: "most", value: 4 } as const;
  report.row({
    name: `process after all kinds, at most; ${bytes / GIGABYTE} GB a query`,
    unit: "GB",
    value: peakBytes() / GIGABYTE,
    limit,
  });
}

/** The most memory that this process has ever had; Linux only. */
function peakBytes(): number {
  const kilobytes = /VmHWM:\s+(\d+) kB/.exec(readFileSync("/proc/self/status", "utf8"))?.[1];
  if (kilobytes === undefined) throw new Error("no VmHWM in /proc/self/status");
  return Number(kilobytes) * 1_024;
}

function createTable(table: TableSchema): string {
  const columns = table.columns.map(({ name, type, materialized }) => {
    const computed = materialized === undefined ? "" : ` MATERIALIZED ${materialized}`;
    return `\`${name}\` ${type}${computed}`;
  });
  const partition = table.partitionBy === null ? "" : ` PARTITION BY ${table.partitionBy}`;
  const order = table.orderBy.map((name) => `\`${name}\``).join(", ");
  return `CREATE TABLE ${table.name} (${columns.join(", ")}) ENGINE = ${table.engine}${partition} ORDER BY (${order})`;
}

/** The emitted text's time in multiples of that of the text by hand. */
async function compare(report: Report, session: Session, each: KindCase): Promise<number> {
  const emitted = countStatement(planOf(each.definition), { at: AT });
  const byHand = { sql: each.byHand, params: {} };
  const ours: Answer[] = [];
  const theirs: Answer[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    const a = await ask(session, emitted);
    const b = await ask(session, byHand);
    if (a.count !== b.count) throw new Error(`${each.name}: emitted ${a.count}, by hand ${b.count}`);
    // The first round warms up.
    if (round === 0) continue;
    ours.push(a);
    theirs.push(b);
  }
  const value = median(ours.map(({ ms }) => ms));
  const peer = median(theirs.map(({ ms }) => ms));
  const megabytes = (answers: readonly Answer[]): string =>
    `${((answers[0]?.bytes ?? 0) / 1e6).toFixed(0)} MB`;
  report.row({
    name: each.name,
    unit: "ms CPU",
    value,
    peer: { name: "by hand", value: peer },
    note: `${ours[0]?.count ?? 0} people; read ${megabytes(ours)}, by hand ${megabytes(theirs)}`,
  });
  return value / peer;
}

type Answer = { readonly count: number; readonly ms: number; readonly bytes: number };

async function ask(session: Session, { sql, params }: Pick<Statement, "sql" | "params">): Promise<Answer> {
  const bytes = await bytesSelected(session);
  const begun = process.cpuUsage();
  const answer = await session.queryBindAsync(sql, params, { format: "TSV" });
  const { user, system } = process.cpuUsage(begun);
  return {
    count: Number(answer.text().trim()),
    ms: (user + system) / 1_000,
    bytes: (await bytesSelected(session)) - bytes,
  };
}

/** Uncompressed bytes of columns that all queries of this engine have read. */
async function bytesSelected(session: Session): Promise<number> {
  const answer = await session.queryAsync("SELECT value FROM system.events WHERE event = 'SelectedBytes'", {
    format: "TSV",
  });
  return Number(answer.text().trim());
}

const LARGE = 200;

/** From text to tree, check, plan and SQL, of a definition with many conditions. */
function compileTimes(report: Report): void {
  const one = (number: number): string =>
    `did order at least ${1 + (number % 5)} times in last ${1 + number} days where (revenue > ${number} and category is "c${number % 7}")`;
  const text = Array.from({ length: LARGE }, (_, number) => one(number)).join("\n  and ");
  const samples = Array.from({ length: 7 }, () => {
    const begun = performance.now();
    countStatement(planOf(text), { at: AT });
    return performance.now() - begun;
  });
  report.row({ name: `a definition of ${LARGE} conditions, text to SQL`, unit: "ms", ...spread(samples) });
}

function planOf(definition: string): Plan {
  const parsed = parseDefinition(definition);
  if (parsed.kind === "refused") throw new Error(JSON.stringify(parsed.problems));
  if (checkDefinition(parsed.definition).kind === "refused") throw new Error(`refused: ${definition}`);
  return planDefinition(parsed.definition, DEFAULT_CONTEXT);
}
