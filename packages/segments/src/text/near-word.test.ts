import { expect, test } from "vitest";
import { editDistance, nearestWord } from "./near-word.ts";

test.each([
  ["", "", 0],
  ["abc", "", 3],
  ["", "abc", 3],
  ["kitten", "sitting", 3],
  ["adn", "and", 1],
  ["ca", "abc", 3],
])("%j to %j takes %i", (from, to, distance) => {
  expect(editDistance(from, to)).toBe(distance);
  expect(editDistance(to, from)).toBe(distance);
});

test.each([
  ["leest", "least"],
  ["ADN", "and"],
  ["dayz", "days"],
  ["mnths", "months"],
  ["xx", null],
  ["e3", null],
  ["elephant", null],
])("%s: %s", (word, nearest) => {
  expect(nearestWord(word, ["or", "and", "least", "most", "day", "days", "months"])).toBe(nearest);
});
