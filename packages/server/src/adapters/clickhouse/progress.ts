import { must } from "@habitus/kernel";
import type { Offset } from "../../log/log.ts";

export const TABLES = ["events_by_name", "events_by_node", "traits", "moves", "nodes"] as const;
export type TableName = (typeof TABLES)[number];

/**
 * What the tables hold, learnt from them at the start and after every failure, and carried on from batch to batch.
 * A table holds exactly the rows up to its highest offset: it takes rows in that order, in blocks of whole records that
 * are stored whole or not at all. After a crash one table may be ahead of another, and of the position, by some blocks.
 */
export class Progress {
  /** Everything up to this record is in every table. */
  readonly position: Offset;
  readonly #held: ReadonlyMap<TableName, Offset>;

  constructor(position: Offset, held: ReadonlyMap<TableName, Offset>) {
    this.position = position;
    this.#held = held;
  }

  /**
   * The rows that the table lacks, of rows in order of offset. What was deleted since lies below the position and does
   * not come back.
   */
  missing<Row extends { readonly offset: Offset }>(table: TableName, rows: readonly Row[]): readonly Row[] {
    const from = Math.max(must(this.#held.get(table), `${table} was asked for its rows`), this.position);
    return rows.filter((row) => row.offset > from);
  }

  /** After all rows up to `upTo` went in; a table that was further stays further. */
  advancedTo(upTo: Offset): Progress {
    return new Progress(upTo, new Map([...this.#held].map(([table, held]) => [table, Math.max(held, upTo)])));
  }
}
