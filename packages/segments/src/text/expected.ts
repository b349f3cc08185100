import type { Stack } from "@lezer/lr";
import { KEYWORD_TERMS } from "./keywords.ts";
import { PHRASE_LABELS } from "./phrase-words.ts";
import { parser } from "./segment-parser.gen.ts";
import * as terms from "./segment-terms.gen.ts";

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

export const CLAUSE_STARTS: ReadonlySet<string> = new Set(
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
export function alternatives(expected: readonly string[]): string {
  const rank = (word: string): number => (LIKELY.includes(word) ? LIKELY.indexOf(word) : LIKELY.length);
  const few = expected.length <= MOST_NAMED + 1;
  const named = few ? expected : expected.toSorted((a, b) => rank(a) - rank(b)).slice(0, MOST_NAMED);
  const words = named.map((word) => (/^(?:a|text) /.test(word) ? word : `\`${word}\``));
  const last = few ? words.pop() : `${expected.length - MOST_NAMED} other words`;
  return words.length === 0 ? (last ?? "") : `${words.join(", ")} or ${last}`;
}
