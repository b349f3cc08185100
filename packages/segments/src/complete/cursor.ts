import { LIMITS } from "../limits.ts";

/** What is being written at the cursor. */
export type Cursor = {
  /** The text before the word at the cursor. */
  readonly before: string;
  /** What the cursor stands behind of the word, without an opening quote. */
  readonly typed: string;
  readonly isQuoted: boolean;
  /** The word, as far as it is written, quotes included: [from, to). */
  readonly from: number;
  readonly to: number;
};

const TEXT_OR_COMMENT = /"(?:[^"\\\n]|\\.)*"?|--[^\n]*/g;
const WORD_BEFORE = /[\p{L}_$][\p{L}\p{N}_$-]*$/u;
const WORD_AFTER = /^[\p{L}\p{N}_$-]*/u;
/** Behind these a word would grow together with what stands there. */
const GLUES = /[\p{L}\p{N}_$"%]$/u;

/** Null where nothing can be completed: in a comment, in a number, or right behind a word that has ended. */
export function cursorAt(text: string, at: number): Cursor | null {
  if (at > LIMITS.completedLength) return null;
  const before = text.slice(0, at);
  const last = [...before.matchAll(TEXT_OR_COMMENT)].at(-1);
  if (last !== undefined && last.index + last[0].length === at) {
    if (last[0].startsWith("--")) return null;
    if (last[0].length === 1 || !isClosed(last[0])) {
      const from = last.index;
      const to = at + restOfQuoted(text.slice(at));
      return { before: before.slice(0, from), typed: last[0].slice(1), isQuoted: true, from, to };
    }
  }
  const typed = WORD_BEFORE.exec(before)?.[0] ?? "";
  const from = at - typed.length;
  if (GLUES.test(before.slice(0, from))) return null;
  const to = at + (typed === "" ? 0 : (WORD_AFTER.exec(text.slice(at))?.[0].length ?? 0));
  return { before: before.slice(0, from), typed, isQuoted: false, from, to };
}

function isClosed(quoted: string): boolean {
  return /^"(?:[^"\\]|\\.)*"$/.test(quoted);
}

/** Up to the quote that closes the text, if the next one does: then an odd number of them follows on the line. */
function restOfQuoted(after: string): number {
  const [line = ""] = after.split("\n", 1);
  const quotes = [...line.matchAll(/\\.|"/g)].filter(([found]) => found === '"');
  const [first] = quotes;
  return first === undefined || quotes.length % 2 === 0 ? 0 : first.index + 1;
}
