import { decimalFromText, decimalToText, type JsonValue, must, parseJson } from "@habitus/kernel";
import type { NumberLiteral, TextLiteral } from "../tree/definition.ts";

/** As the JSON of an event would hold it. */
export function constantOf({ kind, value }: NumberLiteral | TextLiteral): JsonValue {
  return kind === "text" ? value : parseJson(decimalToText(must(decimalFromText(value), "a decimal")));
}
