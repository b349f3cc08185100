import { COLUMN_TRAITS, LIMITS, type MemberColumn, readColumns, writeColumns } from "@habitus/contract";

type Store = Pick<Storage, "getItem" | "setItem">;

/** Under this name the browser keeps the columns as the file of members is asked for, which stays readable. */
const KEPT = "habitus.member-columns.1";

const FIRST_COLUMNS: readonly MemberColumn[] = ["name", "email", "country", "since", "last_seen"];

/** Those to begin with, without what nobody has. @param traits That anybody has; undefined while it is not known. */
export function firstColumns(traits: readonly string[] | undefined): readonly MemberColumn[] {
  if (traits === undefined) return FIRST_COLUMNS;
  return FIRST_COLUMNS.filter(
    (column) => !isOfTraits(column) || COLUMN_TRAITS[column].some((name) => traits.includes(name)),
  );
}

const isOfTraits = (column: MemberColumn): column is keyof typeof COLUMN_TRAITS =>
  Object.hasOwn(COLUMN_TRAITS, column);

/** The columns that were chosen last; null where none ever were. */
export function keptColumns(store: Store): readonly MemberColumn[] | null {
  const text = store.getItem(KEPT);
  if (text === null || text === "") return text === null ? null : [];
  const columns = readColumns(text);
  return columns === null ? null : withinLimits(columns);
}

/** They are only a convenience: in a private window nothing is kept. */
export function keepColumns(store: Store, columns: readonly MemberColumn[]): void {
  try {
    store.setItem(KEPT, writeColumns(columns));
  } catch {
    // Full or refused.
  }
}

/** Of these kinds one call tells so many. */
const MOST = {
  "trait:": LIMITS.describedTraits,
  "event:": LIMITS.describedEvents,
  "computed:": LIMITS.describedComputed,
} as const;
export type LimitedKind = keyof typeof MOST;
const LIMITED: readonly LimitedKind[] = ["trait:", "event:", "computed:"];

const ofKind = (columns: readonly string[], kind: LimitedKind): readonly string[] =>
  columns.filter((column) => column.startsWith(kind));

/** How many of a kind may be chosen, once that many are; null while there is room. */
export function mostChosen(columns: readonly string[], kind: LimitedKind): number | null {
  return ofKind(columns, kind).length >= MOST[kind] ? MOST[kind] : null;
}

/** What is a column; of those over what one call tells the first stay. */
export function withinLimits(columns: readonly string[]): readonly MemberColumn[] {
  const known =
    columns.length === 0 ? [] : (readColumns(writeColumns(columns as readonly MemberColumn[])) ?? []);
  const over = new Set(LIMITED.flatMap((kind) => ofKind(known, kind).slice(MOST[kind])));
  return known.filter((column) => !over.has(column));
}
