import type { AndCondition, Condition, Definition, NotCondition, OrCondition } from "@habitus/segments";

/** A condition that holds no other: one line of the sentence. */
export type LeafCondition = Exclude<Condition, NotCondition | AndCondition | OrCondition>;
export type Joiner = "and" | "or";

/** `nots`: how often "not" stands before it. The id lasts as long as the row, whatever is edited around it. */
export type Row = LeafRow | GroupRow;
export type LeafRow = {
  readonly kind: "leaf";
  readonly id: string;
  readonly nots: number;
  readonly condition: LeafCondition;
};
export type GroupRow = {
  readonly kind: "group";
  readonly id: string;
  readonly nots: number;
  readonly joiner: Joiner;
  readonly rows: readonly Row[];
};

/** The whole: a group that is never negated. It may be empty while nothing has been said, and so may any group. */
export type Rows = { readonly joiner: Joiner; readonly rows: readonly Row[] };

export const NO_ROWS: Rows = { joiner: "and", rows: [] };

/** Gives a new id each time. */
export type Ids = () => string;

export function rowsOf({ condition }: Definition, ids: Ids): Rows {
  if (condition.kind === "and" || condition.kind === "or") {
    return { joiner: condition.kind, rows: condition.of.map((of) => rowOf(of, 0, ids)) };
  }
  return { joiner: "and", rows: [rowOf(condition, 0, ids)] };
}

function rowOf(condition: Condition, nots: number, ids: Ids): Row {
  if (condition.kind === "not") return rowOf(condition.of, nots + 1, ids);
  if (condition.kind !== "and" && condition.kind !== "or")
    return { kind: "leaf", id: ids(), nots, condition };
  const rows = condition.of.map((of) => rowOf(of, 0, ids));
  return { kind: "group", id: ids(), nots, joiner: condition.kind, rows };
}

/**
 * Where a row stands in the definition made of the rows, as JSON pointers: `pointer` to its condition without its "not",
 * `line` with it.
 */
export type Place = { readonly row: string; readonly pointer: string; readonly line: string };

export type WrittenRows = {
  /** Null when there is not one row. Groups without a row are left out, those of one row are that row. */
  readonly definition: Definition | null;
  readonly places: readonly Place[];
};

export function definitionOf({ joiner, rows }: Rows): WrittenRows {
  const places: Place[] = [];
  const condition = joinRows(joiner, rows, "/condition", places);
  return { definition: condition === null ? null : { version: 1, condition }, places };
}

function joinRows(joiner: Joiner, rows: readonly Row[], at: string, places: Place[]): Condition | null {
  const said = rows.filter(saysSomething);
  const [only] = said;
  if (only === undefined) return null;
  if (said.length === 1) return conditionOf(only, at, places);
  const of = said.map((row, index) => conditionOf(row, `${at}/of/${index}`, places));
  return { kind: joiner, of };
}

function saysSomething(row: Row): boolean {
  return row.kind === "leaf" || row.rows.some(saysSomething);
}

function conditionOf(row: Row, at: string, places: Place[]): Condition {
  const pointer = at + "/of".repeat(row.nots);
  places.push({ row: row.id, pointer, line: at });
  // A row that says nothing has been left out before.
  const positive =
    row.kind === "leaf"
      ? row.condition
      : (joinRows(row.joiner, row.rows, pointer, places) ?? { kind: "everyone" });
  let condition: Condition = positive;
  for (let said = 0; said < row.nots; said++) condition = { kind: "not", of: condition };
  return condition;
}

/** The row that a JSON pointer into the definition lies in: the innermost one. */
export function rowAt(places: readonly Place[], pointer: string): Place | null {
  const holds = (place: Place) => pointer === place.pointer || pointer.startsWith(`${place.pointer}/`);
  return places.filter(holds).sort((a, b) => b.pointer.length - a.pointer.length)[0] ?? null;
}

/** All rows, outer ones before those in them. */
export function allRows(rows: readonly Row[]): readonly Row[] {
  return rows.flatMap((row) => (row.kind === "group" ? [row, ...allRows(row.rows)] : [row]));
}

/**
 * The new rows under the ids of the old ones that stand at the same places, so that what is drawn for a row stays with it
 * while somebody types in the text.
 */
export function keepIds(old: readonly Row[], rows: readonly Row[]): readonly Row[] {
  return rows.map((row, index) => {
    const before = old[index];
    if (before === undefined || before.kind !== row.kind) return row;
    if (row.kind === "leaf") return { ...row, id: before.id };
    return {
      ...row,
      id: before.id,
      rows: keepIds(before.kind === "group" ? before.rows : [], row.rows),
    };
  });
}
