import { createContext, use } from "react";
import type { EditorAction } from "./editor-state.ts";
import type { RowProblems } from "./problems.ts";

/** How many people one row holds for. */
export type RowFigure = {
  readonly count: number;
  /** People who are out for this row alone, though they meet all others; null where lines are not all needed. */
  readonly takesOut: number | null;
};

/** Which number of a row: those it holds for, or those who are out for it alone. */
export type FigurePart = "holds" | "takesOut";

/** What every row of a builder needs to know. */
export type EditorContext = {
  readonly dispatch: (action: EditorAction) => void;
  readonly problems: RowProblems;
  /** By row id; a row without an entry is not counted yet. */
  readonly figures: ReadonlyMap<string, RowFigure>;
  /** All people, to draw shares of; null while unknown. */
  readonly people: number | null;
  /** Opens who is behind a number. */
  readonly onFigure: (row: string, part: FigurePart) => void;
  readonly focus: { readonly row: string; readonly turn: number } | null;
};

export const EditorContext = createContext<EditorContext>({
  dispatch: () => undefined,
  problems: new Map(),
  figures: new Map(),
  people: null,
  onFigure: () => undefined,
  focus: null,
});

export function useEditorContext(): EditorContext {
  return use(EditorContext);
}
