import { expect, test } from "vitest";
import { listText, readList } from "./list-text.ts";

test("a list comes back from its line", () => {
  const words = ["DE", "United Kingdom"];
  expect(readList(listText(words))).toEqual(words);
});

test("blanks, empty places and repetitions are left out", () => {
  expect(readList(" DE ,, FR,DE , ")).toEqual(["DE", "FR"]);
  expect(readList("")).toEqual([]);
});
