import { LIMITS, rateSchema } from "@habitus/contract";
import { HabitusError } from "@habitus/kernel";
import type { NewRate } from "../money/rate-store.ts";
import { cellText } from "./cell-values.ts";
import { plainName } from "./guess-mapping.ts";
import { csvColumns, csvRows } from "./read-csv.ts";
import type { Row } from "./row.ts";

type Field = "from" | "currency" | "rate";

/** Names of columns without case, blanks, `_`, `.` and `-`, best first. */
const COLUMNS: Readonly<Record<Field, readonly string[]>> = {
  from: ["from", "date", "day", "validfrom"],
  currency: ["currency", "code", "currencycode"],
  rate: ["rate", "exchangerate", "value"],
};
const FIELDS = Object.keys(COLUMNS) as readonly Field[];

/**
 * Reads a CSV text as rates of exchange.
 * @throws HabitusError `unreadable_file` without the columns; `invalid_request` where a row has a mistake, with the first of them.
 */
export async function readRates(file: AsyncIterable<Uint8Array>): Promise<readonly NewRate[]> {
  const text = await textOf(file);
  const form = { delimiter: delimiterOf(text), header: true };
  const columns = await csvColumns(once(text), form);
  const places = placesOf(columns);
  const rates: NewRate[] = [];
  const problems: { readonly path: string; readonly message: string }[] = [];
  let bad = 0;
  for await (const rows of csvRows(once(text), form, columns.length)) {
    for (const row of rows) {
      const read = rateOf(row, places);
      if ("rate" in read) rates.push(read);
      else if (bad++ < LIMITS.rateProblems) problems.push({ path: `row ${row.number}`, message: read.wrong });
    }
  }
  if (bad > 0) {
    const many = bad === 1 ? "1 row has a mistake" : `${bad} rows have mistakes`;
    const first = problems[0];
    throw new HabitusError(
      "invalid_request",
      `${many}, so no rate was taken. ${first === undefined ? "" : `${first.path}: ${first.message}.`}`,
      { fix: "Mend the rows and send the file again.", details: { problems, count: bad } },
    );
  }
  return rates;
}

async function textOf(file: AsyncIterable<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const part of file) text += decoder.decode(part, { stream: true });
  return text + decoder.decode();
}

async function* once(text: string): AsyncGenerator<string> {
  yield await Promise.resolve(text);
}

function delimiterOf(text: string): string {
  const [header = ""] = text.split("\n", 1);
  return header.includes(";") ? ";" : header.includes("\t") ? "\t" : ",";
}

function placesOf(columns: readonly string[]): Readonly<Record<Field, number>> {
  const plain = columns.map(plainName);
  const placeOf = (field: Field): number =>
    COLUMNS[field].map((name) => plain.indexOf(name)).find((index) => index >= 0) ?? -1;
  const missing = FIELDS.filter((field) => placeOf(field) < 0);
  if (missing.length > 0) {
    throw new HabitusError(
      "unreadable_file",
      `The file has no column \`${missing.join("` and no column `")}\`.`,
      {
        fix: "Its first line must name the columns `from`, `currency` and `rate`.",
      },
    );
  }
  return { from: placeOf("from"), currency: placeOf("currency"), rate: placeOf("rate") };
}

function rateOf(row: Row, places: Readonly<Record<Field, number>>): NewRate | { readonly wrong: string } {
  if (row.kind !== "row") return { wrong: row.detail };
  const cell = (field: Field): string => (cellText(row.cells[places[field]] ?? null) ?? "").trim();
  const read = rateSchema.safeParse({ from: cell("from"), currency: cell("currency"), rate: cell("rate") });
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  return { wrong: `${issue?.path.join(".") ?? "row"} ${issue?.message ?? "is wrong"}` };
}
