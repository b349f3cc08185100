import type { PlanContext } from "./context.ts";

/** An entry by its own key; names such as "constructor" are in no record that does not hold them. */
export function entryOf<T>(record: Readonly<Record<string, T>>, key: string): T | null {
  return Object.hasOwn(record, key) ? (record[key] ?? null) : null;
}

/** The key that a written segment stands for: a key itself, else the name of exactly one segment. */
export function segmentKeyOf({ segments }: Pick<PlanContext, "segments">, written: string): string | null {
  if (Object.hasOwn(segments, written)) return written;
  const named = Object.entries(segments).filter(([, { name }]) => name === written);
  const [only] = named;
  return only !== undefined && named.length === 1 ? only[0] : null;
}
