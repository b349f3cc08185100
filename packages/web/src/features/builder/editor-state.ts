import { type Definition, parseDefinition, printDefinition, type TextProblem } from "@habitus/segments";
import type { RowsEdit } from "./edit-rows.ts";
import { definitionOf, type Ids, keepIds, NO_ROWS, type Place, type Rows, rowsOf } from "./rows.ts";

/** One state of the definition: its rows, and the text that says the same. */
export type Version = {
  readonly rows: Rows;
  readonly text: string;
  /** False while the text cannot be read: the rows then show the last text that could. */
  readonly inStep: boolean;
};

export type EditorState = {
  readonly now: Version;
  readonly past: readonly Version[];
  readonly future: readonly Version[];
  /** Names the field being edited: what is typed into one field in a row is undone together. */
  readonly field: string | null;
  readonly lastId: number;
  /** The row that should take the keyboard; the number tells two wishes for the same row apart. */
  readonly focus: { readonly row: string; readonly turn: number } | null;
};

export type EditorAction =
  | {
      readonly do: "edit rows";
      readonly edit: RowsEdit;
      readonly field?: string;
      readonly focus?: (before: Rows, after: Rows) => string | null;
    }
  | { readonly do: "edit text"; readonly text: string }
  | { readonly do: "undo" | "redo" };

/** How many steps can be taken back. */
const STEPS = 200;

export function beginEditing(text: string): EditorState {
  const state: EditorState = {
    now: { rows: NO_ROWS, text, inStep: text.trim() === "" },
    past: [],
    future: [],
    field: null,
    lastId: 0,
    focus: null,
  };
  return { ...reduce(state, { do: "edit text", text }), past: [], field: null };
}

export function reduce(state: EditorState, action: EditorAction): EditorState {
  switch (action.do) {
    case "edit rows": {
      const ids = idsFrom(state.lastId);
      const rows = action.edit(state.now.rows, ids.next);
      const { definition } = definitionOf(rows);
      const text = definition === null ? "" : printDefinition(definition);
      const row = action.focus?.(state.now.rows, rows) ?? null;
      const focus = row === null ? state.focus : { row, turn: (state.focus?.turn ?? 0) + 1 };
      const next = { rows, text, inStep: true };
      return { ...step(state, next, action.field ?? null), lastId: ids.last(), focus };
    }
    case "edit text": {
      const ids = idsFrom(state.lastId);
      const next = readText(action.text, state.now.rows, ids.next);
      return { ...step(state, next, "text"), lastId: ids.last() };
    }
    case "undo":
    case "redo":
      return travel(state, action.do);
  }
}

function readText(text: string, before: Rows, ids: Ids): Version {
  if (text.trim() === "") return { rows: NO_ROWS, text, inStep: true };
  const parsed = parseDefinition(text);
  if (parsed.kind === "refused") return { rows: before, text, inStep: false };
  const rows = rowsOf(parsed.definition, ids);
  return { rows: { ...rows, rows: keepIds(before.rows, rows.rows) }, text, inStep: true };
}

function step(state: EditorState, now: Version, field: string | null): EditorState {
  const goesOn = field !== null && field === state.field;
  const past = goesOn ? state.past : [...state.past, state.now].slice(-STEPS);
  return { ...state, now, past, future: [], field };
}

function travel(state: EditorState, to: "undo" | "redo"): EditorState {
  const { now, past, future } = state;
  const next = to === "undo" ? past.at(-1) : future[0];
  if (next === undefined) return state;
  return to === "undo"
    ? { ...state, now: next, past: past.slice(0, -1), future: [now, ...future], field: null }
    : { ...state, now: next, past: [...past, now], future: future.slice(1), field: null };
}

function idsFrom(last: number): { readonly next: Ids; readonly last: () => number } {
  let id = last;
  return { next: () => `r${++id}`, last: () => id };
}

/** What the present state means: the definition its text says, or why it says none. */
export type Reading = {
  readonly definition: Definition | null;
  readonly problems: readonly TextProblem[];
  /** Of the definition that the rows make. */
  readonly places: readonly Place[];
};

export function readingOf({ rows, text }: Version): Reading {
  const { places } = definitionOf(rows);
  if (text.trim() === "") return { definition: null, problems: [], places };
  const parsed = parseDefinition(text);
  return parsed.kind === "ok"
    ? { definition: parsed.definition, problems: [], places }
    : { definition: null, problems: parsed.problems, places };
}
