import { LIMITS, type MemberColumn, readColumns, writeColumns } from "@habitus/contract";

type Store = Pick<Storage, "getItem" | "setItem">;

/** Under this name the browser keeps the columns as the file of members is asked for, which stays readable. */
const KEPT = "habitus.member-columns.1";

export const FIRST_COLUMNS: readonly MemberColumn[] = ["name", "email", "country", "since", "last_seen"];

/** The columns that were chosen last. */
export function keptColumns(store: Store): readonly MemberColumn[] {
  const text = store.getItem(KEPT);
  if (text === null) return FIRST_COLUMNS;
  return text === "" ? [] : (readColumns(text) ?? FIRST_COLUMNS);
}

/** They are only a convenience: in a private window nothing is kept. */
export function keepColumns(store: Store, columns: readonly MemberColumn[]): void {
  try {
    store.setItem(KEPT, writeColumns(columns));
  } catch {
    // Full or refused.
  }
}

/** Traits and events over what one call tells are left out, the newest chosen first. */
export function withinLimits(columns: readonly string[]): readonly MemberColumn[] {
  const known =
    columns.length === 0 ? [] : (readColumns(writeColumns(columns as readonly MemberColumn[])) ?? []);
  const first = (kind: string, most: number): readonly MemberColumn[] =>
    known.filter((column) => column.startsWith(kind)).slice(0, most);
  const told = new Set([
    ...first("trait:", LIMITS.describedTraits),
    ...first("event:", LIMITS.describedEvents),
  ]);
  return known.filter((column) => !/^(?:trait|event):/.test(column) || told.has(column));
}
