import { type ImportMapping, LIMITS } from "@habitus/contract";
import { HabitusError } from "@habitus/kernel";
import { cellText } from "./cell-values.ts";
import { type GuessInput, guessMapping } from "./guess-mapping.ts";
import { type FileForm, firstBytes, openRows, unpacked } from "./open-file.ts";
import type { Cell, ReadRow } from "./row.ts";

export type Inspected = {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | null)[])[];
  readonly guess: ImportMapping;
};

/** How much of a file is looked at to tell what it is. */
const LOOK_BYTES = 64 * 1024;
/** Rows from which types are guessed. */
const GUESS_ROWS = 200;
const SHOWN_CHARS = 200;

/** What a file must become before it can be read: Parquet is read from its end, so it may not stay packed. */
export async function isPackedParquet(path: string): Promise<boolean> {
  const raw = Buffer.from(await firstBytes(path, 4)).toString("latin1");
  return raw !== PARQUET && (await unpackedBeginning(path)).subarray(0, 4).toString("latin1") === PARQUET;
}

/** Looks at the beginning of a file. @throws HabitusError `unreadable_file`. */
export async function inspectFile(
  path: string,
  name: string,
  known: Pick<GuessInput, "zone" | "events">,
): Promise<Inspected> {
  const form = await formOf(path);
  const source = await openRows(path, form, null);
  if (source.columns.length === 0) throw unreadable("The file has no rows.");
  const rows: (readonly Cell[])[] = [];
  for await (const some of source.rows()) {
    rows.push(...some.filter((row): row is ReadRow => row.kind === "row").map((row) => row.cells));
    if (rows.length >= GUESS_ROWS) break;
  }
  const { columns } = source;
  return {
    columns,
    rows: rows.slice(0, LIMITS.importPreviewRows).map((cells) => cells.map(shown)),
    guess: guessMapping({ name, form, columns, rows: rows.slice(0, GUESS_ROWS), ...known }),
  };
}

function shown(cell: Cell): string | null {
  return cell === null ? null : cellText(cell).slice(0, SHOWN_CHARS);
}

function unreadable(message: string): HabitusError {
  return new HabitusError("unreadable_file", message, {
    fix: "Upload CSV, NDJSON or Parquet, as it is or packed with gzip.",
  });
}

const PARQUET = "PAR1";

/** By what the file holds, whatever its name says. */
async function formOf(path: string): Promise<FileForm> {
  const raw = Buffer.from(await firstBytes(path, 4));
  if (raw.toString("latin1") === PARQUET) return { format: "parquet" };
  const beginning = await unpackedBeginning(path);
  if (beginning.length === 0) throw unreadable("The file is empty.");
  const encoding = encodingOf(beginning);
  const text = new TextDecoder(encoding).decode(beginning);
  if (isBinary(text)) throw unreadable("The file is neither text nor Parquet.");
  if (/^\s*\{/.test(text)) return { format: "ndjson" };
  if (/^\s*\[\s*\{/.test(text)) {
    throw new HabitusError("unreadable_file", "The file is one JSON list.", {
      fix: "Write one object per line (NDJSON).",
    });
  }
  return { format: "csv", delimiter: delimiterOf(text), header: true, encoding };
}

/** Text holds no such characters; nearly everything else does within its first bytes. */
function isBinary(text: string): boolean {
  for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) < 8) return true;
  return false;
}

async function unpackedBeginning(path: string): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of unpacked(path)) {
    chunks.push(chunk);
    length += chunk.length;
    if (length >= LOOK_BYTES) break;
  }
  return Buffer.concat(chunks).subarray(0, LOOK_BYTES);
}

type Encoding = Extract<FileForm, { readonly format: "csv" }>["encoding"];

function encodingOf(bytes: Buffer): Encoding {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return "utf-16le";
  try {
    // The last character may have been cut through.
    new TextDecoder("utf-8", { fatal: true }).decode(bytes, { stream: true });
    return "utf-8";
  } catch {
    return "windows-1252";
  }
}

const DELIMITERS = [",", ";", "\t", "|"] as const;

/** The one that stands most often in the first line, quoted cells left out. */
function delimiterOf(text: string): (typeof DELIMITERS)[number] {
  const [line = ""] = text.replace(/"[^"]*"/g, "").split(/\r?\n/);
  const counts = DELIMITERS.map((delimiter) => line.split(delimiter).length);
  return DELIMITERS[counts.indexOf(Math.max(...counts))] ?? ",";
}
