import { must, unreachable } from "@habitus/kernel";
import type { CodeRanges, Pattern } from "@habitus/segments";

/**
 * One step of a pattern that is read from the left: `one` takes a character, `split` goes on in two places, `start` and `end` go on
 * there alone, `found` is the end of the pattern. Steps are called by their number.
 */
type Step =
  | { readonly kind: "one"; readonly of: CodeRanges; readonly next: number }
  | { readonly kind: "split"; readonly next: number; readonly other: number }
  | { readonly kind: "start" | "end"; readonly next: number }
  | { readonly kind: "found" };

/** All places in the pattern where the reading may stand at once, and where a character leads from there, as far as it was asked. */
type Standing = {
  /** Numbers of the steps `one` and `end`, ascending. */
  readonly steps: readonly number[];
  readonly isFound: boolean;
  /** Whether it would be found if the text ended here. */
  readonly isFoundAtEnd: boolean;
  readonly ascii: (Standing | undefined)[];
  readonly beyond: Map<number, Standing>;
};

/** Standings that are remembered; when there are more, all are forgotten. */
const MOST_STANDINGS = 500;
const ASCII = 128;
/** What half of a surrogate pair is read as. */
const NO_CHARACTER = 0xfdd0;

/**
 * Whether a pattern is found in a text, in time that grows with the text and in no other way: all ways to read it are followed at
 * once, and where they stand together is worked out once.
 */
export function compilePattern(pattern: Pattern): (text: string) => boolean {
  const search = new PatternSearch(pattern);
  return (text) => search.isFoundIn(text);
}

class PatternSearch {
  readonly #steps: Step[] = [];
  readonly #entry: number;
  readonly #first: Standing;
  #known = new Map<string, Standing>();

  constructor(pattern: Pattern) {
    this.#entry = this.#write(pattern, this.#step({ kind: "found" }));
    this.#first = this.#standing([this.#entry], true);
  }

  isFoundIn(text: string): boolean {
    let standing = this.#first;
    for (let at = 0; at < text.length; at++) {
      if (standing.isFound) return true;
      const code = text.codePointAt(at) ?? NO_CHARACTER;
      if (code > 0xffff) at++;
      standing = this.#after(standing, code >= 0xd800 && code <= 0xdfff ? NO_CHARACTER : code);
    }
    return standing.isFoundAtEnd;
  }

  #step(step: Step): number {
    return this.#steps.push(step) - 1;
  }

  /** Writes the steps of a pattern that goes on at `next`; gives the first. */
  #write(pattern: Pattern, next: number): number {
    switch (pattern.kind) {
      case "one":
        return this.#step({ kind: "one", of: pattern.of, next });
      case "start":
      case "end":
        return this.#step({ kind: pattern.kind, next });
      case "all":
        return pattern.of.reduceRight((after, of) => this.#write(of, after), next);
      case "any":
        return pattern.of
          .map((of) => this.#write(of, next))
          .reduceRight((other, first) => this.#step({ kind: "split", next: first, other }));
      case "repeat":
        return this.#writeRepeat(pattern, next);
      default:
        return unreachable(pattern);
    }
  }

  #writeRepeat({ of, least, most }: Extract<Pattern, { readonly kind: "repeat" }>, next: number): number {
    let entry = next;
    if (most === null) {
      // The way back is known once what is repeated is written.
      const again = this.#step({ kind: "split", next, other: next });
      this.#steps[again] = { kind: "split", next: this.#write(of, again), other: next };
      entry = again;
    } else {
      for (let times = least; times < most; times++) {
        entry = this.#step({ kind: "split", next: this.#write(of, entry), other: next });
      }
    }
    for (let times = 0; times < least; times++) entry = this.#write(of, entry);
    return entry;
  }

  /** Where one character leads; a search may begin behind any. */
  #after(standing: Standing, code: number): Standing {
    const known = code < ASCII ? standing.ascii[code] : standing.beyond.get(code);
    if (known !== undefined) return known;
    const reached = [this.#entry];
    for (const number of standing.steps) {
      const step = this.#steps[number];
      if (step?.kind === "one" && isIn(step.of, code)) reached.push(step.next);
    }
    const after = this.#standing(reached, false);
    if (code < ASCII) standing.ascii[code] = after;
    else if (standing.beyond.size < MOST_STANDINGS) standing.beyond.set(code, after);
    return after;
  }

  #standing(reached: readonly number[], atStart: boolean): Standing {
    const steps = this.#closure(reached, { atStart, atEnd: false });
    const key = `${atStart} ${steps.join()}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const isFound = this.#holdsFound(steps);
    const standing: Standing = {
      steps: steps.filter((number) => this.#steps[number]?.kind !== "found"),
      isFound,
      isFoundAtEnd: isFound || this.#holdsFound(this.#closure(reached, { atStart, atEnd: true })),
      ascii: [],
      beyond: new Map(),
    };
    // What was remembered goes with all that leads to it.
    if (this.#known.size >= MOST_STANDINGS) this.#forget();
    this.#known.set(key, standing);
    return standing;
  }

  #forget(): void {
    // The first is known no more once all were forgotten, but every search begins at it.
    for (const standing of [this.#first, ...this.#known.values()]) {
      standing.ascii.length = 0;
      standing.beyond.clear();
    }
    this.#known = new Map();
  }

  #holdsFound(steps: readonly number[]): boolean {
    return steps.some((number) => this.#steps[number]?.kind === "found");
  }

  /** All steps reached without another character, but for those that only lead on; ascending. */
  #closure(
    reached: readonly number[],
    { atStart, atEnd }: { readonly atStart: boolean; readonly atEnd: boolean },
  ): readonly number[] {
    const seen = new Set<number>();
    const kept: number[] = [];
    const open = [...reached];
    for (let number = open.pop(); number !== undefined; number = open.pop()) {
      if (seen.has(number)) continue;
      seen.add(number);
      const step = must(this.#steps[number], "a step leads to a step");
      if (step.kind === "split") open.push(step.next, step.other);
      else if ((step.kind === "start" && atStart) || (step.kind === "end" && atEnd)) open.push(step.next);
      else if (step.kind !== "start") kept.push(number);
    }
    return kept.sort((one, other) => one - other);
  }
}

function isIn(ranges: CodeRanges, code: number): boolean {
  return ranges.some(([from, to]) => code >= from && code <= to);
}
