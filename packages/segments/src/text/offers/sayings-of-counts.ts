import { NUMBER_WORDS, numberOf, signOf, timesOf } from "./amounts.ts";
import { ENDS, LOCAL, oneOf, said, type Saying, sayingsAt, WHERE, windowOf } from "./saying.ts";
import type { Special } from "./slip.ts";

const OFTEN: Readonly<Record<string, string>> = { once: "1", twice: "2", thrice: "3" };
const HOW =
  "(?<how>at least|at most|more than|less than|fewer than|exactly|only|just|no more than|not more than|no less than|no fewer than|over|under|up to|a minimum of|a maximum of|minimum|maximum|min|max)";

const HOWS: Readonly<Record<string, string>> = {
  "a minimum of": "at least",
  minimum: "at least",
  min: "at least",
  "a maximum of": "at most",
  maximum: "at most",
  max: "at most",
  only: "exactly",
  just: "exactly",
};

const opOf = (how: string): string => {
  const words = how.toLowerCase().split(/\s+/u).join(" ");
  return HOWS[words] ?? words;
};

/** What is counted besides events, and said with its own words. */
const NOT_EVENTS = String.raw`(?!(?:sessions?|items?|accounts?|members?|times?|days?|weeks?|hours?|minutes?|seconds?|months?|years?|of)(?![\p{L}\p{N}_$-]))`;
/** A where clause with all its tests: up to the next condition on events. */
const WHERE_TO_DID = String.raw`(?: where (?<tests>(?:[^()]|\([^()]*\))+?)(?=~(?:$|\)| (?:and|or) (?:not )?did(?![\p{L}\p{N}_$-]))))?`;

type Counted = Readonly<Record<string, string>>;

/** "did purchase at least 3 times in last 30 days where revenue > 50", of the pieces of a saying. */
function didOf(times: string, { event = "", window, window2, tests }: Counted): string {
  const where = tests === undefined ? "" : ` where ${tests}`;
  return `did ${event}${times === "" ? "" : ` ${times}`}${windowOf(window ?? window2)}${where}`;
}

/** How often something was done. */
const OF_EVENTS: readonly Saying[] = [
  {
    said: said(
      `(?:number|count|total number|total count|quantity) of (?:times (?:of )?)?${NOT_EVENTS}{event}(?: {window})?${WHERE}~{op}~{n}(?: times?)?(?: {window2})?${ENDS}`,
      "condition",
    ),
    write: ({ op = "", n = "", ...found }) => {
      const event = found["event"] ?? "";
      return [...new Set([event, oneOf(event)])]
        .map((each) => didOf(timesOf(op, n), { ...found, event: each }))
        .toReversed();
    },
  },
  {
    said: said(
      `count~\\(~{event}~\\)(?: {window})?${WHERE}~{op}~{n}(?: times?)?(?: {window2})?`,
      "condition",
    ),
    write: ({ op = "", n = "", ...found }) => didOf(timesOf(op, n), found),
  },
  {
    said: said("{event} (?:count|number) {op}~{n}(?: {window})?", "condition"),
    write: ({ op = "", n = "", ...found }) => didOf(timesOf(op, n), found),
  },
  {
    said: said(
      `(?:(?:did|do|made|make|have|has|had|with|placed|completed|of) )?${HOW} {n} ${NOT_EVENTS}{event}(?: {window})?${ENDS}`,
      "condition",
    ),
    write: ({ how = "", n = "", event = "", window = "" }) =>
      didOf(timesOf(opOf(how), n), { event: oneOf(event), ...(window === "" ? {} : { window }) }),
  },
  {
    said: said(
      `(?:(?:did|made|have|has|had|with|placed) )?{n}~(?<side>\\+|or more|or fewer|or less) ${NOT_EVENTS}{event}(?: {window})?${ENDS}`,
      "condition",
    ),
    write: ({ n = "", side = "", event = "", window = "" }) =>
      didOf(timesOf(/^or (?:fewer|less)/iu.test(side) ? "at most" : "at least", n), {
        event: oneOf(event),
        ...(window === "" ? {} : { window }),
      }),
  },
  {
    said: said(`(?:did|made|placed) {n} ${NOT_EVENTS}{event}(?: {window})?${ENDS}`, "condition"),
    write: ({ n = "", event = "", window }) =>
      `did ${oneOf(event)} ${timesOf("exactly", n)}${windowOf(window)}`,
  },
  {
    said: said(
      `(?:without (?:an? |any )?|(?:(?:did|made|have|has|had|with|placed) )?(?:no|zero|0) )${NOT_EVENTS}{event}(?: {window})?${ENDS}`,
      "condition",
    ),
    write: ({ event = "", window }) =>
      `did not ${/^activity$/iu.test(event) ? "any activity" : oneOf(event)}${windowOf(window)}`,
  },
];

