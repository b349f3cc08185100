import type { Stack } from "@lezer/lr";
import { EVENT_WORDS } from "./event-words.ts";
import { KEYWORD_TERMS } from "./keywords.ts";
import { nearestWord } from "./near-word.ts";
import { PHRASE_LABELS } from "./phrase-words.ts";
import { problemAt, type Span, type TextProblem } from "./problem.ts";
import { parser } from "./segment-parser.gen.ts";
import type { Special } from "./slip.ts";
import { slipOfPerson } from "./slips-of-person.ts";
import { slipOfShape } from "./slips-of-shape.ts";
import { slipOfValue } from "./slips-of-value.ts";
import { slipOfWhen } from "./slips-of-when.ts";
import * as terms from "./segment-terms.gen.ts";

const WORD = String.raw`[\p{L}_$][\p{L}\p{N}_$-]*`;
const FOUND = new RegExp(
  `^(?:${WORD}|-?\\d[\\d.:T%+Z-]*|"(?:[^"\\\\\\n]|\\\\.)*"|&&|\\|\\||[<>=!]+|[\\s\\S])`,
  "u",
);
const STARTS_WORD = /^[\p{L}_$]/u;

/** Why the parser could not go on at `from`, where its stack is `stack`. */
export function explainStuck(text: string, from: number, stack: Stack): TextProblem {
  const found = FOUND.exec(text.slice(from))?.[0] ?? "";
  const expected = expectedAt(text.slice(0, from), stack);
  const special =
    slipOfQuotes(text, from, found) ??
    slipOfValue(text, from) ??
    specialCase(text, from, found, stack) ??
    slipOfShape(text, from) ??
    slipOfWhen(text, from) ??
    slipOfPerson(text, from) ??
    slipBefore(text, from, stack);
  if (special !== null) return problemAt(text, special.span, { ...special.parts, expected });
  const list = expected.length === 0 ? "" : `; expected ${alternatives(expected)}`;
  const span: Span = { from, to: from + found.length };
  if (found === "") {
    const message =
      text.replace(/--[^\n]*/g, "").trim() === "" ? "There is no condition" : "The text ends too early";
    return problemAt(text, span, { code: "unexpected_end", message: message + list, expected });
  }
  const suggestion = suggest(found, stack);
  const hint = suggestion === null ? list : `; did you mean \`${suggestion}\`?`;
  const message = `\`${found}\` cannot stand here${hint}`;
  return problemAt(text, span, { code: "unexpected_word", message, expected, suggestion });
}

const LABELS: Readonly<Record<string, readonly string[]>> = {
  at: ["at least", "at most"],
  more: ["more than"],
  less: ["less than"],
  does: ["does not"],
  starts: ["starts with"],
  ends: ["ends with"],
  ignoring: ["ignoring case"],
  for: ["for the first time"],
  distinct: ["distinct count"],
  subscribed: ["subscribed to"],
  entered: ["entered segment"],
  left: ["left segment"],
};

const SINGULARS: ReadonlySet<string> = new Set("time second minute hour day week month year".split(" "));

const CLAUSES_FOLLOW = /\bwhere\b|\bchanged\b|\b(?:entered|left)\s+segment\b/i;

/** Whether a window or a count may stand behind this, though a test of a trait ends there. */
function takesClauses(before: string): boolean {
  if (CLAUSES_FOLLOW.test(before)) return true;
  // One after the other: from each of many messages on, the same text would be searched again.
  const said = /\b(?:message|survey)\b/i.exec(before);
  return said !== null && /\bwith\b/i.test(before.slice(said.index));
}

/** A period of the calendar, which may be one in their time zone behind a trait too. */
const BEHIND_PERIOD =
  /\b(?:today|yesterday|tomorrow|(?:this|previous|next)\s+(?:day|week|month|year)|calendar\s+(?:day|week|month|year)s?(?:\s+ago)?|in\s+\d+\s+days?|(?<!\b(?:and|than|after|before|on)\s+)\d+\s+days?\s+ago)\s+$/i;

const TOKEN_LABELS = [
  [terms.Word, "a name"],
  [terms.Number, "a number"],
  [terms.Date, "a date such as 2026-01-31"],
  [terms.Text, "text in double quotes"],
  ...PHRASE_LABELS,
  [terms.CompareOp, "=, !=, <, <=, > or >="],
] as const;

const PUNCTUATION: readonly string[] = ["(", ")", ",", ".", "/"];

