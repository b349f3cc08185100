import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { doubtfulNames } from "./doubtful-names.ts";
import { KEYWORDS } from "./keywords.ts";
import { parseDefinition } from "./parse-definition.ts";
import { printDefinition } from "./print-definition.ts";
import type { TextProblem } from "./problem.ts";
import { readSyntax } from "./syntax.ts";

const SENT = ["open app", "view", "purchase", "add to cart"];
const doubts = (text: string): readonly (readonly [string, string | null])[] =>
  doubtfulNames(
    text,
    (name) => SENT.includes(name),
    (name) => name === "renewal",
  ).map(({ from, to, suggestion }) => [text.slice(from, to), suggestion]);

test.each([
  ["did open app regularly", "open app regularly", "open app in at least 4 of last 5 weeks"],
  ["did open app regularly in last 30 days", "open app regularly", "open app in at least 4 of last 5 weeks"],
  ["did purchase twice in last 7 days", "purchase twice", "purchase at least 2 times"],
  ["did purchase weekdays", "purchase weekdays", "purchase on weekdays"],
  ["did purchase tody", "purchase tody", "purchase today"],
  ["did purchase week", "purchase week", "purchase this week"],
  ["did never purchase", "never purchase", null],
  ["did nto purchase in last 7 days", "nto purchase", null],
  ["did any purchase", "any purchase", "purchase"],
  ["sum of every purchase.revenue > 3", "every purchase", "purchase"],
  ["did purchase of shoes", "purchase of shoes", null],
  [
    "did purchase or refund in last 3 days",
    "did purchase or refund in last 3 days",
    "did purchase in last 3 days or did refund in last 3 days",
  ],
  [
    "did not purchase or refund this week",
    "did not purchase or refund this week",
    "did not purchase this week and did not refund this week",
  ],
  [
    'country is "GB" and (did view last 3 calendar days and refund today)',
    "did view last 3 calendar days and refund today",
    "did view last 3 calendar days and did refund today",
  ],
  ["did view purchase in last 7 days", "view purchase", "view then purchase"],
  ["did ever refund", "ever refund", "refund"],
  ["did first refund in last 7 days", "first refund", "refund for the first time"],
  ["did not open any message in last 30 days", "open any message", "open message"],
  ["did view product on mobile", "view product on mobile", null],
])("%s", (text, name, suggestion) => {
  expect(doubts(text)).toEqual([[name, suggestion]]);
});

test("a date of the person behind what somebody did leaves no doubt where it is known, in quotes, ahead or of the event", () => {
  expect(doubts("did purchase or renewal in last 3 days")).toEqual([]);
  expect(doubts('did purchase or "refund" in last 3 days')).toEqual([]);
  expect(doubts("did purchase or contract in next 3 days")).toEqual([]);
  expect(doubts("did purchase or did refund in last 3 days")).toEqual([]);
  expect(doubts('signup in last 3 days or did purchase or plan is "pro"')).toEqual([]);
});

test("what is meant for a doubtful trait reads as a definition without a doubt", () => {
  for (const window of [
    "in last 3 days",
    "today",
    "previous month",
    "last 2 calendar weeks",
    "more than 3 days ago",
  ]) {
    for (const first of [
      "did purchase",
      "did not purchase",
      "did purchase at least 2 times",
      "did purchase today",
    ]) {
      for (const joiner of ["and", "or"]) {
        const text = `${first} ${joiner} refund ${window}`;
        const [[, meant] = ["", null]] = doubts(text);
        expect(parseDefinition(meant ?? "").kind).toBe("ok");
        expect(doubts(meant ?? "did purchase week")).toEqual([]);
      }
    }
  }
});

test("names that were sent, stand in quotes or are like others leave no doubt", () => {
  expect(doubts("did add to cart then open app within 1 hour")).toEqual([]);
  expect(doubts('did "open app regularly"')).toEqual([]);
  expect(doubts("did sign up in last 7 days or did play video or did rate your order")).toEqual([]);
});

