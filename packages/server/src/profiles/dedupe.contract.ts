import { DAY_MS, hash128, hashHex } from "@habitus/kernel";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Claim, Dedupe } from "./dedupe.ts";

const START = 20_000 * DAY_MS;
const claim = (id: string, offset: number, index = 0, at = START): Claim => ({
  idHash: hashHex(hash128(id)),
  at,
  offset,
  index,
});

/** The laws of the dedupe port; every adapter runs them. `open` makes an empty one that remembers `horizonDays`. */
export function describeDedupe(name: string, open: (horizonDays: number) => Promise<Dedupe>): void {
  describe(`dedupe: ${name}`, () => {
    let dedupe: Dedupe;
    beforeEach(async () => {
      dedupe = await open(8);
    });
    afterEach(async () => dedupe.close());

    test("the first copy wins, in one call and over calls", async () => {
      expect(await dedupe.claim([claim("a", 1), claim("b", 1, 1), claim("a", 1, 2)])).toEqual([
        true,
        true,
        false,
      ]);
      expect(await dedupe.claim([claim("b", 2), claim("c", 2, 1)])).toEqual([false, true]);
      expect(await dedupe.claim([])).toEqual([]);
    });

    test("work repeated after a crash gets the answers it got before", async () => {
      const work = [claim("a", 1), claim("b", 2), claim("a", 3), claim("c", 3, 1)];
      const answers = await dedupe.claim(work);
      expect(await dedupe.claim(work)).toEqual(answers);
      expect(await dedupe.claim(work.slice(2))).toEqual(answers.slice(2));
      expect(await dedupe.claim([...work.slice(1), claim("d", 4), claim("d", 5)])).toEqual([
        ...answers.slice(1),
        true,
        false,
      ]);
    });

    test("ids are claimed while others are on their way to the disk, and the next time these go too", async () => {
      const many = (from: number): readonly Claim[] =>
        Array.from({ length: 700 }, (_, index) => claim(`m${from}-${index}`, from, index));
      const keeping: Promise<void>[] = [];
      for (let offset = 1; offset <= 6; offset++) {
        expect((await dedupe.claim(many(offset))).every(Boolean)).toBe(true);
        keeping.push(dedupe.keep());
      }
      await Promise.all(keeping);
      await dedupe.keep();
      for (let offset = 1; offset <= 6; offset++) {
        const elsewhere = many(offset).map((each) => ({ ...each, offset: 9 }));
        expect((await dedupe.claim(elsewhere)).some(Boolean)).toBe(false);
        expect((await dedupe.claim(many(offset))).every(Boolean)).toBe(true);
      }
    });

    test("an id is remembered over the horizon and forgotten some day later", async () => {
      await dedupe.claim([claim("old", 1, 0, START + DAY_MS - 1)]);
      expect(await dedupe.claim([claim("old", 2, 0, START + 8 * DAY_MS + DAY_MS - 1)])).toEqual([false]);
      for (let day = 9; day <= 12; day++)
        await dedupe.claim([claim(`other ${day}`, day, 0, START + day * DAY_MS)]);
      expect(await dedupe.claim([claim("old", 20, 0, START + 12 * DAY_MS)])).toEqual([true]);
    });

    test("imported ids are remembered for ever and share one namespace with the others", async () => {
      await dedupe.claim([{ ...claim("row", 1), forever: true }, claim("live", 1, 1)]);
      const later = START + 400 * DAY_MS;
      expect(
        await dedupe.claim([{ ...claim("row", 2, 0, later), forever: true }, claim("row", 2, 1, later)]),
      ).toEqual([false, false]);
      expect(await dedupe.claim([{ ...claim("row", 1), forever: true }])).toEqual([true]);
    });

    test("calls made at the same time answer as if made one after the other", async () => {
      const calls = Array.from({ length: 20 }, (_, call) =>
        dedupe.claim(Array.from({ length: 50 }, (_unused, index) => claim(`${index}`, call + 1, index))),
      );
      const answers = await Promise.all(calls);
      expect(answers.map((list) => list.filter(Boolean).length)).toEqual([50, ...Array(19).fill(0)]);
    });

    test("many ids: no first copy is taken for a duplicate and no duplicate for a first copy", async () => {
      let offset = 0;
      const ids = (from: number, count: number): readonly Claim[] => {
        offset++;
        return Array.from({ length: count }, (_, index) => claim(`id ${from + index}`, offset, index));
      };
      for (let from = 0; from < 30_000; from += 3_000)
        expect((await dedupe.claim(ids(from, 3_000))).every(Boolean)).toBe(true);
      for (let from = 0; from < 30_000; from += 3_000)
        expect((await dedupe.claim(ids(from, 3_000))).some(Boolean)).toBe(false);
      expect((await dedupe.claim(ids(29_000, 2_000))).filter(Boolean)).toHaveLength(1_000);
    });

    test("clear forgets everything", async () => {
      await dedupe.claim([claim("a", 1), { ...claim("b", 1, 1), forever: true }]);
      await dedupe.clear();
      expect(await dedupe.claim([claim("a", 2), claim("b", 2, 1)])).toEqual([true, true]);
    });
  });
}
