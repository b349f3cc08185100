import type { NewSegment } from "@habitus/contract";

/** What a segment needs so that it can be made; a test says what it is about. */
export function newSegment(key: string, definition: string, rest: Partial<NewSegment> = {}) {
  const told = { goal: "g", owner: "o", action: "a", reviewDate: "2030-01-01", purpose: "p" };
  return { key, name: key, definition, ...told, ...rest };
}
