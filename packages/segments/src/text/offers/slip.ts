import type { ProblemParts, Span } from "../problem.ts";

export type Special = { readonly span: Span; readonly parts: ProblemParts };

export const WORD = String.raw`[\p{L}_$][\p{L}\p{N}_$-]*`;
export const QUOTED = String.raw`"(?:[^"\\\n]|\\.)*"`;
export const LITERAL = String.raw`(?:${QUOTED}|-?\d+(?:\.\d+)?%?|true|false)`;
/** Of an event: a text in quotes or some bare words. */
export const NAME = String.raw`(?:${QUOTED}|${WORD}(?:\s+${WORD})*?)`;
/** Of a trait or a property. */
export const PATH = String.raw`(?:${WORD}|${QUOTED})(?:\.(?:${WORD}|${QUOTED}))*`;
/** What stands before the first word of a condition, or of a test in a where clause. */
export const START = String.raw`(?:^|\(\s*|(?<![\p{L}\p{N}_$-])(?:and|or|not|where|with|has)\s+)`;
export const WORD_ENDS = String.raw`(?![\p{L}\p{N}_$-])`;

/** How far back a slip is looked for. */
export const REACH = 1_000;

export type Found = Readonly<Record<string, string>>;

/** A form that people write of what is said in another one. */
export type Slip = {
  /** What stands right before the place where the text cannot go on, and what stands there. */
  readonly before: RegExp;
  readonly after: RegExp;
  /**
   * What to write: in the place of what `after` found, with what the group `slip` of `before` found in front of it; null when only
   * `because` can say it.
   * @param found the groups of both.
   */
  readonly write: (found: Found) => string | null;
  /** What is said when the suggestion does not say it. */
  readonly because?: (found: Found) => string;
};

/** Those of some slips that were made where a text cannot go on at `from`, the likeliest first. */
export function* slipsAmong(slips: readonly Slip[], text: string, from: number): Generator<Special> {
  const start = Math.max(0, from - REACH);
  const behind = text.slice(from);
  for (const { before, after, write, because } of slips) {
    const ahead = before.exec(text.slice(start, from));
    const found = ahead === null ? null : after.exec(behind);
    if (ahead === null || found === null) continue;
    const groups = { ...groupsOf(ahead), ...groupsOf(found) };
    const slip = groups["slip"] ?? "";
    // White space behind what was written stays where nothing else is taken.
    const to = found[0] === "" ? from - slip.length + slip.trimEnd().length : from + found[0].length;
    const span = { from: from - slip.length, to };
    const suggestion = write(groups);
    const written = text.slice(span.from, span.to).trim();
    const message = because?.(groups) ?? cannotStand(written, suggestion);
    yield { span, parts: { code: "unexpected_word", message, suggestion } };
  }
}

export function cannotStand(written: string, meant: string | null = null): string {
  return `\`${written}\` cannot stand here${meant === null ? "" : `; did you mean \`${meant}\`?`}`;
}

/** What the named groups of a pattern found; none of those that found nothing. */
export function groupsOf({ groups = {} }: Pick<RegExpMatchArray, "groups">): Found {
  const all = Object.entries(groups) as readonly (readonly [string, string | undefined])[];
  return Object.fromEntries(all.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}
