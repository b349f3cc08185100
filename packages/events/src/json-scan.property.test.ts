import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { scanBatch, scanSingle } from "./body-spans.ts";
import { mergeObjects } from "./json-merge.ts";
import { memberSpans, memberText } from "./json-scan.ts";

const settings = {
  seed: Number(process.env["HABITUS_SEED"] ?? 20_261),
  numRuns: Number(process.env["HABITUS_RUNS"] ?? 300),
};

/** JSON texts as careless senders write them: any whitespace, any escape, any number form, keys more than once. */
const space = fc.array(fc.constantFrom(" ", "\n", "\t", "\r"), { maxLength: 2 }).map((each) => each.join(""));

const character = fc.oneof(
  fc.constantFrom("a", "Z", "0", " ", "é", "日", "😀", "{", "}", "[", "]", ",", ":", "'"),
  fc.constantFrom(
    '\\"',
    "\\\\",
    "\\/",
    "\\b",
    "\\n",
    "\\t",
    "\\u0000",
    "\\u0041",
    "\\ud83d",
    "\\uD800",
    "\\u2028",
  ),
);
const stringText = fc.array(character, { maxLength: 6 }).map((each) => `"${each.join("")}"`);
const keyText = fc.oneof(
  stringText,
  fc.constantFrom(
    '"properties"',
    '"traits"',
    '"context"',
    '"\\u0070roperties"',
    '"__proto__"',
    '"constructor"',
    '"batch"',
  ),
);
const scalarText = fc.oneof(
  stringText,
  fc.constantFrom("null", "true", "false", "1.0", "-0", "1e999", "0.10", "12345678901234567890", "1E+2"),
);

const { value: valueText, object: objectText } = fc.letrec<{ value: string; object: string }>((tie) => ({
  value: fc.oneof({ maxDepth: 4 }, scalarText, tie("object"), listOf(tie("value"))),
  object: fc
    .array(fc.tuple(space, keyText, space, space, tie("value"), space), { maxLength: 4 })
    .chain((members) =>
      space.map(
        (inside) =>
          `{${members.map(([a, key, b, c, value, d]) => `${a}${key}${b}:${c}${value}${d}`).join(",") || inside}}`,
      ),
    ),
}));

function listOf(item: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc
    .tuple(space, fc.array(fc.tuple(space, item, space), { maxLength: 3 }))
    .map(([inside, items]) => `[${items.map((each) => each.join("")).join(",") || inside}]`);
}

function depthOf(value: unknown): number {
  if (typeof value !== "object" || value === null) return 0;
  return 1 + Math.max(0, ...Object.values(value).map(depthOf));
}

describe("spans of a JSON text", () => {
  it("cut out what JSON.parse reads, character for character", () => {
    fc.assert(
      fc.property(space, objectText, space, (before, object, behind) => {
        const text = before + object + behind;
        const parsed = JSON.parse(text) as Record<string, unknown>;
        const members = memberSpans(text);
        for (const member of members) {
          const written = text.slice(member.value.from, member.value.to);
          expect(written).toBe(written.trim());
          expect(text.slice(member.from, member.from + 1)).toBe('"');
        }
        expect(new Set(members.map((member) => member.key))).toEqual(new Set(Object.keys(parsed)));
        for (const key of Object.keys(parsed)) {
          expect(JSON.parse(memberText(text, key) ?? "")).toEqual(
            Object.getOwnPropertyDescriptor(parsed, key)?.value,
          );
        }
      }),
      settings,
    );
  });

  it("find the kept parts of an event, the last of equal keys, and no shallower depth than there is", () => {
    fc.assert(
      fc.property(space, objectText, (before, object) => {
        const text = before + object;
        const parsed = JSON.parse(text) as Record<string, unknown>;
        const spans = scanSingle(text);
        expect(text.slice(spans.from, spans.to)).toBe(object);
        for (const key of ["properties", "traits", "context"] as const) {
          const span = spans[key];
          expect(span === null).toBe(!Object.hasOwn(parsed, key));
          if (span !== null) expect(JSON.parse(text.slice(span.from, span.to))).toEqual(parsed[key]);
        }
        expect(spans.depth).toBeGreaterThanOrEqual(depthOf(parsed));
      }),
      settings,
    );
  });

  it("stand for the items of a batch in their order", () => {
    fc.assert(
      fc.property(fc.array(valueText, { maxLength: 5 }), space, objectText, (items, gap, context) => {
        const list = `[${gap}${items.join(`${gap},`)}${gap}]`;
        for (const text of [
          list,
          `{"context":${context},"batch":1,"b\\u0061tch"${gap}:${list}${gap},"x":[{}]}`,
        ]) {
          const spans = scanBatch(text);
          expect(spans.items.map((item) => text.slice(item.from, item.to))).toEqual(items);
          if (spans.context !== null) expect(text.slice(spans.context.from, spans.context.to)).toBe(context);
        }
      }),
      settings,
    );
  });

  it("merge as Object.assign does, and leave every text as it was", () => {
    fc.assert(
      fc.property(objectText, objectText, (first, second) => {
        const merged = mergeObjects(first, second);
        const expected = new Map([
          ...Object.entries(JSON.parse(first)),
          ...Object.entries(JSON.parse(second)),
        ]);
        expect(new Map(Object.entries(JSON.parse(merged)))).toEqual(expected);
        const texts = new Set(
          [first, second].flatMap((text) => memberSpans(text).map((m) => text.slice(m.from, m.to))),
        );
        for (const member of memberSpans(merged))
          expect(texts).toContain(merged.slice(member.from, member.to));
      }),
      settings,
    );
  });
});
