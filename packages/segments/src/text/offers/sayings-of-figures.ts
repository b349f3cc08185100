import { countOf, lengthOf, numberOf, signOf, timesOf } from "./amounts.ts";
import { ENDS, LOCAL, said, type Saying, sayingsAt, WHERE, windowOf } from "./saying.ts";
import { type Found, type Special, WORD_ENDS } from "./slip.ts";

const MEASURES: Readonly<Record<string, string>> = {
  sum: "sum",
  total: "sum",
  avg: "average",
  average: "average",
  mean: "average",
  min: "minimum",
  minimum: "minimum",
  lowest: "minimum",
  smallest: "minimum",
  max: "maximum",
  maximum: "maximum",
  highest: "maximum",
  largest: "maximum",
  biggest: "maximum",
  median: "median",
  latest: "last",
  newest: "last",
  oldest: "first",
  last: "last",
  first: "first",
  "distinct count": "distinct count",
  "count distinct": "distinct count",
  "unique count": "distinct count",
  "number of different": "distinct count",
  "number of distinct": "distinct count",
  "number of unique": "distinct count",
  different: "distinct count",
  distinct: "distinct count",
  unique: "distinct count",
};
const MEASURE = `(?<measure>${Object.keys(MEASURES)
  .toSorted((a, b) => b.length - a.length)
  .join("|")})`;
const measureOf = (written = ""): string => MEASURES[written.toLowerCase().split(/\s+/u).join(" ")] ?? "sum";
const REVENUE =
  "(?:order value|basket value|cart value|basket size|order amount|purchase value|revenue|spend|spent|spending|money spent)";

/** What a figure is compared with, and of what time it is. */
const COMPARED = "(?: {window})?(?:(?: is)?~{op}~{n}(?: {window2})?)?";

function comparedWith({ window, window2, op, n = "" }: Found): string {
  return windowOf(window ?? window2) + (op === undefined ? "" : ` ${signOf(op)} ${numberOf(n)}`);
}

const ofOrders = (measure: string, compared: Found): string =>
  `${measure} of "Order Completed".revenue${comparedWith(compared)}`;

/** Sums, averages and their like. */
const OF_MEASURES: readonly Saying[] = [
  {
    said: said(`${MEASURE}(?: of)? ${REVENUE}(?: per order)?${COMPARED}`),
    write: ({ measure, ...found }) => ofOrders(measureOf(measure), found),
    because: ({ measure, ...found }) =>
      `Say of which event and which of its properties: \`${ofOrders(measureOf(measure), found)}\``,
  },
  {
    said: said(
      `(?:(?:has |have |had )?spent(?: a total of)?|spends?|(?:customer )?lifetime (?:value|spend|revenue))${COMPARED}`,
      "condition",
    ),
    write: (found) => ofOrders("sum", found),
    because: (found) => `Say of which event and which of its properties: \`${ofOrders("sum", found)}\``,
  },
  {
    said: said(`${MEASURE}(?: of)?~\\(~(?<distinct>distinct )?{event}\\.{path}~\\)`),
    write: ({ measure, distinct, event = "", path = "" }) =>
      `${distinct === undefined ? measureOf(measure) : "distinct count"} of ${event}.${path}`,
  },
  {
    said: said(`count~(?:\\(~)?(?:distinct|unique) {event}\\.{path}~\\)?`),
    write: ({ event = "", path = "" }) => `distinct count of ${event}.${path}`,
  },
  {
    said: said(`${MEASURE}(?: of)? {event}\\.{path}(?<how>${COMPARED})`),
    write: ({ measure, event = "", path = "", how = "", ...found }) => {
      const figure = `${measureOf(measure)} of ${event}.${path}`;
      return [`${figure}${comparedWith(found)}`, figure + how];
    },
  },
  {
    said: said(
      `${MEASURE}(?: of)? {path} (?:of|from|in|on|for|per|over) (?:all )?{event}(?= (?:in|is|at)|~[<>=]|$)`,
    ),
    write: ({ measure, event = "", path = "" }) => `${measureOf(measure)} of ${event}.${path}`,
  },
  {
    said: said(
      `${MEASURE}(?: of|(?! of )) {event} {name}(?= (?:in|is|at|over|under|above|below|more|less|between)${WORD_ENDS}|~[<>=])`,
    ),
    write: ({ measure, event = "", name = "" }) => `${measureOf(measure)} of ${event}.${name}`,
  },
  {
    said: said(
      "(?<figure>(?:sum|average|minimum|maximum|median|distinct count|days active) of {event}(?:\\.{path})?)(?: {window})? (?:is )?between {n} and {n2}",
    ),
    write: ({ figure = "", window, n = "", n2 = "" }) =>
      `(${figure}${windowOf(window)} >= ${n} and ${figure}${windowOf(window)} <= ${n2})`,
  },
];

