import { Readable } from "node:stream";
import { HabitusError } from "@habitus/kernel";
import { type CsvError, parse } from "csv-parse";
import { type Cell, type Row, ROW_CHARS, RowBatch } from "./row.ts";

export type CsvForm = {
  readonly delimiter: string;
  readonly header: boolean;
};

/** The rows of a CSV text (RFC 4180, also with other delimiters and with quotes inside plain cells), header first. */
async function* records(
  text: AsyncIterable<string>,
  { delimiter }: CsvForm,
): AsyncGenerator<readonly string[]> {
  const parser = parse({
    delimiter,
    bom: true,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    max_record_size: ROW_CHARS,
  });
  const source = Readable.from(text, { objectMode: true });
  source.once("error", (error) => parser.destroy(error));
  source.pipe(parser);
  try {
    for await (const record of parser as AsyncIterable<readonly string[]>) yield record;
  } catch (error) {
    throw isCsvError(error) ? unreadable(error) : error;
  } finally {
    source.destroy();
    parser.destroy();
  }
}

export async function csvColumns(text: AsyncIterable<string>, form: CsvForm): Promise<readonly string[]> {
  for await (const record of records(text, form)) {
    return form.header ? uniqueNames(record) : record.map((_, index) => `column ${index + 1}`);
  }
  return [];
}

/** Rows with as many cells as the file has columns; others with what is wrong with them. */
export async function* csvRows(
  text: AsyncIterable<string>,
  form: CsvForm,
  columns: number,
): AsyncGenerator<readonly Row[]> {
  const batch = new RowBatch();
  let number = 0;
  for await (const cells of records(text, form)) {
    number++;
    if (number === 1 && form.header) continue;
    const chars = cells.reduce((sum, cell) => sum + cell.length, 0);
    if (batch.add(toRow(number, cells, columns), chars)) yield batch.take();
  }
  yield batch.take();
}

function toRow(number: number, cells: readonly Cell[], columns: number): Row {
  if (cells.length === columns) return { kind: "row", number, cells, text: null };
  const detail = `The row has ${cells.length} cells; the file has ${columns} columns.`;
  return { kind: "unread", number, reason: "wrong_cells", detail, cells };
}

/** A column without a name is called by its place, one whose name was taken by its name and place. */
function uniqueNames(header: readonly string[]): readonly string[] {
  const names: string[] = [];
  for (const [index, given] of header.entries()) {
    const name = given.trim() || `column ${index + 1}`;
    names.push(names.includes(name) ? `${name} (column ${index + 1})` : name);
  }
  return names;
}

function isCsvError(error: unknown): error is CsvError {
  return error instanceof Error && "code" in error && String(error.code).startsWith("CSV_");
}

function unreadable({ code, lines }: CsvError): HabitusError {
  const line = String(lines);
  const what =
    code === "CSV_QUOTE_NOT_CLOSED" || code === "CSV_MAX_RECORD_SIZE"
      ? `a quoted cell is opened at or before line ${line} and never closed`
      : `line ${line} cannot be read`;
  return new HabitusError("unreadable_file", `The file is damaged: ${what}.`, {
    fix: "Mend the line and upload the file again: rows that came in before count once.",
  });
}
