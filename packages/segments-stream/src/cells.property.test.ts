import { must } from "@habitus/kernel";
import fc from "fast-check";
import { expect, test } from "vitest";
import { Cells } from "./cells.ts";
import { ByteReader } from "./codec/byte-reader.ts";
import { ByteWriter } from "./codec/byte-writer.ts";

const seed = Number(process.env["HABITUS_SEED"] ?? 20_261_121);
const numRuns = Number(process.env["HABITUS_RUNS"] ?? 200);

type Cell = { readonly content: readonly number[]; readonly due: number };

const leaf = fc.oneof(fc.integer({ min: 0, max: 12 }), fc.constantFrom(255, 256, 65_536, 2 ** 24 - 1));
const due = fc.oneof(
  fc.integer({ min: 0, max: 300 }),
  fc.constantFrom(2 ** 32, 7_258_118_399_999, Number.POSITIVE_INFINITY),
);
const content = fc.array(fc.integer({ min: 0, max: 255 }), { maxLength: 200 });
const command = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("put" as const), leaf, content, due }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("remove" as const), leaf }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("flag" as const),
      index: fc.integer({ min: 0, max: 19 }),
      value: fc.boolean(),
    }),
  },
);

function put(cells: Cells, number: number, cell: Cell): void {
  const writer = new ByteWriter();
  for (const byte of cell.content) writer.byte(byte);
  cells.put(cells.find(number), number, writer, cell.due);
}

function contentOf(cells: Cells, place: number): readonly number[] {
  const reader = new ByteReader(new Uint8Array(0));
  cells.open(place, reader);
  const bytes: number[] = [];
  while (!reader.atEnd) bytes.push(reader.byte());
  return bytes;
}

// A block of bytes has to be what a sorted map of cells and a list of flags would be.
test("any sequence of changes leaves the same cells, dues and flags as a map does", () => {
  const property = fc.property(fc.array(command, { maxLength: 60 }), (commands) => {
    const cells = new Cells(Uint8Array.of(0b1010_0101, 0, 0b1111));
    const flags = Array.from({ length: 20 }, (_, index) => cells.flag(index));
    const map = new Map<number, Cell>();
    for (const one of commands) {
      if (one.kind === "put") {
        put(cells, one.leaf, one);
        map.set(one.leaf, one);
      } else if (one.kind === "remove") {
        if (map.delete(one.leaf)) cells.remove(cells.find(one.leaf));
        else expect(cells.find(one.leaf)).toBeLessThan(0);
      } else {
        cells.setFlag(one.index, one.value);
        flags[one.index] = one.value;
      }
    }
    const expected = [...map].sort(([a], [b]) => a - b);
    const places = cells.places();
    expect(places.map((place) => cells.keeper(place))).toEqual(expected.map(([number]) => number));
    expect(cells.isEmpty).toBe(expected.length === 0);
    for (const [index, [number, cell]] of expected.entries()) {
      const place = must(places[index], "every cell has a place");
      expect(cells.find(number)).toBe(place);
      expect(cells.due(place)).toBe(cell.due);
      expect(contentOf(cells, place)).toEqual(cell.content);
    }
    expect(cells.earliestDue()).toBe(
      Math.min(Number.POSITIVE_INFINITY, ...expected.map(([, cell]) => cell.due)),
    );
    for (const now of [0, 150, 2 ** 32, 7_258_118_399_999]) {
      const due = expected.filter(([, cell]) => cell.due <= now).map(([number]) => number);
      expect(cells.dueUpTo(now)).toEqual(due);
    }
    expect(flags.map((_, index) => cells.flag(index))).toEqual(flags);
  });
  fc.assert(property, { seed, numRuns });
});
