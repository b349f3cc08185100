import type { Item } from "@habitus/contract";
import { ExactNumber, jsonText, parseJson } from "@habitus/kernel";

type Properties = Item["properties"];
type Value = Properties[string];

/**
 * As a person writes properties: a line each, `colour: blue`. Numbers, yes or no (true, false) and lists of JSON are
 * themselves, all else is text. A name or text that would be read as something else is a JSON string: `"g:brand": ACME`.
 */
export function propertiesText(properties: Properties): string {
  return Object.entries(properties)
    .map(([name, value]) => `${writtenName(name)}: ${written(value)}`)
    .join("\n");
}

/** What `propertiesText` writes; a line without a name before a colon is passed over only when it is blank. */
export function readProperties(text: string): Properties {
  return Object.fromEntries(linesOf(text).map(readProperty));
}

/** A line each: categories hold commas. One that would be read as something else is a JSON string. */
export function categoriesText(categories: readonly string[]): string {
  return categories.map((category) => (isPlain(category) ? category : JSON.stringify(category))).join("\n");
}

/** What `categoriesText` writes. */
export function readCategories(text: string): string[] {
  return linesOf(text).map((line) => {
    const quoted = readQuoted(line);
    return quoted?.rest === "" ? quoted.text : line;
  });
}

function linesOf(text: string): readonly string[] {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
}

function readProperty(line: string): readonly [name: string, value: Value] {
  const quoted = readQuoted(line);
  if (quoted?.rest === "") return [quoted.text, ""];
  if (quoted?.rest.startsWith(":")) return [quoted.text, read(quoted.rest.slice(1).trim())];
  const colon = line.indexOf(":");
  return colon < 0 ? [line, ""] : [line.slice(0, colon).trim(), read(line.slice(colon + 1).trim())];
}

type Quoted = { readonly text: string; readonly rest: string };

/** The JSON string a line begins with, and what follows it; null where there is none. */
function readQuoted(line: string): Quoted | null {
  const [literal] = /^"(?:[^"\\]|\\.)*"/.exec(line) ?? [];
  if (literal === undefined) return null;
  const text = read(literal);
  // What is no JSON string, such as "\q", comes back as it stands, and is no quotation.
  return typeof text !== "string" || text === literal
    ? null
    : { text, rest: line.slice(literal.length).trim() };
}

function writtenName(name: string): string {
  return isPlain(name) && !name.includes(":") ? name : JSON.stringify(name);
}

/** A text that would be read as something else stands in quotes. */
function written(value: Value): string {
  if (typeof value !== "string") return jsonText(value);
  return isOneLine(value) && read(value) === value ? value : JSON.stringify(value);
}

function isPlain(text: string): boolean {
  return isOneLine(text) && !text.startsWith('"');
}

/** Whether a text field with several lines gives it back as one line: it makes line feeds of carriage returns. */
function isOneLine(text: string): boolean {
  return text === text.trim() && !/[\r\n]/.test(text);
}

function read(text: string): Value {
  try {
    const value: unknown = parseJson(text);
    const isFit = Array.isArray(value) ? value.every(isScalar) : isScalar(value);
    return isFit ? (value as Value) : text;
  } catch {
    // No JSON is a text like most.
    return text;
  }
}

function isScalar(value: unknown): value is string | number | boolean | ExactNumber {
  return value instanceof ExactNumber || ["string", "number", "boolean"].includes(typeof value);
}
