import { createReadStream } from "node:fs";
import { createGunzip } from "node:zlib";
import { HabitusError } from "@habitus/kernel";
import { parse } from "csv-parse";

export type CsvRecord = Readonly<Record<string, string>>;

type CsvRow = { readonly record: CsvRecord; readonly info: { readonly lines: number } };

/** Rows of a CSV file with a header line, plain or gzip, by the names of its columns. @throws HabitusError `unreadable_file`. */
export async function* csvRows({
  input,
  delimiter,
}: {
  readonly input: string;
  readonly delimiter: string;
}): AsyncGenerator<{ readonly record: CsvRecord; readonly line: number }> {
  const source = createReadStream(input);
  const plain = input.endsWith(".gz") ? source.pipe(createGunzip()) : source;
  const rows = parse({ columns: true, bom: true, trim: true, delimiter, info: true });
  for (const stream of [source, plain]) stream.on("error", (error: Error) => rows.destroy(error));
  try {
    for await (const { record, info } of plain.pipe(rows) as AsyncIterable<CsvRow>) {
      yield { record, line: info.lines };
    }
  } catch (error) {
    if (error instanceof HabitusError) throw error;
    const message = error instanceof Error ? error.message : String(error);
    throw new HabitusError("unreadable_file", `${input} cannot be read: ${message}.`);
  }
}

/** @throws HabitusError `missing_column`. */
export function cellOf(record: CsvRecord, name: string): string {
  const found = record[name];
  if (found !== undefined) return found;
  throw new HabitusError("missing_column", `There is no column ${name}.`, {
    fix: `The file has: ${Object.keys(record).join(", ")}.`,
  });
}
