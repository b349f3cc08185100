import { LIMITS } from "../limits.ts";
import type { CodeRanges, Pattern } from "../plan/pattern.ts";
import { joined, others, withLowerCase } from "./code-ranges.ts";

/**
 * A regular expression as it may be written, which is what every engine reads alike: characters, `.`, classes, `^` and `$`, groups,
 * `|`, and repetition by `*`, `+`, `?`, `{n}`, `{n,}`, `{n,m}`.
 */
export type PatternReading = { readonly kind: "ok"; readonly pattern: Pattern } | PatternProblem;

/** `from` and `to` are offsets into the pattern, in UTF-16 code units. */
export type PatternProblem = {
  readonly kind: "refused";
  readonly from: number;
  readonly to: number;
  readonly message: string;
  /** What to write in that place. */
  readonly suggestion: string | null;
};

/** @param ignoreCase the text will be lower-cased before it is matched. */
export function readPattern(text: string, ignoreCase: boolean): PatternReading {
  try {
    const pattern = new PatternReader(text, ignoreCase).read();
    if (sizeOf(pattern) <= LIMITS.patternSize) return { kind: "ok", pattern };
    const message = `With its repetitions written out a pattern has at most ${LIMITS.patternSize} characters and classes`;
    return { kind: "refused", from: 0, to: text.length, message, suggestion: null };
  } catch (error) {
    if (error instanceof Refusal) return error.problem;
    throw error;
  }
}

/** Carries a problem out of the reader; never leaves this file. */
class Refusal extends Error {
  readonly problem: PatternProblem;

  constructor(problem: PatternProblem) {
    super(problem.message);
    this.problem = problem;
  }
}

/** How long the pattern gets with its repetitions written out; a class counts its ranges. */
function sizeOf(pattern: Pattern): number {
  switch (pattern.kind) {
    case "one":
      return Math.max(pattern.of.length, 1);
    case "start":
    case "end":
      return 1;
    case "all":
    case "any":
      return Math.max(
        pattern.of.reduce((sum, of) => sum + sizeOf(of), 0),
        1,
      );
    case "repeat":
      return Math.max(pattern.most ?? pattern.least, 1) * sizeOf(pattern.of);
  }
}

const DIGITS: CodeRanges = [[0x30, 0x39]];
const WORD: CodeRanges = [
  [0x30, 0x39],
  [0x41, 0x5a],
  [0x5f, 0x5f],
  [0x61, 0x7a],
];
/** Tab, line feed, vertical tab, form feed, carriage return, space. */
const SPACES: CodeRanges = [
  [0x09, 0x0d],
  [0x20, 0x20],
];
const CLASSES: Readonly<Record<string, CodeRanges>> = { d: DIGITS, w: WORD, s: SPACES };
const CONTROLS: Readonly<Record<string, number>> = { t: 0x09, n: 0x0a, v: 0x0b, f: 0x0c, r: 0x0d };
const NOT_LINE_FEED = others([[0x0a, 0x0a]]);

const QUANTIFIER = /[*+?]|\{(\d+)(?:(,)(\d+)?)?\}/y;
const COUNTS: Readonly<Record<string, readonly [number, number | null]>> = {
  "*": [0, null],
  "+": [1, null],
  "?": [0, 1],
};
/** More cannot be within the limit on the whole. */
const MOST_DIGITS = 6;

