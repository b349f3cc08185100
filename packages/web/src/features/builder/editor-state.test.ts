import { expect, it } from "vitest";
import { leafRow, setCondition } from "./edit-rows.ts";
import { beginEditing, type EditorAction, type EditorState, readingOf, reduce } from "./editor-state.ts";
import { rowProblems } from "./problems.ts";
import { allRows } from "./rows.ts";

const run = (state: EditorState, ...actions: readonly EditorAction[]) => actions.reduce(reduce, state);
const idsOf = (state: EditorState) => allRows(state.now.rows.rows).map(({ id }) => id);
const text = (of: string): EditorAction => ({ do: "edit text", text: of });

it("keeps lines and sentence in step both ways", () => {
  const begun = beginEditing("did a and did b");
  const [first = ""] = idsOf(begun);
  const edited = run(begun, {
    do: "edit rows",
    edit: setCondition(first, { kind: "did", event: "a b", count: { op: "at least", n: 2 } }),
  });
  expect(edited.now.text).toBe('did "a b" at least 2 times and did b');
  const typed = run(edited, text("did c and did b"));
  expect(typed.now.rows.rows).toMatchObject([{ condition: { event: "c" } }, { condition: { event: "b" } }]);
  // The lines are the same ones, so what is drawn for them stays.
  expect(idsOf(typed)).toEqual(idsOf(begun));
});

it("shows the last lines that could be read while the sentence cannot", () => {
  const state = run(beginEditing("did a"), text("did a at lest 2 times"));
  expect(state.now.inStep).toBe(false);
  expect(state.now.rows.rows).toHaveLength(1);
  expect(readingOf(state.now).problems).toMatchObject([{ from: 9, suggestion: "least" }]);
  const mended = run(state, text("did a at least 2 times"));
  expect(mended.now.inStep).toBe(true);
  expect(run(state, text("")).now.rows.rows).toEqual([]);
});

it("takes back step by step, what was typed into one field at once, and forward again", () => {
  const begun = beginEditing("did a");
  const [id = ""] = idsOf(begun);
  const type = (event: string): EditorAction => ({
    do: "edit rows",
    field: `${id}/event`,
    edit: setCondition(id, { kind: "did", event }),
  });
  const typed = run(begun, type("ab"), type("abc"), text("did abc or did d"));
  const undone = run(typed, { do: "undo" });
  expect(undone.now.text).toBe("did abc");
  expect(run(undone, { do: "undo" }).now.text).toBe("did a");
  expect(run(undone, { do: "undo" }, { do: "undo" }).now.text).toBe("did a");
  expect(run(undone, { do: "undo" }, { do: "redo" }, { do: "redo" }).now.text).toBe("did abc or did d");
  expect(run(undone, text("everyone"), { do: "redo" }).now.text).toBe("everyone");
});

it("says which line breaks a rule", () => {
  const begun = beginEditing("did a");
  const state = run(begun, {
    do: "edit rows",
    edit: (rows, ids) => ({ ...rows, rows: [...rows.rows, leafRow({ kind: "did", event: "" }, ids)] }),
  });
  const [, blank = ""] = idsOf(state);
  expect(readingOf(state.now).definition).toBeNull();
  expect([...rowProblems(state.now.rows)]).toMatchObject([[blank, [{ code: "name_empty" }]]]);
});
