import type { PartialParse, Tree } from "@lezer/common";
import type { Stack } from "@lezer/lr";
import { must } from "@habitus/kernel";
import { KEYWORD_TERMS } from "./keywords.ts";
import { nearestWord } from "./near-word.ts";
import { type ProblemParts, problemAt, type Span, type TextProblem } from "./problem.ts";
import { parser } from "./segment-parser.gen.ts";
import * as terms from "./segment-terms.gen.ts";

export type SyntaxReading =
  | { readonly kind: "ok"; readonly tree: Tree }
  | { readonly kind: "refused"; readonly problem: TextProblem };

const strictParser = parser.configure({ strict: true });

/** Parses without any recovery: a text that the grammar does not derive is refused at the first word that does not fit. */
export function readSyntax(text: string): SyntaxReading {
  // `stacks` is where the run stands. The parser's own error names an offset only; the stack knows what could follow.
  const run = strictParser.startParse(text) as PartialParse & { readonly stacks: readonly Stack[] };
  for (;;) {
    const standing = run.stacks;
    try {
      const tree = run.advance();
      if (tree !== null) return { kind: "ok", tree };
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      return { kind: "refused", problem: explainStuck(text, must(standing[0], "a parse has a stack")) };
    }
  }
}

const LABELS: Readonly<Record<string, readonly string[]>> = {
  at: ["at least", "at most"],
  more: ["more than"],
  less: ["less than"],
  does: ["does not"],
  starts: ["starts with"],
  ends: ["ends with"],
  ignoring: ["ignoring case"],
  time: [],
  second: [],
  minute: [],
  hour: [],
  day: [],
  week: [],
  month: [],
  year: [],
  Number: ["a number"],
  Date: ["a date such as 2026-01-31"],
  Text: ["text in double quotes"],
  Word: ["a name"],
  CompareOp: ["=, !=, <, <=, > or >="],
};

const PUNCTUATION: readonly string[] = ["(", ")", ",", "."];

function expectedAt(stack: Stack): readonly string[] {
  const nameFits = stack.canShift(terms.Word);
  const expected: string[] = [];
  for (const [word, term] of KEYWORD_TERMS)
    if (stack.canShift(term)) expected.push(...(LABELS[word] ?? [word]));
  for (const name of ["Word", "Number", "Date", "Text", "CompareOp"] as const) {
    if (stack.canShift(terms[name]) && !(name === "Text" && nameFits)) expected.push(...(LABELS[name] ?? []));
  }
  for (const type of parser.nodeSet.types) {
    if (PUNCTUATION.includes(type.name) && stack.canShift(type.id)) expected.push(type.name);
  }
  return expected;
}

const FOUND = /^(?:[\p{L}_$][\p{L}\p{N}_$-]*|-?\d[\d.:T%+Z-]*|"(?:[^"\\\n]|\\.)*"|[<>=!]+|[\s\S])/u;

function explainStuck(text: string, stack: Stack): TextProblem {
  const from = stack.pos;
  const found = FOUND.exec(text.slice(from))?.[0] ?? "";
  const span: Span = { from, to: from + found.length };
  const expected = expectedAt(stack);
  const list = expected.length === 0 ? "" : `; expected ${alternatives(expected)}`;
  if (found === "") {
    const message = from === 0 || text.trim() === "" ? "There is no condition" : "The text ends too early";
    return problemAt(text, span, { code: "unexpected_end", message: message + list, expected });
  }
  const special = specialCase(found, stack);
  if (special !== null) return problemAt(text, span, { ...special, expected });
  const slip = slipInName(text, from);
  if (slip !== null) return problemAt(text, slip.span, { ...slip.parts, expected });
  const suggestion = suggest(found, stack);
  const hint = suggestion === null ? "" : `; did you mean \`${suggestion}\`?`;
  const message = `\`${found}\` cannot stand here${list}${hint}`;
  return problemAt(text, span, { code: "unexpected_word", message, expected, suggestion });
}

function alternatives(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;
}

function specialCase(found: string, stack: Stack): ProblemParts | null {
  if (found === '"') {
    return { code: "text_not_closed", message: 'The text that begins here has no closing `"` on its line' };
  }
  if (/^['‘’“”„«»]/u.test(found)) {
    return { code: "wrong_quotes", message: 'Texts and names stand in straight double quotes: "like this"' };
  }
  const wantsText = stack.canShift(terms.Text) && !stack.canShift(terms.Word);
  if (wantsText && /^[\p{L}_$]/u.test(found)) {
    const suggestion = `"${found}"`;
    return {
      code: "text_without_quotes",
      message: `\`${found}\` cannot stand here; a text value stands in double quotes: ${suggestion}`,
      suggestion,
    };
  }
  return null;
}

function suggest(found: string, stack: Stack): string | null {
  if (!/^[\p{L}_$]/u.test(found)) return null;
  const words = [...KEYWORD_TERMS].filter(([, term]) => stack.canShift(term)).map(([word]) => word);
  return nearestWord(found, words);
}

const CLAUSE_WORDS =
  "at exactly more less in between since before from today yesterday this previous last ever where and or".split(
    " ",
  );

const BARE_EVENT_NAME = /\bdid\s+(?:not\s+)?[\p{L}_$][\p{L}\p{N}_$-]*((?:\s+[\p{L}_$][\p{L}\p{N}_$-]*)+)/giu;

/**
 * A bare event name takes every plain word that follows, so a slip such as "did purchase att least 3 times" is noticed
 * words later. Finds the word of the nearest such name that looks like the beginning of a clause.
 */
function slipInName(
  text: string,
  stuckAt: number,
): { readonly span: Span; readonly parts: ProblemParts } | null {
  const run = [...text.slice(0, stuckAt).matchAll(BARE_EVENT_NAME)].at(-1);
  const tail = run?.[1];
  if (run === undefined || tail === undefined) return null;
  const tailFrom = run.index + run[0].length - tail.length;
  for (const match of tail.matchAll(/\S+/g)) {
    if (KEYWORD_TERMS.has(match[0].toLowerCase())) return null;
    const near = nearestWord(match[0], CLAUSE_WORDS);
    if (near === null) continue;
    const from = tailFrom + match.index;
    const message = `\`${match[0]}\` cannot stand here; did you mean \`${near}\`? Where it belongs to the name, write the name in double quotes`;
    const parts: ProblemParts = { code: "unexpected_word", message, suggestion: near };
    return { span: { from, to: from + match[0].length }, parts };
  }
  return null;
}
