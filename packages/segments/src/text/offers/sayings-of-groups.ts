import { CALENDAR } from "../../occasions/calendar.ts";
import { printText } from "../literals.ts";
import { lengthOf, timesOf } from "./amounts.ts";
import { ENDS, said, type Saying, sayingsAt, windowOf } from "./saying.ts";
import { cannotStand, QUOTED, type Special, WORD } from "./slip.ts";

const OCCASIONS = CALENDAR.map(({ name }) => name.replace("'", "['’]")).join("|");

const WHAT = "(?<what>list|segment|account)";

/** Lists, segments and accounts. */
const OF_GROUPS: readonly Saying[] = [
  {
    said: said(
      `(?:(?:who )?(?:(?:is|are|was|were|do|does) )?(?<not>not |never ))?(?:(?:is|are|be|was|were|a|member|members|part|belongs?|of|to|the|in|on|from|who) )*${WHAT}s? (?:called |named |of )?{name}(?<more>(?:(?:~,| or| and) ?(?:segment |list )?"[^"]*")+)`,
      "condition",
    ),
    write: ({ not, what = "", name = "", more = "" }) => {
      const names = [name, ...(more.match(/"[^"]*"/gu) ?? [])];
      const joiner = /\band\b/iu.test(more) ? " and " : " or ";
      const groups = names.map((each) => `in ${what.toLowerCase()} ${each}`).join(joiner);
      return `${not === undefined ? "" : "not "}(${groups})`;
    },
  },
  {
    said: said(
      `(?<not>(?:(?:is|are) )?not )?(?:(?:is|are|be|a|member|members|part|belongs?|of|to|the|in|on|inside|within) )*${WHAT} (?:called |named )?{name}`,
      "condition",
    ),
    write: ({ not, what = "", name = "" }) =>
      `${not === undefined ? "" : "not "}in ${what.toLowerCase()} ${name}`,
  },
  {
    said: said(`(?:(?:is|are) )?(?<not>not )?(?:in|on) (?:the )?{text} ${WHAT}`, "condition"),
    write: ({ not, text = "", what = "" }) =>
      `${not === undefined ? "" : "not "}in ${what.toLowerCase()} ${text}`,
  },
  {
    said: said(
      "(?:is |are )?(?<not>not )?(?:in|on) (?:the )?(?!any |every |some )(?<name>[\\p{L}_]+) (?<what>segment|list)",
      "condition",
    ),
    write: ({ not, name = "", what = "" }) =>
      `${not === undefined ? "" : "not "}in ${what.toLowerCase()} ${printText(name)}`,
  },
  {
    said: said(
      '(?<first>in (?<what>segment|list|account) {text}) (?<joiner>and|but|or) (?<not>not )(?:in |on )?(?<other>"[^"]*")',
      "condition",
    ),
    write: ({ first = "", what = "", joiner = "", other = "" }) =>
      `${first} ${joiner.toLowerCase() === "or" ? "or" : "and"} not in ${what.toLowerCase()} ${other}`,
  },
  {
    said: said("in segment {name} {window}", "condition"),
    write: ({ name = "", window }) => `entered segment ${name}${windowOf(window)}`,
  },
  {
    said: said("(?:(?:was |is |been )?(?:added to|joined|on|in)) (?:the )?list {name} {window}", "condition"),
    write: () => null,
    because: ({ name = "" }) =>
      `Since when somebody is on a list is not kept: \`in list ${name}\` is who is on it now`,
  },
  {
    said: said("in (?:their|the person['’]s|each person['’]s) (?:own )?country"),
    write: () => "for their country",
  },
  {
    said: said(
      'occasion {text} in (?<country>"[^"]*") (?<when>(?:in next {n} {unit}|in {n2} {unit2}|today|tomorrow|this \\w+|next \\w+))',
      "condition",
    ),
    write: ({ text = "", country = "", when = "" }) => `occasion ${text} ${when} in ${country}`,
  },
  {
    said: said('(?<rest>occasion {text} [^()"]*?) for (?:country )?(?<country>"[^"]*")', "condition"),
    write: ({ rest = "", country = "" }) => `${rest} in ${country}`,
  },
  {
    said: said(`(?<rest>occasion {text}|anniversary of {path})${ENDS}`, "condition"),
    write: ({ rest = "" }) => `${rest} today`,
  },
  {
    said: said("occasion {text} is (?<rest>today|tomorrow)", "condition"),
    write: ({ text = "", rest = "" }) => `occasion ${text} ${rest}`,
  },
  {
    said: said(`{n} (?<unit>days?) (?<side>before|after) (?:(?<name>${OCCASIONS})|{path})`, "condition"),
    write: ({ n = "", unit = "", side = "", name, path = "" }) => {
      const what = name === undefined ? path : `occasion ${printText(name)}`;
      return /^before$/iu.test(side) ? `${what} in ${lengthOf(n, unit)}` : `${what} ${lengthOf(n, unit)} ago`;
    },
  },
  {
    said: said("{path} anniversary(?= (?:in|today|tomorrow|yesterday|this|next|last|is) ?)", "condition"),
    write: ({ path = "" }) => `anniversary of ${path}`,
  },
  {
    said: said(
      "occasion {event}(?= (?:in|today|tomorrow|yesterday|this|next|previous|last|between|\\d))",
      "condition",
    ),
    write: ({ event = "" }) => (event.startsWith('"') ? [] : `occasion ${printText(event)}`),
  },
  {
    said: said(
      `(?:occasion )?(?<name>${OCCASIONS})(?= (?:in|is|today|tomorrow|yesterday|this|next|previous|last|between|\\d))`,
      "condition",
    ),
    write: ({ name = "" }) => `occasion ${printText(name)}`,
  },
  {
    said: said(
      "(?<which>any|every|no|all|each|some|none|at least \\d+) (?:members?|people|persons?|users?) (?:of|in) (?:their |an? |the |his |her )?accounts? (?:who |that )?(?<tests>[^()]+?)" +
        ENDS,
      "condition",
    ),
    write: ({ which = "", tests = "" }) => {
      const said = which.toLowerCase();
      const of = /^(?:all|each|every)$/u.test(said) ? "every" : /^(?:no|none)$/u.test(said) ? "no" : "any";
      const many = /\d+$/u.exec(said)?.[0];
      const members = many === undefined ? `${of} member` : timesOf("at least", many, "member");
      return `${members} of their account (${tests})`;
    },
  },
  {
    said: said(
      "(?:joined|came into|got into|was added to|added to|became part of) (?:the )?segment {name}",
      "condition",
    ),
    write: ({ name = "" }) => `entered segment ${name}`,
  },
  {
    said: said(
      "(?:exited|dropped out of|was removed from|removed from|went out of) (?:the )?segment {name}",
      "condition",
    ),
    write: ({ name = "" }) => `left segment ${name}`,
  },
  {
    said: said(
      "(?<what>entered|left|joined|exited) {name}(?= (?:in|at|today|yesterday|this|previous)|$)",
      "condition",
    ),
    write: ({ what = "", name = "" }) =>
      `${/^(?:entered|joined)$/iu.test(what) ? "entered" : "left"} segment ${name}`,
  },
  {
    said: said(
      "(?:is |are )?(?<not>not |un)?subscribed (?:(?:to|from|for|in) )?(?:the )?(?:group |list )?{text}",
      "condition",
    ),
    write: ({ not, text = "" }) => `${not === undefined ? "" : "not "}subscribed to ${text}`,
  },
  {
    said: said(
      "(?<side>any|every|all|some|whose|their|has an?|in an?) accounts? (?:where|with|whose|that has|has) (?<tests>[^()]+?)" +
        ENDS,
      "condition",
    ),
    write: ({ side = "", tests = "" }) =>
      `in ${/^(?:every|all)$/iu.test(side) ? "every" : "any"} account (where ${tests})`,
  },
  {
    said: said("account\\.?~(?<test>{path} (?:is|=|>=|<=|>|<|in|contains|exists) .*?)" + ENDS, "condition"),
    write: ({ test = "" }) => `in any account (where ${test})`,
  },
];

/** A part of all people that stays the same. */
const OF_SAMPLES: readonly Saying[] = [
  {
    said: said(
      "(?:(?:a )?random (?:sample of )?(?<share>[1-9]\\d?)~(?:%|percent)(?: of (?:all )?(?:users?|people|customers?|everyone|contacts?))?|(?<part>[1-9]\\d?)~(?:%|percent) of (?:all )?(?:users?|people|customers?|everyone|contacts?))" +
        ENDS,
      "condition",
    ),
    write: ({ share, part = "" }) => `bucket 0 to ${Number(share ?? part) - 1} of 100 by "sample"`,
  },
  {
    said: said("bucket (?<share>[1-9]\\d?)~(?:%|percent) by", "condition"),
    write: ({ share = "" }) => `bucket 0 to ${Number(share) - 1} of 100 by`,
  },
  {
    said: said(
      "bucket (?<low>\\d+)(?: to |~[-–]~)(?<high>\\d+)(?: of (?<of>\\d+))?(?: by (?<name>{text}))?",
      "condition",
    ),
    write: ({ low = "", high = "", of = "100", name = '"sample"' }) =>
      `bucket ${low} to ${high} of ${of} by ${name}`,
  },
];

const ONE = "(?:(?!(?<![\\p{L}\\p{N}_])(?:and|n?or)(?![\\p{L}\\p{N}_]))[^()])+?";

/** Two conditions of which both, one or none holds. */
const OF_TWO: readonly Saying[] = [
  {
    said: said(`(?<both>either|both) (?<one>${ONE}) (?<joiner>and|or) (?<other>${ONE})${ENDS}`, "condition"),
    write: ({ one = "", joiner = "", other = "" }) => `(${one} ${joiner.toLowerCase()} ${other})`,
  },
  {
    said: said(`neither (?<one>${ONE}) nor (?<other>${ONE})${ENDS}`, "condition"),
    write: ({ one = "", other = "" }) => `(not ${one} and not ${other})`,
  },
];

const FILLERS = "(?: (?:if|for|those|people|who|that|when|the|ones|also|they|users|customers))*";
/** The word behind, which the joiner may have been read together with. */
const NEXT = String.raw` (?<next>\(|"|[\p{L}_$][\p{L}\p{N}_$.-]*)`;

/** Words that take some people away from all that were named before. */
const OF_EXCEPTIONS: readonly Saying[] = [
  {
    said: said(
      `(?:except|unless|excluding|but not|and except|without|other than|minus|apart from)${FILLERS}${NEXT}`,
    ),
    write: ({ next = "" }) => [`and not ${next}`, `and did not ${next}`],
  },
];

/** Words that join conditions, and such as say nothing. */
const OF_ROWS: readonly Saying[] = [
  {
    said: said(
      "(?:(?:all|any|every|the|those|only) )?(?:users?|people|persons?|customers?|contacts?|visitors?|members?)(?: (?:who|that|which))? (?<next>\\p{L}+)",
      "condition",
    ),
    write: ({ next = "" }) => next,
  },
  { said: () => /,\s*(?:and|but also|but)(?![\p{L}\p{N}_$-])/giu, write: () => ["and", "then"] },
  { said: () => /,\s*or(?![\p{L}\p{N}_$-])/giu, write: () => "or" },
  { said: () => /,\s*then(?![\p{L}\p{N}_$-])/giu, write: () => "then" },
  {
    said: () => /\s*,(?=\s)/giu,
    write: () => " and",
    because: () => "Conditions are joined by `and` or `or`, not by a comma",
  },
  { said: () => /;/giu, write: () => " and" },
  {
    said: said(
      `(?:as well as|and also|but also|but|plus|also|and who|and that|and they|and has|and is|who|that|which|&)${FILLERS}${NEXT}`,
    ),
    write: ({ next = "" }) => [`and ${next}`, `and did ${next}`],
  },
  {
    said: said(`(?:and/or|or else|or who|or that|or they|or has|or is)${FILLERS}${NEXT}`),
    write: ({ next = "" }) => [`or ${next}`, `or did ${next}`],
  },
  {
    said: said(
      "(?:all |any |every )?(?:users?|people|persons?|customers?|contacts?|everybody|anybody|anyone|visitors?|members?)",
      "condition",
    ),
    write: () => "everyone",
  },
  {
    said: said("(?:if|when|whenever|where|with|having|show|find|select) (?<next>\\p{L}+)", "condition"),
    write: ({ next = "" }) => next,
  },
];

/** What is said of lists, segments, accounts and occasions in words that are none of the language. */
export function sayingsOfGroups(text: string, from: number): Generator<Special> {
  return sayingsAt([...OF_GROUPS, ...OF_SAMPLES, ...OF_TWO], text, from);
}

/** What joins conditions in words that are none of the language; looked for when nothing else was meant. */
export function* sayingsOfRows(text: string, from: number): Generator<Special> {
  for (const special of sayingsAt(OF_EXCEPTIONS, text, from)) yield ofAllBefore(text, special);
  yield* sayingsAt(OF_ROWS, text, from);
}

/** What is joined by `and` is of the last of several with `or` alone; in parentheses it is of them all. */
function ofAllBefore(text: string, special: Special): Special {
  const { span, parts } = special;
  const row = rowBefore(text, span.from);
  if (!row.hasOr) return special;
  // A comment at the end of the row would take the parenthesis in on its line.
  const before = text.slice(row.from, span.from);
  const suggestion = `(${before.includes("--") ? before : before.trimEnd()}) ${parts.suggestion ?? ""}`;
  const message = cannotStand(text.slice(span.from, span.to), suggestion);
  return { span: { from: row.from, to: span.to }, parts: { ...parts, message, suggestion } };
}

type RowBefore = { readonly from: number; readonly hasOr: boolean };

const TOKEN = new RegExp(String.raw`${QUOTED}|--[^\n]*|[()]|${WORD}`, "gu");

/** The conditions right before a place in the innermost parentheses around it. */
function rowBefore(text: string, to: number): RowBefore {
  const around: RowBefore[] = [];
  let row: RowBefore = { from: text.length - text.trimStart().length, hasOr: false };
  for (const { 0: token, index } of text.slice(0, to).matchAll(TOKEN)) {
    if (token === "(") {
      around.push(row);
      row = { from: index + 1, hasOr: false };
    } else if (token === ")") row = around.pop() ?? row;
    else if (token.toLowerCase() === "or") row = { ...row, hasOr: true };
  }
  return row;
}
