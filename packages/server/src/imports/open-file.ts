import { createReadStream } from "node:fs";
import { open, stat } from "node:fs/promises";
import { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import type { ImportMapping } from "@habitus/contract";
import { HabitusError } from "@habitus/kernel";
import { csvColumns, csvRows } from "./read-csv.ts";
import { ndjsonColumns, ndjsonRows } from "./read-ndjson.ts";
import { openParquet } from "./read-parquet.ts";
import type { RowSource } from "./row.ts";

export type FileForm = ImportMapping["file"];

const READ_BYTES = 64 * 1024;
/** Lines whose members are the columns of an NDJSON file. */
const LINES_FOR_COLUMNS = 1_000;

/** True when the file's bytes are packed with gzip, whatever its name says. */
async function isGzip(path: string): Promise<boolean> {
  const [first, second] = await firstBytes(path, 2);
  return first === 0x1f && second === 0x8b;
}

export async function firstBytes(path: string, count: number): Promise<Uint8Array> {
  const file = await open(path, "r");
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(count), 0, count, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

type Counter = { read: number };

/** The file's bytes, unpacked, a piece at a time. @throws HabitusError `unreadable_file` when it was cut off or damaged. */
export async function* unpacked(path: string, counter: Counter = { read: 0 }): AsyncGenerator<Uint8Array> {
  const bytes = counted(path, counter);
  if (!(await isGzip(path))) {
    yield* bytes;
    return;
  }
  const packed = Readable.from(bytes, { objectMode: false });
  const gunzip = createGunzip();
  packed.once("error", (error) => gunzip.destroy(error));
  packed.pipe(gunzip);
  try {
    for await (const chunk of gunzip) yield chunk as Uint8Array;
  } catch (error) {
    throw isUnpacking(error) ? damaged(String(error.message)) : error;
  } finally {
    packed.destroy();
    gunzip.destroy();
  }
}

async function* counted(path: string, counter: Counter): AsyncGenerator<Uint8Array> {
  for await (const chunk of createReadStream(path, { highWaterMark: READ_BYTES })) {
    const bytes = chunk as Uint8Array;
    counter.read += bytes.length;
    yield bytes;
  }
}

function isUnpacking(error: unknown): error is Error {
  return error instanceof Error && "code" in error && String(error.code).startsWith("Z_");
}

function damaged(why: string): HabitusError {
  return new HabitusError("unreadable_file", `The packed file is damaged or was cut off: ${why}.`, {
    fix: "Upload it again: rows that came in before count once.",
  });
}

async function* decoded(bytes: AsyncIterable<Uint8Array>, encoding: string): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding);
  for await (const chunk of bytes) {
    const text = decoder.decode(chunk, { stream: true });
    if (text !== "") yield text;
  }
  const last = decoder.decode();
  if (last !== "") yield last;
}

/**
 * Opens a file as rows. Lines of NDJSON may each have members of their own: `wanted` says which are read, without it those of the first lines.
 * @throws HabitusError `unreadable_file`.
 */
export async function openRows(
  path: string,
  form: FileForm,
  wanted: readonly string[] | null,
): Promise<RowSource> {
  const { size } = await stat(path);
  const counter = { read: 0 };
  const share = (): number => (size === 0 ? 1 : Math.min(1, counter.read / size));
  switch (form.format) {
    case "csv": {
      const text = (count: Counter): AsyncIterable<string> => decoded(unpacked(path, count), form.encoding);
      const columns = await csvColumns(text({ read: 0 }), form);
      return { columns, rows: () => csvRows(text(counter), form, columns.length), share, count: null };
    }
    case "ndjson": {
      const text = (count: Counter): AsyncIterable<string> => decoded(unpacked(path, count), "utf-8");
      const columns = wanted ?? (await ndjsonColumns(text({ read: 0 }), LINES_FOR_COLUMNS));
      return { columns, rows: () => ndjsonRows(text(counter), columns), share, count: null };
    }
    case "parquet":
      return openParquet(path);
  }
}