/** The newest of what was done, and the oldest. */
const OF_OUTERMOST: readonly Saying[] = [
  {
    said: said(
      "(?<which>last|latest|newest|most recent|first|oldest)(?: of| event)? {event}\\.{path}(?<test> (?:is|was|=|!=|contains|starts|ends|in|exists|does))",
      "condition",
    ),
    write: ({ which, event = "", path = "", test = "" }) =>
      `${outermost(which)} event ${event} has ${path}${test.replace(/\bwas$/iu, "is")}`,
  },
  {
    said: said(
      "(?<which>last|latest|newest|most recent|first|oldest) {event} (?:has|had|was|with|where|whose) (?<test>{path} (?:is|was|=|!=|>|<|>=|<=|contains|exists))",
      "condition",
    ),
    write: ({ which, event = "", test = "" }) =>
      `${outermost(which)} event ${event} has ${test.replace(/\bwas$/iu, "is")}`,
  },
  {
    said: said(
      "(?<which>last|latest|newest|most recent|first|oldest)(?: event)? {event} {name} (?:is|=|was) {value}",
      "condition",
    ),
    write: ({ which, event = "", name = "", value = "" }) =>
      `${outermost(which)} event ${event} has ${name} is ${value}`,
  },
  {
    said: said(
      "(?<which>last|latest|newest|most recent|first|oldest)(?: event)? {event} {name}(?: is| was)?~{op}~{n}",
      "condition",
    ),
    write: ({ which, event = "", name = "", op = "", n = "" }) =>
      `${outermost(which)} event ${event} has ${name} ${signOf(op)} ${numberOf(n)}`,
  },
  {
    said: said(
      "(?:first|oldest) {event} (?:was |is )?(?<when>before \\d{4}-\\d\\d-\\d\\d|more than {n} {unit} ago)",
      "condition",
    ),
    write: ({ event = "", when = "" }) => `did ${event} ${when}`,
  },
  {
    said: said(
      "(?:last|latest|most recent) {event} (?:was |is )?(?:exactly )?{n} (?<unit>days?|weeks?) ago",
      "condition",
    ),
    write: ({ event = "", n = "", unit = "" }) => {
      const amount = numberOf(n);
      const [begin, end] = [
        `${Number(amount) + 1} and ${amount} ${unit.replace(/s?$/u, "s")} ago`,
        lengthOf(n, unit),
      ];
      return `(did ${event} between ${begin} and did not ${event} in last ${end})`;
    },
  },
  {
    said: said("(?:first|oldest) {event} (?:was |is )?{window}", "condition"),
    write: ({ event = "", window }) => `did ${event} for the first time${windowOf(window)}`,
  },
  {
    said: said(
      "(?:last|latest|most recent) {event} (?:was |is )?before (?<date>\\d{4}-\\d\\d-\\d\\d)",
      "condition",
    ),
    write: ({ event = "", date = "" }) => `(did ${event} before ${date} and did not ${event} since ${date})`,
  },
  {
    said: said(
      "(?:(?:last|latest|most recent) {event}|(?:last )?(?<seen>seen|active)|{event2} recency) (?:was |is )?(?<window>in (?:the )?last {n} {unit}|today|yesterday|this week|this month)",
      "condition",
    ),
    write: ({ event, event2, window }) => `did ${event ?? event2 ?? "any activity"}${windowOf(window)}`,
  },
  {
    said: said(
      "(?:last|latest|most recent) (?:(?<seen>seen|active|activity)|{event}) (?:was |is )?(?:(?:more than|over|longer than|at least) {n} {unit} ago|older than {n2} {unit2})",
      "condition",
    ),
    write: ({ seen, event = "", n, n2 = "", unit, unit2 = "" }) =>
      quiet(seen === undefined ? event : "any activity", n ?? n2, unit ?? unit2),
  },
];

function outermost(which = ""): string {
  return /^(?:first|oldest)$/iu.test(which) ? "first" : "last";
}

const quiet = (event: string, n: string, unit: string): string =>
  `stopped ${event} (quiet ${lengthOf(n, unit)})`;

const overdue = (event: string, n: string): string => `overdue ${event} (${n} times the usual gap)`;

