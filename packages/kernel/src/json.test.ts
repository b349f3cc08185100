import fc from "fast-check";
import { expect, test } from "vitest";
import { ExactNumber, jsonText, parseJson } from "./json.ts";

test("numbers that a double would change keep their digits", () => {
  expect(parseJson('{"a":12345678901234567890,"b":0.1,"c":[1.000000000000000001]}')).toEqual({
    a: new ExactNumber("12345678901234567890"),
    b: 0.1,
    c: [new ExactNumber("1.000000000000000001")],
  });
});

test("anything else reads as JSON.parse reads it", () => {
  fc.assert(
    fc.property(fc.json(), (text) => {
      const exact = JSON.stringify(parseJson(text), (_, value: unknown) =>
        value instanceof ExactNumber ? Number(value.text) : value,
      );
      expect(exact).toBe(JSON.stringify(JSON.parse(text)));
    }),
  );
});

test("what was read is written with every digit, and otherwise as JSON.stringify writes it", () => {
  const text = '{"a":12345678901234567890,"b":[1.000000000000000001,0.1],"c":null}';
  expect(jsonText(parseJson(text))).toBe(text);
  expect(jsonText([new ExactNumber("9007199254740993")], 2)).toBe("[\n  9007199254740993\n]");
  fc.assert(
    fc.property(fc.json(), (json) => {
      const value: unknown = JSON.parse(json);
      expect(jsonText(value)).toBe(JSON.stringify(value));
    }),
  );
});

test("what the text holds elsewhere changes nothing", () => {
  const elsewhere = '"n":12345678901234567890';
  for (const members of [
    '"a":1,"a":2',
    '"a":{"b":1},"a":[]',
    '"a":1e400,"b":-1e999',
    `"a":${"9".repeat(400)}`,
  ]) {
    const alone = JSON.parse(`{${members}}`) as object;
    expect(parseJson(`{${members},${elsewhere}}`)).toEqual({
      ...alone,
      n: new ExactNumber("12345678901234567890"),
    });
  }
});

test("the prototype stays out of reach", () => {
  const parsed = parseJson('{"__proto__":{"polluted":true},"n":12345678901234567890}');
  expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  expect(parsed).toBeDefined();
});