const no = (): boolean => false;
const FOLDER = new URL("../../vectors/", import.meta.url);

const DEFINITIONS = new Set(
  readdirSync(FOLDER)
    .filter((file) => file.endsWith(".json"))
    .flatMap((file) => {
      const { vectors } = JSON.parse(readFileSync(new URL(file, FOLDER), "utf8")) as {
        vectors: { definition: string }[];
      };
      return vectors.map(({ definition }) => definition);
    }),
);

const TOKEN = /"(?:[^"\\]|\\.)*"|[\p{L}_$][\p{L}\p{N}_$-]*|\S/gu;

/** The text with a keyword left out, misspelt or behind its neighbour; its place chooses which. */
function mistakesIn(text: string): readonly string[] {
  const tokens = [...text.matchAll(TOKEN)].map(({ 0: word, index }) => ({
    word,
    from: index,
    to: index + word.length,
  }));
  return tokens.flatMap(({ word, from, to }, place) => {
    if (!KEYWORDS.includes(word.toLowerCase())) return [];
    const [before, behind] = [text.slice(0, from), text.slice(to)];
    const next = tokens[place + 1];
    const ways = [
      before + behind.trimStart(),
      before + word.slice(0, -1) + behind,
      `${before}${word}s${behind}`,
      before + word.charAt(0) + word.slice(2) + behind,
      next === undefined
        ? text
        : `${before}${next.word}${text.slice(to, next.from)}${word}${text.slice(next.to)}`,
    ];
    return [ways[(place + text.length) % ways.length] ?? text];
  });
}

function eventsOf(part: unknown): readonly string[] {
  if (typeof part !== "object" || part === null) return [];
  const own = "event" in part && typeof part.event === "string" ? [part.event] : [];
  return [...own, ...Object.values(part).flatMap(eventsOf)];
}

/** Whether the parser gets no further with what is offered than up to it. */
function isRefusedAgain(written: string, { from, to, suggestion }: TextProblem): boolean {
  if (suggestion === null) return false;
  const mended = written.slice(0, from) + suggestion + written.slice(to);
  const again = readSyntax(mended);
  return again.kind === "refused" && again.at < mended.length && again.at <= from + suggestion.length + 1;
}

/** Mistakes that make another name, of which nothing tells that it is none. */
const UNTOLD: readonly string[] = ["add cart", "add cart to"];

test("no mistake in a definition of the vectors passes for a name without a word, and no offer is refused again", () => {
  const untold: string[] = [];
  const refusedAgain: string[] = [];
  const unplaced: string[] = [];
  for (const text of DEFINITIONS) {
    const meant = parseDefinition(text);
    expect(doubtfulNames(text, no, no)).toEqual([]);
    if (meant.kind === "refused") continue;
    const names = new Set(eventsOf(meant.definition));
    for (const written of mistakesIn(text)) {
      const read = parseDefinition(written);
      if (read.kind === "refused") {
        const isPlaced = read.problems.every(
          ({ from, to }) => from >= 0 && to >= from && to <= written.length,
        );
        if (!isPlaced) unplaced.push(written);
        const [first] = read.problems;
        if (first?.code === "unexpected_word" && isRefusedAgain(written, first)) refusedAgain.push(written);
        continue;
      }
      if (printDefinition(read.definition) === printDefinition(meant.definition)) continue;
      const other = eventsOf(read.definition).filter((name) => !names.has(name) && name.includes(" "));
      const bare = other.filter((name) => !written.includes(`"${name}"`) && !UNTOLD.includes(name));
      const isKnown = (name: string): boolean => names.has(name);
      if (bare.length > 0 && doubtfulNames(written, isKnown, no).length === 0) untold.push(written);
    }
  }
  expect({ untold, unplaced, refusedAgain }).toEqual({ untold: [], unplaced: [], refusedAgain: [] });
});
