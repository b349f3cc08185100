import { ExternalTokenizer, type InputStream } from "@lezer/lr";
import { EVENT_WORDS } from "./event-words.ts";
import { KEYWORD_TERMS } from "./keywords.ts";
import * as terms from "./segment-terms.gen.ts";

const DAY = "(?:mon|tues|wednes|thurs|fri|satur|sun)days?";
const ON_DAYS = new RegExp(
  `^on\\s+(?:weekdays|weekends|${DAY}(?:\\s*,\\s*${DAY})*)(?![\\p{L}\\p{N}_$-])`,
  "iu",
);

/** What makes a trait called "birthday" the day of the year. */
const BIRTHDAY = new RegExp(
  `^birthday(?=\\s+(?:${[
    "(?:today|tomorrow|yesterday|this|next|previous|last)",
    "in\\s+(?:the\\s+)?(?:next|last|\\d+)",
    "\\d+",
    "between\\s+\\d+\\s+and\\s+\\d+\\s+[a-z]+\\s+(?:ago|ahead)",
  ].join("|")})(?![\\p{L}\\p{N}_$-]))`,
  "iu",
);

const spaced = (words: string): string => words.replaceAll(" ", String.raw`\s+`);
const DONE = EVENT_WORDS.map(({ did }) => spaced(did)).join("|");
const EITHER = `${DONE}|${EVENT_WORDS.map(({ does }) => spaced(does)).join("|")}`;
const ENDS = String.raw`(?![\p{L}\p{N}_$-])`;
/** "open message banner" is a bare name of three words. */
const NO_NAME_GOES_ON = String.raw`(?!\s+(?!(?:${[...KEYWORD_TERMS.keys()].join("|")})${ENDS})[\p{L}_$])`;
/** "received message in top 10%" is a trait of two words. */
const NO_PLACE_FOLLOWS = String.raw`(?!\s+(?:in\s+(?:the\s+)?(?:top|bottom)\s+\d|between\s+percentiles\s|(?:in\s+)?quantile\s+tier\s))`;

const OF_THEIR_ACCOUNT = String.raw`\s+of\s+their\s+account${ENDS}`;

/** Words are joined by any white space; letter case does not matter. What must follow is looked at and left. */
const PHRASES: readonly (readonly [term: number, text: RegExp])[] = [
  [terms.EventsStartingWith, /^(?:any\s+event\s+)?starting\s+with(?=\s*")/i],
  [terms.AnyActivity, new RegExp(String.raw`^any\s+activity${ENDS}${NO_NAME_GOES_ON}`, "iu")],
  [terms.FirstEvent, /^first\s+event(?=[\s"])/i],
  [terms.OnDays, ON_DAYS],
  [terms.Birthday, BIRTHDAY],
  [terms.AnniversaryOf, /^anniversary\s+of(?=[\s"])/i],
  [terms.ForTheirCountry, /^for\s+their\s+country(?![\p{L}\p{N}_$-])/iu],
  [terms.BeforeEvent, /^before\s+the\s+event(?![\p{L}\p{N}_$-])/iu],
  [terms.AfterEvent, /^after\s+the\s+event(?![\p{L}\p{N}_$-])/iu],
  [terms.LastEvent, /^last\s+event(?=[\s"])/i],
  [terms.InTop, /^in\s+(?:the\s+)?top(?=\s+-?\d[\d.]*%)/i],
  [terms.InBottom, /^in\s+(?:the\s+)?bottom(?=\s+-?\d[\d.]*%)/i],
  [terms.BetweenPercentiles, /^between\s+percentiles(?=\s)/i],
  [terms.QuantileTier, /^(?:in\s+)?quantile\s+tier(?=\s)/i],
  [terms.RfmScores, /^rfm(?=\s+(?:recency|frequency|monetary)(?![\p{L}\p{N}_$-]))/iu],
  [terms.AndRfm, /^and(?=\s+(?:recency|frequency|monetary)\s*[<>=!≤≥≠\d])/i],
  [terms.RfmScore, /^(?:recency|frequency|monetary)(?=\s*[<>=!≤≥≠\d])/i],
  [terms.BucketOf, /^bucket(?=\s+-?\d[\d.]*\s+(?:to|of)\s)/i],
  [terms.NumberOfSessions, /^number\s+of\s+sessions(?![\p{L}\p{N}_$-])/iu],
  [terms.MembersOf, new RegExp(`^(?:any|every|no)\\s+member${OF_THEIR_ACCOUNT}`, "iu")],
  [terms.CountedMembers, new RegExp(`^members?${OF_THEIR_ACCOUNT}`, "iu")],
  [terms.EventWords, new RegExp(`^(?:${EITHER})${ENDS}${NO_NAME_GOES_ON}`, "iu")],
  [terms.DoneWords, new RegExp(`^(?:${DONE})${ENDS}${NO_PLACE_FOLLOWS}`, "iu")],
  [terms.SessionDuration, /^session\s+duration(?![\p{L}\p{N}_$-]|\s*\.)/iu],
];

/** No phrase is longer, unless someone pads it. */
const LONGEST = 160;

/** Finds a phrase that fits where the parser stands. */
export const phrase = new ExternalTokenizer(
  (input, stack) => {
    const fitting = PHRASES.filter(([term]) => stack.canShift(term));
    if (fitting.length === 0) return;
    const ahead = textAhead(input);
    for (const [term, text] of fitting) {
      const found = text.exec(ahead);
      if (found !== null) {
        input.acceptToken(term, found[0].length);
        return;
      }
    }
  },
  { contextual: true },
);

/** How many characters of a text that begins at a word are a phrase of the language; 0 where none begins. */
export function phraseLength(text: string): number {
  const ahead = text.slice(0, LONGEST);
  return Math.max(0, ...PHRASES.map(([, phraseOf]) => phraseOf.exec(ahead)?.[0].length ?? 0));
}

function textAhead(input: InputStream): string {
  let text = "";
  for (let offset = 0; offset < LONGEST; offset++) {
    const code = input.peek(offset);
    if (code < 0) break;
    text += String.fromCharCode(code);
  }
  return text;
}
