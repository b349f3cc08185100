import { HabitusError } from "@habitus/kernel";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Key, type Kv, put, type Range, remove, type Table } from "./kv.ts";

type Note = { readonly rev: number; readonly text: string };
const NOTES: Table<Note> = { name: "notes", version: 1 };
const NUMBERS: Table<unknown> = { name: "numbers", version: 1 };
const NUMBERS_2: Table<unknown> = { name: "numbers", version: 2 };

async function codeOf(promise: Promise<unknown>): Promise<string> {
  const error = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  return error instanceof HabitusError ? error.code : String(error);
}

/** The laws of the key-value port; every adapter runs them. `open` makes an empty one. */
export function describeKv(name: string, open: () => Promise<Kv>): void {
  describe(`kv: ${name}`, () => {
    let kv: Kv;
    beforeEach(async () => {
      kv = await open();
    });
    afterEach(async () => kv.close());

    const keys = (range: Range, table: Table<unknown> = NUMBERS): readonly Key[] => {
      const found = [...kv.keys(table, range)];
      expect([...kv.range(table, range)].map((entry) => entry.key)).toEqual(found);
      return found;
    };
    const fill = (list: readonly Key[]): Promise<void> =>
      kv.commit(list.map((key, place) => put(NUMBERS, key, place)));

    test("put, overwrite, remove; what is absent is undefined", async () => {
      expect(kv.get(NOTES, ["a"])).toBeUndefined();
      await kv.commit([put(NOTES, ["a"], { rev: 1, text: "one" })]);
      expect(kv.get(NOTES, ["a"])).toEqual({ rev: 1, text: "one" });
      await kv.commit([put(NOTES, ["a"], { rev: 2, text: "two" }), put(NOTES, ["b"], { rev: 1, text: "" })]);
      expect(kv.get(NOTES, ["a"])?.text).toBe("two");
      await kv.commit([remove(NOTES, ["a"]), remove(NOTES, ["never there"])]);
      expect(kv.get(NOTES, ["a"])).toBeUndefined();
      expect(kv.get(NOTES, ["b"])?.rev).toBe(1);
    });

    test("later changes of one commit win", async () => {
      await kv.commit([put(NUMBERS, [1], "a"), remove(NUMBERS, [1]), put(NUMBERS, [1], "b")]);
      expect(kv.get(NUMBERS, [1])).toBe("b");
    });

    test("values come back as JSON holds them", async () => {
      const values: readonly unknown[] = [
        null,
        true,
        0,
        -1.5e300,
        "",
        "\u0000",
        "😀 \ud800",
        "x".repeat(200_000),
        [],
        {},
        { a: [1, { b: null }] },
        { constructor: 1 },
      ];
      await kv.commit(values.map((value, place) => put(NUMBERS, [place], value)));
      expect(values.map((_, place) => kv.get(NUMBERS, [place]))).toEqual(values);
      expect([...kv.range(NUMBERS, {})].map((entry) => entry.value)).toEqual(values);
    });

    test("a value that JSON cannot hold is a bug", async () => {
      await expect(kv.commit([put(NUMBERS, [1], undefined)])).rejects.toThrow();
      expect(kv.get(NUMBERS, [1])).toBeUndefined();
    });

    test("tables and versions do not see each other", async () => {
      await kv.commit([
        put(NUMBERS, ["k"], 1),
        put(NUMBERS_2, ["k"], 2),
        put(NOTES, ["k"], { rev: 1, text: "" }),
      ]);
      expect(kv.get(NUMBERS, ["k"])).toBe(1);
      expect(kv.get(NUMBERS_2, ["k"])).toBe(2);
      expect(keys({})).toEqual([["k"]]);
      expect(keys({}, NUMBERS_2)).toEqual([["k"]]);
    });

    test("order: numbers before text, element by element, a prefix before its extensions, text by code point", async () => {
      const ordered: readonly Key[] = [
        [],
        [Number.NEGATIVE_INFINITY],
        [-2],
        [-1.5],
        [0],
        [1],
        [1, 0],
        [1, "a"],
        [1.5],
        [10],
        [2 ** 53],
        [Number.POSITIVE_INFINITY],
        [""],
        ["", "a"],
        ["\u0000"],
        ["\u0000", 1],
        ["a"],
        ["a", -1],
        ["a", "b"],
        ["a\u0000"],
        ["a\u0000b"],
        ["ab"],
        ["é"],
        ["\ud800"],
        ["\udfff"],
        ["\ufffd"],
        ["😀"],
      ];
      await fill([...ordered].reverse());
      expect(keys({})).toEqual(ordered);
      expect(keys({ reverse: true })).toEqual([...ordered].reverse());
    });

    test("range: prefix, from, to, reverse, limit, alone and together", async () => {
      await fill([["a", 1], ["a", 2], ["a", 3], ["a\u0000", 1], ["b", 1], ["b", 2], ["c"]]);
      expect(keys({ prefix: ["a"] })).toEqual([
        ["a", 1],
        ["a", 2],
        ["a", 3],
      ]);
      expect(keys({ prefix: ["c"] })).toEqual([["c"]]);
      expect(keys({ prefix: ["z"] })).toEqual([]);
      expect(keys({ from: ["a", 3], to: ["b", 2] })).toEqual([
        ["a", 3],
        ["a\u0000", 1],
        ["b", 1],
      ]);
      expect(keys({ from: ["a", 3], to: ["b", 2], reverse: true, limit: 2 })).toEqual([
        ["b", 1],
        ["a\u0000", 1],
      ]);
      expect(keys({ prefix: ["a"], from: ["a", 2] })).toEqual([
        ["a", 2],
        ["a", 3],
      ]);
      expect(keys({ prefix: ["a"], to: ["a", 2] })).toEqual([["a", 1]]);
      expect(keys({ prefix: ["a"], from: ["0"], to: ["z"], reverse: true, limit: 1 })).toEqual([["a", 3]]);
      expect(keys({ from: ["b", 1.5] })).toEqual([["b", 2], ["c"]]);
      expect(keys({ to: ["b", 1.5], reverse: true, limit: 1 })).toEqual([["b", 1]]);
      expect(keys({ from: ["b"], to: ["a"] })).toEqual([]);
      expect(keys({ limit: 0 })).toEqual([]);
    });

    test("a long range is whole both ways, also when it stops early or the table changes on the way", async () => {
      const all = Array.from({ length: 1_500 }, (_, place) => [place]);
      await fill(all);
      expect(keys({})).toEqual(all);
      expect(keys({ reverse: true })).toEqual([...all].reverse());
      expect(keys({ limit: 700 })).toEqual(all.slice(0, 700));
      const seen: Key[] = [];
      for (const { key } of kv.range(NUMBERS, {})) {
        seen.push(key);
        if (seen.length === 600) await kv.commit([remove(NUMBERS, [1_400]), put(NUMBERS, [0.5], "behind")]);
        if (seen.length > 1_200) break;
      }
      expect(seen).toEqual(all.slice(0, 1_201));
      expect(keys({ from: [1_399], limit: 2 })).toEqual([[1_399], [1_401]]);
    });

    test("an expectation on the revision guards the whole commit", async () => {
      await kv.commit(
        [put(NOTES, ["a"], { rev: 1, text: "one" })],
        [{ table: NOTES, key: ["a"], rev: null }],
      );
      const again = kv.commit(
        [put(NOTES, ["a"], { rev: 1, text: "again" }), put(NOTES, ["b"], { rev: 1, text: "b" })],
        [{ table: NOTES, key: ["a"], rev: null }],
      );
      expect(await codeOf(again)).toBe("conflict");
      expect(kv.get(NOTES, ["a"])?.text).toBe("one");
      expect(kv.get(NOTES, ["b"])).toBeUndefined();
      await kv.commit([put(NOTES, ["a"], { rev: 2, text: "two" })], [{ table: NOTES, key: ["a"], rev: 1 }]);
      expect(
        await codeOf(kv.commit([remove(NOTES, ["a"])], [{ table: NOTES, key: ["missing"], rev: 1 }])),
      ).toBe("conflict");
      expect(kv.get(NOTES, ["a"])?.text).toBe("two");
    });

    test("of many writers who expect the same revision exactly one wins", async () => {
      await kv.commit([put(NOTES, ["n"], { rev: 0, text: "" })]);
      for (let rev = 0; rev < 20; rev++) {
        const results = await Promise.all(
          Array.from({ length: 8 }, (_, writer) =>
            codeOf(
              kv.commit(
                [put(NOTES, ["n"], { rev: rev + 1, text: String(writer) })],
                [{ table: NOTES, key: ["n"], rev }],
              ),
            ),
          ),
        );
        expect(results.filter((result) => result === "conflict")).toHaveLength(7);
        expect(kv.get(NOTES, ["n"])?.rev).toBe(rev + 1);
      }
    });

    test("a key that is too long is refused and nothing is written", async () => {
      const long = "k".repeat(3_000);
      expect(await codeOf(kv.commit([put(NUMBERS, ["short"], 1), put(NUMBERS, [long], 1)]))).toBe(
        "key_too_long",
      );
      expect(kv.get(NUMBERS, ["short"])).toBeUndefined();
      await kv.commit([put(NUMBERS, ["ü".repeat(900)], 1)]);
      expect(kv.get(NUMBERS, ["ü".repeat(900)])).toBe(1);
    });

    test("a large commit is one commit", async () => {
      await kv.commit(Array.from({ length: 20_000 }, (_, place) => put(NUMBERS, [place], { place })));
      expect(kv.get(NUMBERS, [19_999])).toEqual({ place: 19_999 });
      await kv.commit(Array.from({ length: 20_000 }, (_, place) => remove(NUMBERS, [place])));
      expect(keys({})).toEqual([]);
    });

    test("written anew, everything is as it was, with what was committed meanwhile", async () => {
      await kv.commit(Array.from({ length: 5_000 }, (_, place) => put(NUMBERS, [place], place)));
      await kv.commit(Array.from({ length: 1_000 }, (_, place) => remove(NUMBERS, [place])));
      const reading = [...kv.range(NUMBERS, { limit: 3 })];
      const rewriting = kv.rewrite();
      const meanwhile = [1, 2, 3, 4, 5].map((n) => kv.commit([put(NUMBERS, [2_000 + n], -n)]));
      await kv.commit([remove(NUMBERS, [1_500])]);
      await Promise.all([...meanwhile, rewriting]);
      expect(reading).toHaveLength(3);
      const all = [...kv.range(NUMBERS, {})];
      expect([all.length, kv.get(NUMBERS, [2_003]), kv.get(NUMBERS, [1_500])]).toEqual([
        3_999,
        -3,
        undefined,
      ]);
      await kv.commit([put(NUMBERS, [1], 1)]);
      expect(kv.get(NUMBERS, [1])).toBe(1);
    });

    test("after close nothing is committed", async () => {
      await kv.close();
      expect(await codeOf(kv.commit([put(NUMBERS, [1], 1)]))).toBe("kv_closed");
      kv = await open();
    });
  });
}
