import type { Person } from "@habitus/contract";
import { jsonText } from "@habitus/kernel";

/** What to call somebody: the oldest user id, otherwise an anonymous id, otherwise our own number. */
export function personLabel({ id, ids }: Pick<Person, "id" | "ids">): string {
  return ids.find(({ kind }) => kind === "user")?.value ?? ids[0]?.value ?? id;
}

/** A trait or property value as short text. Whole objects are shown elsewhere, as they are. */
export function shortValue(value: unknown): string {
  if (typeof value === "string") return value;
  return typeof value === "number" ? String(value) : jsonText(value);
}
