import { expect, it } from "vitest";
import { linesThatTakeOut } from "./nearly-in.ts";

it("offers the lines that people fail alone, those that keep out most first", () => {
  const figure = (line: string, takesOut: number | null, without: string | null = "rest") => ({
    line,
    count: 9,
    takesOut,
    without,
  });
  const figures = [figure("a", 2), figure("b", 7), figure("c", 0), figure("d", null), figure("e", 3, null)];
  expect(linesThatTakeOut(figures)).toEqual([
    { line: "b", takesOut: 7, without: "rest" },
    { line: "a", takesOut: 2, without: "rest" },
  ]);
});
