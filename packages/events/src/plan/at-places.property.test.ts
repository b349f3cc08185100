import fc from "fast-check";
import { expect, test } from "vitest";
import { atPlaces } from "./at-places.ts";

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

const KEYS = ["a", "b", "a.b", "c[]", "", "é"] as const;
const keys = fc.constantFrom(...KEYS);

const { value } = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    fc.constantFrom<Json>(null, true, 1.5, "x", ""),
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(keys, tie("value"), { maxKeys: 3 }),
  ),
}));
const object = fc.dictionary(keys, value, { maxKeys: 4 });
const place = fc
  .array(fc.tuple(keys, fc.constantFrom("", "[]", "[][]")), { minLength: 1, maxLength: 3 })
  .map((steps) => steps.map(([key, items]) => key + items).join("."));

/** Every way through the value by keys and items, with the text that stands for it. */
function* walk(of: Json, written: string, way: readonly (string | number)[]): Generator<[string, string]> {
  if (way.length > 0) yield [written, JSON.stringify(way)];
  if (Array.isArray(of)) {
    for (const [index, each] of of.entries()) {
      if (way.length > 0) yield* walk(each as Json, `${written}[]`, [...way, index]);
    }
  } else if (typeof of === "object" && of !== null) {
    for (const [key, each] of Object.entries(of)) {
      yield* walk(each, way.length === 0 ? key : `${written}.${key}`, [...way, key]);
    }
  }
}

/** What is left when those on the ways are gone. */
function without(of: Json, gone: ReadonlySet<string>, way: readonly (string | number)[] = []): Json {
  const stays = (step: string | number): boolean => !gone.has(JSON.stringify([...way, step]));
  if (Array.isArray(of)) {
    return (of as readonly Json[]).flatMap((each, index) =>
      stays(index) ? [without(each, gone, [...way, index])] : [],
    );
  }
  if (typeof of !== "object" || of === null) return of;
  const kept = Object.entries(of).filter(([key]) => stays(key));
  return Object.fromEntries(kept.map(([key, each]) => [key, without(each, gone, [...way, key])]));
}

test("exactly what stands at a place is told, and goes; all else stays", () => {
  fc.assert(
    fc.property(object, fc.uniqueArray(place, { minLength: 1, maxLength: 3 }), (whole, places) => {
      const text = JSON.stringify(whole);
      const at = [...walk(whole, "", [])].filter(([written]) => places.includes(written));
      const told: string[] = [];
      const edit = atPlaces(places);
      const same = edit(text, (found) => {
        told.push(found);
        return undefined;
      });
      expect(same).toBe(text);
      expect(told.sort()).toEqual(at.map(([written]) => written).sort());
      const gone = new Set(at.map(([, way]) => way));
      expect(JSON.parse(edit(text, () => null))).toEqual(without(whole, gone));
    }),
    { numRuns: 300 },
  );
});

test("what is not touched keeps its text, inside of objects and lists too", () => {
  const text = String.raw`{ "a" : { "\u0062": 1.50, "c" : "x" } , "l":[ {"p":1.0}, {"p" :2, "q":[ ]} ] }`;
  const edit = atPlaces(["a.c", "l[].p"]);
  expect(edit(text, (place, value) => (place === "a.c" ? '"y"' : value === "2" ? "3" : undefined))).toBe(
    String.raw`{"a" : {"\u0062": 1.50,"c" : "y"},"l":[{"p":1.0},{"p" :3,"q":[ ]}]}`,
  );
});
