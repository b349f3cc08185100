import { lengthOf } from "./amounts.ts";
import { ENDS, NAME_ENDS, said, type Saying, sayingsAt } from "./saying.ts";
import type { Special } from "./slip.ts";

const THEN = String.raw`~,~then |~(?:->|=>|>)~|(?:~,)? (?:and )?then | (?:immediately |directly |then )?followed by `;
const ARROW = new RegExp(
  String.raw`\s*(?:->|=>|>)\s*|,\s*(?:then\s+)?|\s+(?:and\s+)?then\s+|\s+(?:(?:immediately|directly|then)\s+)?followed\s+by\s+`,
  "iu",
);
const NOT = "(?<not>(?:not|no|never) )";
const SPAN = "(?:an?|{n}) {unit}";

type Step = Readonly<Record<string, string>>;

const stepOf = ({ not, event = "" }: Step): string => `${not === undefined ? "" : "not "}${event}`;
const within = ({ n = "1", unit = "" }: Step): string => `within ${lengthOf(n, unit)}`;

/** One after the other. */
const OF_CHAINS: readonly Saying[] = [
  {
    said: said(
      `did {event}(?:(?:~,)? (?:and|but)|~,|(?= without))(?: later| afterwards| then)?(?: did)? (?<not>(?:not|no|never|without) )?{event2} within (?:the )?(?:next |following )?${SPAN}`,
    ),
    write: ({ event = "", event2 = "", ...found }) =>
      `did ${event} then ${stepOf({ ...found, event: event2 })} ${within(found)}`,
  },
  {
    said: said(
      `did (?<not>not )?{event} within ${SPAN} (?:of|after|from|following) (?:did |doing |the |their )?{event2}${NAME_ENDS}`,
    ),
    write: ({ event2 = "", ...found }) => `did ${event2} then ${stepOf(found)} ${within(found)}`,
  },
  {
    said: said(
      `within ${SPAN} (?:of|after|from|following) (?:did |doing |the |their )?{event2}(?:~,)? did (?<not>not )?{event}${NAME_ENDS}`,
      "condition",
    ),
    write: ({ event2 = "", ...found }) => `did ${event2} then ${stepOf(found)} ${within(found)}`,
  },
  {
    said: said(`then within ${SPAN} (?:did )?${NOT}?{event}${NAME_ENDS}`),
    write: (found) => `then ${stepOf(found)} ${within(found)}`,
  },
  {
    said: said(
      `(?<then>then (?:not )?{event}) (?:in|after|before|inside|during|for|in less than|less than|in under|under|up to|within) (?:the )?(?:next |following |first )?${SPAN}(?: later| after| afterwards)?`,
    ),
    write: ({ then = "", ...found }) => `${then} ${within(found)}`,
  },
  {
    said: said("(?<then>then (?:not )?{event}) (?:on )?(?:the )?same day"),
    write: ({ then = "" }) => `${then} within 1 day`,
    because: ({ then = "" }) =>
      `Steps are so long apart, not on one day of the calendar: \`${then} within 1 day\` is within 24 hours`,
  },
  {
    said: said(`then (?:did )?(?:no|never) {event}${NAME_ENDS}`),
    write: ({ event = "" }) => `then not ${event}`,
  },
  {
    said: said("then (?<not>not )?\\(~(?:did )?{event}~\\)"),
    write: (found) => `then ${stepOf(found)}`,
  },
  {
    said: said("did {event} where (?<tests>[^()]+?)(?:~,)? (?:and )?then(?= )"),
    write: ({ event = "", tests = "" }) => `did ${event} (where ${tests}) then`,
  },
  {
    said: said("(?<then>then (?:not )?{event}) where {path} is (?:the )?same"),
    write: ({ then = "", path = "" }) => `${then} with same ${path}`,
  },
  {
    said: said("(?<then>then (?:not )?{event}) where (?<tests>[^()]+?)(?= within |~$|~\\))"),
    write: ({ then = "", tests = "" }) => `${then} (where ${tests})`,
  },
  {
    said: said(
      "(?:without|with no|but (?:not|no)|and (?:not|no)) (?:an? |any )?{event} (?:in )?between(?= within |~$|~\\)| and )",
    ),
    write: ({ event = "" }) => `without ${event} between`,
  },
  {
    said: said(`(?<then>then {event}(?: within {n} {unit})?) without (?:an? |any )?{event2}${ENDS}`),
    write: ({ then = "", event2 = "" }) => `${then} without ${event2} between`,
  },
  {
    said: said(
      `did {event}(?<more>(?:(?:${THEN}|~,~)(?:did )?{event2})*(?:${THEN})(?:did )?(?!not ){event3}${NAME_ENDS})`,
    ),
    write: ({ event = "", more = "" }) =>
      [
        `did ${event}`,
        ...more.split(ARROW).flatMap((each) => each.replace(/^did\s+/iu, "").trim() || []),
      ].join(" then "),
  },
  {
    said: said(
      "(?:and then|followed by|and afterwards|afterwards|and later|and next|and after that|, then|,~then|->|=>) (?:did )?(?<not>not )?{event}",
    ),
    write: (found) => `then ${stepOf(found)}`,
  },
  {
    said: said("did {event} (?:before|prior to) {event2}"),
    write: ({ event = "", event2 = "" }) => `did ${event} then ${event2}`,
  },
  {
    said: said("did {event} (?:after|following) {event2}"),
    write: ({ event = "", event2 = "" }) => `did ${event2} then ${event}`,
  },
  {
    said: said("(?<!with )(?<!with the )(?:(?:for|of|on|by|having) )?(?:the )?same {path}"),
    write: ({ path = "" }) => `with same ${path}`,
  },
];

/** What is said of one after the other in words that are none of the language. */
export function sayingsOfChains(text: string, from: number): Generator<Special> {
  return sayingsAt(OF_CHAINS, text, from);
}
