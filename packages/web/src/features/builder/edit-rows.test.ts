import { type Definition, parseDefinition, printDefinition } from "@habitus/segments";
import { describe, expect, it } from "vitest";
import {
  addExclusion,
  addRow,
  duplicateRow,
  groupRow,
  indentRow,
  leafRow,
  moveRow,
  neighbourOf,
  outdentRow,
  removeRow,
  type RowsEdit,
  setGroup,
  setNots,
} from "./edit-rows.ts";
import { allRows, definitionOf, type LeafRow, type Row, type Rows, rowsOf } from "./rows.ts";

let last = 0;
const ids = () => `r${++last}`;

function read(text: string): Rows {
  const parsed = parseDefinition(text);
  if (parsed.kind === "refused") throw new Error(text);
  return rowsOf(parsed.definition, ids);
}

const say = (definition: Definition | null) => (definition === null ? "" : printDefinition(definition));

/** The id of the line about this event. */
function idOf(rows: Rows, event: string): string {
  const isIt = (row: Row): row is LeafRow =>
    row.kind === "leaf" && row.condition.kind === "did" && row.condition.event === event;
  return allRows(rows.rows).find(isIt)?.id ?? "";
}

function after(text: string, event: string, edit: (id: string) => RowsEdit): string {
  const rows = read(text);
  return say(definitionOf(edit(idOf(rows, event))(rows, ids)).definition);
}

describe("a line", () => {
  it("moves among its neighbours, past groups, and out of its own at the edge", () => {
    expect(after("did a and did b and did c", "a", (id) => moveRow(id, 1))).toBe("did b and did a and did c");
    expect(after("did a and did b", "a", (id) => moveRow(id, -1))).toBe("did a and did b");
    const nested = "did a and (did b or did c)";
    expect(after(nested, "a", (id) => moveRow(id, 1))).toBe("(did b or did c) and did a");
    expect(after(nested, "c", (id) => moveRow(id, -1))).toBe("did a and (did c or did b)");
    expect(after(nested, "b", (id) => moveRow(id, -1))).toBe("did a and did b and did c");
    expect(after(nested, "c", (id) => moveRow(id, 1))).toBe("did a and did b and did c");
  });

  it("goes into a group with the line before it, or into the group there, and out again", () => {
    expect(after("did a and did b and did c", "b", indentRow)).toBe("(did a or did b) and did c");
    expect(after("(did a or did b) and did c", "c", indentRow)).toBe("did a or did b or did c");
    expect(after("did a and did b", "a", indentRow)).toBe("did a and did b");
    expect(after("(did a or did b or did c) and did d", "b", outdentRow)).toBe(
      "(did a or did c) and did b and did d",
    );
  });

  it("goes, and takes a group that it leaves empty with it", () => {
    expect(after("did a and (did b or did c)", "b", removeRow)).toBe("did a and did c");
    expect(after("did a and not (did b)", "b", removeRow)).toBe("did a");
    expect(after("did a", "a", removeRow)).toBe("");
  });

  it("can be doubled and denied", () => {
    expect(after("did a and did b", "a", duplicateRow)).toBe("did a and did a and did b");
    expect(after("did a", "a", (id) => setNots(id, 1))).toBe("did not a");
  });

  it("leaves the keyboard to the one behind it, before it, or around it", () => {
    const rows = read("did a and (did b or did c)");
    const [a, group, b, c] = allRows(rows.rows).map(({ id }) => id);
    expect([a, b, c].map((id) => neighbourOf(rows, id ?? ""))).toEqual([group, c, b]);
    expect(neighbourOf(read("did a"), "nowhere")).toBeNull();
  });
});

describe("a group", () => {
  it("is joined as chosen", () => {
    const rows = read("did a and (did b or did c)");
    const group = rows.rows[1]?.id ?? "";
    expect(say(definitionOf(setGroup(group, "and", 1)(rows, ids)).definition)).toBe(
      "did a and not (did b and did c)",
    );
    expect(say(definitionOf(setGroup(null, "or", 0)(rows, ids)).definition)).toBe(
      "did a or (did b or did c)",
    );
  });

  it("takes new lines", () => {
    const rows = read("did a");
    const group = groupRow("or", 0, [leafRow({ kind: "did", event: "b" }, ids)], ids);
    const grown = addRow(leafRow({ kind: "did", event: "c" }, ids), group.id)(
      addRow(group, null)(rows, ids),
      ids,
    );
    expect(say(definitionOf(grown).definition)).toBe("did a and (did b or did c)");
  });

  it("of people to leave out holds for all that was said before", () => {
    const leaveOut = (text: string) => {
      const rows = addExclusion(leafRow({ kind: "did", event: "x" }, ids))(read(text), ids);
      return say(definitionOf(rows).definition);
    };
    expect(leaveOut("did a and did b")).toBe("did a and did b and did not x");
    expect(leaveOut("did a or did b")).toBe("(did a or did b) and did not x");
  });
});
