import { presentOf } from "./past-tense.ts";
import { numberOf, signOf } from "./amounts.ts";
import { ENDS, said, type Saying, sayingsAt, windowOf } from "./saying.ts";
import type { Special } from "./slip.ts";

const NOUN =
  "(?<noun>messages?|emails?|e-mails?|mails?|newsletters?|push(?:es)?|sms|notifications?|surveys?)";
const VERBS: Readonly<Record<string, string>> = {
  received: "receive",
  got: "receive",
  opened: "open",
  read: "open",
  clicked: "click",
  answered: "answer",
};
const VERB = `(?<verb>${Object.keys(VERBS).join("|")})`;
const DOES = `(?<verb>${Object.values(VERBS).join("|")}|get|read)`;

const thing = (noun = ""): string => (/^survey/iu.test(noun) ? "survey" : "message");
const doesOf = (verb = ""): string => {
  const lower = verb.toLowerCase();
  return VERBS[lower] ?? (lower === "get" ? "receive" : lower === "read" ? "open" : lower);
};
const doneOf = (verb = ""): string => {
  const does = doesOf(verb);
  return does === "open"
    ? "opened"
    : does === "receive"
      ? "received"
      : does === "click"
        ? "clicked"
        : "answered";
};

/** What is known of people, not done by them. */
const KNOWN = "(?<what>e-?mail|phone|mobile|birthday|address|name)(?: (?:number|address))?";

/** Messages and surveys. */
const OF_MESSAGES: readonly Saying[] = [
  {
    said: said(`(?:has no|have no|without|without an?|no|lacks?) ${KNOWN}${ENDS}`, "condition"),
    write: ({ what = "" }) => `${what.toLowerCase()} does not exist`,
  },
  {
    said: said(`(?:has|have|with) (?:an? )?${KNOWN}${ENDS}`, "condition"),
    write: ({ what = "" }) => `${what.toLowerCase()} exists`,
  },
  {
    said: said(`${VERB} (?:no|not any|none of the|not a|zero) ${NOUN}`, "condition"),
    write: ({ verb, noun }) => `did not ${doesOf(verb)} ${thing(noun)}`,
  },
  {
    said: said(
      `(?:did not|has not|have not|didn['’]t|hasn['’]t|haven['’]t|not|never) (?:${VERB}|${DOES.replace("verb", "does")}) (?:(?:an?|any|the|my|our) )?${NOUN}`,
    ),
    write: ({ verb, does, noun }) => `did not ${doesOf(verb ?? does)} ${thing(noun)}`,
  },
  {
    said: said(
      `(?:did|has|have) (?:${VERB}|${DOES.replace("verb", "does")}) (?:(?:an?|any|the|my|our) )?${NOUN}`,
    ),
    write: ({ verb, does, noun }) => `did ${doesOf(verb ?? does)} ${thing(noun)}`,
  },
  {
    said: said(`${VERB} (?:(?:on )?(?:an?|any|the|my|our|link in|links in|on) )*${NOUN}`, "condition"),
    write: ({ verb, noun }) => `${doneOf(verb)} ${thing(noun)}`,
  },
  {
    said: said(
      "(?:answered |gave |survey |in survey )+{text} (?:with )?(?:a )?score (?:of )?(?:is )?(?<test>[<>=!]*~\\d+)",
      "condition",
    ),
    write: ({ text = "", test = "" }) =>
      `answered survey ${text} with score ${/^\d/u.test(test) ? "= " : ""}${test}`,
  },
];

const PERSON =
  "(?:(?:users?|people|persons?|customers?|contacts?|everyone|everybody|anyone|anybody|visitors?|members?|who|that|they|which|all) )*";

/** What belongs to what is done: `signed up`, `logged in`, but not `purchased in last 30 days`. */
const PARTICLE = "(?: (?:up|out|off|to cart)| in(?! (?:the )?(?:last|past|previous|at|this|\\d)))";

/** Events that are said with one `did`. */
const MORE_DEEDS =
  "(?:(?:~, (?:and |or )?| (?:and|or) )(?:did )?(?!(?:once|twice|thrice|on|(?:mon|tues|wednes|thurs|fri|satur|sun)days?)(?![\\p{L}])){event2})+";
const HOW_OFTEN = "(?: (?:at least|at most|exactly|more than|less than) \\d+ times?)?(?: {window})?";

/**
 * Each with its own `did`, in parentheses, for a `not` or an `and` may stand beside them; of what was not done none was. Nothing of a row with both
 * joiners, which may be meant in several ways.
 * @param named how often and when the first was done, the first, and the others with what joins them.
 */
function deedsOf(
  [how, first, more]: readonly [string, string, string],
  not: string,
  window: string,
): readonly string[] {
  const joiners = new Set(more.toLowerCase().match(/(?<![\p{L}\p{N}_$-])(?:and|n?or)(?=\s)/gu));
  const [joiner = ""] = joiners;
  if (joiners.size !== 1) return [];
  const others = more
    .split(/\s*,\s+(?:(?:and|or)\s+)?|\s+(?:and|n?or)\s+/iu)
    .flatMap((each) => each.replace(/^did\s+/iu, "").trim() || []);
  const deeds = [`did ${not}${first}${how}${window}`, ...others.map((each) => `did ${not}${each}${window}`)];
  return [`(${deeds.join(not === "" ? ` ${joiner} ` : " and ")})`];
}

