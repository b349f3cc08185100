import type { Stack } from "@lezer/lr";
import { EVENT_WORDS } from "../event-words.ts";
import { CLAUSE_STARTS } from "../expected.ts";
import { KEYWORD_TERMS } from "../keywords.ts";
import { nearestWord, nearWords } from "../near-word.ts";
import type { Span } from "../problem.ts";
import { lengthOf, NUMBER_WORDS } from "./amounts.ts";
import * as terms from "../segment-terms.gen.ts";
import { cannotStand, REACH, type Special, WORD } from "./slip.ts";

const STARTS_WORD = /^[\p{L}_$]/u;

const WRONG_QUOTES = /^['‘’“”„«»](?:([^'‘’“”„«»"\\\n]*)['‘’“”„«»])?/u;
const WORDS = new RegExp(`^${WORD}(?:[ \\t]+${WORD})*`, "u");

/** A text that is not closed, or stands in other quotes than a text does. */
export function slipOfQuotes(text: string, from: number, found: string): Special | null {
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

/** What a single place of the language is often taken for. */
export function* specialCases(text: string, from: number, found: string, stack: Stack): Generator<Special> {
  const last = LAST.exec(text.slice(Math.max(0, from - REACH), from))?.[0];
  if (UNIT.test(found) && stack.canShift(terms.Number) && last !== undefined) {
    yield lastUnit(found.toLowerCase(), { from: from - last.length, to: from + found.length });
  }
  const place = PLACE.exec(text.slice(from));
  if (place !== null && /\bin\s+(?:the\s+)?$/i.test(text.slice(0, from))) {
    const [written] = place;
    const message = `A place among people is a share of them: \`in ${written}%\``;
    const parts = { code: "unexpected_word", message, suggestion: `${written}%` };
    yield { span: { from, to: from + written.length }, parts };
  }
  for (const slip of [slipInMembers(text, from), slipInEventWords(text, from, found)]) {
    if (slip !== null) yield slip;
  }
  const wantsText = stack.canShift(terms.Text) && !stack.canShift(terms.Word);
  if (!wantsText || !STARTS_WORD.test(found)) return;
  const run = WORDS.exec(text.slice(from))?.[0].split(/(?<=\s)(?=\S)/u) ?? [];
  const end = run.findIndex((word, index) => index > 0 && KEYWORD_TERMS.has(word.trim().toLowerCase()));
  const value = (end < 0 ? run : run.slice(0, end)).join("").trimEnd();
  const message = `${cannotStand(value)}; a text value stands in double quotes: "${value}"`;
  const parts = { code: "text_without_quotes", message, suggestion: `"${value}"` };
  yield { span: { from, to: from + value.length }, parts };
}

const MEMBERS =
  /^members?(?:\s+of(?:\s+(?:their|an?|the|my|his|her|any|every)\b)?(?:\s+acc?ount?s?(?![\p{L}\p{N}_$-]))?)?/iu;
const HOW_MANY = /(?:\b(any|every|no|some|all|each)|\b\d+)\s+$/i;
const MEANT_BY: Readonly<Record<string, string>> = { some: "any", all: "every", each: "every" };

/** "any member of account": the words of a condition on the people of an account, or nearly. */
function slipInMembers(text: string, from: number): Special | null {
  const written = MEMBERS.exec(text.slice(from))?.[0];
  const before = HOW_MANY.exec(text.slice(Math.max(0, from - REACH), from));
  if (written === undefined || before === null) return null;
  const [said, which] = before;
  const one = which === undefined ? null : (MEANT_BY[which.toLowerCase()] ?? which.toLowerCase());
  const suggestion = one === null ? "members of their account" : `${one} member of their account`;
  const start = one === null ? from : from - said.length;
  const span = { from: start, to: from + written.length };
  const message = cannotStand(text.slice(start, span.to), suggestion);
  return { span, parts: { code: "unexpected_word", message, suggestion } };
}

const PLACE = /^(?:top|bottom)\s+\d+(?:\.\d+)?(?![\d.%])/i;
const LAST = /\b(?:(?:in|during|within)\s+)?(?:the\s+)?last\s+$/i;
const UNIT = /^(?:second|minute|hour|day|week|month|year)$/i;

/** "in last month" could be the calendar month before this one or the days up to now. */
function lastUnit(unit: string, span: Span): Special {
  const sliding = `in last ${lengthOf("1", unit)}`;
  const calendar = unit === "day" ? "yesterday" : `previous ${unit}`;
  const both = ["day", "week", "month", "year"].includes(unit)
    ? `\`${sliding}\` or \`${calendar}\``
    : `\`${sliding}\``;
  const message = `\`last ${unit}\` is not clear enough; write ${both}`;
  return { span, parts: { code: "unexpected_word", message, suggestion: sliding } };
}

/** Words of other languages and habits, with what may be meant by them here. */
const MEANT: Readonly<Record<string, readonly string[]>> = {
  "&": ["and"],
  "&&": ["and"],
  "|": ["or"],
  "||": ["or"],
  ";": ["and"],
  equals: ["is"],
  isnt: ["is not"],
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

/** What may be meant by the word itself, the likeliest first. */
export function* wordsMeant(found: string, from: number, stack: Stack): Generator<Special> {
  for (const suggestion of meantBySpelling(found, stack)) {
    const message = cannotStand(found, suggestion);
    const span: Span = { from, to: from + found.length };
    yield { span, parts: { code: "unexpected_word", message, suggestion } };
  }
}

function meantBySpelling(found: string, stack: Stack): readonly string[] {
  const fits = (word: string): boolean => stack.canShift(KEYWORD_TERMS.get(word) ?? -1);
  const meant = meantBy(found, fits);
  const near = STARTS_WORD.test(found)
    ? nearWords(
        found,
        [...KEYWORD_TERMS.keys()].filter((word) => fits(word)),
      )
    : [];
  if (meant !== null) return [meant, ...near];
  if (/^\d+$/.test(found)) return [`exactly ${found}`, `last ${found}`];
  if (/^"\d{4}-\d\d-\d\d"$/.test(found) && stack.canShift(terms.Date)) return [found.slice(1, -1)];
  const number = NUMBER_WORDS.indexOf(found.toLowerCase());
  return stack.canShift(terms.Number) && number >= 0 ? [String(number), ...near] : near;
}

const CONDITION_STARTS =
  "did everyone sum average minimum maximum median distinct stopped restarted subscribed not".split(" ");
const CLAUSE_WORDS = [...CLAUSE_STARTS, "where", "and", "or"];
const LAST_WORD = new RegExp(`(${WORD})\\s*$`, "u");
const BARE_EVENT_NAME = new RegExp(`\\bdid\\s+(?:not\\s+)?${WORD}((?:\\s+${WORD})+)`, "giu");

/** Half of the words that an event has of its own: `opened mesage "Spring"`, `opened "Spring"`. */
function slipInEventWords(text: string, from: number, found: string): Special | null {
  const start = Math.max(0, from - REACH);
  const before = text.slice(start, from);
  if (!found.startsWith('"')) return slipOfNoun(before, found, from);
  const last = LAST_WORD.exec(before);
  if (last === null) return null;
  const [, word = ""] = last;
  const noun = nounBehind(word);
  if (noun === null) return slipOfNoun(before.slice(0, last.index), word, start + last.index);
  const suggestion = `${noun} ${found}`;
  const message = cannotStand(found, `${word} ${suggestion}`);
  return { span: { from, to: from + found.length }, parts: { code: "unexpected_word", message, suggestion } };
}

function slipOfNoun(before: string, written: string, from: number): Special | null {
  const verb = LAST_WORD.exec(before)?.[1] ?? "";
  const noun = nounBehind(verb);
  if (noun === null || nearestWord(written, [noun]) === null) return null;
  const message = cannotStand(written, `${verb} ${noun}`);
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

/** A misspelt keyword can pass for a name, and is noticed words later. Finds it. */
export function slipBefore(text: string, stuckAt: number, stack: Stack): Special | null {
  const start = Math.max(0, stuckAt - REACH);
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
  const message = `${cannotStand(word, near)} Where it is a name, write it in double quotes`;
  return {
    span: { from, to: from + word.length },
    parts: { code: "unexpected_word", message, suggestion: near },
  };
}
