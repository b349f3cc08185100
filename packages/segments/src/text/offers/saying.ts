import { type Found, groupsOf, PATH, QUOTED, type Special, WORD, WORD_ENDS } from "./slip.ts";

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

export const NUMBER_WORDS: readonly string[] =
  "zero one two three four five six seven eight nine ten eleven twelve".split(" ");
const UNIT = String.raw`(?:second|minute|hour|day|week|month|year)s?`;
const NUMBER = String.raw`(?:\d+(?:\.\d+)?|${NUMBER_WORDS.join("|")})`;
const LAST = String.raw`(?:(?:in|over|during|within|for|throughout|across|through)\s+)?(?:the\s+)?(?:last|past|previous|preceding)\s+${NUMBER}\s+${UNIT}`;

const OPS: Readonly<Record<string, string>> = {
  ">=": ">=",
  "=>": ">=",
  "<=": "<=",
  "=<": "<=",
  ">": ">",
  "<": "<",
  "=": "=",
  "==": "=",
  is: "=",
  equals: "=",
  exactly: "=",
  "equal to": "=",
  "at least": ">=",
  "no less than": ">=",
  "no fewer than": ">=",
  "not less than": ">=",
  "greater than or equal to": ">=",
  "more than or equal to": ">=",
  "at most": "<=",
  "no more than": "<=",
  "not more than": "<=",
  "up to": "<=",
  "less than or equal to": "<=",
  "more than": ">",
  "greater than": ">",
  "longer than": ">",
  over: ">",
  above: ">",
  "less than": "<",
  "fewer than": "<",
  "shorter than": "<",
  under: "<",
  below: "<",
};
const COUNTS: Readonly<Record<string, string>> = {
  ">=": "at least",
  ">": "more than",
  "<=": "at most",
  "<": "less than",
  "=": "exactly",
};

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
  op: Object.keys(OPS)
    .toSorted((a, b) => b.length - a.length)
    .map((op) => op.replaceAll(" ", String.raw`\s+`))
    .join("|"),
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

/** Like a where clause, so that a condition ends here. */
export const ENDS = String.raw`(?=~(?:$|\)|,|(?:and|or)(?![\p{L}\p{N}_$-])))`;

export function numberOf(written: string): string {
  const number = NUMBER_WORDS.indexOf(written.toLowerCase());
  return number < 0 ? written : String(number);
}

const DAYS_IN: Readonly<Record<string, number>> = { month: 30, year: 365 };

/** A length of time; months and years, which differ in length, in days. */
export function lengthOf(n: string, unit: string): string {
  const amount = numberOf(n);
  const one = unit.toLowerCase().replace(/s$/, "");
  const days = DAYS_IN[one];
  if (days !== undefined) return `${Math.round(Number(amount) * days)} days`;
  return `${amount} ${one}${amount === "1" ? "" : "s"}`;
}

const IN_LAST = new RegExp(String.raw`^${LAST}$`, "iu");

/** A piece `window` as the language says it, with a space in front; nothing where there was none. */
export function windowOf(written: string | undefined): string {
  if (written === undefined) return "";
  if (!IN_LAST.test(written)) return ` ${written}`;
  const [unit = "", n = ""] = written.split(/\s+/u).toReversed();
  return ` in last ${lengthOf(n, unit)}`;
}

/** A piece `op` as a sign. */
export function signOf(op: string): string {
  return OPS[op.toLowerCase().split(/\s+/u).join(" ")] ?? "=";
}

/** "at least 3 times". */
export function timesOf(op: string, n: string): string {
  const number = numberOf(n);
  return `${countOf(op, n)} ${number === "1" ? "time" : "times"}`;
}

/** "at least 3". */
export function countOf(op: string, n: string): string {
  return `${COUNTS[signOf(op)] ?? "at least"} ${numberOf(n)}`;
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
        const meant = suggestion === null ? "" : `; did you mean \`${suggestion}\`?`;
        const message = because?.(found) ?? `\`${match[0]}\` cannot stand here${meant}`;
        yield { span, parts: { code: "unexpected_word", message, suggestion } };
      }
    }
  }
}
