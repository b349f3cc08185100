import {
  checkDefinition,
  DEFAULT_CONTEXT,
  parseDefinition,
  type Plan,
  planDefinition,
} from "@habitus/segments";
import { countStatement, type Statement } from "@habitus/segments-sql";
import type { Session } from "chdb";
import { peakBytes } from "./peak-memory.ts";
import { type Bench, median, type Report, spread } from "./report.ts";
import { EVENTS, PEOPLE } from "./shop-data.ts";
import { withShop } from "./shop-store.ts";
import { AT, type KindCase, KIND_CASES } from "./sql-kinds.ts";

const ROUNDS = Number(process.env["HABITUS_BENCH_ROUNDS"] ?? 5);
/**
 * Bytes a query may take, for runs that show the bound: beyond them the engine fails it, and groups spill to disk from half of them on,
 * as on the server. Such a run asks the emitted texts alone, once.
 */
const MOST_MEMORY = process.env["HABITUS_BENCH_MEMORY"];
const GIGABYTE = 1e9;
export const bench: Bench = {
  name: "sql-kinds",
  title: `Each kind of condition as SQL against the best SQL by hand, ${EVENTS / 1e6} M events of ${PEOPLE / 1e6} M people`,
  run: (report) =>
    withShop(async (session) => {
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
    }),
};

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
