import { daysFromCivil, formatDay } from "@habitus/kernel";
import { NUMBER_WORDS, timesOf } from "./amounts.ts";
import { NAME, type Slip, slipsAmong, type Special, WORD_ENDS } from "./slip.ts";

/** Behind a condition on events, before its where clause. */
const DID = String.raw`(?<![\p{L}\p{N}_$-])did${WORD_ENDS}(?:(?!(?<![\p{L}\p{N}_$-])(?:where|with|and|or)${WORD_ENDS})[^()])*?`;
/** The same, whatever its where clause says. */
const DID_AT_ALL = String.raw`(?<![\p{L}\p{N}_$-])did${WORD_ENDS}[^()]*?`;
const DATE = String.raw`\d{4}-\d\d-\d\d(?:T[\d:.Zz+-]+)?`;
const DAY = String.raw`\d{4}-\d\d-\d\d(?![\dT])`;

/** How often and when, as people write it of what somebody did. */
const SLIPS: readonly Slip[] = [
  {
    before: new RegExp(`${DID}$`, "iu"),
    after:
      /^(?<op>>=|=>|<=|=<|==|[<>=])\s*(?<n>\d+)(?:\s*(?<said>times?|x)(?![\p{L}\p{N}_]))?(?![\p{L}\p{N}_.,%-])/iu,
    write: ({ op = "", n = "" }) => timesOf(op, n),
    because: ({ op = "", n = "", said }) => {
      const often = `\`${timesOf(op, n)}\``;
      const what = said === undefined ? `; what it was like: \`where revenue ${op} ${n}\`` : "";
      return `How often is said in words: ${often}${what}`;
    },
  },
  {
    before: new RegExp(
      String.raw`${DID}(?<!(?<![\p{L}\p{N}_$-])in\s+)(?<slip>(?<how>at\s+least|at\s+most|exactly|more\s+than|less\s+than)\s+(?<n>\d+)\s*)$`,
      "iu",
    ),
    after: new RegExp(String.raw`^(?=$|\)|(?:and|or|where|in|ever|today|last|since)${WORD_ENDS})`, "iu"),
    write: ({ how = "", n = "" }) => timesOf(how, n),
  },
  {
    before: new RegExp(`${DID}$`, "iu"),
    after: /^(?<n>\d+)\+(?:\s*(?:times?|x))?(?![\p{L}\p{N}_])/iu,
    write: ({ n = "" }) => timesOf("at least", n),
  },
  {
    before: new RegExp(String.raw`${DID}(?<slip>(?<how>over|above|under|below)\s+)$`, "iu"),
    after: /^(?<n>\d+)(?:\s+times?)(?![\p{L}\p{N}_])/iu,
    write: ({ how = "", n = "" }) => timesOf(how, n),
  },
  {
    before: new RegExp(String.raw`${DID}$`, "iu"),
    after: /^(?<how>over|above|under|below)\s+(?<n>\d+)\s+times?(?![\p{L}\p{N}_])/iu,
    write: ({ how = "", n = "" }) => timesOf(how, n),
  },
  {
    before: new RegExp(String.raw`${DID}\s(?<slip>(?<word>${NUMBER_WORDS.join("|")})\s+)$`, "iu"),
    after: /^times?(?![\p{L}\p{N}_])/iu,
    write: ({ word = "" }) => timesOf("exactly", word),
  },
  {
    before: new RegExp(String.raw`${DID_AT_ALL}\s(?<slip>between\s+)$`, "iu"),
    after: new RegExp(String.raw`^(?<first>${DATE})\s+and\s+(?<second>${DATE})`, "iu"),
    write: ({ first = "", second = "" }) => `from ${first} to ${second}`,
    because: ({ first = "", second = "" }) =>
      `Between two dates is \`from ${first} to ${second}\`, in which the first instant of the second is no more`,
  },
  {
    before: new RegExp(String.raw`${DID_AT_ALL}\s(?<slip>after\s+)$`, "iu"),
    after: new RegExp(`^(?<date>${DATE})`, "iu"),
    write: ({ date = "" }) => `since ${behind(date)}`,
  },
  {
    before: new RegExp(String.raw`${DID_AT_ALL}\s$`, "iu"),
    after: new RegExp(String.raw`^after\s+(?<date>${DATE})`, "iu"),
    write: ({ date = "" }) => `since ${behind(date)}`,
  },
  {
    before: new RegExp(String.raw`${DID_AT_ALL}\s(?<slip>(?:until|till|by)\s+)$`, "iu"),
    after: new RegExp(`^(?<date>${DATE})`, "iu"),
    write: ({ date = "" }) => `before ${behind(date)}`,
  },
  {
    before: new RegExp(String.raw`${DID_AT_ALL}\s(?<slip>(?:on\s+)?)$`, "iu"),
    after: new RegExp(String.raw`^(?:on\s+)?(?<day>${DAY})`, "iu"),
    write: ({ day = "" }) => `from ${day} to ${dayAfter(day)}`,
  },
  {
    before: new RegExp(
      String.raw`(?<![\p{L}\p{N}_$-])(?<slip>(?:in\s+)?(?:the\s+)?(?:this|last|previous)\s+(?:calendar\s+)?)$`,
      "iu",
    ),
    after: /^quarter(?![\p{L}\p{N}_])/iu,
    write: () => "last 3 calendar months",
    because: () =>
      "Quarters are no period here; the three whole months before this one are `last 3 calendar months`, and a quarter by its dates is `from 2026-01-01 to 2026-04-01`",
  },
  {
    before: new RegExp(String.raw`${DID}(?<slip>for\s+)$`, "iu"),
    after: /^(?:the\s+)?(?:last\s+)?(?<length>\d+\s+(?:second|minute|hour|day|week)s?)(?![\p{L}\p{N}_])/iu,
    write: ({ length = "" }) => `in last ${length}`,
  },
  {
    before: new RegExp(
      String.raw`(?<![\p{L}\p{N}_$-])did\s+(?<not>not\s+)?(?:(?!(?<![\p{L}\p{N}_$-])(?:where|with|has)${WORD_ENDS})[^()])*?\s(?<slip>(?<joiner>and|or)\s+(?<name>(?!did${WORD_ENDS})${NAME})\s*)$`,
      "iu",
    ),
    after: new RegExp(
      String.raw`^(?=$|\)|(?:and|or|at\s+least|at\s+most|exactly|more\s+than|less\s+than)${WORD_ENDS})`,
      "iu",
    ),
    write: ({ not, joiner = "", name = "" }) =>
      `${not === undefined ? joiner.toLowerCase() : "and"} did ${not === undefined ? "" : "not "}${name}`,
    because: ({ not, joiner = "", name = "" }) =>
      `An event is said with \`did\` each time: \`${not === undefined ? joiner.toLowerCase() : "and"} did ${not === undefined ? "" : "not "}${name}\`; if it is a trait, what is asked of it is missing`,
  },
];

/** Where what was named is over: until a day is with that day, after it is without; an instant has no length, nor has a day that is none. */
function behind(date: string): string {
  return date.includes("T") || dayAfter(date, 0) !== date ? date : dayAfter(date);
}

function dayAfter(day: string, days = 1): string {
  const [year = 0, month = 1, date = 1] = day.split("-").map(Number);
  return formatDay(daysFromCivil(year, month, date) + days);
}

/** What is meant where a text goes on with how often or when in words that are none of the language. */
export function slipsOfWhen(text: string, from: number): Generator<Special> {
  return slipsAmong(SLIPS, text, from);
}
