import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DAY_MS, WEEK_MS } from "@habitus/kernel";
import type { EventMatch } from "@habitus/segments";
import {
  calendarPeriods,
  type Funnel,
  type FunnelRow,
  funnelStatement,
  type Paths,
  pathNamesStatement,
  readFunnel,
  readReturns,
  type Returns,
  type ReturnsRow,
  returnsStatement,
  type Statement,
} from "@habitus/segments-sql";
import { Session } from "chdb";
import { planOf } from "./live-segments.ts";
import { type Bench, median, type Report } from "./report.ts";
import { EVENTS, fillShop, PEOPLE } from "./shop-data.ts";
import { AT } from "./sql-kinds.ts";

const ROUNDS = Number(process.env["HABITUS_BENCH_ROUNDS"] ?? 5);
const STEPS = ["view", "search", "cart", "login", "order"] as const;
const PERIODS = 12;
const WITHIN_DAYS = 7;
const PATH_STEPS = 3;
/** Bytes that a query may take on a server with the usual memory; from half of them on groups spill to disk, as there. */
const MOST_MEMORY = 2 ** 30;

export const bench: Bench = {
  name: "explore",
  title: `A funnel, a retention table and paths against the best SQL by hand, ${EVENTS / 1e6} M events of ${PEOPLE / 1e6} M people`,
  async run(report) {
    const folder = mkdtempSync(join(tmpdir(), "habitus-bench-"));
    const session = new Session(folder);
    try {
      await fillShop(session);
      await session.queryAsync("INSERT INTO events_by_node SELECT * FROM events_by_name");
      for (const each of CASES) await compare(report, session, each);
      report.note(
        `CPU time of this process, all its threads, with the engine inside; the median of ${ROUNDS} rounds after one to warm up, both texts in turn; both give the same figures. Our texts may take ${MOST_MEMORY / 2 ** 20} MB each. windowFunnel counts the steps alone: it neither tells how long they took nor puts events of one millisecond in order.`,
      );
    } finally {
      session.close();
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

type Case = {
  readonly name: string;
  readonly emitted: Statement;
  /** The figures of the emitted text's rows, as the text by hand gives them. */
  readonly figures: (rows: readonly Readonly<Record<string, string | number>>[]) => string;
  readonly byHand: string;
};

const ago = (days: number): string => `fromUnixTimestamp64Milli(toInt64(${AT - days * DAY_MS}), 'UTC')`;

/** Rows by person: a column of rows whose few moved nodes are put right. */
function atOnce(columns: string, where: string): string {
  return `SELECT if(moved.owner = 0, found.node, moved.owner) AS person, found.* EXCEPT (node)
  FROM (SELECT node, ${columns} FROM events_by_name PREWHERE ${where}) AS found
  LEFT JOIN (SELECT node, argMax(person, offset) AS owner FROM moves GROUP BY node) AS moved ON found.node = moved.node`;
}

const NAMED = STEPS.map((name) => `'${name}'`).join(", ");
const CONDITIONS = STEPS.map((name) => `name = '${name}'`).join(", ");

function funnelCase(): Case {
  const [chain] = planOf(`did ${STEPS.join(" then ")} in last 90 days`).leaves;
  if (chain?.kind !== "sequence") throw new Error("a chain is one leaf");
  const funnel: Funnel = { chain, wholeMs: WITHIN_DAYS * DAY_MS, at: AT, audience: null };
  const counts = STEPS.map((_, index) => `countIf(level >= ${index + 1})`).join(", ");
  const millis = "toUInt64(toUnixTimestamp64Milli(time))";
  return {
    name: `funnel of ${STEPS.length} steps, all within ${WITHIN_DAYS} days, with times`,
    emitted: funnelStatement(funnel, []),
    figures: ([row = {}]) =>
      JSON.stringify(readFunnel(row as FunnelRow, STEPS.length).steps.map(({ people }) => people)),
    byHand: `SELECT [${counts}] FROM (SELECT windowFunnel(${WITHIN_DAYS * DAY_MS})(at, ${CONDITIONS}) AS level FROM (
  ${atOnce(`name, ${millis} AS at`, `name IN (${NAMED}) AND time > ${ago(90)} AND time <= ${ago(0)}`)}) GROUP BY person)`,
  };
}

function retentionCase(): Case {
  const periods = calendarPeriods({ unit: "week", count: PERIODS, weekStart: 1 }, "UTC", AT);
  const [first] = periods;
  if (first === undefined) throw new Error("there are periods");
  const window = { kind: "fixed", from: first.from, to: null } as const;
  const bounds = [...periods.map(({ from }) => from), first.from + PERIODS * WEEK_MS];
  const [start, back] = [eventsOf("did view"), { ...eventsOf("did order"), window }];
  const returns: Returns = { start, back, bounds, isFirst: true, isRolling: false, at: AT, audience: null };
  const week = (at: string): string => `intDiv(${at} - ${first.from}, ${WEEK_MS})`;
  const millis = "toUnixTimestamp64Milli(time)";
  const backs = Array.from({ length: PERIODS }, (_, by) => `countIf(bitTest(weeks, cohort + ${by}))`).join(
    ", ",
  );
  const from = `fromUnixTimestamp64Milli(toInt64(${first.from}), 'UTC')`;
  return {
    name: `retention, ${PERIODS} weeks from the first event of all`,
    emitted: returnsStatement(returns),
    figures: (rows) =>
      JSON.stringify(
        rows
          .map((row) => readReturns(row as ReturnsRow, PERIODS))
          .toSorted((a, b) => a.cohort - b.cohort)
          .map(({ size, back: came }) => [size, ...came]),
      ),
    byHand: `SELECT arraySlice([count(), ${backs}], 1, 1 + ${PERIODS} - cohort) FROM (SELECT minIf(at, name = 'view') AS first,
  toUInt64(${week("first")}) AS cohort,
  groupBitOrIf(bitShiftLeft(toUInt64(1), toUInt64(${week("at")})), name = 'order' AND at >= ${first.from}) AS weeks
  FROM (${atOnce(`name, ${millis} AS at`, `(name = 'view' OR (name = 'order' AND time >= ${from})) AND time <= ${ago(0)}`)})
  GROUP BY person HAVING first >= ${first.from}) GROUP BY cohort ORDER BY cohort`,
  };
}

function pathsCase(): Case {
  const gapMs = WITHIN_DAYS * DAY_MS;
  const window = { from: AT - 90 * DAY_MS, to: AT + 1 };
  const paths: Paths = {
    anchor: { ...eventsOf("did search"), window: { kind: "fixed", ...window } },
    window,
    isBackwards: false,
    isFolded: false,
    steps: PATH_STEPS,
    gapMs,
    hidden: [],
    at: AT,
    audience: null,
  };
  const names: readonly string[] = STEPS.toSorted();
  return {
    name: `paths of ${PATH_STEPS} steps, ${WITHIN_DAYS} days each`,
    emitted: pathNamesStatement(paths),
    figures: (rows) =>
      JSON.stringify(
        rows
          .map(({ step, name, passages, people }) => [step, names.indexOf(`${name}`) + 1, passages, people])
          .map((figures) => figures.map(Number))
          .toSorted(([step = 0, name = 0], [otherStep = 0, other = 0]) => step - otherStep || name - other),
      ),
    byHand: pathsByHand(names, gapMs),
  };
}

function pathsByHand(names: readonly string[], gapMs: number): string {
  const behind = Array.from({ length: PATH_STEPS }, (_, by) => by + 1);
  const ahead = behind.flatMap((by) => [
    `leadInFrame(name, ${by}) OVER whole AS name${by}`,
    `leadInFrame(at, ${by}, toInt64(${Number.MAX_SAFE_INTEGER})) OVER whole AS at${by}`,
  ]);
  const ends = behind.map((by) => `at${by} - at${by === 1 ? "" : by - 1} > ${gapMs}, ${by}`);
  const met = ["(0, name)", ...behind.map((by) => `(${by}, name${by})`)].join(", ");
  const millis = "toUnixTimestamp64Milli(time)";
  return `SELECT [met.1, indexOf([${names.map((name) => `'${name}'`).join(", ")}], met.2), count(), uniqExact(person)] FROM (
  SELECT person, arrayJoin(arraySlice([${met}], 1, multiIf(${ends.join(", ")}, ${PATH_STEPS + 1}))) AS met FROM (
  SELECT person, name, at, ${ahead.join(", ")} FROM (
  ${atOnce(`name, id_hash, ${millis} AS at`, `time >= ${ago(90)} AND time <= ${ago(0)}`)})
  WINDOW whole AS (PARTITION BY person ORDER BY at, id_hash ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING))
  WHERE name = 'search') GROUP BY met ORDER BY met`;
}

const CASES: readonly Case[] = [funnelCase(), retentionCase(), pathsCase()];

function eventsOf(definition: string): EventMatch {
  const [leaf] = planOf(definition).leaves;
  if (leaf?.kind !== "count") throw new Error("an event is counted");
  return leaf.events;
}

async function compare(report: Report, session: Session, each: Case): Promise<void> {
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    const a = await ask(session, bounded(each.emitted));
    const b = await ask(session, { sql: each.byHand, params: {} });
    const [emitted, byHand] = [each.figures(a.rows), figuresByHand(b.rows)];
    if (emitted !== byHand) throw new Error(`${each.name}: emitted ${emitted}, by hand ${byHand}`);
    // The first round warms up.
    if (round === 0) report.note(`${each.name}: ${emitted}`);
    else {
      ours.push(a.ms);
      theirs.push(b.ms);
    }
  }
  const peer = { name: "by hand", value: median(theirs) };
  report.row({ name: each.name, unit: "ms CPU", value: median(ours), peer });
}

const bounded = ({ sql, params }: Statement): Statement => ({
  sql: `${sql}, max_memory_usage = ${MOST_MEMORY}, max_bytes_before_external_group_by = ${MOST_MEMORY / 2}`,
  params,
});

type Rows = readonly Readonly<Record<string, string | number>>[];

/** One list of numbers a row; of one row the list itself. */
function figuresByHand(rows: Rows): string {
  const lists = rows.map((row) =>
    (Object.values(row)[0] as unknown as readonly (string | number)[]).map(Number),
  );
  return JSON.stringify(lists.length === 1 ? lists[0] : lists);
}

async function ask(
  session: Session,
  { sql, params }: Statement,
): Promise<{ readonly rows: Rows; readonly ms: number }> {
  const begun = process.cpuUsage();
  const answer = await session.queryBindAsync(sql, params, { format: "JSONEachRow" });
  const { user, system } = process.cpuUsage(begun);
  const rows = answer
    .text()
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Rows[number]);
  return { rows, ms: (user + system) / 1_000 };
}
