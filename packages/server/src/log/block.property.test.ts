import fc from "fast-check";
import { expect, test } from "vitest";
import { BLOCK_BYTES, decodeBlock, encodeBlocks } from "./block.ts";
import type { NewRecord } from "./log.ts";

const settings = {
  numRuns: Number(process.env["HABITUS_RUNS"] ?? 100),
  ...(process.env["HABITUS_SEED"] === undefined ? {} : { seed: Number(process.env["HABITUS_SEED"]) }),
};

const record: fc.Arbitrary<NewRecord> = fc.record({
  kind: fc.constantFrom("events", "tick", "rejected", "imports"),
  payload: fc.oneof(
    { weight: 8, arbitrary: fc.uint8Array({ maxLength: 50 }) },
    { weight: 1, arbitrary: fc.integer({ min: 60_000, max: 600_000 }).map((size) => new Uint8Array(size)) },
  ),
});

test("blocks give back the records in order, and only a single large record makes a block larger than the limit", () => {
  fc.assert(
    fc.property(fc.array(record, { minLength: 1, maxLength: 30 }), fc.nat(), (records, at) => {
      const blocks = encodeBlocks(records, at);
      let first = 1;
      const read = blocks.flatMap(({ bytes, count }) => {
        const decoded = decodeBlock(bytes, first);
        expect(decoded).toHaveLength(count);
        if (count > 1) expect(bytes.length).toBeLessThanOrEqual(BLOCK_BYTES + 16);
        first += count;
        return decoded;
      });
      expect(read.map(({ offset, kind, at: time }) => ({ offset, kind, time }))).toEqual(
        records.map(({ kind }, place) => ({ offset: place + 1, kind, time: at })),
      );
      for (const [place, { payload }] of read.entries())
        expect(Buffer.compare(payload, records[place]?.payload ?? new Uint8Array(1))).toBe(0);
    }),
    settings,
  );
});

test("a damaged block is a bug, not a record", () => {
  const block =
    encodeBlocks([{ kind: "events", payload: new Uint8Array(10) }], 5)[0]?.bytes ?? Buffer.alloc(0);
  expect(() => decodeBlock(block.subarray(0, block.length - 1), 1)).toThrow("ends where");
  const foreign = Buffer.from(block);
  foreign.writeUInt32LE(9, 0);
  expect(() => decodeBlock(foreign, 1)).toThrow("format");
});
