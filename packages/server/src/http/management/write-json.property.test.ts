import { ExactNumber } from "@habitus/kernel";
import fc from "fast-check";
import { expect, test } from "vitest";
import { rawObject, rawValue, writeJson } from "./write-json.ts";

const runs = {
  numRuns: Number(process.env["HABITUS_RUNS"] ?? 300),
  ...(process.env["HABITUS_SEED"] === undefined ? {} : { seed: Number(process.env["HABITUS_SEED"]) }),
};

test("plain data is written as JSON.stringify writes it", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(writeJson(value)).toBe(JSON.stringify(value));
    }),
    runs,
  );
});

test("raw JSON stands in the answer byte for byte, wherever it is", () => {
  fc.assert(
    fc.property(fc.json(), fc.string(), (text, key) => {
      const name = JSON.stringify(key);
      expect(writeJson({ [key]: [rawValue(text), rawObject(text)] })).toBe(`{${name}:[${text},${text}]}`);
    }),
    runs,
  );
});

test("exact numbers keep their digits; what is undefined is left out; what JSON cannot hold is a bug", () => {
  expect(writeJson({ a: new ExactNumber("1.00000000000000000001"), b: undefined, c: [undefined] })).toBe(
    '{"a":1.00000000000000000001,"c":[null]}',
  );
  expect(() => writeJson(Symbol("x"))).toThrowError(/symbol/);
});
