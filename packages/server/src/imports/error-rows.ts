import { createReadStream } from "node:fs";
import { mkdir, open, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { Readable } from "node:stream";
import type { ImportMapping } from "@habitus/contract";
import { cellText, jsonText } from "./cell-values.ts";
import type { BadRow } from "./digest-rows.ts";
import type { Cell, Row } from "./row.ts";

/** Members or columns that stand before those of the file. */
const ROW = "import_row";
const REASON = "import_reason";
const DETAIL = "import_detail";
export const ERROR_COLUMNS: readonly string[] = [ROW, REASON, DETAIL];

export type ErrorForm = {
  readonly form: ImportMapping["file"];
  readonly columns: readonly string[];
};

/** The rows with mistakes of one import, in a file of the form of the imported one. */
export type ErrorRows = {
  /** Bytes so far. */
  size(): number;
  add(rows: readonly BadRow[]): Promise<void>;
  /** What was added is on disk once it resolves. */
  sync(): Promise<void>;
  close(): Promise<void>;
};

/** Opens the file at the length it had when the import was saved last: what was added after is written again. */
export async function openErrorRows(path: string, size: number, form: ErrorForm): Promise<ErrorRows> {
  await mkdir(dirname(path), { recursive: true });
  const file = await open(path, size === 0 ? "w" : "r+");
  await file.truncate(size);
  const writer = errorWriter(form);
  let at = size;
  let isSynced = true;
  const append = async (text: string): Promise<void> => {
    const bytes = writer.encode(text);
    await file.write(bytes, 0, bytes.length, at);
    at += bytes.length;
    isSynced = false;
  };
  return {
    size: () => at,
    async add(rows) {
      if (rows.length === 0) return;
      await append((at === 0 ? writer.begin : "") + rows.map(writer.line).join(""));
    },
    async sync() {
      if (!isSynced) await file.datasync();
      isSynced = true;
    },
    close: () => file.close(),
  };
}

/** The first `size` bytes: what the import has told of. */
export function readErrorRows(path: string, size: number): ReadableStream<Uint8Array> {
  const bytes = size === 0 ? Readable.from([]) : createReadStream(path, { end: size - 1 });
  return Readable.toWeb(bytes) as ReadableStream<Uint8Array>;
}

export async function removeErrorRows(path: string): Promise<void> {
  await rm(path, { force: true });
}

export function errorFileName(importId: string, form: ImportMapping["file"]): string {
  return `${importId}-errors.${form.format === "csv" ? "csv" : "ndjson"}`;
}

type Writer = {
  /** What stands before the first row. */
  readonly begin: string;
  readonly line: (bad: BadRow) => string;
  readonly encode: (text: string) => Buffer;
};

function errorWriter({ form, columns }: ErrorForm): Writer {
  if (form.format !== "csv") {
    return { begin: "", line: (bad) => ndjsonLine(bad, columns), encode: (text) => Buffer.from(text) };
  }
  const { delimiter, header, encoding } = form;
  const line = (cells: readonly string[]): string => `${cells.map(quoted).join(delimiter)}\r\n`;
  const encode = ENCODERS[encoding];
  // What reads the file again knows UTF-16 by its mark alone.
  const mark = encoding === "utf-16le" ? BYTE_ORDER_MARK : "";
  // Without a header columns go by their place, so what is added stands behind them.
  return {
    begin: mark + (header ? line([...ERROR_COLUMNS, ...columns]) : ""),
    line: ({ row, reason, detail }) => {
      const own = row.cells.map(cellText);
      const said = [String(row.number), reason, detail];
      return line(header ? [...said, ...own] : [...own, ...said]);
    },
    encode,
  };
}

function quoted(text: string): string {
  return /^[\w .:@+-]*$/.test(text) ? text : `"${text.replaceAll('"', '""')}"`;
}

/** An object with the row's own members behind ours; a line that is no object as text. */
function ndjsonLine({ row, reason, detail }: BadRow, columns: readonly string[]): string {
  const said = [
    [ROW, row.number],
    [REASON, reason],
    [DETAIL, detail],
  ].map(([name, value]) => `"${name}":${JSON.stringify(value)}`);
  const text = row.kind === "row" ? (row.text ?? jsonText(objectOf(row, columns))) : null;
  if (text === null)
    return `{${said.join(",")},"import_text":${JSON.stringify(cellText(row.cells[0] ?? null))}}\n`;
  const members = text.slice(1, -1).trim();
  return `{${said.join(",")}${members === "" ? "" : `,${members}`}}\n`;
}

function objectOf({ cells }: Row, columns: readonly string[]): Readonly<Record<string, Cell>> {
  return Object.fromEntries(columns.map((column, index) => [column, cells[index] ?? null]));
}

const BYTE_ORDER_MARK = "\uFEFF";

type Encoding = Extract<ImportMapping["file"], { readonly format: "csv" }>["encoding"];

const ENCODERS: Readonly<Record<Encoding, (text: string) => Buffer>> = {
  "utf-8": (text) => Buffer.from(text),
  "utf-16le": (text) => Buffer.from(text, "utf16le"),
  "windows-1252": (text) => Buffer.from(Array.from(text, (char) => WINDOWS_BYTES.get(char) ?? QUESTION_MARK)),
};

const QUESTION_MARK = 0x3f;

/** Which byte a character is in windows-1252. Asked as of a stream, for some versions of Node read one piece as Latin-1, which has no "€". */
const WINDOWS_BYTES = new Map(
  Array.from({ length: 256 }, (_, byte) => [
    new TextDecoder("windows-1252").decode(Uint8Array.of(byte), { stream: true }),
    byte,
  ]),
);
