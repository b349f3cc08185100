import type { Formats } from "../../i18n/format.ts";
import { ExactNumber } from "@habitus/kernel";
import { shortValue } from "../../ui/person-label.ts";

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/** A value as a reader of the page would write it: times on their clock, numbers with their separators. */
export function shownValue(value: unknown, f: Pick<Formats, "dateTime" | "exact">): string {
  if (typeof value === "number" || value instanceof ExactNumber) return f.exact(value);
  return typeof value === "string" && INSTANT.test(value) ? f.dateTime(value) : shortValue(value);
}