/** Of several events all, some or none. */
const OF_PAIRS: readonly Saying[] = [
  {
    said: said("did neither {event}(?<more>(?: n?or {event2})+)(?: {window})?" + ENDS),
    write: ({ event = "", more = "", window }) => deedsOf(["", event, more], "not ", windowOf(window)),
  },
  {
    said: said(`did (?:either|both|all of) {event}(?<more>${MORE_DEEDS})(?: {window})?${ENDS}`),
    write: ({ event = "", more = "", window }) => deedsOf(["", event, more], "", windowOf(window)),
  },
  {
    said: said(
      `did {event}(?:~,)? but (?:no|not|never|without|did not|did never) (?:any )?{event2}(?: {window})?${ENDS}`,
    ),
    write: ({ event = "", event2 = "", window }) => {
      const when = windowOf(window);
      return `(did ${event}${when} and did not ${event2}${when})`;
    },
  },
];

/** What somebody did. */
const OF_DEEDS: readonly Saying[] = [
  {
    said: said(
      `${PERSON}(?:has|have|had|was|were|is|are) (?<not>not |never )?(?:ever )?(?:done )?(?!(?:did|done)(?![\\p{L}]))(?<past>\\p{L}+)(?<rest>${PARTICLE})?`,
      "condition",
    ),
    write: ({ not, past = "", rest = "" }) => {
      const present = presentOf(past);
      return present === null ? [] : `did ${not === undefined ? "" : "not "}${present}${rest}`;
    },
  },
  {
    said: said(
      `${PERSON}(?:(?:did|do|does) not|(?:did|do|does)n['’]t|hasn['’]t|haven['’]t|never) (?:ever )?(?!(?:did|done)(?![\\p{L}]))(?<past>\\p{L}+)(?<rest>${PARTICLE})?`,
      "condition",
    ),
    write: ({ past = "", rest = "" }) => `did not ${presentOf(past) ?? past}${rest}`,
  },
  {
    said: said(
      `${PERSON}(?!(?:subscribed|computed|predicted|entered|left)(?![\\p{L}]))(?<past>\\p{L}+ed|bought|paid|left|sent|spent)(?<rest>${PARTICLE})?(?= (?:at|in|and|or|but|more|less|exactly|on|today|yesterday|this|between|for|since|where|within|ever|last|then|once|twice|\\d)|$)`,
      "condition",
    ),
    write: ({ past = "", rest = "" }) => {
      const present = presentOf(past);
      return present === null ? [] : `did ${present}${rest}`;
    },
  },
  {
    said: said(
      `${PERSON}(?<past>\\p{L}+ed|bought|paid)(?: {window})(?= (?:at|more|less|exactly|once|twice) )`,
      "condition",
    ),
    write: ({ past = "", window }) => {
      const present = presentOf(past);
      return present === null ? [] : `did ${present}${windowOf(window)}`;
    },
  },
  {
    said: said("{event}(?: regularly)?~:?~(?<habit>in at least \\d+ of (?:the )?last \\d+)", "condition"),
    write: ({ event = "", habit = "" }) => `did ${event.replace(/\s+regularly$/iu, "")} ${habit}`,
  },
  {
    said: said(`did (?<not>not )?\\(~(?:did )?{event}(?<more>(?:~,)? (?:or|and) (?:did )?{event2})~\\)`),
    write: ({ not, event = "", event2 = "", more = "" }) =>
      `${not === undefined ? "" : "not "}(did ${event} ${/\bor\b/iu.test(more) ? "or" : "and"} did ${event2})`,
  },
  {
    said: said(`did (?<not>not )?{event}(?<how>${HOW_OFTEN})(?<more>${MORE_DEEDS})${ENDS}`),
    write: ({ not = "", event = "", how = "", more = "" }) => deedsOf([how, event, more], not, ""),
    because: ({ not = "", event = "", how = "", more = "" }) => {
      const meant = deedsOf([how, event, more], not, "");
      return `An event is said with \`did\` each time: ${meant.length === 0 ? "" : `\`${meant.join("")}\``}; if one of them is a trait, what is asked of it is missing`;
    },
  },
  { said: said("(?<event>did not {name}) at all"), write: ({ event = "" }) => event },
  { said: said("at all"), write: () => "ever" },
  {
    said: said("(?:for )?(?:the )?(?:very )?first time"),
    write: () => "for the first time",
  },
  {
    said: said(`did {event} first {window}`),
    write: ({ event = "", window }) => `did ${event} for the first time${windowOf(window)}`,
  },
  {
    said: said("first[- ]time {event} {window}", "condition"),
    write: ({ event = "", window }) => `did ${event} for the first time${windowOf(window)}`,
  },
  {
    said: said("did their first {event}|did {event2} for (?:the|their) first time"),
    write: ({ event, event2 = "" }) => `did ${event ?? event2} for the first time`,
  },
];

const SAID_OF_ONE =
  "(?:with|having|whose|when|if|for|of|in|on|that (?:has|had|have|is|was)|which (?:has|had|have|is|was)) (?:an? |the )?";
/** Neither a group of people nor, behind what says when, a time. */
const NO_GROUP = String.raw`(?!(?:same|week(?:day|end)|segment|list|account|last|past|next|previous)s?(?![\p{L}\p{N}_$-]))(?<!(?:for|of|in|on)\s+(?:the\s+)?(?=(?:day|week|month|quarter|q[1-4]|year)(?![\p{L}\p{N}_$-])))`;
const TESTED = String.raw`(?= (?:is|are|was|contains|starts|ends|matches|in|exists|does|includes|between)(?![\p{L}\p{N}_$-])|~[<>=!])`;

/** What one event was like. */
const OF_ONE_EVENT: readonly Saying[] = [
  {
    said: said(
      "(?<deed>did (?:not )?{event}) for (?!is|=){op}~{n}(?: (?:euros?|dollars?|pounds?))?(?! (?:times?|seconds?|minutes?|hours?|days?|weeks?|months?|years?)(?![\\p{L}]))",
    ),
    write: ({ deed = "", op = "", n = "" }) => `${deed} where revenue ${signOf(op)} ${numberOf(n)}`,
  },
  {
    said: said(`(?<deed>did (?:not )?{event}) ${SAID_OF_ONE}${NO_GROUP}{path} {value}`),
    write: ({ deed = "", path = "", value = "" }) => `${deed} where ${path} is ${value}`,
  },
  {
    said: said(`(?<deed>did (?:not )?{event}) ${SAID_OF_ONE}${NO_GROUP}{path} (?:is |was )?{op}~{n}`),
    write: ({ deed = "", path = "", op = "", n = "" }) =>
      `${deed} where ${path} ${signOf(op)} ${numberOf(n)}`,
  },
  {
    said: said(`(?<deed>did (?:not )?{event}) ${SAID_OF_ONE}${NO_GROUP}{path}${TESTED}`),
    write: ({ deed = "", path = "" }) => `${deed} where ${path}`,
  },
  {
    said: said(
      String.raw`(?<deed>did (?:not )?{event})~[(\[]~(?!where )(?<tests>{path} (?:is|=|!=|[<>]=?|contains|in|exists)[^()[\]]*)[)\]]`,
    ),
    write: ({ deed = "", tests = "" }) => [`(${deed} where ${tests})`, `${deed} (where ${tests})`],
  },
];

/** Words that are the language's own where a condition begins. */
const OWN_BEGINNING = String.raw`(?!(?:overdue|stopped|restarted|mostly|top|last|first|in|score|predicted|computed|subscribed|left|entered)(?![\p{L}\p{N}_$-]))`;

/** An event without "did". */
const BARE_EVENTS: readonly Saying[] = [
  {
    said: said("did (?:not )?{event} (?:of|from|for|with|in|on) {text}"),
    write: () => null,
    because: ({ event = "", text = "" }) =>
      `Which one it was stands in a where clause: \`did ${event} where category is ${text}\``,
  },
  {
    said: said(
      `${OWN_BEGINNING}{event} (?<rest>(?:at least|at most|exactly|more than|less than) \\d+ times?|on weekdays|on weekends|for the first time|then(?= )|where(?= ))`,
      "condition",
    ),
    write: ({ event = "", rest = "" }) => `did ${event} ${rest}`,
  },
];

