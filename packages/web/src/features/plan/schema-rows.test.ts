import type { EventSchema } from "@habitus/contract";
import { expect, test } from "vitest";
import { freshName, readSchema, schemaRows, withoutRow, withRow } from "./schema-rows.ts";

const SCHEMA: EventSchema = {
  title: "An order",
  type: "object",
  required: ["price", "id"],
  properties: {
    price: { type: "number", minimum: 0, exclusiveMaximum: 9 },
    currency: { type: "string", enum: ["EUR"], minLength: 3 },
    both: { type: ["string", "null"], pattern: "^a" },
    products: { type: "array", items: { type: "object" } },
  },
};

const row = (name: string) => {
  const found = schemaRows(SCHEMA).find((each) => each.name === name);
  if (found === undefined) throw new Error(name);
  return found;
};

test("each field is a row, also one that is only required", () => {
  expect(schemaRows(SCHEMA).map(({ name, type, required }) => [name, type, required])).toEqual([
    ["price", "number", true],
    ["currency", "string", false],
    ["both", "other", false],
    ["products", "array", false],
    ["id", "any", true],
  ]);
});

test("a row that is put back as it was leaves the schema as it was", () => {
  for (const name of ["price", "currency", "both", "products"]) {
    const after = withRow(SCHEMA, name, row(name));
    expect({ ...after, required: after.required?.toSorted() }).toEqual({
      ...SCHEMA,
      required: ["id", "price"],
    });
    expect(Object.keys(after.properties ?? {})).toEqual(Object.keys(SCHEMA.properties ?? {}));
  }
});

test("what only the type before could have goes with it, and words stay", () => {
  const described = withRow(SCHEMA, null, { ...row("price"), name: "n", required: false });
  const before = {
    ...described,
    properties: { n: { type: "number", description: "d", exclusiveMaximum: 9 } },
  } as const;
  const after = withRow(before, "n", {
    ...row("price"),
    name: "m",
    type: "string",
    values: ["a"],
    required: false,
  });
  expect(after.properties).toEqual({ m: { type: "string", description: "d", enum: ["a"] } });
});

test("fields are taken out, also of what is required, and new ones have a name of their own", () => {
  const after = withoutRow(withoutRow(SCHEMA, "price"), "id");
  expect([after.required, Object.keys(after.properties ?? {})]).toEqual([
    undefined,
    ["currency", "both", "products"],
  ]);
  expect(freshName({ type: "object", properties: { field: {} }, required: ["field_2"] })).toBe("field_3");
});

test("text that is no schema by its shape is not read", () => {
  for (const text of ["", "[]", "1", '{"properties": 1}', '{"properties": {"a": 1}}', '{"required": "a"}']) {
    expect(readSchema(text), text).toBeNull();
  }
  expect(readSchema('{"properties": {"a": {"enum": 1}}}')).toBeNull();
  expect(readSchema('{"type": "object"}')).toEqual({ type: "object" });
});
