import { DAYS } from "../phrase-words.ts";
import { lengthOf, NUMBER, OP, UNIT } from "./amounts.ts";
import { cannotStand, type Found, groupsOf, PATH, QUOTED, type Special, WORD, WORD_ENDS } from "./slip.ts";

/** A turn of speech for what the language says in another one; wherever in it the text cannot go on, the whole of it is what was said. */
export type Saying = {
  /** Made by `said`. */
  readonly said: () => RegExp;
  /**
   * What to write in its place, the likeliest first; null when only `because` can say it. Only what the text reads on with is offered.
   * @param found its pieces by name.
   */
  readonly write: (found: Found) => string | readonly string[] | null;
  /** What is said when the suggestion does not say it. */
  readonly because?: (found: Found) => string;
};

const LAST = String.raw`(?:(?:in|over|during|within|for|throughout|across|through)\s+)?(?:the\s+)?(?:(?:last|past|previous|preceding)\s+${NUMBER}\s+${UNIT}|(?:last|past)\s+${UNIT})`;

/** Words that end a bare name; the other keywords that do are seldom near one. */
const ENDS_NAME =
  "and|or|did|where|then|not|in|at|is|does|exactly|more|less|ever|last|today|this|yesterday|previous|since|from|between|before|after|for|within|without";
/** What stands in a bare name of several words. */
const BARE = String.raw`(?!(?:${ENDS_NAME})${WORD_ENDS})${WORD}`;

const PIECES: Readonly<Record<string, string>> = {
  event: String.raw`(?:${QUOTED}|${BARE}(?:\s+${BARE}){0,4}?)`,
  name: `(?:${QUOTED}|${WORD})`,
  path: PATH,
  text: QUOTED,
  value: String.raw`(?:${QUOTED}|-?\d+(?:\.\d+)?%?|true|false)`,
  n: NUMBER,
  unit: UNIT,
  window: String.raw`(?:${LAST}|today|yesterday|(?:this|previous)\s+(?:week|month|year)|since\s+\d{4}-\d\d-\d\d|ever)`,
  op: OP,
};

/** Where a saying may begin: anywhere, or only where a condition does, or a test in a where clause too. */
const BEGINS = {
  anywhere: "",
  condition: String.raw`(?<=^\s*|\(\s*|(?<![\p{L}\p{N}_$-])(?:and|or|not)\s+)`,
  test: String.raw`(?<=^\s*|\(\s*|(?<![\p{L}\p{N}_$-])(?:and|or|not|where|with|has)\s+)`,
} as const;

/**
 * A pattern of words: a space stands for any white space, `~` for white space or none, `{event}`, `{n2}` and their like for a piece that is
 * found by that name. Made when a text is first looked at: they are many, and most processes that read definitions never refuse one.
 */
export function said(pattern: string, begins: keyof typeof BEGINS = "anywhere"): () => RegExp {
  let made: RegExp | null = null;
  return () => (made ??= patternOf(pattern, begins));
}

function patternOf(pattern: string, begins: keyof typeof BEGINS): RegExp {
  const written = pattern
    .replaceAll(" ", String.raw`\s+`)
    .replaceAll("~", String.raw`\s*`)
    .replace(
      /\{([a-z]+)(\d?)\}/g,
      (_, piece: string, which: string) => `(?<${piece}${which}>${PIECES[piece]})`,
    );
  return new RegExp(
    String.raw`${BEGINS[begins]}(?<![\p{L}\p{N}_$."-](?=[\p{L}\p{N}_$"]))(?:${written})${WORD_ENDS}`,
    "giu",
  );
}

const DAY = `(?:${DAYS.join("|")})`;
/** By the clock: on what days, and between what hours. */
export const LOCAL = String.raw`(?: on (?:week(?:days|ends)|${DAY}(?:~,~${DAY})*))?(?: between \d\d:\d\d and \d\d:\d\d)?`;

export const WHERE = "(?: where (?<tests>[^()]+?))?";
/** Behind a name, so that it is a whole one. */
export const NAME_ENDS = String.raw`(?=~(?:$|[),]|(?:${ENDS_NAME})${WORD_ENDS}))`;
/** Like a where clause, so that a condition ends here. */
export const ENDS = String.raw`(?=~(?:$|\)|,|(?:and|or)(?![\p{L}\p{N}_$-])))`;

const IN_LAST = new RegExp(String.raw`^${LAST}$`, "iu");

/** A piece `window` as the language says it, with a space in front; nothing where there was none. */
export function windowOf(written: string | undefined): string {
  if (written === undefined) return "";
  if (!IN_LAST.test(written)) return ` ${written}`;
  const [unit = "", n = ""] = written.split(/\s+/u).toReversed();
  return ` in last ${lengthOf(/^(?:last|past)$/iu.test(n) ? "1" : n, unit)}`;
}

/** One of what is named as many: `purchases`, `page views`. */
export function oneOf(many: string): string {
  if (many.startsWith('"')) return many;
  if (/[^aeiou]ies$/iu.test(many)) return many.replace(/ies$/iu, "y");
  if (/(?:ss|sh|ch|x)es$/iu.test(many)) return many.replace(/es$/iu, "");
  return many.replace(/(?<=[^su])s$/iu, "");
}

/** How far from the place a saying is looked for, to either side. */
const REACH = 300;

/** All the sayings in the midst of which a text cannot go on at `from`, or right behind which, with each way to write it. */
export function* sayingsAt(sayings: readonly Saying[], text: string, from: number): Generator<Special> {
  const start = Math.max(0, from - REACH);
  const near = text.slice(start, from + REACH);
  for (const { said: pattern, write, because } of sayings) {
    for (const match of near.matchAll(pattern())) {
      const span = { from: start + match.index, to: start + match.index + match[0].length };
      if (span.from > from || text.slice(span.to, from).trim() !== "") continue;
      // What is cut off behind may belong to it.
      if (start + near.length < text.length && text.slice(span.to, start + near.length).trim() === "")
        continue;
      const found = groupsOf(match);
      const ways = write(found);
      for (const suggestion of ways === null || typeof ways === "string" ? [ways] : ways) {
        const message = because?.(found) ?? cannotStand(match[0], suggestion);
        yield { span, parts: { code: "unexpected_word", message, suggestion } };
      }
    }
  }
}
