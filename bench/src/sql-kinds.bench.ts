import { must } from "@habitus/kernel";
import { checkDefinition, missingPopulations, planDefinition } from "@habitus/segments";
import { countStatement, type Statement } from "@habitus/segments-sql";
import type { Session } from "chdb";
import { AT, type KindCase, type RefreshCase } from "./by-hand.ts";
import { KINDS_OF_REFRESHES } from "./kinds-of-refreshes.ts";
import { forgetPeak, peakBytes } from "./peak-memory.ts";
import { planOf, refreshOf } from "./planned-kinds.ts";
import { type Bench, median, type Report, spread } from "./report.ts";
import { EVENTS, PEOPLE } from "./shop-data.ts";
import { withShop } from "./shop-store.ts";
import { definitionOf, KIND_CASES, SHOP_CONTEXT } from "./sql-kinds.ts";

const ROUNDS = Number(process.env["HABITUS_BENCH_ROUNDS"] ?? 5);
/** Only kinds whose name holds one of these, with commas between them. */
const ONLY = (process.env["HABITUS_BENCH_ONLY"] ?? "").split(",");
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
      for (const each of KIND_CASES.filter(isAsked)) {
        ratios.push(await compare(report, each.name, await bothTexts(session, each), session));
      }
      for (const each of KINDS_OF_REFRESHES.filter(isAsked)) {
        ratios.push(await compare(report, each.name, bothRefreshes(each), session));
      }
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
  for (const each of KIND_CASES.filter(isAsked)) {
    const { emitted } = await bothTexts(session, each);
    const { figures, ms } = await ask(session, emitted);
    report.row({ name: each.name, unit: "ms CPU", value: ms, note: `${figures[0] ?? 0} people` });
  }
  const limit = { at: "most", value: 4 } as const;
  report.row({
    name: `process after all kinds, at most; ${bytes / GIGABYTE} GB a query`,
    unit: "GB",
    value: peakBytes() / GIGABYTE,
    limit,
  });
}

const isAsked = ({ name }: { readonly name: string }): boolean => ONLY.some((part) => name.includes(part));

type Question = Pick<Statement, "sql" | "params">;
type Texts = { readonly emitted: Question; readonly byHand: Question };

async function bothTexts(session: Session, { definition, purpose, byHand }: KindCase): Promise<Texts> {
  const { plan, pinned } = await planOf(session, definition, purpose ?? null);
  const sql = typeof byHand === "string" ? byHand : byHand(pinned);
  return { emitted: countStatement(plan, { at: AT }), byHand: { sql, params: {} } };
}

/** The texts of the one thing that a refresh works out for the definition. */
function bothRefreshes({ definition, byHand }: RefreshCase): Texts {
  const [population] = missingPopulations(definitionOf(definition), SHOP_CONTEXT);
  const emitted = refreshOf(must(population, "it asks for a refresh"));
  return { emitted, byHand: { sql: byHand, params: {} } };
}

/** The emitted text's time in multiples of that of the text by hand. */
async function compare(
  report: Report,
  name: string,
  { emitted, byHand }: Texts,
  session: Session,
): Promise<number> {
  const ours: Answer[] = [];
  const theirs: Answer[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    const a = await ask(session, emitted);
    const b = await ask(session, byHand);
    if (a.figures.join() !== b.figures.join()) {
      throw new Error(
        `${name}: emitted ${a.figures.slice(0, MOST_SHOWN).join()}, by hand ${b.figures.slice(0, MOST_SHOWN).join()}`,
      );
    }
    // The first round warms up.
    if (round === 0) continue;
    ours.push(a);
    theirs.push(b);
  }
  const memory = [await memoryOf(session, emitted), await memoryOf(session, byHand)];
  const value = median(ours.map(({ ms }) => ms));
  const peer = median(theirs.map(({ ms }) => ms));
  const megabytes = (bytes = 0): string => `${(bytes / 1e6).toFixed(0)} MB`;
  const read = `read ${megabytes(ours[0]?.bytes)}, by hand ${megabytes(theirs[0]?.bytes)}`;
  const held = `at most ${megabytes(memory[0])} more in memory, by hand ${megabytes(memory[1])}`;
  report.row({
    name,
    unit: "ms CPU",
    value,
    peer: { name: "by hand", value: peer },
    note: `${ours[0]?.figures.slice(0, MOST_SHOWN).join(", ") ?? ""} found; ${read}; ${held}`,
  });
  return value / peer;
}

const MOST_SHOWN = 3;
type Answer = { readonly figures: readonly string[]; readonly ms: number; readonly bytes: number };

/** By how much the process grew at most, once the engine has given back what it kept from before. */
async function memoryOf(session: Session, { sql, params }: Question): Promise<number> {
  await session.queryAsync("SYSTEM JEMALLOC PURGE");
  forgetPeak();
  const before = peakBytes();
  await session.queryBindAsync(sql, params, { format: "TSV" });
  return peakBytes() - before;
}

async function ask(session: Session, { sql, params }: Question): Promise<Answer> {
  const bytes = await bytesSelected(session);
  const begun = process.cpuUsage();
  const answer = await session.queryBindAsync(sql, params, { format: "TSV" });
  const { user, system } = process.cpuUsage(begun);
  return {
    figures: figuresOf(answer.text()),
    ms: (user + system) / 1_000,
    bytes: (await bytesSelected(session)) - bytes,
  };
}

/** The columns of the one row; what stands in a list has no order. */
function figuresOf(row: string): readonly string[] {
  const [first = "", ...more] = row.trim().split("\t");
  return [first, ...more.map((each) => each.split(",").toSorted().join().replaceAll(/[[\]]/g, ""))];
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
    const definition = definitionOf(text);
    if (checkDefinition(definition).kind === "refused") throw new Error("refused");
    countStatement(planDefinition(definition, SHOP_CONTEXT), { at: AT });
    return performance.now() - begun;
  });
  report.row({ name: `a definition of ${LARGE} conditions, text to SQL`, unit: "ms", ...spread(samples) });
}
