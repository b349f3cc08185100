import { HOUR_MS, type Instant } from "@habitus/kernel";
import fc from "fast-check";
import { expect, test } from "vitest";
import { type ChangedPast, changedBy, changedSince, unchangedPast } from "./changed-past.ts";
import type { DeletedRow, EventRow, StoreBatch } from "./event-store.ts";

const NOTHING: Omit<StoreBatch, "upTo"> = {
  events: [],
  traits: [],
  moves: [],
  nodes: [],
  erased: [],
  deleted: [],
};

function dated(upTo: number, times: readonly Instant[]): StoreBatch {
  const events = times.map((time) => ({ time }) as EventRow);
  return { ...NOTHING, upTo, events };
}

const after = (batches: readonly StoreBatch[], start = 0): ChangedPast =>
  batches.reduce(changedBy, unchangedPast(start));

test("what changed behind a record is told from the earliest instant on, never later, and to the hour", () => {
  const times = fc.array(fc.integer({ min: 0, max: 40 * HOUR_MS }), { maxLength: 3 });
  fc.assert(
    fc.property(fc.array(times, { maxLength: 30 }), fc.nat(30), (batches, asked) => {
      const past = after(batches.map((each, index) => dated(index + 1, each)));
      const earliest = Math.min(...batches.slice(asked).flat());
      const told = Number.isFinite(earliest) ? Math.floor(earliest / HOUR_MS) * HOUR_MS : earliest;
      expect(changedSince(past, asked)).toBe(told);
    }),
  );
});

test("what takes away changes everything, or from where it says", () => {
  const deleted = { from: 5 * HOUR_MS } as DeletedRow;
  const past = after([
    { ...NOTHING, upTo: 1, erased: [{ offset: 1, node: 1 }] },
    { ...NOTHING, upTo: 2, deleted: [deleted] },
    { ...NOTHING, upTo: 3, deleted: [{ ...deleted, from: null }] },
    { ...NOTHING, upTo: 4, deleted: [deleted] },
  ]);
  expect([0, 1, 2, 3, 4].map((offset) => changedSince(past, offset))).toEqual([
    -Infinity,
    -Infinity,
    -Infinity,
    5 * HOUR_MS,
    Infinity,
  ]);
});

test("nothing is known of what came before it began, nor of what was forgotten", () => {
  expect(changedSince(unchangedPast(7), 6)).toBe(-Infinity);
  expect(changedSince(unchangedPast(7), 7)).toBe(Infinity);
  const past = after(Array.from({ length: 100 }, (_, hour) => dated(hour + 1, [hour * HOUR_MS])));
  expect(past.changes).toHaveLength(64);
  expect(changedSince(past, 35)).toBe(-Infinity);
  expect(changedSince(past, 36)).toBe(36 * HOUR_MS);
});