const CONTRACTED: readonly Saying[] = [
  {
    said: said("(?<verb>did|does|do|is|are|was|were|has|have|had|wo|ca)n?['’]t"),
    write: ({ verb = "" }) => {
      const lower = verb.toLowerCase();
      if (lower === "does" || lower === "do") return ["does not", "did not"];
      if (/^(?:is|are|was|were)$/u.test(lower)) return ["is not", "not", "did not"];
      return "did not";
    },
  },
];

/** What is said of somebody in words that are none of the language. */
export function sayingsOfPeople(text: string, from: number): Generator<Special> {
  return sayingsAt([...OF_MESSAGES, ...OF_PAIRS, ...OF_DEEDS], text, from);
}

/** What is said of several events at once; begun in a name, it reads as a part of it. */
export function sayingsOfPairs(text: string, from: number): Generator<Special> {
  return sayingsAt(OF_PAIRS, text, from);
}

/** What is said of one event without `where`. */
export function sayingsOfOneEvent(text: string, from: number): Generator<Special> {
  return sayingsAt(OF_ONE_EVENT, text, from);
}

/** Contractions, whose apostrophe is no quote. */
export function contractions(text: string, from: number): Generator<Special> {
  return sayingsAt(CONTRACTED, text, from);
}

/** An event that is said without `did`; looked for when nothing else was meant. */
export function bareEvents(text: string, from: number): Generator<Special> {
  return sayingsAt(BARE_EVENTS, text, from);
}