const CLAUSE_STARTS: ReadonlySet<string> = new Set(
  "is in between before at exactly more less ever last today this yesterday previous since from for".split(
    " ",
  ),
);

/** What could stand where the stack is, in words. */
export function expectedAt(before: string, stack: Stack): readonly string[] {
  // Behind a property test the grammar allows the clauses of a condition on events; they make sense in a where clause only.
  const hasEnded = stack.canShift(terms.and) && stack.canShift(terms.at);
  const behindTrait = hasEnded && !stack.canShift(terms.where) && !takesClauses(before);
  const behindDid = stack.canShift(terms.where);
  const clausesFit = behindDid || !behindTrait;
  const expected: string[] = [];
  for (const [word, term] of KEYWORD_TERMS) {
    // Where the plural fits as well it is named alone.
    const plural = SINGULARS.has(word) ? KEYWORD_TERMS.get(`${word}s`) : undefined;
    if (plural !== undefined && stack.canShift(plural)) continue;
    const fits = clausesFit || !CLAUSE_STARTS.has(word) || (word === "in" && BEHIND_PERIOD.test(before));
    if (stack.canShift(term) && fits) expected.push(...(LABELS[word] ?? [word]));
  }
  for (const [term, label] of TOKEN_LABELS) {
    const twice = term === terms.Text && stack.canShift(terms.Word);
    const isClause = term === terms.CompareOp || term === terms.OnDays;
    if (stack.canShift(term) && !twice && (clausesFit || !isClause)) expected.push(label);
  }
  for (const type of parser.nodeSet.types) {
    if (PUNCTUATION.includes(type.name) && stack.canShift(type.id)) expected.push(type.name);
  }
  return expected;
}

/** What people mostly mean, in the order of how often. */
const LIKELY: readonly string[] = [
  "did",
  "not",
  "a name",
  "and",
  "or",
  "where",
  "at least",
  "in",
  "in top",
  "is",
  "sum",
  "everyone",
  "a number",
  "text in double quotes",
  "times",
  "days",
];
const MOST_NAMED = 6;

/** A few of them, the likely ones first; `expected` has them all. */
function alternatives(expected: readonly string[]): string {
  const rank = (word: string): number => (LIKELY.includes(word) ? LIKELY.indexOf(word) : LIKELY.length);
  const few = expected.length <= MOST_NAMED + 1;
  const named = few ? expected : expected.toSorted((a, b) => rank(a) - rank(b)).slice(0, MOST_NAMED);
  const words = named.map((word) => (/^(?:a|text) /.test(word) ? word : `\`${word}\``));
  const last = few ? words.pop() : `${expected.length - MOST_NAMED} other words`;
  return words.length === 0 ? (last ?? "") : `${words.join(", ")} or ${last}`;
}

