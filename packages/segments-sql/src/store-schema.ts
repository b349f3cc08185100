import { quoteText } from "./emit/quote.ts";

/**
 * The tables of the event store, in ClickHouse's types. The emitter reads them and the store's adapter creates them from
 * this one list, so the two cannot drift apart. Durability settings are the adapter's own.
 *
 * Who a row belongs to: `node` is its id node for ever. A node with a row in `moves` belongs to that row's person, every
 * other node is a person of its own number.
 */

export type ColumnSchema = {
  readonly name: string;
  readonly type: string;
  /** SQL of a column that the store computes when a row comes in (`MATERIALIZED`); writers leave it out. */
  readonly materialized?: string;
};

export type TableSchema = {
  readonly name: string;
  readonly columns: readonly ColumnSchema[];
  /** Engine expression, e.g. `ReplacingMergeTree(offset)`. */
  readonly engine: string;
  /** Partition expression, null for one partition. */
  readonly partitionBy: string | null;
  readonly orderBy: readonly string[];
};

const INSTANT = "DateTime64(3, 'UTC')";
const NAME = "LowCardinality(String)";

/**
 * JSON texts that the engine's JSON reader would read wrongly: numbers of 16 digits and more (it rounds them, or gives up
 * on the whole text), exponents of three digits, surrogate escapes (it refuses half pairs), keys written with escapes.
 */
export const AWKWARD_JSON = String.raw`[:,\[]\s*-?(?:\d(?:\.?\d){15}|[\d.]+[eE][+-]?\d{3})|\\u[dD][89a-fA-F]|\\[^"]*"\s*:`;
/** The engine takes the first of equal keys, the language the last. */
const DISTINCT_KEYS =
  "length(JSONExtractKeys(properties)) = length(arrayDistinct(JSONExtractKeys(properties)))";
/** Whether the engine's JSON reader reads the outermost keys of `properties` rightly. */
export const IS_PLAIN = `NOT match(properties, ${quoteText(AWKWARD_JSON)}) AND ${DISTINCT_KEYS}`;
const MEMBER = String.raw`"[^"\\]*":(?:"[^"\\]*"|[^"\\\[\]{}\s,:]+)`;
/** An object without escapes, lists, inner objects or spaces between its parts: a member is found by its quoted key and a colon. */
const FLAT_JSON = String.raw`^\{(?:${MEMBER}(?:,${MEMBER})*)?\}$`;
const HOW_PLAIN = `multiIf(NOT (${IS_PLAIN}), 0, match(properties, ${quoteText(FLAT_JSON)}), 2, 1)`;

const EVENT_COLUMNS: readonly ColumnSchema[] = [
  /** Log record of the row, and its place in it: together they name a row once. */
  { name: "offset", type: "UInt64" },
  { name: "idx", type: "UInt32" },
  { name: "node", type: "UInt64" },
  { name: "name", type: NAME },
  { name: "time", type: INSTANT },
  { name: "received_at", type: INSTANT },
  { name: "offset_minutes", type: "Nullable(Int16)" },
  { name: "id", type: "String" },
  /** The 32 hex digits of the id's hash, read as one number. */
  { name: "id_hash", type: "UInt128" },
  /** JSON object texts, byte for byte as they came. */
  { name: "properties", type: "String" },
  /**
   * How the keys of `properties` may be read: 2 by a search for the key's text, 1 by the engine's JSON reader, 0 by a copy of
   * the text, which is slowest and always right. Rows from before there was a 2 keep their 1.
   */
  { name: "plain", type: "UInt8", materialized: HOW_PLAIN },
  { name: "context", type: "String" },
  { name: "source", type: NAME },
];

/** All events in the order that segments read: one event name, one stretch of time. */
export const EVENTS_BY_NAME: TableSchema = {
  name: "events_by_name",
  columns: EVENT_COLUMNS,
  engine: "MergeTree",
  partitionBy: "toYYYYMM(received_at)",
  orderBy: ["name", "time", "node"],
};

/** The same events in the order that one person's timeline reads. */
export const EVENTS_BY_NODE: TableSchema = {
  name: "events_by_node",
  columns: EVENT_COLUMNS,
  engine: "MergeTree",
  partitionBy: "toYYYYMM(received_at)",
  orderBy: ["node", "time"],
};

/**
 * What live membership wrote: an event `Segment Entered` or `Segment Left` per transition, of the person's first node, with the
 * transition's place in its own log as `offset`. Apart from the other events, because it comes in an order of its own.
 */
export const TRANSITIONS: TableSchema = {
  name: "transitions",
  columns: EVENT_COLUMNS,
  engine: "MergeTree",
  partitionBy: null,
  orderBy: ["name", "time", "node"],
};

/** Every change of a trait; the latest by (time, id_hash) is in force. */
export const TRAITS: TableSchema = {
  name: "traits",
  columns: [
    { name: "offset", type: "UInt64" },
    { name: "idx", type: "UInt32" },
    { name: "node", type: "UInt64" },
    { name: "name", type: NAME },
    /** JSON text; `null` removes the trait. */
    { name: "value", type: "String" },
    { name: "time", type: INSTANT },
    { name: "id_hash", type: "UInt128" },
    /** By what it was said; empty where nobody said it, and of rows from before it was kept. */
    { name: "source", type: NAME },
  ],
  engine: "MergeTree",
  partitionBy: null,
  orderBy: ["name", "node", "time"],
};

/** Nodes that were moved; the row with the highest offset is in force. */
export const MOVES: TableSchema = {
  name: "moves",
  columns: [
    { name: "offset", type: "UInt64" },
    { name: "node", type: "UInt64" },
    { name: "person", type: "UInt64" },
  ],
  engine: "ReplacingMergeTree(offset)",
  partitionBy: null,
  orderBy: ["node"],
};

/**
 * Every node that was ever seen: whom a condition ranges over that is true for people who did nothing. A node may have
 * more than one row; readers must not count rows.
 */
export const NODES: TableSchema = {
  name: "nodes",
  columns: [
    { name: "offset", type: "UInt64" },
    { name: "node", type: "UInt64" },
  ],
  engine: "ReplacingMergeTree",
  partitionBy: null,
  orderBy: ["node"],
};

export const STORE_TABLES: readonly TableSchema[] = [
  EVENTS_BY_NAME,
  EVENTS_BY_NODE,
  TRANSITIONS,
  TRAITS,
  MOVES,
  NODES,
];
