import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Instant, isTransitionEvent, must } from "@habitus/kernel";
import type { AccountCounts, AccountPopulation, Plan, RankedPopulation, Ranking } from "@habitus/segments";
import {
  accountsStatement,
  type AccountsRow,
  knowZonesOf,
  membersStatement,
  readAccounts,
  rankingStatement,
  type RankingRow,
  readRanking,
  type Statement,
  STORE_TABLES,
  type TableSchema,
} from "@habitus/segments-sql";
import { Session } from "chdb";
import type { Arrival } from "../world/life.ts";

/** Changes a statement on its way to the engine; faults are seeded with it. */
export type StatementProbe = (statement: Statement) => Statement;

/** What is known of one person: each id once, in any order. */
export type SqlPerson = { readonly arrivals: readonly Arrival[] };

/** The SQL evaluator on an engine inside this process. Only for the main thread of a process of its own. */
export type SqlEvaluator = {
  /** Replaces everybody. People are known by their place in the list. */
  load(people: readonly SqlPerson[]): Promise<void>;
  /** Places of the people for whom the plan holds at `at`, what is in force being read at `present` (`at` unless given). */
  members(plan: Plan, at: Instant, present?: Instant): Promise<ReadonlySet<number>>;
  /** How the people of a population are ranked. */
  rank(population: RankedPopulation, at: Instant, present: Instant): Promise<Ranking>;
  /** What the people of accounts are like. */
  count(population: AccountPopulation, at: Instant, present: Instant): Promise<AccountCounts>;
  /** The same engine and people, asked through a probe. */
  with(probe: StatementProbe): SqlEvaluator;
  close(): void;
};

type Row = Readonly<Record<string, string | number | null>>;
type Rows = readonly (readonly [table: string, rows: readonly Row[]])[];

/** Tables of all time zones since 1970 make long texts; the product allows far longer ones. */
const MAX_QUERY_SIZE = 4_000_000;

export async function openSqlEvaluator(): Promise<SqlEvaluator> {
  // As the server does; asking for every zone's offsets takes seconds for each window without a beginning.
  knowZonesOf(process.versions);
  const dir = mkdtempSync(join(tmpdir(), "habitus-conformance-"));
  const session = new Session(dir, { connectionArgs: [`--max_query_size=${MAX_QUERY_SIZE}`] });
  await session.queryAsync("CREATE DATABASE conformance");
  await session.queryAsync("USE conformance");
  for (const table of STORE_TABLES) await session.queryAsync(createTable(table));
  return evaluatorOn(session, dir, (statement) => statement);
}

function evaluatorOn(session: Session, dir: string, probe: StatementProbe): SqlEvaluator {
  return {
    with: (other) => evaluatorOn(session, dir, other),
    load: async (people) => {
      for (const { name } of STORE_TABLES) await session.queryAsync(`TRUNCATE TABLE ${name}`);
      for (const [table, rows] of rowsOf(people)) await insert(session, table, rows);
    },
    members: async (plan, at, present = at) => {
      const statement = probe(membersStatement(plan, { at, present, after: null, limit: 1_000_000_000 }));
      const answer = await session.queryBindAsync(statement.sql, statement.params, { format: "TSV" });
      const lines = answer.text().split("\n");
      return new Set(lines.filter((line) => line !== "").map((line) => placeOf(Number(line))));
    },
    rank: async (population, at, present) => {
      const statement = probe(rankingStatement(population, { at, present }));
      const answer = await session.queryBindAsync(statement.sql, statement.params, { format: "JSONEachRow" });
      return readRanking(population, JSON.parse(answer.text()) as RankingRow);
    },
    count: async (population, at, present) => {
      const statement = probe(accountsStatement(population, { at, present }));
      const answer = await session.queryBindAsync(statement.sql, statement.params, { format: "JSONEachRow" });
      return readAccounts(population, JSON.parse(answer.text()) as AccountsRow);
    },
    close: () => {
      session.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

function createTable(table: TableSchema): string {
  const columns = table.columns.map(({ name, type, ...rest }) => {
    const computed = "materialized" in rest ? ` MATERIALIZED ${rest.materialized}` : "";
    return `\`${name}\` ${type}${computed}`;
  });
  const partition = table.partitionBy === null ? "" : ` PARTITION BY ${table.partitionBy}`;
  const order = table.orderBy.map((name) => `\`${name}\``).join(", ");
  return `CREATE TABLE ${table.name} (${columns.join(", ")}) ENGINE = ${table.engine}${partition} ORDER BY (${order})`;
}

async function insert(session: Session, table: string, rows: readonly Row[]): Promise<void> {
  if (rows.length === 0) return;
  const values = Buffer.from(rows.map((row) => JSON.stringify(row)).join("\n"));
  await session.insert({ table, values, format: "JSONEachRow" });
}

const FIRST_MOVE = 2;
const SOMEBODY_ELSE = 999_999_999;

/** Every person has two nodes; everything hangs on the second was moved to the first. */
const mainNode = (place: number): number => 2 * place + 1;
const placeOf = (node: number): number => (node - 1) / 2;

function rowsOf(people: readonly SqlPerson[]): Rows {
  const events: Row[] = [];
  const traits: Row[] = [];
  const moves: Row[] = [];
  const nodes: Row[] = [];
  let offset = 0;
  for (const [place, { arrivals }] of people.entries()) {
    const node = mainNode(place);
    // Two people of three were merged from two nodes.
    const isMerged = place % 3 !== 0;
    nodes.push({ offset: 1, node });
    if (isMerged) {
      nodes.push({ offset: 1, node: node + 1 });
      const first = { offset: FIRST_MOVE, node: node + 1, person: SOMEBODY_ELSE };
      moves.push(first, { offset: FIRST_MOVE + 1, node: node + 1, person: node });
    }
    for (const [index, arrival] of arrivals.entries()) {
      offset++;
      const common = { offset, idx: index, node: isMerged && index % 2 === 1 ? node + 1 : node };
      if (arrival.kind === "event") events.push({ ...common, ...eventRow(arrival) });
      else traits.push({ ...common, ...traitRow(arrival) });
    }
  }
  const sent = events.filter(({ name }) => !isTransitionEvent(String(name)));
  return [
    ["events_by_name", sent],
    ["events_by_node", sent],
    ["transitions", events.filter(({ name }) => isTransitionEvent(String(name)))],
    ["traits", traits],
    ["nodes", nodes],
    // Rows of one insert with equal keys may become one at once, so what is moved again comes in an insert of its own.
    ["moves", moves.filter(({ offset }) => offset === FIRST_MOVE)],
    ["moves", moves.filter(({ offset }) => offset !== FIRST_MOVE)],
  ];
}

function eventRow(arrival: Extract<Arrival, { readonly kind: "event" }>): Row {
  const { event, now } = arrival;
  return {
    name: event.name,
    time: clickHouseTime(event.time),
    received_at: clickHouseTime(now),
    offset_minutes: event.offsetMinutes,
    id: event.idHash,
    id_hash: BigInt(`0x${event.idHash}`).toString(),
    properties: event.properties,
    context: "{}",
    source: "conformance",
  };
}

function traitRow({ change }: Extract<Arrival, { readonly kind: "trait" }>): Row {
  return {
    name: change.name,
    value: change.value,
    time: clickHouseTime(change.time),
    id_hash: BigInt(`0x${change.idHash}`).toString(),
  };
}

function clickHouseTime(at: Instant): string {
  const [date, time] = new Date(at).toISOString().split("T");
  return `${must(date, "an ISO date")} ${must(time, "an ISO time").slice(0, -1)}`;
}
