import { ExternalTokenizer, type InputStream } from "@lezer/lr";
import { KEYWORD_TERMS, standsInNames } from "./keywords.ts";
import * as terms from "./segment-terms.gen.ts";

/** No bare name of a trait is longer. */
const REACH = 300;

const NAME_THEN_PLACE =
  /^((?:[\p{L}_$][\p{L}\p{N}_$-]*\s+){2,}?)(?:in\s+(?:the\s+)?(?:top|bottom)\s+\d[\d.]*%|between\s+percentiles\s|(?:in\s+)?quantile\s+tier\s)/iu;

/**
 * An empty token in front of several words that name a trait because a place among people follows: `lifetime value in top 10%`.
 * Elsewhere a trait's name of several words stands in quotes.
 */
export const severalWords = new ExternalTokenizer(
  (input, stack) => {
    if (stack.canShift(terms.SeveralWords) && isNameBeforePlace(input)) {
      input.acceptToken(terms.SeveralWords);
    }
  },
  { contextual: true },
);

function isNameBeforePlace(input: InputStream): boolean {
  const name = NAME_THEN_PLACE.exec(textAhead(input))?.[1];
  return name !== undefined && name.trim().split(/\s+/u).every(mayBeOfName);
}

function mayBeOfName(word: string): boolean {
  const lower = word.toLowerCase();
  return !KEYWORD_TERMS.has(lower) || standsInNames(lower);
}

function textAhead(input: InputStream): string {
  let text = "";
  for (let offset = 0; offset < REACH; offset++) {
    const code = input.peek(offset);
    if (code < 0) break;
    text += String.fromCharCode(code);
  }
  return text;
}
