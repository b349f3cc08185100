import { PAGE_SIZES } from "@habitus/contract";
import { formatInstant, HabitusError, type Instant } from "@habitus/kernel";
import { instantOf } from "../../../explore/asked-at.ts";

export const PAGE = PAGE_SIZES.standard.fallback;

/** Everything that is in the event store. */
export const ALL_RECORDS = Number.MAX_SAFE_INTEGER;

export function isoOrNull(instant: Instant | null): string | null {
  return instant === null ? null : formatInstant(instant);
}

/** A time that validation has let through. */
export const instantOrNull = (text: string | null | undefined): Instant | null =>
  instantOf(text ?? undefined);

export function invalidCursor(): HabitusError {
  return new HabitusError("invalid_cursor", "This is no cursor of this list.", {
    fix: "Begin again without it.",
  });
}

/** The cursor of lists whose entries are numbered. @throws HabitusError `invalid_cursor`. */
export function readNumberCursor(text: string | undefined): number | null {
  if (text === undefined) return null;
  if (!/^\d{1,15}$/.test(text)) throw invalidCursor();
  return Number(text);
}

export function numberCursor(next: number | null): string | null {
  return next === null ? null : String(next);
}

/** @throws HabitusError `not_found`. */
export function found<T>(value: T | null | undefined, what: string): T {
  if (value === null || value === undefined) throw new HabitusError("not_found", `There is no such ${what}.`);
  return value;
}
