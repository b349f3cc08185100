import { expect, test } from "vitest";
import { doubtfulProblems } from "./language.ts";

test("a bare name that may be meant for more is told with its place, but not once it was sent", () => {
  const text = "did open app regularly and did visit";
  expect(doubtfulProblems(text, [])).toMatchObject([
    { code: "doubtful_name", column: 5, to: 22, suggestion: "open app in at least 4 of last 5 weeks" },
  ]);
  expect(doubtfulProblems(text, [{ name: "open app regularly" }])).toEqual([]);
  expect(doubtfulProblems("did product list viewed or did Order Completed", [])).toEqual([]);
});
