import type { Stack } from "@lezer/lr";
import { ANY_NUMBER, DAYS, PHRASE_WORDS } from "../text/phrase-words.ts";
import * as terms from "../text/segment-terms.gen.ts";

/** What of a phrase stands before the cursor, and what is still to be written. */
type Begun = { readonly term: number; readonly head: RegExp | null; readonly rest: string };

const NOT_IN_WORD = String.raw`(?<![\p{L}\p{N}_$-])`;
const NUMBER = String.raw`-?\d[\d.]*`;

/** Every way to have written some words of a phrase and not the others; the whole phrase is left where nothing stands yet. */
const BEGUN: readonly Begun[] = [
  ...PHRASE_WORDS.flatMap(([term, phrases]) =>
    phrases.flatMap((phrase) => {
      const words = phrase.split(" ");
      return words.flatMap((word, count): readonly Begun[] => {
        if (word === ANY_NUMBER) return [];
        const numberAt = words.indexOf(ANY_NUMBER, count);
        const rest = words.slice(count, numberAt < 0 ? words.length : numberAt).join(" ");
        return [{ term, head: count === 0 ? null : headOf(words.slice(0, count)), rest }];
      });
    }),
  ),
  ...moreDays(),
];

function headOf(words: readonly string[]): RegExp {
  const written = words.map((word) => (word === ANY_NUMBER ? NUMBER : word)).join(String.raw`\s+`);
  return new RegExp(String.raw`${NOT_IN_WORD}${written}\s+$`, "iu");
}

/** "on monday, friday". */
function moreDays(): readonly Begun[] {
  const day = `(?:${DAYS.join("|")})s?`;
  const head = new RegExp(String.raw`${NOT_IN_WORD}on\s+${day}(?:\s*,\s*${day})*\s*,\s*$`, "iu");
  return DAYS.map((rest) => ({ term: terms.OnDays, head, rest }));
}

const PLACES: ReadonlySet<number> = new Set([
  terms.InTop,
  terms.InBottom,
  terms.BetweenPercentiles,
  terms.QuantileTier,
]);
const SEVERAL_WORDS = /[\p{L}\p{N}_$-]\s+[\p{L}_$][\p{L}\p{N}_$-]*\s+$/u;
/** Several bare words are a trait's name where a place follows. */
const A_PLACE = "in top 9%";

/** Where the parser could stand behind a text; none where it does not get there. */
type StacksAt = (text: string) => readonly Stack[];

/** What is left to write of the phrases that could stand at the end of a text. */
export type PhrasesAt = { readonly begun: readonly string[]; readonly whole: readonly string[] };

export function phrasesAt(before: string, stacksAt: StacksAt): PhrasesAt {
  const known = new Map<string, readonly Stack[]>();
  const stacksOf = (text: string): readonly Stack[] => {
    const stacks = known.get(text) ?? stacksAt(text);
    known.set(text, stacks);
    return stacks;
  };
  const canStand = (term: number, text: string): boolean =>
    stacksOf(text).some((stack) => stack.canShift(term)) ||
    (PLACES.has(term) && SEVERAL_WORDS.test(text) && stacksOf(text + A_PLACE).length > 0);
  const begun = new Set<string>();
  const whole = new Set<string>();
  for (const { term, head, rest } of BEGUN) {
    const found = head === null ? "" : head.exec(before)?.[0];
    if (found === undefined || !canStand(term, before.slice(0, before.length - found.length))) continue;
    (head === null ? whole : begun).add(rest);
  }
  return { begun: [...begun], whole: [...whole] };
}