/** What is said of a time up to now, or of a longer one; nothing of just that time, which neither says. */
function lately(op: string, within: string, beyond: string): string | readonly string[] {
  const sign = signOf(op);
  return sign === "=" ? [] : sign.startsWith("<") ? within : beyond;
}

/** How long ago. */
const OF_RECENCY: readonly Saying[] = [
  {
    said: said("(?:recency of|time since(?: the)? (?:last|latest)) {event} {op}~{n} {unit}", "condition"),
    write: ({ event = "", op = "", n = "", unit = "" }) =>
      lately(op, `did ${event} in last ${lengthOf(n, unit)}`, quiet(event, n, unit)),
  },
  {
    said: said(
      "(?<unit>days|weeks|hours|months) since (?:the |their )?(?:(?:last|latest|most recent) {event}|recency of {event2}) {op}~{n}(?: (?:days|weeks|hours|months))?",
      "condition",
    ),
    write: ({ event, event2 = "", op = "", n = "", unit = "" }) =>
      lately(op, `did ${event ?? event2} in last ${lengthOf(n, unit)}`, quiet(event ?? event2, n, unit)),
  },
  {
    said: said("(?<unit>days|weeks|hours|months) since (?:the |their )?first {event} {op}~{n}", "condition"),
    write: ({ event = "", op = "", n = "", unit = "" }) =>
      lately(
        op,
        `did ${event} for the first time in last ${lengthOf(n, unit)}`,
        `did ${event} more than ${lengthOf(n, unit)} ago`,
      ),
  },
  {
    said: said("(?<unit>days|weeks|hours|months) since {path} {op}~{n}", "condition"),
    write: ({ path = "", op = "", n = "", unit = "" }) =>
      lately(op, `${path} in last ${lengthOf(n, unit)}`, `${path} more than ${lengthOf(n, unit)} ago`),
  },
  {
    said: said("(?<unit>days|weeks|months) (?:until|to|before) {path} {op}~{n}", "condition"),
    write: ({ path = "", op = "", n = "", unit = "" }) =>
      lately(op, `${path} in next ${lengthOf(n, unit)}`, `${path} more than ${lengthOf(n, unit)} ahead`),
  },
  {
    said: said(
      "(?:is |are |was |has been |been )?(?:inactive|quiet|silent|dormant|churned|lapsed|not active|no activity|without (?:any )?activity)(?: (?:for|since|in))?(?: (?:the )?last)? (?:more than |at least |over )?{n} {unit}",
      "condition",
    ),
    write: ({ n = "", unit = "" }) => `did not any activity in last ${lengthOf(n, unit)}`,
  },
  {
    said: said(
      "stopped (?:doing |to )?{event}(?: (?:for|after|in|since))?(?: (?:the )?last)? (?:more than |at least |over )?{n} {unit}(?: ago)?",
      "condition",
    ),
    write: ({ event = "", n = "", unit = "" }) => quiet(event, n, unit),
  },
  {
    said: said(
      "(?:restarted|resumed) {event} (?:for|after|in) (?:more than |at least |over )?{n} {unit}(?: {window})?",
      "condition",
    ),
    write: ({ event = "", window = "in last 7 days", n = "", unit = "" }) =>
      `restarted ${event} (quiet ${lengthOf(n, unit)})${windowOf(window)}`,
  },
  {
    said: said(
      "(?:has |have )?(?:came back|come back|returned|been back|reactivated) after (?:more than |at least |over )?{n} {unit}(?: {window})?",
      "condition",
    ),
    write: ({ window = "in last 7 days", n = "", unit = "" }) =>
      `restarted any activity (quiet ${lengthOf(n, unit)})${windowOf(window)}`,
  },
  {
    said: said(
      "(?:is |are )?overdue (?:for |with |to )?{event}(?: by)?~\\(?~(?:{n}~(?:x|times?)|twice)(?: (?:the )?(?:usual|normal|average)?(?: gap)?)?~\\)?",
      "condition",
    ),
    write: ({ event = "", n = "2" }) => overdue(event, numberOf(n)),
  },
  {
    said: said(
      `(?:(?:is|are) overdue (?:for |with |to )?|overdue (?:for|with|to) ){event}${ENDS}`,
      "condition",
    ),
    write: ({ event = "" }) => overdue(event, "2"),
  },
  {
    said: said("(?:is|are|was|has been|been) active {window}", "condition"),
    write: ({ window }) => `did any activity${windowOf(window)}`,
  },
];

