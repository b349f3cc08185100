import { describe, expect, test } from "vitest";
import { patternMatches } from "../reference/pattern.ts";
import { readPattern } from "./read-pattern.ts";

function matches(pattern: string, text: string, ignoreCase = false): boolean {
  const reading = readPattern(pattern, ignoreCase);
  if (reading.kind === "refused") throw new Error(`${pattern}: ${reading.message}`);
  return patternMatches(reading.pattern, text);
}

describe("known patterns mean what they mean everywhere", () => {
  const known = [
    "a|b|",
    "^(?:ab)+c?$",
    "[^a-c\\]\\-]",
    "[\\w.-]+@[\\w.-]+\\.[a-z]{2,}",
    "^$",
    "()",
    "(a|b)*abb",
    "a{0}b{1,}c{2,3}",
    "[-a]",
    "[a-]",
    "\\.\\$\\(\\)\\[\\{\\|\\\\",
    "^\\d\\D\\s\\S$",
    "é+",
    "x{2}",
  ];
  const texts = [
    "",
    "a",
    "b",
    "abab",
    "ababc",
    "cc",
    "abb",
    "bccc",
    "-",
    "]",
    "me@x.org",
    "1a x",
    "éé",
    "xx",
    ".$()[{|\\",
  ];

  test.each(known)("%s", (pattern) => {
    // The engine of JavaScript agrees where its meaning of these signs is the same.
    const expression = new RegExp(pattern, "u");
    for (const text of texts)
      expect(`${text}: ${matches(pattern, text)}`).toBe(`${text}: ${expression.test(text)}`);
  });
});

test("half of a surrogate pair is one character", () => {
  expect(matches("^.$", "\ud83d")).toBe(true);
  expect(matches("^..$", "\ude00\ud83d")).toBe(true);
  expect(matches("^.$", "😀")).toBe(true);
});

test("letters outside of a class stay outside of it ignoring case", () => {
  // The sign for kelvin is no k in \W.
  expect(matches("\\W", "k", true)).toBe(false);
  expect(matches("[^k]", "k", true)).toBe(false);
  expect(matches("\u212a", "k", true)).toBe(true);
});

describe("everything else is refused with its place", () => {
  const refused: readonly (readonly [string, number, number, RegExp])[] = [
    ["a(?=b)", 1, 4, /ahead/],
    ["(?<=b)a", 0, 4, /behind/],
    ["(?i)a", 0, 3, /ignoring case/],
    ["(?<n>a)", 0, 4, /name/],
    ["(a)\\1", 3, 5, /refer back/],
    ["\\bword", 0, 2, /edges of words/],
    ["\\p{L}", 0, 2, /class/],
    ["\\Aa", 0, 2, /\^/],
    ["\\x41", 0, 2, /itself/],
    ["\\q", 0, 2, /means nothing/],
    ["a\\", 1, 2, /means nothing/],
    ["*a", 0, 1, /nothing before/],
    ["a**", 2, 3, /repeated/],
    ["a+?", 2, 3, /depend/],
    ["^*", 0, 2, /cannot be repeated/],
    ["a{3,2}", 1, 6, /smaller/],
    ["a{", 1, 2, /written/],
    ["a]", 1, 2, /written/],
    ["(a", 0, 1, /not closed/],
    ["a)", 1, 2, /could close/],
    ["[a", 0, 1, /not closed/],
    ["[]", 0, 2, /at least one/],
    ["[b-a]", 1, 4, /upwards/],
    ["[\\d-z]", 1, 5, /range/],
    ["[[:alpha:]]", 1, 2, /\\\[/],
    ["(a{100}){100}", 0, 13, /at most 1000/],
    ["a{9999999}", 1, 10, /at most 1000/],
  ];

  test.each(refused)("%s", (pattern, from, to, message) => {
    expect(readPattern(pattern, false)).toMatchObject({
      kind: "refused",
      from,
      to,
      message: expect.stringMatching(message),
    });
  });
});
