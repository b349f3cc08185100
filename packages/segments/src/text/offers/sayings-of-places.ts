import { printText } from "../literals.ts";
import { numberOf } from "./amounts.ts";
import { NAME_ENDS, oneOf, said, type Saying, sayingsAt } from "./saying.ts";
import type { Special } from "./slip.ts";

const PEOPLE =
  "(?: (?:all |our |the )?(?:customers?|users?|people|persons?|buyers?|spenders?|contacts?|members?))?";
const SHARE = String.raw`(?<share>\d[\d.]*)`;
const PERCENT = "(?:%|percent|per cent|pct)";
const TIERS: Readonly<Record<string, number>> = { quartile: 4, quintile: 5, decile: 10, percentile: 100 };
const PARTS: Readonly<Record<string, string>> = {
  decile: "10",
  tenth: "10",
  quintile: "20",
  fifth: "20",
  quartile: "25",
  quarter: "25",
  half: "50",
};
const SIDE = "(?<side>top|bottom|best|worst|highest|lowest)";

const sideOf = (side: string): string => (/^(?:top|best|highest)$/iu.test(side) ? "top" : "bottom");
const tiersOf = (name: string): number => TIERS[name.toLowerCase()] ?? 5;
/** Without the noise of counting in binary. */
const rounded = (share: number): string => String(Number(share.toFixed(6)));

/** Places among people. */
const OF_PLACES: readonly Saying[] = [
  {
    said: said(
      `(?:(?:is |are |be )?(?:in|among|within) )?(?:the )?${SIDE} ${SHARE}~${PERCENT}(?: of${PEOPLE})?(?: by| in| for)?(?= |$)`,
    ),
    write: ({ side = "", share = "" }) => {
      const place = `in ${sideOf(side)} ${share}%`;
      return [`${place} by`, place];
    },
  },
  {
    said: said(
      `(?:(?:is |are |be )?(?:in|among|within) )?(?:the )?${SIDE} (?<part>${Object.keys(PARTS).join("|")})(?: of${PEOPLE})?(?: by| in| for)?(?= |$)`,
    ),
    write: ({ side = "", part = "" }) => {
      const place = `in ${sideOf(side)} ${PARTS[part.toLowerCase()] ?? ""}%`;
      return [`${place} by`, place];
    },
  },
  {
    said: said(`(?:in )?(?:the )?middle ${SHARE}~${PERCENT}(?: of${PEOPLE})?(?= by )`),
    write: ({ share = "" }) =>
      `between percentiles ${rounded(50 - Number(share) / 2)} and ${rounded(50 + Number(share) / 2)}`,
  },
  {
    said: said(
      "(?:is )?(?<side>above|over|below|under) (?:the )?(?:(?<n>\\d+)(?:st|nd|rd|th)? percentile|percentile (?<n2>\\d+))(?: of| by)?",
    ),
    write: ({ side = "", n, n2 = "" }) =>
      /^(?:above|over)$/iu.test(side)
        ? `in top ${rounded(100 - Number(n ?? n2))}% by`
        : `in bottom ${n ?? n2}% by`,
  },
  {
    said: said(
      "(?:(?:between|in) )?(?:the )?percentiles? (?<low>\\d[\\d.]*)(?: to | and |~-~)(?<high>\\d[\\d.]*)",
    ),
    write: ({ low = "", high = "" }) => `between percentiles ${low} and ${high}`,
  },
  {
    said: said(
      "(?:in |is )?(?:the )?(?<tier>\\d+)(?:st|nd|rd|th)? (?<name>quartile|quintile|decile|percentile) (?:of|by|for)",
    ),
    write: ({ tier = "", name = "" }) => `quantile tier ${tier} of ${tiersOf(name)} by`,
  },
  {
    said: said("(?:in )?(?:the )?(?<name>quartile|quintile|decile) (?<tier>\\d+)(?: (?:of|by|for))"),
    write: ({ tier = "", name = "" }) => `quantile tier ${tier} of ${tiersOf(name)} by`,
  },
  {
    said: said("(?:in )?(?:the )?(?:quantile(?: tier)?|tier) (?<tier>\\d+)(?: of (?<of>\\d+))?(?= by )"),
    write: ({ tier = "", of = "5" }) => `quantile tier ${tier} of ${of}`,
  },
  {
    said: said(
      `by (?:the )?(?:number|frequency|amount) of (?!sessions )(?:times (?:of )?)?{event}${NAME_ENDS}`,
    ),
    write: ({ event = "" }) => `by count of ${oneOf(event)}`,
  },
  { said: said("by {event} (?:count|frequency)"), write: ({ event = "" }) => `by count of ${event}` },
  {
    said: said(
      "(?:among|of|in|within|inside) (?:those |people )?(?:in |on )?(?:the )?(?<group>(?:segment|list) {name})",
    ),
    write: ({ group = "" }) => `among ${group}`,
  },
  {
    said: said("among (?<test>{path} (?:is|is not|=|!=|[<>]=?|contains) {value})"),
    write: ({ test = "" }) => `among (${test})`,
  },
  {
    said: said("{name} score(?= (?:is|at|over|above|under|below|more|less|in) |~[<>=])", "condition"),
    write: ({ name = "" }) => `score ${name.startsWith('"') ? name : printText(name)}`,
  },
  {
    said: said(
      "{name} (?:probability|risk|likelihood|propensity)(?= (?:is|at|over|above|under|below|more|less|in) |~[<>=])",
      "condition",
    ),
    write: ({ name = "" }) => `predicted ${name.startsWith('"') ? name : printText(name)}`,
  },
  {
    said: said(
      "(?<one>(?:recency|frequency|monetary)~[<>=]*~\\d)(?:~,)? (?=(?:recency|frequency|monetary)(?![\\p{L}]))(?<next>\\p{L}+)",
    ),
    write: ({ one = "", next = "" }) => `${one} and ${next}`,
  },
  {
    said: said("rfm r?~(?<r>[1-5])~[-,]?~f?~(?<f>[1-5])~[-,]?~m?~(?<m>[1-5])"),
    write: ({ r = "", f = "", m = "" }) => {
      const cell = `rfm recency ${r} and frequency ${f} and monetary ${m}`;
      return [cell, `${cell} by "Order Completed".revenue`];
    },
  },
  {
    said: said("rfm (?:score )?(?<rest>(?:r|f|m)~\\d)"),
    write: ({ rest = "" }) =>
      `rfm ${{ r: "recency", f: "frequency", m: "monetary" }[rest.charAt(0).toLowerCase()] ?? "recency"} ${rest.slice(1).trim()}`,
  },
];

