import { ExactNumber, isJsonObject, type JsonValue } from "@habitus/kernel";

/** A value as JSON text that kernel `parseJson` reads back without losing a digit. */
export function jsonText(value: JsonValue): string {
  if (value instanceof ExactNumber) return value.text;
  if (typeof value === "number")
    return Number.isFinite(value) ? String(value) : value > 0 ? "1e999" : "-1e999";
  if (isJsonObject(value)) {
    const members = Object.entries(value).map(([key, inner]) => `${JSON.stringify(key)}:${jsonText(inner)}`);
    return `{${members.join(",")}}`;
  }
  return Array.isArray(value) ? `[${value.map(jsonText).join(",")}]` : JSON.stringify(value);
}
