import { compileSchema, type EventSchema, schemaProblems } from "@habitus/events";
import fc from "fast-check";
import { expect, test } from "vitest";
import { z } from "zod";

// The same schemas and values judged by another implementation of JSON Schema.

const settings = {
  seed: Number(process.env["HABITUS_SEED"] ?? 20_261),
  numRuns: Number(process.env["HABITUS_RUNS"] ?? 400),
};

const NAMES = ["a", "b", "c"] as const;
const TEXTS = ["", "x", "xy", "EUR", "12", "😀", "é€"] as const;
const NUMBERS = [-1, 0, 1, 1.5, 2, 10] as const;

const count = fc.integer({ min: 0, max: 3 });
const bound = fc.constantFrom(...NUMBERS);

/** The other passes over required names that have no schema of their own. */
function withinOracle<S extends { readonly properties: object; readonly required?: readonly string[] }>(
  schema: S,
): S {
  const { required = [], properties } = schema;
  return { ...schema, required: required.filter((name) => Object.hasOwn(properties, name)) };
}

const { schema } = fc.letrec<{ schema: EventSchema; object: EventSchema }>((tie) => ({
  schema: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.record(
      {
        type: fc.constant("string"),
        minLength: count,
        maxLength: count,
        pattern: fc.constantFrom("^x", "^[A-Z]+$", "\\d$", "^(?:x|12)$"),
      },
      { requiredKeys: ["type"] },
    ),
    fc.record(
      {
        type: fc.constantFrom("number", "integer"),
        minimum: bound,
        maximum: bound,
        exclusiveMinimum: bound,
        exclusiveMaximum: bound,
      },
      { requiredKeys: ["type"] },
    ),
    fc.record({
      enum: fc.array(fc.constantFrom(...TEXTS, ...NUMBERS, true, null), { minLength: 1, maxLength: 3 }),
    }),
    fc.record({ type: fc.constantFrom("boolean", "null") }),
    fc.record(
      { type: fc.constant("array"), items: tie("schema"), minItems: count, maxItems: count },
      { requiredKeys: ["type", "items"] },
    ),
    tie("object"),
    fc.record({ type: fc.subarray(["string", "number", "boolean", "null"], { minLength: 1 }) }),
  ) as fc.Arbitrary<EventSchema>,
  object: fc
    .record(
      {
        type: fc.constant("object"),
        properties: fc.dictionary(fc.constantFrom(...NAMES), tie("schema"), { maxKeys: 3 }),
        required: fc.subarray([...NAMES]),
        additionalProperties: fc.boolean(),
      },
      { requiredKeys: ["type", "properties"] },
    )
    .map(withinOracle) as fc.Arbitrary<EventSchema>,
}));

const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    fc.constantFrom(...TEXTS, ...NUMBERS, true, false, null),
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...NAMES, "d"), tie("value"), { maxKeys: 4 }),
  ),
}));

test("a value goes against a schema exactly where another implementation says so", () => {
  let valid = 0;
  let invalid = 0;
  fc.assert(
    fc.property(schema, fc.array(value, { minLength: 8, maxLength: 8 }), (inner, values) => {
      const whole: EventSchema = { type: "object", properties: { in: inner }, required: ["in"] };
      const usable = schemaProblems(whole).every(({ path }) => /m(?:in|ax)/.test(path));
      fc.pre(usable);
      const check = compileSchema(whole);
      const oracle = z.fromJSONSchema(whole as Parameters<typeof z.fromJSONSchema>[0]);
      for (const each of values) {
        const isGood = oracle.safeParse({ in: each }).success;
        if (isGood) valid++;
        else invalid++;
        expect([JSON.stringify(each), check({ in: each }).length === 0]).toEqual([
          JSON.stringify(each),
          isGood,
        ]);
      }
    }),
    settings,
  );
  expect(Math.min(valid, invalid)).toBeGreaterThan(settings.numRuns / 10);
});
