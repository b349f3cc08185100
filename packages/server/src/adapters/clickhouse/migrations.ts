/** One step of the store's format. A step that was released is never changed; a new form is a new step. */
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
const DURABLE = [
  "fsync_after_insert = 1",
  "fsync_part_directory = 1",
  "min_rows_to_fsync_after_merge = 1",
  "min_compressed_bytes_to_fsync_after_merge = 1",
  "max_suspicious_broken_parts = 1000000",
].join(", ");

const EVENT_COLUMNS = `
  offset UInt64,
  idx UInt32,
  node UInt64,
  name LowCardinality(String),
  time DateTime64(3, 'UTC'),
  received_at DateTime64(3, 'UTC'),
  offset_minutes Nullable(Int16),
  id String,
  id_hash UInt128,
  properties String,
  context String,
  source LowCardinality(String)`;

const FIRST_FORM: Migration = {
  version: 1,
  name: "events in two orders, traits, moves, nodes, position",
  statements: [
    `CREATE TABLE IF NOT EXISTS events_by_name (${EVENT_COLUMNS}
) ENGINE = MergeTree PARTITION BY toYYYYMM(received_at) ORDER BY (name, time, node) SETTINGS ${DURABLE}`,
    `CREATE TABLE IF NOT EXISTS events_by_node (${EVENT_COLUMNS}
) ENGINE = MergeTree PARTITION BY toYYYYMM(received_at) ORDER BY (node, time) SETTINGS ${DURABLE}`,
    `CREATE TABLE IF NOT EXISTS traits (
  offset UInt64,
  idx UInt32,
  node UInt64,
  name LowCardinality(String),
  value String,
  time DateTime64(3, 'UTC'),
  id_hash UInt128
) ENGINE = MergeTree ORDER BY (name, node, time) SETTINGS ${DURABLE}`,
    `CREATE TABLE IF NOT EXISTS moves (
  offset UInt64,
  node UInt64,
  person UInt64
) ENGINE = ReplacingMergeTree(offset) ORDER BY (node) SETTINGS ${DURABLE}`,
    `CREATE TABLE IF NOT EXISTS nodes (
  offset UInt64,
  node UInt64
) ENGINE = ReplacingMergeTree ORDER BY (node) SETTINGS ${DURABLE}`,
    `CREATE TABLE IF NOT EXISTS store_position (
  id UInt8,
  offset UInt64
) ENGINE = ReplacingMergeTree(offset) ORDER BY (id) SETTINGS ${DURABLE}`,
  ],
};

/** In order of version, without gaps. */
export const MIGRATIONS: readonly Migration[] = [FIRST_FORM];

export const MIGRATIONS_TABLE = `CREATE TABLE IF NOT EXISTS schema_migrations (
  version UInt32,
  name String
) ENGINE = ReplacingMergeTree ORDER BY (version) SETTINGS ${DURABLE}`;
