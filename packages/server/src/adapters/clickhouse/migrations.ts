import { must } from "@habitus/kernel";
import {
  EVENTS_BY_NAME,
  EVENTS_BY_NODE,
  IS_PLAIN,
  STORE_TABLES,
  type TableSchema,
  TRAITS,
  TRANSITIONS,
} from "@habitus/segments-sql";

/** One step of the store's format. */
export type Migration = {
  readonly version: number;
  readonly name: string;
  /** Each may run again after a crash in the middle of the step. */
  readonly statements: readonly string[];
};

/**
 * What makes an answered insert survive kill -9 and power loss: its own files and folder are flushed, merged parts too,
 * and a broken leftover of a merge never keeps a table from loading. ClickHouse's defaults lose tables on power loss.
 */
const DURABLE: readonly string[] = [
  "fsync_after_insert = 1",
  "fsync_part_directory = 1",
  "min_rows_to_fsync_after_merge = 1",
  "min_compressed_bytes_to_fsync_after_merge = 1",
  "max_suspicious_broken_parts = 1000000",
  // Merged parts are on disk when they take over, so what they replace need not be kept for ClickHouse's eight minutes.
  "old_parts_lifetime = 60",
];

/** How far the store has come; written after the tables of a batch, and only the highest offset counts. */
const POSITION: TableSchema = {
  name: "store_position",
  columns: [
    { name: "id", type: "UInt8" },
    { name: "offset", type: "UInt64" },
  ],
  engine: "ReplacingMergeTree(offset)",
  partitionBy: null,
  orderBy: ["id"],
};

/** Nodes of people who were erased: numbers alone. What is still to come of them in other ways is passed over. */
const ERASED: TableSchema = {
  name: "erased",
  columns: [{ name: "node", type: "UInt64" }],
  engine: "ReplacingMergeTree",
  partitionBy: null,
  orderBy: ["node"],
};

/** Which steps were taken. */
export const MIGRATIONS_TABLE: TableSchema = {
  name: "schema_migrations",
  columns: [
    { name: "version", type: "UInt32" },
    { name: "name", type: "String" },
  ],
  engine: "ReplacingMergeTree",
  partitionBy: null,
  orderBy: ["version"],
};

export function createTableSql(table: TableSchema): string {
  const columns = table.columns.map(
    ({ name, type, materialized }) =>
      `  ${name} ${type}${materialized === undefined ? "" : ` MATERIALIZED ${materialized}`}`,
  );
  return [
    `CREATE TABLE IF NOT EXISTS ${table.name} (`,
    columns.join(",\n"),
    `) ENGINE = ${table.engine}`,
    ...(table.partitionBy === null ? [] : [`PARTITION BY ${table.partitionBy}`]),
    `ORDER BY (${table.orderBy.join(", ")})`,
    `SETTINGS ${DURABLE.join(", ")}`,
  ].join("\n");
}

/** As the first steps made them. */
const FIRST_TABLES: readonly TableSchema[] = STORE_TABLES.map((table) => ({
  ...table,
  columns: table.columns
    .filter(({ name }) => table !== TRAITS || name !== "source")
    .map((column) => (column.name === "plain" ? { ...column, materialized: IS_PLAIN } : column)),
}));
const isTransitions = ({ name }: TableSchema): boolean => name === TRANSITIONS.name;

/** Has a column computed as the schema says from now on; rows that are there keep what they have. */
function recomputeSql(table: TableSchema, name: string): string {
  const { type, materialized = "" } = must(
    table.columns.find((column) => column.name === name),
    `no column ${name}`,
  );
  return `ALTER TABLE ${table.name} MODIFY COLUMN ${name} ${type} MATERIALIZED ${materialized}`;
}

/**
 * In order of version, without gaps. `recordings/` pins the statements of every step that was released. When the list of
 * tables changes after that, the steps so far keep the recorded text and a new step brings the change.
 */
export const MIGRATIONS: readonly Migration[] = [
  {
    version: 1,
    name: "events in two orders, traits, moves, nodes, position",
    statements: [...FIRST_TABLES.filter((table) => !isTransitions(table)), POSITION].map(createTableSql),
  },
  {
    version: 2,
    name: "transitions of live membership",
    statements: FIRST_TABLES.filter(isTransitions).map(createTableSql),
  },
  {
    version: 3,
    name: "nodes of people who were erased",
    statements: [createTableSql(ERASED)],
  },
  {
    version: 4,
    name: "by what a trait was said",
    statements: ["ALTER TABLE traits ADD COLUMN IF NOT EXISTS source LowCardinality(String)"],
  },
  {
    version: 5,
    name: "which events' properties can be searched by the text of a key",
    statements: [EVENTS_BY_NAME, EVENTS_BY_NODE, TRANSITIONS].map((table) => recomputeSql(table, "plain")),
  },
];
