import { lengthOf } from "./amounts.ts";
import { said, type Saying, sayingsAt } from "./saying.ts";
import type { Special } from "./slip.ts";

/** One after the other. */
const OF_CHAINS: readonly Saying[] = [
  {
    said: said(
      "did {event}(?:~,)? (?:and|but) (?:did )?(?<not>not )?{event2} within (?:the )?(?:next |following )?{n} {unit}",
    ),
    write: ({ event = "", not, event2 = "", n = "", unit = "" }) =>
      `did ${event} then ${not === undefined ? "" : "not "}${event2} within ${lengthOf(n, unit)}`,
  },
  {
    said: said(
      "(?<then>then (?:not )?{event}) (?:in|after|before|inside|during|for|in less than|less than|in under|under|up to) (?:the )?(?:next |following )?{n} {unit}(?: later| after| afterwards)?",
    ),
    write: ({ then = "", n = "", unit = "" }) => `${then} within ${lengthOf(n, unit)}`,
  },
  {
    said: said(
      "(?:and then|followed by|and afterwards|afterwards|and later|and next|and after that|, then|,~then|->|=>) (?:did )?(?<not>not )?{event}",
    ),
    write: ({ not, event = "" }) => `then ${not === undefined ? "" : "not "}${event}`,
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
    said: said("(?:for|of|on|by|having) (?:the )?same {path}"),
    write: ({ path = "" }) => `with same ${path}`,
  },
];

/** What is said of one after the other in words that are none of the language. */
export function sayingsOfChains(text: string, from: number): Generator<Special> {
  return sayingsAt(OF_CHAINS, text, from);
}
