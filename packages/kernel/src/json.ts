import { isSafeNumber, parse, stringify } from "lossless-json";
import { must } from "./errors.ts";

/** A number token that a double cannot hold exactly; `text` is the token as it was sent. */
export class ExactNumber {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

export type JsonValue = null | boolean | number | string | ExactNumber | JsonArray | JsonObject;
export type JsonArray = readonly JsonValue[];
export type JsonObject = { readonly [key: string]: JsonValue };

// Sixteen digits in a row (a point may stand between) are the shortest token a double may fail to hold.
const MAY_LOSE_DIGITS = /\d(?:\.?\d){15}/;

/**
 * Parses JSON without losing a digit: numbers that a double would change come back as `ExactNumber`. In all else as
 * `JSON.parse`: the last of equal keys counts, a number beyond a double's range is infinite.
 * @throws SyntaxError when the text is not JSON.
 */
export function parseJson(text: string): JsonValue {
  if (!MAY_LOSE_DIGITS.test(text)) return JSON.parse(text) as JsonValue;
  return parse(text, null, {
    parseNumber: (token) =>
      isSafeNumber(token) || !Number.isFinite(Number(token)) ? Number(token) : new ExactNumber(token),
    onDuplicateKey: ({ newValue }) => newValue,
  }) as JsonValue;
}

/** The JSON text of what `parseJson` reads: exact numbers with every digit they came with. */
export function jsonText(value: unknown, space?: number): string {
  const text = stringify(value, null, space, [
    { test: (item) => item instanceof ExactNumber, stringify: (item) => (item as ExactNumber).text },
  ]);
  return must(text, "nothing that JSON cannot say");
}

export function isJsonObject(value: JsonValue | undefined): value is JsonObject {
  return (
    typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof ExactNumber)
  );
}
