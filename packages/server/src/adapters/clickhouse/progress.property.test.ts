import fc from "fast-check";
import { expect, test } from "vitest";
import { Progress, type TableName, TABLES } from "./progress.ts";
import { type Block, blocksOf, type TableRows } from "./rows.ts";

const runs = Number(process.env["HABITUS_RUNS"] ?? 300);
const seed = process.env["HABITUS_SEED"];
const parameters = seed === undefined ? { numRuns: runs } : { numRuns: runs, seed: Number(seed) };

type Row = { readonly offset: number; readonly index: number; readonly month: number };

/** Bytes of a row are its two numbers, so that a block's rows can be read back from it. */
const table: TableRows<Row> = {
  insertSql: "",
  write(out, row) {
    out.uint32(row.offset);
    out.uint32(row.index);
  },
};
const ROW_BYTES = 8;

const rowsOf = (block: Block): readonly string[] =>
  Array.from({ length: block.bytes.length / ROW_BYTES }, (_, at) => {
    const from = at * ROW_BYTES;
    return `${block.bytes.readUInt32LE(from)}:${block.bytes.readUInt32LE(from + 4)}`;
  });
/** Blocks share their memory, so each is copied before the next is asked for. */
const copiesOf = (blocks: Iterable<Block>): readonly Block[] => {
  const copies: Block[] = [];
  for (const { bytes } of blocks) copies.push({ bytes: Buffer.from(bytes) });
  return copies;
};
const nameOf = (row: Row): string => `${row.offset}:${row.index}`;

/** Records in log order: how many rows each has, and how many months later than the one before it came. */
const records = fc
  .array(fc.record({ rows: fc.nat(4), later: fc.constantFrom(0, 0, 0, 1) }), { minLength: 1, maxLength: 60 })
  .map((list) => {
    let month = 1;
    return list.flatMap(({ rows, later }, at) => {
      month += later;
      return Array.from({ length: rows }, (_, index): Row => ({ offset: at + 1, index, month }));
    });
  });
const limits = fc.record({ rows: fc.integer({ min: 1, max: 12 }), bytes: fc.integer({ min: 8, max: 200 }) });

test("blocks hold all rows in order, whole records, one month each, within the limits by a record", () => {
  fc.assert(
    fc.property(records, limits, (rows, limit) => {
      const blocks = copiesOf(blocksOf(rows, table, limit, (row) => row.month));
      expect(blocks.flatMap(rowsOf)).toEqual(rows.map(nameOf));
      const byName = new Map(rows.map((row) => [nameOf(row), row]));
      const offsets = blocks.map((block) => new Set(rowsOf(block).map((name) => byName.get(name)?.offset)));
      const months = blocks.map((block) => new Set(rowsOf(block).map((name) => byName.get(name)?.month)));
      expect(offsets.reduce((sum, set) => sum + set.size, 0)).toBe(
        new Set(rows.map((row) => row.offset)).size,
      );
      expect(months.every((set) => set.size === 1)).toBe(true);
      for (const block of blocks) expect(rowsOf(block).length).toBeLessThan(limit.rows + 5);
    }),
    parameters,
  );
});

/** One attempt to append: how many records further, and after how many blocks each table stops; null goes through. */
const attempt = fc.record({
  records: fc.integer({ min: 1, max: 15 }),
  stops: fc.option(fc.tuple(...TABLES.map(() => fc.nat(3))), { nil: null }),
});

test("whatever is cut short, restarted and handed over again in other batches is kept exactly once", () => {
  fc.assert(
    fc.property(records, limits, fc.array(attempt, { maxLength: 40 }), (rows, limit, attempts) => {
      const last = rows.at(-1)?.offset ?? 1;
      const stored = new Map<TableName, Row[]>(TABLES.map((name) => [name, []]));
      let position = 0;
      let progress = learn(position, stored);
      for (const { records: ahead, stops } of [...attempts, { records: last, stops: null }]) {
        const upTo = Math.min(progress.position + ahead, last);
        const batch = rows.filter((row) => row.offset > progress.position && row.offset <= upTo);
        for (const [at, name] of TABLES.entries()) {
          const blocks = copiesOf(blocksOf(progress.missing(name, batch), table, limit, (row) => row.month));
          const names = new Set(blocks.slice(0, stops?.[at] ?? blocks.length).flatMap(rowsOf));
          stored.get(name)?.push(...rows.filter((row) => names.has(nameOf(row))));
        }
        if (stops === null) {
          position = upTo;
          progress = progress.advancedTo(upTo);
        } else {
          progress = learn(position, stored);
        }
      }
      for (const kept of stored.values()) expect(kept).toEqual(rows);
    }),
    parameters,
  );
});

function learn(position: number, stored: ReadonlyMap<TableName, readonly Row[]>): Progress {
  return new Progress(position, new Map([...stored].map(([name, rows]) => [name, rows.at(-1)?.offset ?? 0])));
}
