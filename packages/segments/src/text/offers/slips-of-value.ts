import { signOf } from "./amounts.ts";
import {
  LITERAL,
  NAME,
  PATH,
  QUOTED,
  type Slip,
  slipsAmong,
  type Special,
  START,
  WORD_ENDS,
} from "./slip.ts";

const THERE = "set|known|defined|present|given|filled";
const ABSENT = "null|nil|none|empty|blank|missing|absent|unset|unknown|undefined|nothing";
/** Behind it no further word of a value stands, as in `country is null island`. */
const NO_VALUE_GOES_ON = String.raw`(?!\s+(?!(?:and|or|in|at|exactly|more|less|ever|last|today|this|yesterday|previous|since|from|before|between|on)${WORD_ENDS})[\p{L}_$])`;
const HOW = String.raw`(?<how>at\s+least|at\s+most|more\s+than|less\s+than|greater\s+than|fewer\s+than|over|above|under|below)`;
const AMOUNT = String.raw`(?<n>-?\d+(?:\.\d+)?%?)(?![\p{L}\p{N}_.,:-])`;
const NO_UNIT = String.raw`(?!\s+(?:times?|days?|weeks?|hours?|minutes?|seconds?|months?|years?|sessions?|of)${WORD_ENDS})`;
/** Behind a measure of events, before anything else is said. */
const MEASURED = new RegExp(
  String.raw`(?<![\p{L}\p{N}_$-])(?:(?:sum|average|minimum|maximum|median|distinct\s+count|days\s+active)\s+of|number\s+of\s+sessions)(?![\p{L}\p{N}_$-])(?:(?!(?<![\p{L}\p{N}_$-])(?:and|or|where)(?![\p{L}\p{N}_$-]))[^()<>=])*$`,
  "iu",
);

const comparedWith = ({ how = "", n = "" }: Readonly<Record<string, string>>): string =>
  `${signOf(how)} ${n}`;

/** What people write behind the name of a trait or a property. */
const SLIPS: readonly Slip[] = [
  {
    before: new RegExp(String.raw`${START}${PATH}\s+(?<slip>is\s+(?<not>not\s+)?)$`, "iu"),
    after: new RegExp(String.raw`^(?:(?<there>${THERE})|${ABSENT})${WORD_ENDS}${NO_VALUE_GOES_ON}`, "iu"),
    write: ({ not, there }) => ((there === undefined) === (not === undefined) ? "does not exist" : "exists"),
  },
  {
    before: new RegExp(String.raw`${START}${PATH}\s+(?<slip>has\s+)$`, "iu"),
    after: new RegExp(String.raw`^(?:(?<no>no)|any|an?|some)?\s*values?${WORD_ENDS}`, "iu"),
    write: ({ no }) => (no === undefined ? "exists" : "does not exist"),
  },
  {
    before: new RegExp(String.raw`${START}${PATH}\s+(?<slip>(?:is\s+)?)$`, "iu"),
    after: new RegExp(String.raw`^${HOW}\s+${AMOUNT}${NO_UNIT}`, "iu"),
    write: comparedWith,
  },
  {
    before: new RegExp(
      String.raw`${START}${PATH}\s+(?<slip>(?:is\s+)?(?<how>more\s+than)\s+${AMOUNT}\s*)$`,
      "iu",
    ),
    after: new RegExp(String.raw`^(?=$|\)|(?:and|or|in|ever|today)${WORD_ENDS})`, "iu"),
    write: (found) => comparedWith(found),
  },
  {
    before: MEASURED,
    after: new RegExp(String.raw`^(?:is\s+)?${HOW}\s+${AMOUNT}${NO_UNIT}`, "iu"),
    write: comparedWith,
  },
  {
    before: /(?<![\p{L}\p{N}_$-])(?:starts?|ends?)\s+$/iu,
    after: new RegExp(`^(?<value>${QUOTED})`, "u"),
    write: ({ value = "" }) => `with ${value}`,
  },
  {
    before: /[<>=]\s*$/u,
    after: /^(?:\p{Sc}|US\$|C\$|A\$)\s*(?<n>\d+(?:,\d{3})*(?:\.\d+)?)(?![\p{L}\p{N}_,])/u,
    write: ({ n = "" }) => plain(n),
  },
  {
    before: /[<>=]\s*(?<slip>(?<n>\d+(?:\.\d+)?)\s*)$/u,
    after: /^(?:\p{Sc}|[A-Z]{3}(?![\p{L}\p{N}_])|(?:dollars?|euros?|pounds?)(?![\p{L}\p{N}_]))/u,
    write: ({ n = "" }) => n,
    because: ({ n = "" }) =>
      `An amount is a number without its currency: \`${n}\`. What was paid in one currency alone: \`where currency is "EUR"\``,
  },
  {
    before: /[<>=]\s*(?<slip>(?<n>-?\d{1,3}))$/u,
    after: /^(?<more>(?:,\d{3})+(?:\.\d+)?)(?![\p{L}\p{N}_,])/u,
    write: ({ n = "", more = "" }) => plain(n + more),
  },
  {
    before: new RegExp(
      String.raw`${START}(?<slip>(?<path>${PATH})\s+(?:is|=)\s+(?<value>${LITERAL})\s+(?:for\s+)?)$`,
      "iu",
    ),
    after: /^(?:for\s+)?(?<length>\d+\s+(?:second|minute|hour|day|week)s?)(?![\p{L}\p{N}_])/iu,
    write: ({ path = "", value = "", length = "" }) => `${path} has been ${value} for ${length}`,
  },
  {
    before: new RegExp(
      String.raw`(?<not>(?<![\p{L}\p{N}_$-])not\s+)?(?<![\p{L}\p{N}_$-])(?<slip>in\s+segment\s+(?<name>${NAME})\s+)$`,
      "iu",
    ),
    after: /^for\s+(?<length>\d+\s+(?:second|minute|hour|day|week)s?)(?![\p{L}\p{N}_])/iu,
    write: ({ not, name = "", length = "" }) =>
      not === undefined ? `in segment ${name} and not entered segment ${name} in last ${length}` : null,
    because: ({ not, name = "", length = "" }) =>
      not === undefined
        ? `How long somebody is in a segment is told by when they came: \`in segment ${name} and not entered segment ${name} in last ${length}\``
        : `How long somebody is out of a segment is told by when they went: \`not in segment ${name} and not left segment ${name} in last ${length}\``,
  },
  {
    before: new RegExp(
      String.raw`(?<![\p{L}\p{N}_$-])(?<what>in\s+list|in\s+account|subscribed\s+to)\s+(?<name>${NAME})\s+$`,
      "iu",
    ),
    after: /^for\s+\d+\s+\p{L}+/iu,
    write: () => null,
    because: ({ what = "", name = "" }) =>
      `Since when is not asked of \`${what} ${name}\`, which tells how it is now; a segment made of it can be: \`in segment NAME and not entered segment NAME in last 30 days\``,
  },
];

function plain(number: string): string {
  return number.replaceAll(",", "");
}

/** What is meant by a value or a comparison that is none. */
export function slipsOfValue(text: string, from: number): Generator<Special> {
  return slipsAmong(SLIPS, text, from);
}