/** How often, behind the event. */
const OF_TIMES: readonly Saying[] = [
  {
    said: said(`${HOW} (?<often>once|twice|thrice)`),
    write: ({ how = "", often = "" }) => timesOf(opOf(how), OFTEN[often.toLowerCase()] ?? "1"),
  },
  {
    said: said(`${HOW} {n}(?: times?|~x)`),
    write: ({ how = "", n = "" }) => timesOf(opOf(how), n),
  },
  {
    said: said(
      "{n}~(?:times|x)? ?(?<side>or more|or fewer|or less|and more|minimum|at least|at most|maximum)(?: times)?",
    ),
    write: ({ n = "", side = "" }) => timesOf(/fewer|less|most|max/iu.test(side) ? "at most" : "at least", n),
  },
  {
    said: said("did {event} once or twice(?: {window})?"),
    write: (found) =>
      `(${didOf(timesOf("at least", "1"), found)} and ${didOf(timesOf("at most", "2"), found)})`,
  },
  { said: said("{n}~x"), write: ({ n = "" }) => timesOf("exactly", n) },
  {
    said: said(`(?<!(?:least|most|than|exactly|and|to|or) )(?<word>${NUMBER_WORDS.join("|")}) times?`),
    write: ({ word = "" }) => timesOf("exactly", word),
  },
  {
    said: said("(?:several|multiple|many|a few|a couple of|repeated) times"),
    write: () => "at least 2 times",
  },
  {
    said: said(
      `did {event}(?<local>${LOCAL})? (?:between )?{n}(?: and | to |~-~){n2} times(?<local2>${LOCAL})?(?: {window})?${WHERE_TO_DID}(?: {window2})?${ENDS}`,
    ),
    write: ({ n = "", n2 = "", local = "", local2 = local, ...found }) => {
      const didSo = (op: string, times: string): string => didOf(timesOf(op, times) + local2, found);
      const [least, most] = [didSo("at least", n), didSo("at most", n2)];
      // In parentheses of its own a where clause ends, whatever it says.
      return found["tests"] === undefined ? `(${least} and ${most})` : `((${least}) and (${most}))`;
    },
  },
  {
    said: said(
      `did {event} (?:${HOW} )?{n} (?:different|distinct|unique) (?!(?:days|devices)(?![\\p{L}\\p{N}_])){path}(?: {window})?`,
    ),
    write: ({ event = "", how = "at least", n = "", path = "", window }) =>
      `distinct count of ${event}.${path}${windowOf(window)} ${signOf(opOf(how))} ${numberOf(n)}`,
  },
  {
    said: said(
      "did {event} on (?:at least |(?<more>more than ))?{n} (?:different |separate |distinct )?days(?: {window})?",
    ),
    write: ({ event = "", more, n = "", window }) =>
      `days active of ${event}${windowOf(window)} ${more === undefined ? ">=" : ">"} ${numberOf(n)}`,
  },
  {
    said: said(
      "did {event} on (?:at least |(?<more>more than ))?{n} (?:different |kinds of )?devices(?: {window})?",
    ),
    write: ({ event = "", more, n = "", window }) =>
      `distinct count of ${event}.$device_type${windowOf(window)} ${more === undefined ? ">=" : ">"} ${numberOf(n)}`,
  },
];

const MEASURES: Readonly<Record<string, string>> = {
  average: "average",
  avg: "average",
  mean: "average",
  total: "sum",
  sum: "sum",
  maximum: "maximum",
  max: "maximum",
  longest: "maximum",
  minimum: "minimum",
  min: "minimum",
  shortest: "minimum",
};

/** Visits. */
const OF_SESSIONS: readonly Saying[] = [
  {
    said: said(
      "(?:sessions?|number of sessions|session count|count of sessions|sessions count) {op}~{n}(?: times?)?(?: {window})?",
      "condition",
    ),
    write: ({ op = "", n = "", window }) => `${timesOf(op, n, "session")}${windowOf(window)}`,
  },
  {
    said: said(`(?:(?:did|made|have|has|had|with|in) )(?:${HOW} )?{n} sessions?`, "condition"),
    write: ({ how = "at least", n = "" }) => timesOf(opOf(how), n, "session"),
  },
  {
    said: said("{n}~(?:\\+|or more) sessions?", "condition"),
    write: ({ n = "" }) => timesOf("at least", n, "session"),
  },
  {
    said: said(
      `(?:(?<which>${Object.keys(MEASURES).join("|")}) (?:of )?)?sessions? (?:(?:duration|length|time) )?(?:{window} )?(?:is )?{op}~{n} {unit}`,
      "condition",
    ),
    write: ({ which, window, op = "", n = "", unit = "" }) => {
      const short = /^(?:less|fewer|under|below|at most|up|no more|shorter|<)/iu.test(op);
      const measure = MEASURES[which?.toLowerCase() ?? ""] ?? (short ? "minimum" : "maximum");
      return `${measure} of session duration${windowOf(window)} ${signOf(op)} ${numberOf(n)} ${unit}`;
    },
  },
];

/** What is said of how often something was done in words that are none of the language. */
export function sayingsOfCounts(text: string, from: number): Generator<Special> {
  return sayingsAt([...OF_SESSIONS, ...OF_EVENTS, ...OF_TIMES], text, from);
}
