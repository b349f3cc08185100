import { assert, type Instant, must } from "@habitus/kernel";
import { type LogRecord, type NewRecord, type Offset, RECORD_KINDS, type RecordKind } from "./log.ts";

/**
 * Stored form of neighbouring records of one commit, little-endian, format 1:
 *
 *   0   u8   format        1..3  zero
 *   4   u32  count
 *   8   f64  logical now, ms, of every record in the block
 *   16  count × { u32 payload length, u32 kind }
 *   …   payloads, one after the other
 *
 * The offset of the first record is not in the block: it is its key.
 */
const FORMAT = 1;
const HEADER_BYTES = 16;
const ENTRY_BYTES = 8;

/** A block closes before it would pass this size; one larger record makes a block of its own. */
export const BLOCK_BYTES = 256 * 1024;

const KIND_BY_NUMBER: ReadonlyMap<number, RecordKind> = new Map(
  Object.entries(RECORD_KINDS).map(([kind, number]) => [number, kind as RecordKind]),
);

export type Block = { readonly bytes: Buffer; readonly count: number };

/** Splits records, in their order, into as few blocks as the block size allows. */
export function encodeBlocks(records: readonly NewRecord[], at: Instant): readonly Block[] {
  const blocks: Block[] = [];
  let from = 0;
  let size = 0;
  for (const [place, record] of records.entries()) {
    const entry = ENTRY_BYTES + record.payload.byteLength;
    if (place > from && size + entry > BLOCK_BYTES) {
      blocks.push(encodeBlock(records.slice(from, place), at));
      from = place;
      size = 0;
    }
    size += entry;
  }
  if (from < records.length) blocks.push(encodeBlock(records.slice(from), at));
  return blocks;
}

function encodeBlock(records: readonly NewRecord[], at: Instant): Block {
  const payloadBytes = records.reduce((sum, record) => sum + record.payload.byteLength, 0);
  const payloadsFrom = HEADER_BYTES + records.length * ENTRY_BYTES;
  const bytes = Buffer.allocUnsafeSlow(payloadsFrom + payloadBytes);
  bytes.writeUInt32LE(FORMAT, 0);
  bytes.writeUInt32LE(records.length, 4);
  bytes.writeDoubleLE(at, 8);
  let entry = HEADER_BYTES;
  let position = payloadsFrom;
  for (const record of records) {
    bytes.writeUInt32LE(record.payload.byteLength, entry);
    bytes.writeUInt32LE(RECORD_KINDS[record.kind], entry + 4);
    bytes.set(record.payload, position);
    entry += ENTRY_BYTES;
    position += record.payload.byteLength;
  }
  return { bytes, count: records.length };
}

export type BlockHeader = { readonly count: number; readonly at: Instant };

export function blockHeader(bytes: Buffer): BlockHeader {
  assert(bytes.readUInt32LE(0) === FORMAT, "the log block has a format this program knows");
  return { count: bytes.readUInt32LE(4), at: bytes.readDoubleLE(8) };
}

/** The records of a block; payloads are views of `bytes`, which therefore must not change. */
export function decodeBlock(bytes: Buffer, first: Offset): readonly LogRecord[] {
  const { count, at } = blockHeader(bytes);
  const records: LogRecord[] = [];
  let position = HEADER_BYTES + count * ENTRY_BYTES;
  for (let index = 0; index < count; index++) {
    const entry = HEADER_BYTES + index * ENTRY_BYTES;
    const length = bytes.readUInt32LE(entry);
    const kind = must(KIND_BY_NUMBER.get(bytes.readUInt32LE(entry + 4)), "the record has a known kind");
    const payload = bytes.subarray(position, position + length);
    records.push({ kind, payload, offset: first + index, at });
    position += length;
  }
  assert(position === bytes.length, "the log block ends where its entries say");
  return records;
}
