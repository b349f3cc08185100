import { expect, test } from "vitest";
import { parseDefinition } from "../text/parse-definition.ts";
import { printDefinition } from "../text/print-definition.ts";
import { conditionLines } from "./lines.ts";

function linesOf(text: string) {
  const parsed = parseDefinition(text);
  if (parsed.kind === "refused") throw new Error(JSON.stringify(parsed.problems));
  return conditionLines(parsed.definition).map(({ path, text: line, without }) => [
    path,
    line,
    without === null ? null : printDefinition(without),
  ]);
}

test("a single condition is one line", () => {
  expect(linesOf("not (did a or did b)")).toEqual([["/condition", "not (did a or did b)", null]]);
});

test("lines of a row of and, each with what is left without it", () => {
  expect(linesOf("did a and (did b or plan exists) and did not c")).toEqual([
    ["/condition/of/0", "did a", "(did b or plan exists) and did not c"],
    ["/condition/of/1/of/0", "did b", null],
    ["/condition/of/1/of/1", "plan exists", null],
    ["/condition/of/2", "did not c", "did a and (did b or plan exists)"],
  ]);
  expect(linesOf("did a and did b").map(([, , without]) => without)).toEqual(["did b", "did a"]);
});

test("of a row of or nothing is asked without a line", () => {
  expect(linesOf("did a or did b").map(([, , without]) => without)).toEqual([null, null]);
});
