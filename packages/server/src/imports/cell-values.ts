import type { MappedField } from "@habitus/contract";
import { ExactNumber } from "@habitus/kernel";
import type { Cell } from "./row.ts";
import { compileTime, type TimeReader } from "./time-format.ts";

/** JSON text of a value, or a sentence about why the cell is none. */
export type Value =
  | { readonly kind: "json"; readonly text: string }
  | { readonly kind: "bad"; readonly why: string };

export type ValueReader = (cell: Cell) => Value;

const TRUE_WORDS: ReadonlySet<string> = new Set(["true", "t", "yes", "y", "1", "on"]);
const FALSE_WORDS: ReadonlySet<string> = new Set(["false", "f", "no", "n", "0", "off"]);
const SHOWN_CHARS = 60;

/** Reads cells that are not blank as values of the field's type. */
export function valueReader(
  field: Pick<MappedField, "type" | "decimal" | "separator" | "time">,
): ValueReader {
  switch (field.type) {
    case "text":
      return (cell) => json(JSON.stringify(cellText(cell)));
    case "number":
      return numberReader(field.decimal ?? ".", (text) => text);
    case "money":
      return numberReader(field.decimal ?? ".", withoutCurrency);
    case "boolean":
      return readBoolean;
    case "time":
      return timeReader(compileTime(field.time ?? { format: "iso", zone: "UTC" }));
    case "list":
      return listReader(field.separator ?? "|");
    case "json":
      return readJson;
  }
}

/** As a person would write it. */
export function cellText(cell: Cell): string {
  if (typeof cell === "string") return cell;
  if (cell instanceof ExactNumber) return cell.text;
  return cell !== null && typeof cell === "object" ? jsonText(cell) : String(cell ?? "");
}

export function shownCell(cell: Cell): string {
  const text = cellText(cell);
  return JSON.stringify(text.length > SHOWN_CHARS ? `${text.slice(0, SHOWN_CHARS)}…` : text);
}

/** JSON with the digits of exact numbers. */
export function jsonText(value: unknown): string {
  if (value instanceof ExactNumber) return value.text;
  if (Array.isArray(value)) return `[${value.map(jsonText).join(",")}]`;
  if (typeof value === "object" && value !== null) {
    return `{${Object.entries(value)
      .map(([key, each]) => `${JSON.stringify(key)}:${jsonText(each)}`)
      .join(",")}}`;
  }
  return JSON.stringify(value ?? null);
}

function json(text: string): Value {
  return { kind: "json", text };
}

function bad(cell: Cell, wanted: string): Value {
  return { kind: "bad", why: `${shownCell(cell)} is no ${wanted}` };
}

const PLAIN = /^([+-]?)(\d*)(?:\.(\d+))?(?:[eE]([+-]?\d{1,3}))?$/;
const GROUPED = /^[+-]?\d{1,3}(?:([,. '’\u00a0\u202f])\d{3})(?:\1\d{3})*(?:[.,]\d+)?$/;

function numberReader(decimal: "." | ",", prepare: (text: string) => string): ValueReader {
  return (cell) => {
    if (cell instanceof ExactNumber) return json(cell.text);
    if (typeof cell === "number") return Number.isFinite(cell) ? json(String(cell)) : bad(cell, "number");
    if (typeof cell !== "string") return bad(cell, "number");
    const token = numberToken(prepare(cell.trim()), decimal);
    return token === null ? bad(cell, "number") : json(token);
  };
}

/** A JSON number's text with every digit that was written; null when the text is no number. */
function numberToken(text: string, decimal: "." | ","): string | null {
  const plain = decimal === "," ? commaPlain(text) : text;
  return jsonNumber(plain ?? "") ?? jsonNumber(withoutGroups(text, decimal) ?? "");
}

function jsonNumber(text: string): string | null {
  const [, sign = "", whole = "", fraction, exponent] = PLAIN.exec(text) ?? [];
  if (whole === "" && fraction === undefined) return null;
  const digits = whole.replace(/^0+(?=\d)/, "") || "0";
  const point = fraction === undefined ? "" : `.${fraction}`;
  return `${sign === "-" ? "-" : ""}${digits}${point}${exponent === undefined ? "" : `e${exponent}`}`;
}

/** `12,5` as `12.5`; null for text with a point, which a decimal comma makes a mark of thousands. */
function commaPlain(text: string): string | null {
  return text.includes(".") ? null : text.replace(",", ".");
}

/** `1.234.567,89` as `1234567.89`; null unless every mark of thousands stands where it belongs. */
function withoutGroups(text: string, decimal: "." | ","): string | null {
  const mark = GROUPED.exec(text)?.[1];
  return mark === undefined || mark === decimal ? null : text.replaceAll(mark, "").replace(decimal, ".");
}

/** Without the white space beside it, which is trimmed: a run of it inside a cell would be tried from each of its places. */
const CURRENCY = /^(?:\p{Sc}|[A-Z]{3})|(?:\p{Sc}|[A-Z]{3}|zł|kr|Kč|Ft)\.?$/gu;

/** `(€ 1.234,50)` is minus that, as accountants write it. */
function withoutCurrency(text: string): string {
  const negative = /^\((.*)\)$/.exec(text);
  const inner = (negative?.[1] ?? text).trim();
  const sign = /^[+-]/.exec(inner)?.[0] ?? "";
  const bare = inner.slice(sign.length).trim().replace(CURRENCY, "").trim();
  return negative === null ? sign + bare : `-${bare}`;
}

function readBoolean(cell: Cell): Value {
  const word = cellText(cell).trim().toLowerCase();
  if (TRUE_WORDS.has(word)) return json("true");
  return FALSE_WORDS.has(word) ? json("false") : bad(cell, "yes or no");
}

function timeReader(read: TimeReader): ValueReader {
  return (cell) => {
    const time = read(cell);
    return time === null ? bad(cell, "time of this form") : json(`"${time}"`);
  };
}

function listReader(separator: string): ValueReader {
  return (cell) => {
    if (Array.isArray(cell)) return json(jsonText(cell));
    const items = cellText(cell)
      .split(separator)
      .map((item) => item.trim())
      .filter((item) => item !== "");
    return json(JSON.stringify(items));
  };
}

function readJson(cell: Cell): Value {
  if (typeof cell !== "string") return json(jsonText(cell));
  try {
    JSON.parse(cell);
    // Byte for byte, so that no digit is lost.
    return json(cell.trim());
  } catch (error) {
    if (error instanceof SyntaxError) return bad(cell, "JSON");
    throw error;
  }
}
