import { must } from "@habitus/kernel";
import fc from "fast-check";
import { expect, test } from "vitest";
import { CellDraft, Cells } from "./cells.ts";
import { ByteReader } from "./codec/byte-reader.ts";

const seed = Number(process.env["HABITUS_SEED"] ?? 20_261_121);
const numRuns = Number(process.env["HABITUS_RUNS"] ?? 200);

type Cell = { readonly content: readonly number[]; readonly due: number; readonly marks: readonly number[] };

const leaf = fc.oneof(fc.integer({ min: 0, max: 12 }), fc.constantFrom(255, 256, 65_536, 2 ** 24 - 1));
const due = fc.oneof(
  fc.integer({ min: 0, max: 300 }),
  fc.constantFrom(2 ** 32, 7_258_118_399_999, Number.POSITIVE_INFINITY),
);
const content = fc.array(fc.integer({ min: 0, max: 255 }), { maxLength: 200 });
/** Places among the leaves of a cell; most cells have few leaves. */
const marks = fc
  .uniqueArray(fc.oneof(fc.integer({ min: 0, max: 15 }), fc.integer({ min: 0, max: 300 })), { maxLength: 6 })
  .map((places) => places.toSorted((a, b) => a - b));
const command = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("put" as const), leaf, content, due, marks }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("remove" as const), leaf }) },
);

/** What each mark of each cell stands for. */
const NAMED: string[][] = [];
for (const number of [...Array.from({ length: 13 }, (_, small) => small), 255, 256, 65_536, 2 ** 24 - 1]) {
  NAMED[number] = Array.from({ length: 301 }, (_, mark) => `${number} ${mark}`);
}

const draft = new CellDraft();

function put(cells: Cells, number: number, cell: Cell): void {
  draft.clear();
  for (const byte of cell.content) draft.content.byte(byte);
  for (const index of cell.marks) draft.marks.add(index);
  draft.due = cell.due;
  cells.put(cells.find(number), number, draft);
}

function contentOf(cells: Cells, place: number): readonly number[] {
  const reader = new ByteReader(new Uint8Array(0));
  cells.open(place, reader);
  const bytes: number[] = [];
  while (!reader.atEnd) bytes.push(reader.byte());
  return bytes;
}

/** What is marked in one and not in the next, or the other way round; nothing is marked where no cell is. */
function expectTurned(cells: Cells, expected: readonly (readonly [number, Cell])[]): void {
  const own = Array.from({ length: 301 }, (_, mark) => String(mark));
  const all = [
    ...expected.map(([number, cell]) => [cells.find(number), cell.marks] as const),
    [-1, []] as const,
  ];
  for (const [place, [found, marks]] of all.entries()) {
    const [, other] = must(all[(place + 1) % all.length], "one of them");
    draft.clear();
    for (const index of other) draft.marks.add(index);
    const turned: string[] = [];
    cells.addTurned(found, draft.marks, own, turned);
    expect(turned).toEqual(own.filter((_, mark) => marks.includes(mark) !== other.includes(mark)));
  }
}

function expectSame(cells: Cells, map: ReadonlyMap<number, Cell>): void {
  const expected = [...map].sort(([a], [b]) => a - b);
  const places = cells.places();
  expect(places.map((place) => cells.keeper(place))).toEqual(expected.map(([number]) => number));
  expect(cells.isEmpty).toBe(expected.length === 0);
  for (const [index, [number, cell]] of expected.entries()) {
    const place = must(places[index], "every cell has a place");
    expect(cells.find(number)).toBe(place);
    expect(cells.due(place)).toBe(cell.due);
    expect(contentOf(cells, place)).toEqual(cell.content);
    const asked = Array.from({ length: 320 }, (_, mark) => mark).filter((mark) =>
      cells.isMarked(place, mark),
    );
    expect(asked).toEqual(cell.marks);
  }
  expectTurned(cells, expected);
  const marked: string[] = [];
  cells.addMarked(NAMED, marked);
  expect(marked).toEqual(expected.flatMap(([number, cell]) => cell.marks.map((mark) => `${number} ${mark}`)));
  for (const now of [Number.NEGATIVE_INFINITY, 0, 150, 2 ** 32, 7_258_118_399_999]) {
    const due: number[] = [];
    const later = expected.filter(([, cell]) => cell.due > now).map(([, cell]) => cell.due);
    expect(cells.addDue(now, due)).toBe(Math.min(Number.POSITIVE_INFINITY, ...later));
    expect(due).toEqual(expected.filter(([, cell]) => cell.due <= now).map(([number]) => number));
  }
}

// A block of bytes has to be what a sorted map of cells would be, also where another person leaves blocks that it takes.
test("any sequence of changes of two people leaves the same cells, dues and marks as maps do", () => {
  const commands = fc.array(fc.tuple(fc.constantFrom(0, 1), command), { maxLength: 80 });
  const property = fc.property(commands, (all) => {
    const people = [0, 1].map(() => ({ cells: new Cells(), map: new Map<number, Cell>() }));
    for (const [person, one] of all) {
      const { cells, map } = must(people[person], "there are two");
      if (one.kind === "put") {
        put(cells, one.leaf, one);
        map.set(one.leaf, one);
      } else {
        if (map.delete(one.leaf)) cells.remove(cells.find(one.leaf));
        else expect(cells.find(one.leaf)).toBeLessThan(0);
      }
    }
    for (const { cells, map } of people) expectSame(cells, map);
  });
  fc.assert(property, { seed, numRuns });
});
