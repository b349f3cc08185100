import type { JsonValue } from "@habitus/kernel";

/** A value as a file holds it. */
export type Cell = JsonValue;

/** One row that could be read. */
export type ReadRow = {
  readonly kind: "row";
  /** As a spreadsheet counts: the header is row 1. Of files without a header from 1. */
  readonly number: number;
  /** Cell by cell, in the order of the file's columns; what is absent is null. */
  readonly cells: readonly Cell[];
  /** The whole row as it stands in the file, where it holds more than its cells. */
  readonly text: string | null;
};

/** One that could not. */
export type UnreadRow = {
  readonly kind: "unread";
  readonly number: number;
  readonly reason: "wrong_cells" | "not_json" | "too_long" | "bad_quotes";
  readonly detail: string;
  readonly cells: readonly Cell[];
};

export type Row = ReadRow | UnreadRow;

export type RowSource = {
  readonly columns: readonly string[];
  /** Rows in order, some at a time. @throws HabitusError `unreadable_file` when the file is damaged. */
  rows(): AsyncIterable<readonly Row[]>;
  /** How much of the file has been read, from 0 to 1. */
  share(): number;
  /** Of all rows, where the file tells. */
  readonly count: number | null;
};

/** How many rows there are in all: where the file does not tell, by how much of it the first `rows` have taken. */
export function totalOf(source: Pick<RowSource, "share" | "count">, rows: number): number | null {
  const share = source.share();
  return source.count ?? (share > 0 ? Math.max(rows, Math.round(rows / share)) : null);
}

/** Rows that are handed on together. */
const ROWS_AT_ONCE = 500;
/** Longest row, in characters. */
export const ROW_CHARS = 1_048_576;
/** Characters after which rows are handed on, however few they are. */
const CHARS_AT_ONCE = 4 * ROW_CHARS;

/** Gathers rows until they are enough to be handed on together. */
export class RowBatch {
  #rows: Row[] = [];
  #chars = 0;

  /** True when the batch is to be handed on. */
  add(row: Row, chars: number): boolean {
    this.#rows.push(row);
    this.#chars += chars;
    return this.#rows.length >= ROWS_AT_ONCE || this.#chars >= CHARS_AT_ONCE;
  }

  take(): readonly Row[] {
    const rows = this.#rows;
    this.#rows = [];
    this.#chars = 0;
    return rows;
  }
}