/** Shares and items. */
const OF_SHARES: readonly Saying[] = [
  {
    said: said(
      `between (?<low>\\d[\\d.]*)~%? and (?<high>\\d[\\d.]*)~% of {event}(?: {window})?(?: where (?<tests>[^()]+?))?${ENDS}`,
      "condition",
    ),
    write: ({ low = "", high = "", event = "", window, tests }) => {
      const what = `${event}${windowOf(window)}${tests === undefined ? "" : ` where ${tests}`}`;
      return `((at least ${low}% of ${what}) and (at most ${high}% of ${what}))`;
    },
  },
  {
    said: said(
      "(?<share>(?:at least|at most|more than|less than|exactly) \\d[\\d.]*% of {event}) (?:(?:with|are|have|is|has|in) )?{path} (?:is )?{value}",
      "condition",
    ),
    write: ({ share = "", path = "", value = "" }) => `${share} where ${path} is ${value}`,
  },
  {
    said: said(
      "(?<share>(?:at least|at most|more than|less than|exactly) \\d[\\d.]*%) {event}(?= (?:where|in|on|between) )",
      "condition",
    ),
    write: ({ share = "", event = "" }) => `${share} of ${event}`,
  },
  {
    said: said(
      "(?:(?<opened>open|opening)|click(?:[- ]?through)?)[- ]rate(?: {window})? (?:is )?{op}~(?<share>\\d[\\d.]*)~(?:%|percent)(?: {window2})?",
      "condition",
    ),
    write: ({ opened, window, window2, op = "", share = "" }) =>
      `${opened === undefined ? "clicked" : "opened"} message / received message${windowOf(window ?? window2)} ${signOf(op)} ${share}%`,
  },
  {
    said: said(
      "(?:(?<how>at least|at most|more than|less than|no more than|no less than|not more than|exactly|over|under|above|below|up to) )?(?:(?<share>\\d[\\d.]*)~(?:%|percent|per cent|pct)|half) of",
      "condition",
    ),
    write: ({ how = "at least", share = "50" }) => `${countOf(how, share)}% of`,
  },
  {
    said: said("(?:the )?(?:most|majority) of", "condition"),
    write: () => "more than 50% of",
  },
  {
    said: said(
      `(?:share|percentage|percent|proportion|fraction) of {event}(?<local>${LOCAL})${WHERE}(?: {window})? {op}~(?<share>\\d[\\d.]*)~(?:%|percent)`,
      "condition",
    ),
    write: ({ event = "", local = "", tests, window, op = "", share = "" }) =>
      `${countOf(op, share)}% of ${event}${local}${windowOf(window)}${tests === undefined ? "" : ` where ${tests}`}`,
  },
  {
    said: said(
      `(?:count|number) of items (?:of|in) {path}(?: where (?<tests>[^()]+?)|~\\(where (?<inside>[^()]+)\\))?~{op}~{n}${ENDS}`,
      "test",
    ),
    write: ({ path = "", tests, inside, op = "", n = "" }) => {
      const where = tests ?? inside;
      const items = timesOf(op, n, "item");
      return `${items} of ${path}${where === undefined ? "" : ` (where ${where})`}`;
    },
  },
  {
    said: said(
      "(?<which>any|every|all|some|each|at least {n}|no|none) items? (?:of|in) {path} (?:where|with|has|have|is|are) (?<tests>[^()]+?)" +
        ENDS,
      "test",
    ),
    write: ({ which = "", path = "", tests = "" }) => {
      const one = /^(?:every|all|each)$/iu.test(which) ? "every" : /^\d|^at/iu.test(which) ? which : "any";
      return `${/^n/iu.test(which) ? "not " : ""}${one} item${/^at/iu.test(one) ? "s" : ""} of ${path} (where ${tests})`;
    },
  },
  {
    said: said(
      "(?<which>any|every|all|each|some) {path} (?<test>(?:has|have|where|with) (?<tests>[^()]+?))" + ENDS,
      "test",
    ),
    write: ({ which = "", path = "", tests = "" }) =>
      `${/^(?:every|all|each)$/iu.test(which) ? "every" : "any"} item of ${path} (where ${tests})`,
  },
];

/** What is said of a figure in words that are none of the language. */
export function sayingsOfFigures(text: string, from: number): Generator<Special> {
  return sayingsAt([...OF_OUTERMOST, ...OF_RECENCY, ...OF_SHARES, ...OF_MEASURES], text, from);
}
