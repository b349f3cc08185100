import type { Stack } from "@lezer/lr";
import { alternatives, expectedAt } from "./expected.ts";
import { firstThatReads, type ReadsUpTo } from "./offers/first-that-reads.ts";
import { problemAt, type Span, type TextProblem } from "./problem.ts";
import { sayingsOfChains } from "./offers/sayings-of-chains.ts";
import { sayingsOfCounts } from "./offers/sayings-of-counts.ts";
import { sayingsOfFigures } from "./offers/sayings-of-figures.ts";
import { sayingsOfGroups, sayingsOfRows } from "./offers/sayings-of-groups.ts";
import { bareEvents, contractions, sayingsOfOneEvent, sayingsOfPeople } from "./offers/sayings-of-people.ts";
import { sayingsOfPlaces } from "./offers/sayings-of-places.ts";
import { bareValues, sayingsOfValues } from "./offers/sayings-of-values.ts";
import { sayingsOfDates, sayingsOfHours, sayingsOfWhen } from "./offers/sayings-of-when.ts";
import { cannotStand, type Special, WORD } from "./offers/slip.ts";
import { slipsOfPerson } from "./offers/slips-of-person.ts";
import { slipsOfShape } from "./offers/slips-of-shape.ts";
import { slipsOfValue } from "./offers/slips-of-value.ts";
import { slipsOfWhen } from "./offers/slips-of-when.ts";
import { slipBefore, slipOfQuotes, specialCases, wordsMeant } from "./offers/slips-of-words.ts";
import { stackAt } from "./syntax.ts";

const FOUND = new RegExp(
  `^(?:${WORD}|-?\\d[\\d.:T%+Z-]*|"(?:[^"\\\\\\n]|\\\\.)*"|&&|\\|\\||[<>=!]+|[\\s\\S])`,
  "u",
);

/** Why the parser could not go on at a place. What is offered was read in its place: the text reads on with it. */
export function explainStuck(text: string, from: number, readsUpTo: ReadsUpTo): TextProblem {
  const stack = stackAt(text, from);
  const found = FOUND.exec(text.slice(from))?.[0] ?? "";
  const expected = expectedAt(text.slice(0, from), stack);
  const special = firstThatReads(specialsAt(text, from, found, stack), { text, from, readsUpTo });
  if (special !== null) return problemAt(text, special.span, { ...special.parts, expected });
  const list = expected.length === 0 ? "" : `; expected ${alternatives(expected)}`;
  const span: Span = { from, to: from + found.length };
  if (found === "") {
    const message =
      text.replace(/--[^\n]*/g, "").trim() === "" ? "There is no condition" : "The text ends too early";
    return problemAt(text, span, { code: "unexpected_end", message: message + list, expected });
  }
  const message = cannotStand(found) + list;
  return problemAt(text, span, { code: "unexpected_word", message, expected });
}

/** A problem of what was read, with what was probably meant where the problem itself has nothing to offer. */
export function withMeant(text: string, problem: TextProblem, readsUpTo: ReadsUpTo): TextProblem {
  if (problem.suggestion !== null) return problem;
  const isWhole: ReadsUpTo = (mended) => (readsUpTo(mended) === null ? null : 0);
  const meant = firstThatReads(sayingsAbout(text, problem.from), {
    text,
    from: problem.from,
    readsUpTo: isWhole,
  });
  const { suggestion = null } = meant?.parts ?? {};
  if (meant === null || suggestion === null) return problem;
  const message = `${problem.message}; did you mean \`${suggestion}\`?`;
  return problemAt(text, meant.span, { ...problem, message, suggestion });
}

function* sayingsAbout(text: string, from: number): Generator<Special> {
  for (const sayings of [sayingsOfPeople, sayingsOfCounts, sayingsOfFigures, sayingsOfDates])
    yield* sayings(text, from);
}

/** All that may be meant there, the likeliest first. */
function* specialsAt(text: string, from: number, found: string, stack: Stack): Generator<Special> {
  yield* sayingsOfHours(text, from);
  yield* sayingsOfChains(text, from);
  yield* sayingsOfPeople(text, from);
  yield* sayingsOfGroups(text, from);
  yield* contractions(text, from);
  yield* some(slipOfQuotes(text, from, found));
  yield* sayingsOfCounts(text, from);
  yield* sayingsOfFigures(text, from);
  yield* sayingsOfPlaces(text, from);
  yield* sayingsOfWhen(text, from);
  yield* sayingsOfValues(text, from);
  yield* sayingsOfOneEvent(text, from);
  yield* slipsOfValue(text, from);
  yield* specialCases(text, from, found, stack);
  yield* slipsOfShape(text, from);
  yield* slipsOfWhen(text, from);
  yield* slipsOfPerson(text, from);
  yield* some(slipBefore(text, from, stack));
  yield* wordsMeant(found, from, stack);
  yield* bareValues(text, from);
  yield* bareEvents(text, from);
  yield* sayingsOfRows(text, from);
}

function* some(special: Special | null): Generator<Special> {
  if (special !== null) yield special;
}
