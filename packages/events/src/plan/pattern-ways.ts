import { SCHEMA_LIMITS } from "./event-schema.ts";

/** Why a pattern is not taken; null for one that no text can make slow. */
export function patternProblem(source: string): string | null {
  const { patternChars, patternTextChars: longest, patternWays } = SCHEMA_LIMITS;
  if (source.length > patternChars) return `The pattern is longer than ${patternChars} characters.`;
  try {
    new RegExp(source, "u");
  } catch {
    return "The pattern is no regular expression.";
  }
  const reader = new PatternReader(source);
  const inside = reader.alternatives();
  if (reader.refused !== null) return `The pattern uses ${reader.refused}, which is not supported.`;
  const begins = source.startsWith("^") && !reader.hasBranches ? 1 : longest;
  return inside * begins <= patternWays
    ? null
    : "The pattern can be tried in too many ways. Begin it with ^, and repeat less: at most two of * and +, none inside another.";
}

/** Digits and such, ends of lines, and signs that mean themselves. */
const ESCAPES = /^[dDwWsSnrt.*+?()[\]{}|\\/^$-]$/;
const REPEATED = /^\{(\d+)(?:,(\d*))?\}/;

/**
 * Counts the ways in which a backtracking matcher can go through a text: where a piece may be repeated from n to m times there are
 * m - n + 1 of them, and what stands behind each other multiplies. Only regular expressions that compile are read.
 */
class PatternReader {
  /** What no bound is known for. */
  refused: string | null = null;
  hasBranches = false;
  readonly #source: string;
  #at = 0;
  #depth = 0;

  constructor(source: string) {
    this.#source = source;
  }

  alternatives(): number {
    let ways = this.#sequence();
    while (this.#source[this.#at] === "|") {
      this.#at++;
      if (this.#depth === 0) this.hasBranches = true;
      ways += this.#sequence();
    }
    return ways;
  }

  #sequence(): number {
    let ways = 1;
    while (this.refused === null && this.#at < this.#source.length && !/[|)]/.test(this.#next())) {
      ways *= this.#repeated(this.#atom());
    }
    return ways;
  }

  #next(): string {
    return this.#source[this.#at] ?? "";
  }

  #atom(): number {
    const first = this.#next();
    this.#at++;
    if (first === "(") return this.#group();
    if (first === "[") this.#skipClass();
    if (first === "\\") {
      if (!ESCAPES.test(this.#next())) this.refused = `\\${this.#next()}`;
      this.#at++;
    }
    return 1;
  }

  #group(): number {
    if (this.#source.startsWith("?:", this.#at)) this.#at += 2;
    else if (this.#next() === "?") this.refused = "a group that looks around or has a name";
    this.#depth++;
    const ways = this.alternatives();
    this.#depth--;
    this.#at++;
    return ways;
  }

  #skipClass(): void {
    while (this.#next() !== "]") this.#at += this.#next() === "\\" ? 2 : 1;
    this.#at++;
  }

  #repeated(ways: number): number {
    const times = this.#times();
    if (times === null) return ways;
    if (this.#next() === "?") this.#at++;
    const most = Math.min(times.most, SCHEMA_LIMITS.patternTextChars);
    const spread = Math.max(1, most - times.least + 1);
    return spread * ways ** Math.max(most, times.least);
  }

  #times(): { readonly least: number; readonly most: number } | null {
    const first = this.#next();
    const simple = SIMPLE_TIMES.get(first);
    if (simple !== undefined) {
      this.#at++;
      return simple;
    }
    const written = REPEATED.exec(this.#source.slice(this.#at));
    if (written === null) return null;
    this.#at += written[0].length;
    const [, least = "0", most] = written;
    const upTo = most === "" ? Number.POSITIVE_INFINITY : Number(most ?? least);
    return { least: Number(least), most: upTo };
  }
}

const SIMPLE_TIMES = new Map([
  ["*", { least: 0, most: Number.POSITIVE_INFINITY }],
  ["+", { least: 1, most: Number.POSITIVE_INFINITY }],
  ["?", { least: 0, most: 1 }],
]);