/** Why a group that begins so cannot be had. */
const GROUPS: readonly (readonly [RegExp, string])[] = [
  [/^\(\?<?[=!]/, "A pattern cannot look ahead or behind"],
  [/^\(\?P?<\w/, "A group has no name here; write `(?:...)` or `(...)`"],
  [
    /^\(\?[a-zA-Z-]/,
    "A pattern has no flags; write `ignoring case` behind it where letter case does not matter",
  ],
  [/^\(\?/, "A group begins with `(` or `(?:`"],
];

const ESCAPES: readonly (readonly [RegExp, string])[] = [
  [/^\\[1-9k]/, "A pattern cannot refer back to what a group has matched"],
  [/^\\[bB]/, "A pattern knows no edges of words; name the characters around it, such as `[^a-z]`"],
  [/^\\[AzZG]/, "The beginning of the text is `^`, its end `$`"],
  [/^\\[pP]/, "Name the letters as a class, such as `[a-z]`; classes of Unicode are not known"],
  [/^\\[xu0c]/, "Write the character itself"],
];

class PatternReader {
  readonly #text: string;
  readonly #ignoreCase: boolean;
  #at = 0;

  constructor(text: string, ignoreCase: boolean) {
    this.#text = text;
    this.#ignoreCase = ignoreCase;
  }

  read(): Pattern {
    const pattern = this.#alternatives();
    if (this.#at < this.#text.length) {
      throw this.#refusal(this.#at, 1, "There is no `(` that this `)` could close", "\\)");
    }
    return pattern;
  }

  #alternatives(): Pattern {
    const of = [this.#sequence()];
    while (this.#take("|")) of.push(this.#sequence());
    return of.length === 1 && of[0] !== undefined ? of[0] : { kind: "any", of };
  }

  #sequence(): Pattern {
    const of: Pattern[] = [];
    while (this.#at < this.#text.length && !this.#isNext("|") && !this.#isNext(")")) of.push(this.#piece());
    return of.length === 1 && of[0] !== undefined ? of[0] : { kind: "all", of };
  }

  #piece(): Pattern {
    const from = this.#at;
    this.#refuseQuantifier("There is nothing before it that could be repeated");
    const atom = this.#atom();
    const counted = this.#quantifier();
    if (counted === null) return atom;
    if (atom.kind === "start" || atom.kind === "end") {
      throw this.#refusal(from, this.#at - from, "The beginning and the end of the text cannot be repeated");
    }
    this.#refuseQuantifier(
      "A repetition cannot be repeated, and whether a text matches does not depend on how much of it is taken; leave it out",
    );
    const [least, most] = counted;
    return { kind: "repeat", of: atom, least, most };
  }

  #quantifier(): readonly [number, number | null] | null {
    const found = this.#match(QUANTIFIER);
    if (found === null) return null;
    const from = this.#at;
    const [written = "", least = "", comma, most] = found;
    this.#at += written.length;
    const simple = COUNTS[written];
    if (simple !== undefined) return simple;
    const isLong = least.length > MOST_DIGITS || (most ?? "").length > MOST_DIGITS;
    const counts = [
      Number(least),
      most === undefined ? (comma === undefined ? Number(least) : null) : Number(most),
    ] as const;
    if (isLong)
      throw this.#refusal(from, written.length, `A pattern repeats at most ${LIMITS.patternSize} times`);
    if (counts[1] !== null && counts[1] < counts[0]) {
      const turned = `{${counts[1]},${counts[0]}}`;
      throw this.#refusal(from, written.length, "The smaller number comes first", turned);
    }
    return counts;
  }

  #refuseQuantifier(message: string): void {
    const found = this.#match(QUANTIFIER);
    if (found !== null) throw this.#refusal(this.#at, found[0].length, message);
  }

  #atom(): Pattern {
    const from = this.#at;
    const character = this.#next();
    switch (character) {
      case ".":
        return { kind: "one", of: NOT_LINE_FEED };
      case "^":
        return { kind: "start" };
      case "$":
        return { kind: "end" };
      case "(":
        return this.#group(from);
      case "[":
        return { kind: "one", of: this.#class(from) };
      case "\\":
        return { kind: "one", of: this.#escape(from) };
      case "{":
      case "}":
      case "]":
        throw this.#refusal(
          from,
          1,
          `\`${character}\` by itself is written \`\\${character}\``,
          `\\${character}`,
        );
      default:
        return { kind: "one", of: this.#cased(only(character)) };
    }
  }

  #group(from: number): Pattern {
    const ahead = this.#text.slice(from);
    const isPlain = ahead.startsWith("(?:");
    if (isPlain) this.#at += 2;
    const [refused, why] = (isPlain ? undefined : GROUPS.find(([begin]) => begin.test(ahead))) ?? [];
    if (why !== undefined) throw this.#refusal(from, refused?.exec(ahead)?.[0].length ?? 1, why);
    const inside = this.#alternatives();
    if (!this.#take(")")) throw this.#refusal(from, 1, "This `(` is not closed by a `)`", "\\(");
    return inside;
  }

  /** Behind a backslash: a class or one character. */
  #escape(from: number): CodeRanges {
    const ahead = this.#text.slice(from);
    const character = this.#at < this.#text.length ? this.#next() : "";
    const named = CLASSES[character.toLowerCase()];
    if (named !== undefined) {
      const positive = this.#cased(named);
      return character === character.toLowerCase() ? positive : others(positive);
    }
    const control = CONTROLS[character];
    if (control !== undefined) return [[control, control]];
    if (/^[!-/:-@[-`{-~ ]$/.test(character)) return only(character);
    const known = ESCAPES.find(([begin]) => begin.test(ahead));
    const why = known?.[1] ?? `\`\\${character}\` means nothing in a pattern`;
    throw this.#refusal(from, 1 + character.length, why, character === "" ? "\\\\" : null);
  }

  #class(from: number): CodeRanges {
    const isOthers = this.#take("^");
    const found: CodeRanges[number][] = [];
    while (!this.#isNext("]")) {
      if (this.#at >= this.#text.length)
        throw this.#refusal(from, 1, "This `[` is not closed by a `]`", "\\[");
      found.push(...this.#member());
    }
    this.#at++;
    if (found.length === 0)
      throw this.#refusal(from, this.#at - from, "A class names at least one character");
    const all = this.#cased(joined(found));
    return isOthers ? others(all) : all;
  }

  /** A character, a class or a range in a class. */
  #member(): CodeRanges {
    const from = this.#at;
    const first = this.#classCharacter();
    const isRange = this.#isNext("-") && this.#text[this.#at + 1] !== "]" && this.#at + 1 < this.#text.length;
    if (!isRange) return first;
    this.#at++;
    const last = this.#classCharacter();
    const [low, end] = [characterIn(first), characterIn(last)];
    const written = this.#text.slice(from, this.#at);
    if (low === null || end === null) {
      throw this.#refusal(from, written.length, "A range goes from one character to another, such as `a-z`");
    }
    if (low <= end) return [[low, end]];
    const turned = [end, low].map((code) => String.fromCodePoint(code)).join("-");
    throw this.#refusal(from, written.length, "A range goes upwards", turned);
  }

  #classCharacter(): CodeRanges {
    const from = this.#at;
    const character = this.#next();
    if (character === "\\") return this.#escape(from);
    if (character === "[") throw this.#refusal(from, 1, "In a class `[` is written `\\[`", "\\[");
    return only(character);
  }

  #cased(ranges: CodeRanges): CodeRanges {
    return this.#ignoreCase ? withLowerCase(ranges) : ranges;
  }

  /** The next character, which is there. */
  #next(): string {
    const character = String.fromCodePoint(this.#text.codePointAt(this.#at) ?? 0);
    this.#at += character.length;
    return character;
  }

  #isNext(character: string): boolean {
    return this.#text[this.#at] === character;
  }

  #take(character: string): boolean {
    const isNext = this.#isNext(character);
    if (isNext) this.#at++;
    return isNext;
  }

  #match(expression: RegExp): RegExpExecArray | null {
    expression.lastIndex = this.#at;
    return expression.exec(this.#text);
  }

  #refusal(from: number, length: number, message: string, suggestion: string | null = null): Refusal {
    return new Refusal({ kind: "refused", from, to: from + length, message, suggestion });
  }
}

function only(character: string): CodeRanges {
  const code = character.codePointAt(0) ?? 0;
  return [[code, code]];
}

/** The one character there is; null of none or several. */
function characterIn(ranges: CodeRanges): number | null {
  const [range] = ranges;
  return range !== undefined && ranges.length === 1 && range[0] === range[1] ? range[0] : null;
}
