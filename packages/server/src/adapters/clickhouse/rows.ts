import { assert, civilFromDays, DAY_MS, type Instant } from "@habitus/kernel";
import type { Offset } from "../../log/log.ts";
import type { ErasedRow, EventRow, MoveRow, NodeRow, TraitRow } from "../../store/event-store.ts";
import { RowBinaryWriter } from "./row-binary.ts";

/** How one table's rows are written. */
export type TableRows<Row> = {
  /** Statement in front of the bytes; its columns are in the order in which `write` puts them. */
  readonly insertSql: string;
  readonly write: (out: RowBinaryWriter, row: Row) => void;
};

function insertSql(table: string, columns: readonly string[]): string {
  return `INSERT INTO ${table} (${columns.join(", ")}) FORMAT RowBinary`;
}

const EVENT_COLUMNS = [
  "offset",
  "idx",
  "node",
  "name",
  "time",
  "received_at",
  "offset_minutes",
  "id",
  "id_hash",
  "properties",
  "context",
  "source",
];

function writeEvent(out: RowBinaryWriter, row: EventRow): void {
  out.uint64(row.offset);
  out.uint32(row.index);
  out.uint64(row.node);
  out.text(row.name);
  out.uint64(row.time);
  out.uint64(row.receivedAt);
  if (row.offsetMinutes === null) out.uint8(1);
  else {
    out.uint8(0);
    out.int16(row.offsetMinutes);
  }
  out.text(row.id);
  out.uint128(row.idHash);
  out.text(row.properties);
  out.text(row.context);
  out.text(row.source);
}

/** Both event tables have the same columns, so the same bytes go to both. */
export const EVENT_ROWS_BY_NAME: TableRows<EventRow> = {
  insertSql: insertSql("events_by_name", EVENT_COLUMNS),
  write: writeEvent,
};
export const EVENT_ROWS_BY_NODE: TableRows<EventRow> = {
  insertSql: insertSql("events_by_node", EVENT_COLUMNS),
  write: writeEvent,
};

/** Their `offset` is the place in the log of transitions. */
export const TRANSITION_ROWS: TableRows<EventRow> = {
  insertSql: insertSql("transitions", EVENT_COLUMNS),
  write: writeEvent,
};

export const TRAIT_ROWS: TableRows<TraitRow> = {
  insertSql: insertSql("traits", ["offset", "idx", "node", "name", "value", "time", "id_hash", "source"]),
  write(out, row) {
    out.uint64(row.offset);
    out.uint32(row.index);
    out.uint64(row.node);
    out.text(row.name);
    out.text(row.value);
    out.uint64(row.time);
    out.uint128(row.idHash);
    out.text(row.source);
  },
};

export const MOVE_ROWS: TableRows<MoveRow> = {
  insertSql: insertSql("moves", ["offset", "node", "person"]),
  write(out, row) {
    out.uint64(row.offset);
    out.uint64(row.node);
    out.uint64(row.person);
  },
};

export const NODE_ROWS: TableRows<NodeRow> = {
  insertSql: insertSql("nodes", ["offset", "node"]),
  write(out, row) {
    out.uint64(row.offset);
    out.uint64(row.node);
  },
};

export const ERASED_ROWS: TableRows<ErasedRow> = {
  insertSql: insertSql("erased", ["node"]),
  write(out, row) {
    out.uint64(row.node);
  },
};

export const POSITION_ROWS: TableRows<Offset> = {
  insertSql: insertSql("store_position", ["id", "offset"]),
  write(out, offset) {
    out.uint8(1);
    out.uint64(offset);
  },
};

/** Rows of one insert, as bytes. */
export type Block = { readonly bytes: Buffer };

/** Bounds of one insert. A record is never cut, so a block may exceed them by one record. */
export type BlockLimits = { readonly rows: number; readonly bytes: number };
export const BLOCK_LIMITS: BlockLimits = { rows: 100_000, bytes: 16 * 1024 * 1024 };

/**
 * Cuts rows into blocks that each touch one partition and hold whole records, in order of offset. A block is stored
 * whole or not at all, so after a crash a table holds exactly the rows up to its highest offset.
 * `partition` must give the same answer for all rows of a record. A block's bytes are valid until the next is asked for.
 */
export function* blocksOf<Row extends { readonly offset: Offset }>(
  rows: readonly Row[],
  table: TableRows<Row>,
  limits: BlockLimits,
  partition: (row: Row) => number = onePartition,
  out: RowBinaryWriter = new RowBinaryWriter(),
): Generator<Block> {
  out.clear();
  let count = 0;
  let last = 0;
  let current = 0;
  for (const row of rows) {
    assert(row.offset >= last, "rows come in order of offset");
    const of = partition(row);
    const moves = count > 0 && of !== current;
    assert(!moves || row.offset > last, "all rows of a record have one partition");
    const full = count >= limits.rows || out.length >= limits.bytes;
    if (count > 0 && row.offset > last && (moves || full)) {
      yield { bytes: out.bytes() };
      out.clear();
      count = 0;
    }
    table.write(out, row);
    count += 1;
    last = row.offset;
    current = of;
  }
  if (count > 0) yield { bytes: out.bytes() };
}

function onePartition(): number {
  return 0;
}

/** The partition of an event: its month of receipt, in UTC, as in the tables' definition. */
export function monthOf(at: Instant): number {
  const { year, month } = civilFromDays(Math.floor(at / DAY_MS));
  return year * 100 + month;
}
