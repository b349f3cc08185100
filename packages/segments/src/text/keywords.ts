import type { Stack } from "@lezer/lr";
import * as terms from "./segment-terms.gen.ts";

/** Grammar terms of keywords by word. Terms in lower case are keywords; the generator marks words that JavaScript reserves with "_". */
const TERM_OF: ReadonlyMap<string, number> = new Map(
  Object.entries(terms)
    .map(([name, term]): [string, number] => [name.replace(/^_/, ""), term])
    .filter(([word]) => word === word.toLowerCase()),
);

/** Every word the language gives a meaning to, in alphabetical order. As names they are printed in quotes. */
export const KEYWORDS: readonly string[] = [...TERM_OF.keys()].sort();

export const KEYWORD_TERMS: ReadonlyMap<string, number> = TERM_OF;

/** Keywords that begin a condition and are likely names of traits too: `subscribed to "news"`, `subscribed is true`. */
const OPENERS: ReadonlySet<string> = new Set([
  "subscribed",
  "score",
  "predicted",
  "computed",
  "entered",
  "left",
  "occasion",
  "account",
  "accounts",
]);

/** Keywords that may stand inside a bare event name of several words: "add to cart". */
const INSIDE_NAMES: ReadonlySet<string> = new Set(
  "to of on the with start starts end ends time calendar zone day week month year case list period periods segment session sessions has mostly top overdue usual gap next tomorrow ahead been changed km m mile miles matches match includes include any all none every item items by among recency".split(
    " ",
  ),
);

/** True for a keyword in lower case that does not end a bare event name. */
export function standsInNames(word: string): boolean {
  return INSIDE_NAMES.has(word);
}

/**
 * Tells the parser whether a word is a keyword where it stands (its term) or a name (-1). Letter case does not matter.
 * A keyword that has no use at this place may begin a name, so traits called `time` or `day` need no quotes. Inside a
 * name of several words only harmless ones are let through: `did purchase not in last 5 days` must not read as an
 * event called "purchase not".
 */
export function keyword(word: string, stack: Stack): number {
  const lower = word.toLowerCase();
  const term = TERM_OF.get(lower);
  if (term === undefined || OPENERS.has(lower)) return -1;
  if (stack.canShift(term)) return term;
  // Behind `score` no keyword is a name: that word may be a trait's, and this one its comparison.
  if (stack.canShift(terms.of) && stack.canShift(terms.Text)) return term;
  const nameMayBegin = stack.canShift(terms.Text);
  return nameMayBegin || INSIDE_NAMES.has(lower) ? -1 : term;
}

/** Tells the parser of a word that may be read as a keyword beside being a name. */
export function opener(word: string, stack: Stack): number {
  const lower = word.toLowerCase();
  const term = OPENERS.has(lower) ? TERM_OF.get(lower) : undefined;
  return term !== undefined && stack.canShift(term) ? term : -1;
}
