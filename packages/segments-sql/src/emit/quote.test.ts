import { expect, test } from "vitest";
import { quoteIdentifier, quoteText } from "./quote.ts";

test("a name cannot end its quotation", () => {
  expect(quoteIdentifier("plain")).toBe("`plain`");
  expect(quoteIdentifier("a`; DROP TABLE b; --")).toBe("`a\\`; DROP TABLE b; --`");
  expect(quoteIdentifier("a\\")).toBe("`a\\\\`");
  expect(quoteIdentifier("\\`")).toBe("`\\\\\\``");
});

test("a constant cannot end its quotation and stays on one line", () => {
  expect(quoteText("it's")).toBe("'it\\'s'");
  expect(quoteText("\\'")).toBe("'\\\\\\''");
  expect(quoteText("\0\t\n\r")).toBe("'\\0\\t\\n\\r'");
});
