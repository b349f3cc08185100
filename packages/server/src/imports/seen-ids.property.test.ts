import { hash128 } from "@habitus/kernel";
import fc from "fast-check";
import { expect, test } from "vitest";
import { createMemorySeenIds, occurrenceOf, type SeenIds } from "./seen-ids.ts";

const runs = {
  ...(process.env["HABITUS_SEED"] === undefined ? {} : { seed: Number(process.env["HABITUS_SEED"]) }),
  numRuns: Number(process.env["HABITUS_RUNS"] ?? 200),
};

/** What counting says. */
function counted(rows: readonly string[]): readonly number[] {
  const counts = new Map<string, number>();
  return rows.map((row) => {
    const count = counts.get(row) ?? 0;
    counts.set(row, count + 1);
    return count;
  });
}

function remembered(seen: SeenIds, rows: readonly string[]): readonly number[] {
  return rows.map((row) => occurrenceOf(seen, (nth) => hash128(`${row} ${nth}`)));
}

test("what came before is counted without counting", () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom("a", "b", "c"), { maxLength: 60 }), (rows) => {
      expect(remembered(createMemorySeenIds(), rows)).toEqual(counted(rows));
    }),
    runs,
  );
});
