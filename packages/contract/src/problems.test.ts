import { expect, test } from "vitest";
import { z } from "zod";
import { problemsOf } from "./problems.ts";
import { routes } from "./routes.ts";

function problems(schema: z.ZodType, value: unknown) {
  const read = schema.safeParse(value);
  return read.success ? [] : problemsOf(read.error).map(({ path, message }) => `${path}: ${message}`);
}

const MAPPING = {
  dataset: "till",
  what: "people",
  event: null,
  time: null,
  userId: { columns: ["card"], constant: null },
  blanks: [],
  fields: [],
};

test("of a mapping or the key of one, what is missing of the mapping is told", () => {
  const body = { file: "f1", mode: "check", mapping: MAPPING };
  expect(problems(routes.startImport.body, body)).toEqual([
    "mapping.file: Invalid input: expected object, received undefined",
    "mapping.anonymousId: Invalid input: expected object, received undefined",
    "mapping.key: Invalid input: expected array, received undefined",
  ]);
  const [problem] = problems(routes.startImport.body, { ...body, mapping: "No key" });
  expect(problem).toMatch(/^mapping: /);
  expect(problems(routes.startImport.body, { ...body, mapping: 7 })).toEqual([
    "mapping: must be an object or text",
  ]);
});

test("of two forms that are objects, the one that lacks least is the one that was meant", () => {
  const body = routes.replayWebhook.body;
  expect(problems(body, { from: { time: 5 } })).toEqual([
    "from.time: Invalid input: expected string, received number",
  ]);
  expect(problems(body, { from: { seq: 0 } })).toEqual(["from.seq: Too small: expected number to be >=1"]);
});

test("a choice within a choice is told of by its own place", () => {
  const schema = z.record(
    z.string(),
    z.union([z.string(), z.array(z.union([z.string().max(3), z.number()]))]),
  );
  expect(problems(schema, { a: ["x", "long"], b: true })).toEqual([
    "a.1: Too big: expected string to have <=3 characters",
    "b: must be text or a list",
  ]);
});

test("a form that is told by a field is asked for by that field's values", () => {
  const body = { file: "f1", mode: "check", mapping: { ...MAPPING, anonymousId: null, key: [], file: {} } };
  expect(problems(routes.startImport.body, body)).toEqual([
    "mapping.file.format: Invalid discriminator value. Expected 'csv' | 'ndjson' | 'parquet'",
  ]);
});
