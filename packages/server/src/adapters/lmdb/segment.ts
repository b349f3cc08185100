import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { assert, type Instant, must } from "@habitus/kernel";
import { asBinary, type RootDatabase } from "lmdb";
import { type Block, blockHeader, decodeBlock } from "../../log/block.ts";
import type { LogHead, LogRecord, Offset } from "../../log/log.ts";
import { CommitGuard, type OnGivenUp } from "./commit-guard.ts";
import { createEnvironment, environmentBytes, openEnvironment, PAGE_BYTES } from "./environment.ts";
import { dataNewer } from "../../platform/data-newer.ts";

/**
 * A segment is one LMDB environment in a folder named by the offset of its first record. Key 0 holds the header, every
 * other key is (offset of a block's first record − base + 1), its value a block.
 */
const HEADER_KEY = 0;
const LAST_KEY = 2 ** 32 - 1;
const FORMAT = 1;
const NAME = /^\d{16}$/;
/** Pages a commit may write besides its blocks: path to the root, free list, both more than once. */
const COMMIT_OVERHEAD_BYTES = 1024 * 1024;

/** `at` is the logical now of the record before the first. */
type Header = { readonly format: number; readonly base: Offset; readonly at: Instant };

export function segmentDir(dir: string, base: Offset): string {
  return join(dir, String(base).padStart(16, "0"));
}

/** Offsets at which the segments of a log begin, ascending. */
export function listSegments(dir: string): readonly Offset[] {
  return readdirSync(dir)
    .filter((name) => NAME.test(name))
    .map(Number)
    .sort((a, b) => a - b);
}

export function segmentBytes(dir: string, base: Offset): number {
  return environmentBytes(segmentDir(dir, base));
}

/** One open segment. */
export class Segment {
  readonly base: Offset;
  readonly #before: LogHead;
  readonly #environment: RootDatabase<Buffer, number>;
  readonly #guard: CommitGuard;
  #cached: { readonly first: Offset; readonly records: readonly LogRecord[] } | null = null;

  private constructor(
    dir: string,
    header: Header,
    environment: RootDatabase<Buffer, number>,
    onGivenUp?: OnGivenUp,
  ) {
    this.base = header.base;
    this.#before = { offset: header.base - 1, at: header.at };
    this.#environment = environment;
    this.#guard = new CommitGuard(segmentDir(dir, header.base), environment, { onGivenUp });
  }

  /** @throws HabitusError `data_newer` */
  static open(dir: string, base: Offset, access: "read" | "write", onGivenUp?: OnGivenUp): Segment {
    const folder = segmentDir(dir, base);
    // lmdb would make a missing folder.
    statSync(folder);
    const environment = openEnvironment<Buffer, number>({
      dir: folder,
      keys: "uint32",
      values: "binary",
      readOnly: access === "read",
    });
    const header = JSON.parse(String(environment.get(HEADER_KEY) ?? "null")) as Header | null;
    if (header !== null && header.format > FORMAT) {
      void environment.close();
      throw dataNewer(`log format ${header.format}`);
    }
    assert(header?.format === FORMAT && header.base === base, `${folder} is a log segment of a known format`);
    return new Segment(dir, header, environment, onGivenUp);
  }

  /** @throws HabitusError `storage_full` */
  static create(dir: string, base: Offset, at: Instant, onGivenUp?: OnGivenUp): Segment {
    const header: Header = { format: FORMAT, base, at };
    const environment = createEnvironment<Buffer, number>(
      { dir: segmentDir(dir, base), keys: "uint32", values: "binary" },
      (made) => void made.put(HEADER_KEY, Buffer.from(JSON.stringify(header))),
    );
    return new Segment(dir, header, environment, onGivenUp);
  }

  /**
   * All blocks or none; resolves once they are on disk.
   * @throws HabitusError `storage_full`, `storage_failed`
   */
  async write(blocks: readonly Block[], first: Offset): Promise<void> {
    const bytes = blocks.reduce((sum, block) => sum + block.bytes.length + PAGE_BYTES, COMMIT_OVERHEAD_BYTES);
    const write = (): void => {
      let offset = first;
      for (const block of blocks) {
        void this.#environment.put(this.#key(offset), asBinary(block.bytes) as unknown as Buffer);
        offset += block.count;
      }
    };
    await this.#guard.run(bytes, () => this.#environment.batch(write));
  }

  /** The newest record, or the one before the first while the segment is empty. */
  head(): LogHead {
    this.#environment.resetReadTxn();
    const [newest] = [...this.#environment.getRange({ start: LAST_KEY, reverse: true, limit: 1 })];
    if (newest === undefined || newest.key === HEADER_KEY) return this.#before;
    const { count, at } = blockHeader(newest.value);
    return { offset: this.#offset(newest.key) + count - 1, at };
  }

  /** The logical now of the first record; null when the segment is empty. */
  firstAt(): Instant | null {
    for (const { value } of this.#environment.getRange({ start: 1, limit: 1 })) return blockHeader(value).at;
    return null;
  }

  /** Records from `from` on up to a record count and about so many bytes, never past the block that reaches them. */
  read(from: Offset, limit: { readonly records: number; readonly bytes: number }): readonly LogRecord[] {
    this.#environment.resetReadTxn();
    const start = this.#blockOf(from);
    if (start === null) return [];
    const records: LogRecord[] = [];
    let bytes = 0;
    for (const block of this.#blocksFrom(start)) {
      for (const record of block) {
        if (record.offset < from) continue;
        records.push(record);
        bytes += record.payload.byteLength;
      }
      if (records.length >= limit.records || bytes >= limit.bytes) break;
    }
    return records;
  }

  async close(): Promise<void> {
    this.#cached = null;
    await this.#environment.close();
  }

  /** First offset of the block that holds `offset`; null when the segment ends before it. */
  #blockOf(offset: Offset): Offset | null {
    const cached = this.#cached;
    if (cached !== null && offset >= cached.first && offset < cached.first + cached.records.length)
      return cached.first;
    const [key] = [...this.#environment.getKeys({ start: this.#key(offset), reverse: true, limit: 1 })];
    return key === undefined || key === HEADER_KEY ? null : this.#offset(key);
  }

  *#blocksFrom(first: Offset): Generator<readonly LogRecord[]> {
    let next = first;
    if (this.#cached?.first === first) {
      yield this.#cached.records;
      next = first + this.#cached.records.length;
    }
    for (const { key, value } of this.#environment.getRange({ start: this.#key(next) })) {
      const records = decodeBlock(value, this.#offset(key));
      this.#cached = { first: must(records[0], "a block holds a record").offset, records };
      yield records;
    }
  }

  #key(offset: Offset): number {
    return offset - this.base + 1;
  }

  #offset(key: number): Offset {
    return this.base + key - 1;
  }
}
