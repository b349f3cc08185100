import { ExternalTokenizer, type InputStream } from "@lezer/lr";
import { KEYWORD_TERMS, standsInNames } from "./keywords.ts";
import * as terms from "./segment-terms.gen.ts";

/** How far an event's name and its parentheses are looked through. */
const REACH = 2_000;

const DASH = 0x2d;
const NEW_LINE = 0x0a;

const NAME_OR_SPACE = /[\p{L}\p{N}_$\-\s]/u;

/**
 * An empty token in front of two events with "/" between them. A ratio begins with the bare name of an event, as a test begins with
 * that of a trait: only what follows tells them apart.
 */
export const ratioAhead = new ExternalTokenizer(
  (input, stack) => {
    if (stack.canShift(terms.RatioAhead) && isEventBeforeSlash(input)) {
      input.acceptToken(terms.RatioAhead);
    }
  },
  { contextual: true },
);

function isEventBeforeSlash(input: InputStream): boolean {
  let depth = 0;
  let quoted = false;
  let word = "";
  for (let offset = 0; offset < REACH; offset++) {
    const code = input.peek(offset);
    if (code < 0) return false;
    let character = String.fromCharCode(code);
    if (quoted) {
      if (character === "\\") offset++;
      else if (character === '"' || character === "\n") quoted = false;
      continue;
    }
    if (character === "-" && input.peek(offset + 1) === DASH) {
      offset = lineEnd(input, offset);
      character = "\n";
    }
    if (character === '"') quoted = true;
    else if (character === "(" && offset > 0) depth++;
    else if (character === ")") depth--;
    if (depth < 0 || (character === "(" && offset === 0)) return false;
    if (depth > 0) continue;
    if (character === "/") return true;
    if (/[\p{L}\p{N}_$-]/u.test(character)) {
      word += character;
      continue;
    }
    if (word !== "" && !mayBeOfName(word)) return false;
    word = "";
    if (character !== '"' && character !== ")" && !NAME_OR_SPACE.test(character)) return false;
  }
  return false;
}

/** Where the line ends, so far as it is looked: two dashes begin a comment, which is as good as white space. */
function lineEnd(input: InputStream, from: number): number {
  let offset = from;
  while (offset < REACH && input.peek(offset) >= 0 && input.peek(offset) !== NEW_LINE) offset++;
  return offset;
}

/** Other keywords end a bare name, so what comes behind them is no longer the event's. */
function mayBeOfName(word: string): boolean {
  const lower = word.toLowerCase();
  return !KEYWORD_TERMS.has(lower) || standsInNames(lower);
}
