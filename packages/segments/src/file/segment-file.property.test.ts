import fc from "fast-check";
import { expect, test } from "vitest";
import { definitions, WILD_WORDS } from "../../test/arbitrary-definition.ts";
import { settings } from "../../test/property-settings.ts";
import { printSegmentFile } from "./print-segment-file.ts";
import { readSegmentFile } from "./read-segment-file.ts";
import type { SegmentFile } from "./segment-file.ts";

const texts = fc.oneof(
  fc.string({ minLength: 1, maxLength: 20, unit: "binary" }),
  fc.constantFrom('"', "a, b", "-- no comment", "---", "a: b", "two\nlines", " led", "é\u2028x", "\uFEFF"),
);

const files: fc.Arbitrary<SegmentFile> = fc.record({
  key: texts,
  name: texts,
  goal: texts,
  owner: texts,
  action: texts,
  review: fc.option(texts, { nil: null }),
  purpose: texts,
  tags: fc.array(texts, { maxLength: 4 }),
  paused: fc.boolean(),
  definition: definitions(WILD_WORDS),
});

test("every segment survives its file, and a printed file prints again as the same bytes", () => {
  fc.assert(
    fc.property(files, (file) => {
      const printed = printSegmentFile(file);
      const read = readSegmentFile(printed);
      expect(read).toMatchObject({ kind: "ok", comments: 0 });
      if (read.kind === "refused") return;
      expect(read.file).toEqual(file);
      expect(printSegmentFile(read.file)).toBe(printed);
    }),
    settings(150),
  );
});

test("a damaged file is read or refused at places inside it, never anything else", () => {
  const damage = fc.record({
    file: files,
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    remove: fc.nat({ max: 8 }),
    insert: fc.oneof(fc.string({ maxLength: 3 }), fc.constantFrom("\n", '"', "---\n", ":", "\r", "--")),
  });
  fc.assert(
    fc.property(damage, ({ file, at, remove, insert }) => {
      const printed = printSegmentFile(file);
      const place = Math.floor(at * printed.length);
      const damaged = printed.slice(0, place) + insert + printed.slice(place + remove);
      const read = readSegmentFile(damaged);
      if (read.kind === "ok") return;
      expect(read.problems.length).toBeGreaterThan(0);
      for (const { from, to, line, column } of read.problems)
        expect(0 <= from && from <= to && to <= damaged.length && line >= 1 && column >= 1).toBe(true);
    }),
    settings(150),
  );
});
