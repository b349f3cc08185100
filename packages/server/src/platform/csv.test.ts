import { expect, test } from "vitest";
import { csvLine } from "./csv.ts";

test("what a spreadsheet would run becomes text, and a number stays one", () => {
  const formulas = ["=1+1", "+1", "@x", "-5-2", "-", "-cmd", "\t=1"];
  expect(csvLine(formulas)).toBe(`${formulas.map((cell) => `'${cell}`).join(",")}\r\n`);
  const numbers = ["-5", "-0.25", "-1e-7", "12"];
  expect(csvLine([...numbers, -3])).toBe("-5,-0.25,-1e-7,12,-3\r\n");
});

test("what would end a cell is quoted", () => {
  expect(csvLine(["a,b", 'say "x"', "two\r\nlines", "-5,2"])).toBe(
    '"a,b","say ""x""","two\r\nlines","\'-5,2"\r\n',
  );
});
