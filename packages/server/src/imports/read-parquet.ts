import { open } from "node:fs/promises";
import { types } from "node:util";
import { ExactNumber, HabitusError } from "@habitus/kernel";
import {
  type AsyncBuffer,
  type FileMetaData,
  parquetMetadataAsync,
  parquetReadObjects,
  parquetSchema,
} from "hyparquet";
import { compressors } from "hyparquet-compressors";
import { type Cell, type Row, RowBatch, type RowSource } from "./row.ts";

/** Rows that are unpacked at once; a row group may hold many more. */
const ROWS_UNPACKED = 25_000;
/** Packed bytes of a row group, which are read as a whole. */
const GROUP_BYTES = 512 * 1024 * 1024;

/**
 * The rows of a Parquet file (flat and nested columns; snappy, gzip, zstd, brotli, lz4). Row numbers count from 1.
 * @throws HabitusError `unreadable_file`.
 */
export async function openParquet(path: string): Promise<RowSource> {
  const metadata = await withFile(path, (file) => parquetMetadataAsync(file));
  refuseLargeGroups(metadata);
  const columns = parquetSchema(metadata).children.map(({ element }) => element.name);
  const scales = takeDecimals(metadata);
  const count = Number(metadata.num_rows);
  let read = 0;
  return {
    columns,
    count,
    share: () => (count === 0 ? 1 : read / count),
    async *rows() {
      let start = 0;
      for (const group of metadata.row_groups) {
        const end = start + Number(group.num_rows);
        for (let from = start; from < end; from += ROWS_UNPACKED) {
          const rowEnd = Math.min(end, from + ROWS_UNPACKED);
          const objects = await withFile(path, (file) =>
            parquetReadObjects({ file, metadata, rowStart: from, rowEnd, compressors }),
          );
          read = rowEnd;
          yield* batches(objects, columns, scales, from);
        }
        start = end;
      }
    },
  };
}

async function withFile<T>(path: string, work: (file: AsyncBuffer) => Promise<T>): Promise<T> {
  const handle = await open(path, "r");
  try {
    const { size } = await handle.stat();
    return await work({
      byteLength: size,
      async slice(start, end = size) {
        const bytes = new Uint8Array(end - start);
        await handle.read(bytes, 0, bytes.length, start);
        return bytes.buffer;
      },
    });
  } catch (error) {
    // The reader tells everything that is wrong with a file as a plain error.
    const why = error instanceof Error ? error.message : String(error);
    throw unreadable(`The Parquet file cannot be read: ${why}.`);
  } finally {
    await handle.close();
  }
}

function unreadable(message: string): HabitusError {
  return new HabitusError("unreadable_file", message, {
    fix: "Write it again, with row groups of up to 512 MiB, or export it as CSV or NDJSON.",
  });
}

function refuseLargeGroups({ row_groups: groups }: FileMetaData): void {
  for (const { columns } of groups) {
    const bytes = columns.reduce(
      (sum, { meta_data: each }) => sum + Number(each?.total_compressed_size ?? 0),
      0,
    );
    if (bytes > GROUP_BYTES) throw unreadable("The Parquet file has a row group of more than 512 MiB.");
  }
}

/**
 * Columns of decimals, with their scale. Their type is taken off, so that the reader gives their whole digits and does not make
 * doubles of them. Of nested columns and of decimals of any width it makes doubles all the same.
 */
function takeDecimals(metadata: FileMetaData): ReadonlyMap<string, number> {
  const scales = new Map<string, number>();
  for (const { element, children } of parquetSchema(metadata).children) {
    const isDecimal = element.converted_type === "DECIMAL" && element.type !== "BYTE_ARRAY";
    if (!isDecimal || children.length > 0) continue;
    scales.set(element.name, element.scale ?? 0);
    delete element.converted_type;
    delete element.logical_type;
  }
  return scales;
}

type Objects = readonly Readonly<Record<string, unknown>>[];

function* batches(
  objects: Objects,
  columns: readonly string[],
  scales: ReadonlyMap<string, number>,
  from: number,
): Generator<readonly Row[]> {
  const batch = new RowBatch();
  for (const [index, object] of objects.entries()) {
    let chars = 0;
    const cells = columns.map((column) => {
      const cell = toCell(object[column], scales.get(column) ?? null);
      chars += typeof cell === "string" ? cell.length : 10;
      return cell;
    });
    if (batch.add({ kind: "row", number: from + index + 1, cells, text: null }, chars)) yield batch.take();
  }
  const last = batch.take();
  if (last.length > 0) yield last;
}

function toCell(value: unknown, scale: number | null): Cell {
  if (value === null || value === undefined) return null;
  if (scale !== null) return new ExactNumber(decimalText(unscaled(value), scale));
  if (typeof value === "string" || typeof value === "boolean") return value;
  if (typeof value === "number") return Number.isFinite(value) ? value : null;
  return typeof value === "bigint" ? exact(value) : toNested(value);
}

function toNested(value: unknown): Cell {
  if (types.isDate(value)) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (value instanceof Uint8Array) return Buffer.from(value).toString("base64");
  if (Array.isArray(value)) return value.map((each) => toCell(each, null));
  return Object.fromEntries(Object.entries(value as object).map(([key, each]) => [key, toCell(each, null)]));
}

function exact(value: bigint): Cell {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : new ExactNumber(String(value));
}

/** Bytes are a big-endian number with its sign. */
function unscaled(value: unknown): bigint {
  if (!(value instanceof Uint8Array)) return BigInt(value as number | bigint);
  let sum = 0n;
  for (const byte of value) sum = (sum << 8n) | BigInt(byte);
  return BigInt.asIntN(value.length * 8, sum);
}

function decimalText(value: bigint, scale: number): string {
  const digits = (value < 0n ? -value : value).toString().padStart(scale + 1, "0");
  const whole = digits.slice(0, digits.length - scale);
  const sign = value < 0n ? "-" : "";
  return scale === 0 ? `${sign}${whole}` : `${sign}${whole}.${digits.slice(-scale)}`;
}
