import { type Dispatch, useMemo, useReducer } from "react";
import {
  beginEditing,
  type EditorAction,
  type EditorState,
  type Reading,
  readingOf,
  reduce,
} from "./editor-state.ts";
import { type RowProblems, rowProblems } from "./problems.ts";

export type Editor = {
  readonly state: EditorState;
  readonly dispatch: Dispatch<EditorAction>;
  readonly reading: Reading;
  readonly problems: RowProblems;
};

const NO_PROBLEMS: RowProblems = new Map();

/** A definition being edited as lines and as a sentence at once. */
export function useEditor(text: string): Editor {
  const [state, dispatch] = useReducer(reduce, text, beginEditing);
  const { now } = state;
  const reading = useMemo(() => readingOf(now), [now]);
  // A text that can be read breaks no rule, and while it cannot the lines are not what is said.
  const isWrongInRows = now.inStep && reading.definition === null;
  const problems = useMemo(
    () => (isWrongInRows ? rowProblems(now.rows) : NO_PROBLEMS),
    [isWrongInRows, now.rows],
  );
  return { state, dispatch, reading, problems };
}