const FAVOURITE = "(?:their )?(?:favou?rite|most (?:frequent|common|popular|usual)|predominant|main|top)";

/** The most frequent values of somebody. */
const OF_FAVOURITES: readonly Saying[] = [
  {
    said: said(
      `(?:(?:did )?mostly {event}\\.{path}|${FAVOURITE} {event2}\\.{path2}|${FAVOURITE} {path3} (?:of|in|for) {event3}|did {event4} (?:mostly|mainly) {path4})(?: is| has)? {value}`,
    ),
    write: ({ value = "", ...found }) => {
      const [event, path] = ["", "2", "3", "4"].flatMap((which) =>
        found[`event${which}`] === undefined
          ? []
          : [found[`event${which}`] ?? "", found[`path${which}`] ?? ""],
      );
      return `mostly ${event ?? ""}.${path ?? ""} is ${value}`;
    },
  },
  {
    said: said(
      "(?:did )?mostly (?!(?:opened|received|clicked|answered) ){name}(?: where)? (?!is ){path}(?: is)? {value}",
    ),
    write: ({ name = "", path = "", value = "" }) => `mostly ${name}.${path} is ${value}`,
  },
  {
    said: said("mostly {path} {value} (?:in|of|for) {event}" + NAME_ENDS),
    write: ({ event = "", path = "", value = "" }) => `mostly ${event}.${path} is ${value}`,
  },
  {
    said: said(
      "(?:in |among )?(?:the )?top {n} (?:of )?{event}\\.{path} (?:has|includes?|contains?|is|are) {value}",
    ),
    write: ({ n = "", event = "", path = "", value = "" }) =>
      `top ${numberOf(n)} of ${event}.${path} has ${value}`,
  },
  {
    said: said("{value} (?:is )?(?:in|among) (?:the )?top {n} (?:of )?{event}\\.{path}"),
    write: ({ n = "", event = "", path = "", value = "" }) =>
      `top ${numberOf(n)} of ${event}.${path} has ${value}`,
  },
  {
    said: said("{path} has {text}", "test"),
    write: ({ path = "", text = "" }) => `${path} includes ${text}`,
  },
];

/** What is said of places among people, of scores and of favourites in words that are none of the language. */
export function sayingsOfPlaces(text: string, from: number): Generator<Special> {
  return sayingsAt([...OF_PLACES, ...OF_FAVOURITES], text, from);
}

/** What is said of favourites; some of it reads, as a name that is none. */
export function sayingsOfFavourites(text: string, from: number): Generator<Special> {
  return sayingsAt(OF_FAVOURITES, text, from);
}
