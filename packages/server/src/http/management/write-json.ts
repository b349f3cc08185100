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
  if (typeof value !== "object" || value === null) return plainText(value);
  if (value instanceof RawJson || value instanceof ExactNumber) return value.text;
  // Texts are put together as they come: answers are made of thousands of small parts.
  let text = "";
  if (Array.isArray(value)) {
    for (const item of value as readonly unknown[]) {
      text += `${text === "" ? "" : ","}${item === undefined ? "null" : writeJson(item)}`;
    }
    return `[${text}]`;
  }
  for (const key of Object.keys(value)) {
    const item = (value as Readonly<Record<string, unknown>>)[key];
    if (item !== undefined) text += `${text === "" ? "" : ","}${JSON.stringify(key)}:${writeJson(item)}`;
  }
  return `{${text}}`;
}

function plainText(value: unknown): string {
  const text = JSON.stringify(value) as string | undefined;
  if (text === undefined) throw new BugError(`an answer holds ${typeof value}, which JSON cannot`);
  return text;
}
