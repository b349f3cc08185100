import { BugError, ExactNumber } from "@habitus/kernel";

/** A JSON text that goes into an answer as it is, so that no digit of what was sent is lost. */
class RawJson {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** A stored JSON object text as a part of an answer; `writeJson` puts it there byte for byte. */
export function rawObject(text: string): Readonly<Record<string, unknown>> {
  return new RawJson(text) as unknown as Readonly<Record<string, unknown>>;
}

/** A stored JSON text of any kind as a part of an answer. */
export function rawValue(text: string): unknown {
  return new RawJson(text);
}

/** JSON text of plain data, raw JSON and exact numbers. */
export function writeJson(value: unknown): string {
  if (value instanceof RawJson || value instanceof ExactNumber) return value.text;
  if (Array.isArray(value)) {
    return `[${value.map((item: unknown) => (item === undefined ? "null" : writeJson(item))).join(",")}]`;
  }
  if (typeof value === "object" && value !== null) {
    const members = Object.entries(value).filter(([, item]) => item !== undefined);
    return `{${members.map(([key, item]) => `${JSON.stringify(key)}:${writeJson(item)}`).join(",")}}`;
  }
  const text = JSON.stringify(value) as string | undefined;
  if (text === undefined) throw new BugError(`an answer holds ${typeof value}, which JSON cannot`);
  return text;
}
