import type { Item } from "@habitus/contract";

type Properties = Item["properties"];
type Value = Properties[string];

/** As a person writes properties: a line each, `colour: blue`. Numbers, yes or no (true, false) and lists of JSON are themselves, all else is text. */
export function propertiesText(properties: Properties): string {
  return Object.entries(properties)
    .map(([name, value]) => `${name}: ${written(value)}`)
    .join("\n");
}

/** What `propertiesText` writes; a line without a name before a colon is passed over only when it is blank. */
export function readProperties(text: string): Properties {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  return Object.fromEntries(
    lines.map((line) => {
      const colon = line.indexOf(":");
      const name = (colon < 0 ? line : line.slice(0, colon)).trim();
      return [name, colon < 0 ? "" : read(line.slice(colon + 1).trim())];
    }),
  );
}

/** A text that would be read as something else stands in quotes. */
function written(value: Value): string {
  if (typeof value !== "string") return JSON.stringify(value);
  const isItself = read(value) === value && value === value.trim() && !value.includes("\n");
  return isItself ? value : JSON.stringify(value);
}

function read(text: string): Value {
  try {
    const value: unknown = JSON.parse(text);
    const isFit = Array.isArray(value) ? value.every(isScalar) : isScalar(value);
    return isFit ? (value as Value) : text;
  } catch {
    // No JSON is a text like most.
    return text;
  }
}

function isScalar(value: unknown): value is string | number | boolean {
  return ["string", "number", "boolean"].includes(typeof value);
}
