import type { GroupRow, Ids, Joiner, LeafCondition, Row, Rows } from "./rows.ts";

/** Changes of the rows as a person makes them. Each gives new rows and leaves the old ones as they were. */
export type RowsEdit = (rows: Rows, ids: Ids) => Rows;

/** The group that a new row goes into: the id of a group, or null for the whole. */
export type Target = string | null;

export function addRow(row: Row, target: Target): RowsEdit {
  return (rows) => within(rows, target, (list) => [...list, row]);
}

export function leafRow(condition: LeafCondition, ids: Ids): Row {
  return { kind: "leaf", id: ids(), nots: 0, condition };
}

export function groupRow(joiner: Joiner, nots: number, rows: readonly Row[], ids: Ids): GroupRow {
  return { kind: "group", id: ids(), nots, joiner, rows };
}

/**
 * Adds "none of" at the end, which takes people out whatever else they meet. What was joined by "or" becomes a group, so that the
 * exclusion holds for all of it.
 */
export function addExclusion(first: Row): RowsEdit {
  return (rows, ids) => {
    const none = groupRow("or", 1, [first], ids);
    if (rows.joiner === "and" || rows.rows.length < 2) return { joiner: "and", rows: [...rows.rows, none] };
    return { joiner: "and", rows: [groupRow("or", 0, rows.rows, ids), none] };
  };
}

export function setCondition(id: string, condition: LeafCondition): RowsEdit {
  return (rows) => replace(rows, id, (row) => (row.kind === "leaf" ? [{ ...row, condition }] : [row]));
}

export function setNots(id: string, nots: number): RowsEdit {
  return (rows) => replace(rows, id, (row) => [{ ...row, nots }]);
}

export function setGroup(target: Target, joiner: Joiner, nots: number): RowsEdit {
  return (rows) => {
    if (target === null) return { ...rows, joiner };
    return replace(rows, target, (row) => (row.kind === "group" ? [{ ...row, joiner, nots }] : [row]));
  };
}

/** A group that this leaves empty goes with it. */
export function removeRow(id: string): RowsEdit {
  return (rows) => ({ ...rows, rows: tidy(replaceIn(rows.rows, id, () => [])) });
}

export function duplicateRow(id: string): RowsEdit {
  return (rows, ids) => replace(rows, id, (row) => [row, renamed(row, ids)]);
}

function renamed(row: Row, ids: Ids): Row {
  if (row.kind === "leaf") return { ...row, id: ids() };
  return { ...row, id: ids(), rows: row.rows.map((of) => renamed(of, ids)) };
}

/** Up or down among its neighbours; beyond the first or last of its group it leaves the group. */
export function moveRow(id: string, by: -1 | 1): RowsEdit {
  return (rows) => ({ ...rows, rows: tidy(moveIn(rows.rows, id, by)) });
}

function moveIn(list: readonly Row[], id: string, by: -1 | 1): readonly Row[] {
  const index = list.findIndex((row) => row.id === id);
  if (index < 0) {
    return list.flatMap((row) => (row.kind === "group" ? stepOut(row, id, by) : [row]));
  }
  const to = index + by;
  const row = list[index];
  if (row === undefined || to < 0 || to >= list.length) return list;
  return list.toSpliced(index, 1).toSpliced(to, 0, row);
}

function stepOut(group: GroupRow, id: string, by: -1 | 1): readonly Row[] {
  const index = group.rows.findIndex((row) => row.id === id);
  const row = group.rows[index];
  if (row === undefined) return [{ ...group, rows: moveIn(group.rows, id, by) }];
  const leaves = by < 0 ? index === 0 : index === group.rows.length - 1;
  if (!leaves) return [{ ...group, rows: moveIn(group.rows, id, by) }];
  const rest = { ...group, rows: group.rows.toSpliced(index, 1) };
  return by < 0 ? [row, rest] : [rest, row];
}

/** Into the group before it, or into a new one with the row before it, joined the other way. */
export function indentRow(id: string): RowsEdit {
  return (rows, ids) => ({ ...rows, rows: indentIn(rows.rows, id, rows.joiner, ids) });
}

function indentIn(list: readonly Row[], id: string, joiner: Joiner, ids: Ids): readonly Row[] {
  const index = list.findIndex((row) => row.id === id);
  if (index < 0) {
    return list.map((row) =>
      row.kind === "group" ? { ...row, rows: indentIn(row.rows, id, row.joiner, ids) } : row,
    );
  }
  const row = list[index];
  const before = list[index - 1];
  if (row === undefined || before === undefined) return list;
  const group =
    before.kind === "group"
      ? { ...before, rows: [...before.rows, row] }
      : groupRow(joiner === "and" ? "or" : "and", 0, [before, row], ids);
  return list.toSpliced(index - 1, 2, group);
}

/** Out of its group, to stand behind it. */
export function outdentRow(id: string): RowsEdit {
  return (rows) => ({ ...rows, rows: tidy(outdentIn(rows.rows, id)) });
}

function outdentIn(list: readonly Row[], id: string): readonly Row[] {
  return list.flatMap((row): readonly Row[] => {
    if (row.kind === "leaf") return [row];
    const inner = row.rows.find((of) => of.id === id);
    if (inner === undefined) return [{ ...row, rows: outdentIn(row.rows, id) }];
    return [{ ...row, rows: row.rows.filter((of) => of !== inner) }, inner];
  });
}

/** The row that should have the keyboard once `id` is gone: the one behind it, else the one before it, else its group. */
export function neighbourOf(rows: Rows, id: string): string | null {
  const list = listWith(rows.rows, id);
  const index = list?.rows.findIndex((row) => row.id === id) ?? -1;
  const near = list?.rows[index + 1] ?? list?.rows[index - 1];
  return near?.id ?? list?.group ?? null;
}

type List = { readonly group: string | null; readonly rows: readonly Row[] };

function listWith(rows: readonly Row[], id: string, group: string | null = null): List | null {
  if (rows.some((row) => row.id === id)) return { group, rows };
  for (const row of rows) {
    const found = row.kind === "group" ? listWith(row.rows, id, row.id) : null;
    if (found !== null) return found;
  }
  return null;
}

function within(rows: Rows, target: Target, change: (list: readonly Row[]) => readonly Row[]): Rows {
  if (target === null) return { ...rows, rows: change(rows.rows) };
  return replace(rows, target, (row) =>
    row.kind === "group" ? [{ ...row, rows: change(row.rows) }] : [row],
  );
}

function replace(rows: Rows, id: string, change: (row: Row) => readonly Row[]): Rows {
  return { ...rows, rows: replaceIn(rows.rows, id, change) };
}

function replaceIn(list: readonly Row[], id: string, change: (row: Row) => readonly Row[]): readonly Row[] {
  return list.flatMap((row): readonly Row[] => {
    if (row.id === id) return change(row);
    return row.kind === "group" ? [{ ...row, rows: replaceIn(row.rows, id, change) }] : [row];
  });
}

/** Without groups that hold nothing. */
function tidy(list: readonly Row[]): readonly Row[] {
  return list.flatMap((row): readonly Row[] => {
    if (row.kind === "leaf") return [row];
    const rows = tidy(row.rows);
    return rows.length === 0 ? [] : [{ ...row, rows }];
  });
}