const WRONG_QUOTES = /^['‘’“”„«»](?:([^'‘’“”„«»"\\\n]*)['‘’“”„«»])?/u;
const WORDS = new RegExp(`^${WORD}(?:[ \\t]+${WORD})*`, "u");

function slipOfQuotes(text: string, from: number, found: string): Special | null {
  if (found === '"') {
    const message = 'The text that begins here has no closing `"` on its line';
    return { span: { from, to: from + 1 }, parts: { code: "text_not_closed", message } };
  }
  const quoted = WRONG_QUOTES.exec(text.slice(from));
  if (quoted !== null) {
    const message = 'Texts and names stand in straight double quotes: "like this"';
    const suggestion = quoted[1] === undefined ? null : `"${quoted[1]}"`;
    return {
      span: { from, to: from + quoted[0].length },
      parts: { code: "wrong_quotes", message, suggestion },
    };
  }
  return null;
}

function specialCase(text: string, from: number, found: string, stack: Stack): Special | null {
  if (UNIT.test(found) && stack.canShift(terms.Number) && /\blast\s+$/i.test(text.slice(0, from))) {
    return lastUnit(found.toLowerCase(), { from, to: from + found.length });
  }
  const place = PLACE.exec(text.slice(from));
  if (place !== null && /\bin\s+(?:the\s+)?$/i.test(text.slice(0, from))) {
    const [written] = place;
    const message = `A place among people is a share of them: \`in ${written}%\``;
    const parts = { code: "unexpected_word", message, suggestion: `${written}%` };
    return { span: { from, to: from + written.length }, parts };
  }
  const members = slipInMembers(text, from);
  if (members !== null) return members;
  const words = slipInEventWords(text, from, found);
  if (words !== null) return words;
  const wantsText = stack.canShift(terms.Text) && !stack.canShift(terms.Word);
  if (!wantsText || !STARTS_WORD.test(found)) return null;
  const run = WORDS.exec(text.slice(from))?.[0].split(/(?<=\s)(?=\S)/u) ?? [];
  const end = run.findIndex((word, index) => index > 0 && KEYWORD_TERMS.has(word.trim().toLowerCase()));
  const value = (end < 0 ? run : run.slice(0, end)).join("").trimEnd();
  const message = `\`${value}\` cannot stand here; a text value stands in double quotes: "${value}"`;
  const parts = { code: "text_without_quotes", message, suggestion: `"${value}"` };
  return { span: { from, to: from + value.length }, parts };
}

const MEMBERS =
  /^members?(?:\s+of(?:\s+(?:their|an?|the|my|his|her|any|every)\b)?(?:\s+acc?ount?s?(?![\p{L}\p{N}_$-]))?)?/iu;
const HOW_MANY = /(?:\b(any|every|no|some|all|each)|\b\d+)\s+$/i;
const MEANT_BY: Readonly<Record<string, string>> = { some: "any", all: "every", each: "every" };

/** "any member of account": the words of a condition on the people of an account, or nearly. */
function slipInMembers(text: string, from: number): Special | null {
  const written = MEMBERS.exec(text.slice(from))?.[0];
  const before = HOW_MANY.exec(text.slice(Math.max(0, from - SLIP_REACH), from));
  if (written === undefined || before === null) return null;
  const [said, which] = before;
  const one = which === undefined ? null : (MEANT_BY[which.toLowerCase()] ?? which.toLowerCase());
  const suggestion = one === null ? "members of their account" : `${one} member of their account`;
  const start = one === null ? from : from - said.length;
  const span = { from: start, to: from + written.length };
  const message = `\`${text.slice(start, span.to)}\` cannot stand here; did you mean \`${suggestion}\`?`;
  return { span, parts: { code: "unexpected_word", message, suggestion } };
}

const PLACE = /^(?:top|bottom)\s+\d+(?:\.\d+)?(?![\d.%])/i;
const UNIT = /^(?:second|minute|hour|day|week|month|year)$/i;

/** "in last month" could be the calendar month before this one or the days up to now. */
function lastUnit(unit: string, span: Span): Special {
  const sliding =
    unit === "month" ? "in last 30 days" : unit === "year" ? "in last 365 days" : `in last 1 ${unit}`;
  const calendar = unit === "day" ? "yesterday" : `previous ${unit}`;
  const both = ["day", "week", "month", "year"].includes(unit)
    ? `\`${sliding}\` or \`${calendar}\``
    : `\`${sliding}\``;
  return {
    span,
    parts: { code: "unexpected_word", message: `\`last ${unit}\` is not clear enough; write ${both}` },
  };
}

const NUMBER_WORDS = "zero one two three four five six seven eight nine ten eleven twelve".split(" ");

/** Words of other languages and habits, with what may be meant by them here. */
const MEANT: Readonly<Record<string, readonly string[]>> = {
  "&": ["and"],
  "&&": ["and"],
  "|": ["or"],
  "||": ["or"],
  ";": ["and"],
  equals: ["is"],
  isnt: ["is not"],
  like: ["contains"],
  includes: ["contains"],
  within: ["in last"],
  during: ["in last"],
  everybody: ["everyone"],
  all: ["everyone"],
  didnt: ["did not"],
  avg: ["average"],
  min: ["minimum", "minutes"],
  max: ["maximum"],
  s: ["seconds"],
  sec: ["seconds"],
  h: ["hours"],
  d: ["days"],
  w: ["weeks"],
};

/** What may be meant by a word, of the phrases whose first word fits. */
function meantBy(word: string, fits: (keyword: string) => boolean): string | null {
  const phrases = Object.hasOwn(MEANT, word.toLowerCase()) ? MEANT[word.toLowerCase()] : [];
  return phrases?.find((phrase) => fits(phrase.split(" ")[0] ?? "")) ?? null;
}

function suggest(found: string, stack: Stack): string | null {
  const fits = (word: string): boolean => stack.canShift(KEYWORD_TERMS.get(word) ?? -1);
  const meant = meantBy(found, fits);
  if (meant !== null) return meant;
  if (/^\d+$/.test(found))
    return fits("exactly") ? `exactly ${found}` : fits("last") ? `last ${found}` : null;
  if (/^"\d{4}-\d\d-\d\d"$/.test(found) && stack.canShift(terms.Date)) return found.slice(1, -1);
  if (!STARTS_WORD.test(found)) return null;
  const number = NUMBER_WORDS.indexOf(found.toLowerCase());
  if (stack.canShift(terms.Number) && number >= 0) return String(number);
  return nearestWord(
    found,
    [...KEYWORD_TERMS.keys()].filter((word) => fits(word)),
  );
}

const CONDITION_STARTS =
  "did everyone sum average minimum maximum median distinct stopped restarted subscribed not".split(" ");
const CLAUSE_WORDS = [...CLAUSE_STARTS, "where", "and", "or"];
const LAST_WORD = new RegExp(`(${WORD})\\s*$`, "u");
const BARE_EVENT_NAME = new RegExp(`\\bdid\\s+(?:not\\s+)?${WORD}((?:\\s+${WORD})+)`, "giu");

/** Half of the words that an event has of its own: `opened mesage "Spring"`, `opened "Spring"`. */
function slipInEventWords(text: string, from: number, found: string): Special | null {
  const start = Math.max(0, from - SLIP_REACH);
  const before = text.slice(start, from);
  if (!found.startsWith('"')) return slipOfNoun(before, found, from);
  const last = LAST_WORD.exec(before);
  if (last === null) return null;
  const [, word = ""] = last;
  const noun = nounBehind(word);
  if (noun === null) return slipOfNoun(before.slice(0, last.index), word, start + last.index);
  const suggestion = `${noun} ${found}`;
  const message = `\`${found}\` cannot stand here; did you mean \`${word} ${suggestion}\`?`;
  return { span: { from, to: from + found.length }, parts: { code: "unexpected_word", message, suggestion } };
}

function slipOfNoun(before: string, written: string, from: number): Special | null {
  const verb = LAST_WORD.exec(before)?.[1] ?? "";
  const noun = nounBehind(verb);
  if (noun === null || nearestWord(written, [noun]) === null) return null;
  const message = `\`${written}\` cannot stand here; did you mean \`${verb} ${noun}\`?`;
  return {
    span: { from, to: from + written.length },
    parts: { code: "unexpected_word", message, suggestion: noun },
  };
}

function nounBehind(verb: string): string | null {
  const begun = `${verb.toLowerCase()} `;
  const phrase = EVENT_WORDS.flatMap(({ does, did }) => [does, did]).find((each) => each.startsWith(begun));
  return phrase?.slice(begun.length) ?? null;
}

/** How far back a slip is looked for. */
const SLIP_REACH = 1_000;

/** A misspelt keyword can pass for a name, and is noticed words later. Finds it. */
function slipBefore(text: string, stuckAt: number, stack: Stack): Special | null {
  const start = Math.max(0, stuckAt - SLIP_REACH);
  const before = text.slice(start, stuckAt);
  if (stack.canShift(terms.exists)) {
    const last = LAST_WORD.exec(before);
    return last === null ? null : slipInPath(last[1] ?? "", start + last.index);
  }
  const run = [...before.matchAll(BARE_EVENT_NAME)].at(-1);
  const tail = run?.[1];
  if (run === undefined || tail === undefined) return null;
  if (/\b(?:and|or|where)\b/i.test(before.slice(run.index + run[0].length))) return null;
  const tailFrom = start + run.index + run[0].length - tail.length;
  for (const match of tail.matchAll(/\S+/g)) {
    if (KEYWORD_TERMS.has(match[0].toLowerCase())) return null;
    const slip = slipOf(match[0], tailFrom + match.index, CLAUSE_WORDS);
    if (slip !== null) return slip;
  }
  return null;
}

function slipInPath(word: string, from: number): Special | null {
  if (!CONDITION_STARTS.includes(word.toLowerCase())) return slipOf(word, from, CONDITION_STARTS);
  const message = `A where clause tests the properties of one event; \`${word}\` begins a condition on the person`;
  return { span: { from, to: from + word.length }, parts: { code: "condition_in_where", message } };
}

function slipOf(word: string, from: number, keywords: readonly string[]): Special | null {
  const near = meantBy(word, (keyword) => keywords.includes(keyword)) ?? nearestWord(word, keywords);
  if (near === null) return null;
  const message = `\`${word}\` cannot stand here; did you mean \`${near}\`? Where it is a name, write it in double quotes`;
  return {
    span: { from, to: from + word.length },
    parts: { code: "unexpected_word", message, suggestion: near },
  };
}
