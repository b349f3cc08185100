import { isJsonObject, type JsonObject, type JsonValue, parseJson } from "@habitus/kernel";
import { type Cell, type Row, ROW_CHARS, RowBatch } from "./row.ts";

type Line = { readonly number: number; readonly text: string; readonly isWhole: boolean };

/** Lines that are not blank. Of a line that is too long only its beginning is kept. */
async function* linesOf(text: AsyncIterable<string>): AsyncGenerator<Line> {
  let rest = "";
  let isWhole = true;
  let number = 0;
  const end = (line: string): Line => {
    number++;
    const clean = number === 1 ? line.replace(/^\uFEFF/, "").trim() : line.trim();
    const ended = { number, text: clean, isWhole };
    isWhole = true;
    return ended;
  };
  for await (const chunk of text) {
    const parts = (rest + chunk).split("\n");
    rest = parts.pop() ?? "";
    for (const part of parts) {
      const line = end(part);
      if (line.text !== "") yield line;
    }
    if (rest.length > ROW_CHARS) {
      rest = rest.slice(0, ROW_CHARS);
      isWhole = false;
    }
  }
  if (rest.trim() !== "") yield end(rest);
}

/** The names of the first lines' members, in order of appearance; members of nested objects as `a.b`. */
export async function ndjsonColumns(text: AsyncIterable<string>, lines: number): Promise<readonly string[]> {
  const columns = new Set<string>();
  let seen = 0;
  for await (const line of linesOf(text)) {
    const value = valueOf(line);
    if (value === null) continue;
    if (seen++ === lines) break;
    addPaths(value, "", columns);
  }
  return [...columns];
}

const DEEPEST = 4;

function addPaths(value: JsonObject, prefix: string, to: Set<string>, depth = 1): void {
  for (const [key, each] of Object.entries(value)) {
    to.add(prefix + key);
    if (isJsonObject(each) && depth < DEEPEST) addPaths(each, `${prefix}${key}.`, to, depth + 1);
  }
}

/** Members of each line's object at the columns' paths; lines that are no object with what is wrong with them. */
export async function* ndjsonRows(
  text: AsyncIterable<string>,
  columns: readonly string[],
): AsyncGenerator<readonly Row[]> {
  const readers = columns.map(pathReader);
  const batch = new RowBatch();
  const readRow = (line: Line): Row => {
    const { number, text: whole } = line;
    const value = valueOf(line);
    if (value !== null) {
      return { kind: "row", number, cells: readers.map((read) => read(value)), text: whole };
    }
    const cells = [whole];
    if (line.isWhole) {
      return { kind: "unread", number, reason: "not_json", detail: "The line is no JSON object.", cells };
    }
    const detail = `The line is longer than ${ROW_CHARS} characters.`;
    return { kind: "unread", number, reason: "too_long", detail, cells };
  };
  for await (const line of linesOf(text)) {
    if (batch.add(readRow(line), line.text.length)) yield batch.take();
  }
  yield batch.take();
}

function valueOf({ text, isWhole }: Line): JsonObject | null {
  if (!isWhole || !text.startsWith("{")) return null;
  try {
    const value = parseJson(text);
    return isJsonObject(value) ? value : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** A member by its own name, else along the path its points describe. */
function pathReader(column: string): (value: JsonObject) => Cell {
  const path = column.split(".");
  return (value) => {
    if (Object.hasOwn(value, column)) return value[column] ?? null;
    let at: JsonValue = value;
    for (const key of path) {
      if (!isJsonObject(at) || !Object.hasOwn(at, key)) return null;
      at = at[key] ?? null;
    }
    return at;
  };
}
