import { printText } from "../literals.ts";
import { numberOf, signOf } from "./amounts.ts";
import { said, type Saying, sayingsAt } from "./saying.ts";
import { LITERAL, PATH, type Slip, slipsAmong, type Special, START, WORD_ENDS } from "./slip.ts";

const SEVERAL = `${LITERAL}(?:(?:~,~(?:(?:or|and) )?| (?:or|and|nor) )(?:(?:is |= ?)?${LITERAL}))+`;
const LIST = new RegExp(LITERAL, "giu");

const listOf = (written: string): string => `(${(written.match(LIST) ?? []).join(", ")})`;

/** One of several values. */
const OF_SEVERAL: readonly Saying[] = [
  {
    said: said(
      '(?:is |are |was )?(?<not>not )?(?:one of|any of|either of|in any of|among|in one of|equals any of)~(?<several>\\(~["\\d-][^()]*\\))',
    ),
    write: ({ not, several = "" }) => `${not === undefined ? "" : "not "}in ${several}`,
  },
  {
    said: said(
      `(?:is |are |= ?|in |was |equals )(?<not>not )?(?:(?:either|one of|any of|in|among) )?(?<several>${SEVERAL})`,
    ),
    write: ({ not, several = "" }) => `${not === undefined ? "" : "not "}in ${listOf(several)}`,
  },
  {
    said: said(`(?:!=|<>|isn['’]t|is neither|neither) ?(?:(?:one of|any of) )?(?<several>${SEVERAL})`),
    write: ({ several = "" }) => `not in ${listOf(several)}`,
  },
  {
    said: said(`(?<not>not )?in~[\\[{]~(?<several>${LITERAL}(?:~,~${LITERAL})*)~[\\]}]`),
    write: ({ not, several = "" }) => `${not === undefined ? "" : "not "}in ${listOf(several)}`,
  },
  {
    said: said(`(?:is )?(?<not>not )?in {text}`),
    write: ({ not, text = "" }) => `${not === undefined ? "" : "not "}in (${text})`,
  },
  {
    said: said(`in~\\(~(?<several>${LITERAL}(?:(?:~,)? (?:or |and )?${LITERAL})+)~\\)`),
    write: ({ several = "" }) => `in ${listOf(several)}`,
  },
  {
    said: said(`includes (?<several>${SEVERAL})`),
    write: ({ several = "" }) =>
      `includes ${/\band\b/iu.test(several) ? "all" : "any"} of ${listOf(several)}`,
  },
  {
    said: said(
      `(?<which>includes|contains) (?<all>any|all|one|either|none)(?: of)?~\\(?~(?<several>${SEVERAL}|${LITERAL})~\\)?`,
    ),
    write: ({ all = "", several = "" }) =>
      `includes ${/^(?:all|none)$/iu.test(all) ? all.toLowerCase() : "any"} of ${listOf(several)}`,
  },
];

/** Parts of a text. */
const OF_TEXTS: readonly Saying[] = [
  {
    said: said("(?<not>not |does not |doesn['’]t )?(?:like|ilike|similar to) {text}"),
    write: ({ not, text = "" }) => likeOf(text, not !== undefined),
  },
  {
    said: said("(?<not>not |does not |doesn['’]t )?matching {text}"),
    write: ({ not, text = "" }) => likeOf(text, not !== undefined, CONTAINS),
  },
  {
    said: said("(?:begins|starting|beginning|begin|started|starts) (?:with )?{text}"),
    write: ({ text = "" }) => `starts with ${text}`,
  },
  {
    said: said("(?:ending|finishes|finishing|ended|ends) (?:(?:with|in|on|by) )?{text}"),
    write: ({ text = "" }) => `ends with ${text}`,
  },
  {
    said: said("(?:containing|contain|has in it|with the words?) {text}"),
    write: ({ text = "" }) => `contains ${text}`,
  },
  {
    said: said(
      "(?:not|doesn['’]t|does not) (?<how>contains?|starts? with|ends? with|exists?|match(?:es)?|includes?)",
    ),
    write: ({ how = "" }) =>
      `does not ${how
        .toLowerCase()
        .replace(/s(?= with|$)/u, "")
        .replace(/^matche$/u, "match")}`,
  },
  {
    said: said('(?<how>contains|starts with|ends with|is|is not|matches)~(?<bare>[@/+#*.&?:][^\\s()",]*)'),
    write: ({ how = "", bare = "" }) => `${how.toLowerCase()} ${printText(bare)}`,
  },
  {
    said: said('(?<how>=|!=)~(?<bare>[@/+#*.&?:\\p{L}][^\\s()",]*)'),
    write: ({ how = "", bare = "" }) => `${how} ${printText(bare)}`,
  },
];

type Ways = readonly [does: string, doesNot: string];
const IS: Ways = ["is", "is not"];
const CONTAINS: Ways = ["contains", "does not contain"];
const STARTS: Ways = ["starts with", "does not start with"];
const ENDS: Ways = ["ends with", "does not end with"];
const MATCHES: Ways = ["matches", "does not match"];

/**
 * What a pattern with `%` for any letters asks: `"G%"` is what starts with it.
 * @param whole what a text asks that is no pattern; where patterns come from, it is the whole value.
 */
function likeOf(text: string, isNot: boolean, whole = IS): string {
  const pattern = text.slice(1, -1);
  const inner = pattern.replace(/^%+|%+$/gu, "");
  const [any, end] = [pattern.startsWith("%"), pattern.endsWith("%")];
  const written = (value: string, [does, doesNot]: Ways): string => `${isNot ? doesNot : does} "${value}"`;
  if (!/[%_]/u.test(inner)) return written(inner, wayOf(any, end) ?? whole);
  const letters = pattern.replace(/[.*+?()[\]{}|^$]/gu, String.raw`\\$&`);
  return written(`^${letters.replaceAll("%", ".*").replaceAll("_", ".")}$`, MATCHES);
}

function wayOf(any: boolean, end: boolean): Ways | null {
  if (any) return end ? CONTAINS : ENDS;
  return end ? STARTS : null;
}

/** Several tests of one value, which is named once. */
const OF_ONE_VALUE: readonly Saying[] = [
  {
    said: said(
      "{path} (?<how>contains|starts with|ends with|matches) (?<several>{text}(?:(?:~,)? or {text2})+)",
      "test",
    ),
    write: ({ path = "", how = "", several = "" }) =>
      `(${(several.match(LIST) ?? []).map((text) => `${path} ${how} ${text}`).join(" or ")})`,
  },
  {
    said: said(
      "{path} (?<first>(?:is not|is|!=|=|contains|starts with|ends with) {value}) (?<joiner>and|or|but) (?:it )?(?<second>(?:is not|is|!=|contains|does not contain|starts with|ends with) {value2})",
      "test",
    ),
    write: ({ path = "", first = "", joiner = "", second = "" }) =>
      `(${path} ${first} ${joiner.toLowerCase() === "or" ? "or" : "and"} ${path} ${second})`,
  },
  {
    said: said("(?<not>not )?{path} (?:is )?{op}~{n} (?<joiner>and|or|but) (?:is )?{op2}~{n2}", "test"),
    write: ({ not, path = "", op = "", n = "", joiner = "", op2 = "", n2 = "" }) => {
      const of = joiner.toLowerCase() === "or" ? "or" : "and";
      const tests = `(${path} ${signOf(op)} ${numberOf(n)} ${of} ${path} ${signOf(op2)} ${numberOf(n2)})`;
      return `${not === undefined ? "" : "not "}${tests}`;
    },
  },
  {
    said: said("{path} (?:is )?not between {n} and {n2}", "test"),
    write: ({ path = "", n = "", n2 = "" }) => `not ${path} between ${n} and ${n2}`,
  },
];

/** What a value is compared with, and what was. */
const OF_COMPARISONS: readonly Saying[] = [
  {
    said: said("(?<op>older|younger) than {n}(?: years?(?: old| of age)?)?", "condition"),
    write: ({ op = "", n = "" }) => `age ${/^older$/iu.test(op) ? ">" : "<"} ${numberOf(n)}`,
  },
  {
    said: said("(?<test>(?:[<>]=?|=)~\\d+) (?:years?(?: old| of age)?|yrs?)"),
    write: ({ test = "" }) => test,
  },
  {
    said: said("between {n} and {n2} (?:years?(?: old| of age)?|yrs?)"),
    write: ({ n = "", n2 = "" }) => `between ${n} and ${n2}`,
  },
  {
    said: said("is (?<said>yes|no)"),
    // In capitals it may be a code, as that of Norway.
    write: ({ said: answer = "" }) => [
      ...(answer === answer.toUpperCase() ? [`is "${answer}"`] : []),
      `is ${String(/^yes$/iu.test(answer))}`,
    ],
  },
  {
    said: said(
      "(?:case[- ]insensitive(?:ly)?|ignore case|ignoring the case|regardless of case|\\(~ignoring case~\\))",
    ),
    write: () => "ignoring case",
  },
  {
    said: said(
      "(?:is )?(?:not equal to|unequal to|different from|other than|isn['’]t|not equals?|does not equal|doesn['’]t equal) {value}",
    ),
    write: ({ value = "" }) => `is not ${value}`,
  },
  {
    said: said("(?:is )?(?:equal to|equals?|exactly|the same as|set to) {value}"),
    write: ({ value = "" }) => `is ${value}`,
  },
  {
    said: said(
      "(?:is )?(?<op>greater than or equal to|more than or equal to|less than or equal to|greater than|less than|more than|older than|younger than|higher than|lower than|at least|at most|over|above|under|below|no more than|no less than|up to) {n}(?: (?:years? old|years of age|euros?|dollars?))?",
    ),
    write: ({ op = "", n = "" }) => `${signOf(op)} ${numberOf(n)}`,
  },
  {
    said: said(
      "(?:is )?{n}~(?:\\+|(?:or|and) (?<side>more|older|over|above|greater|higher|less|younger|under|below|lower|fewer))",
    ),
    write: ({ n = "", side = "more" }) =>
      `${/^(?:less|younger|under|below|lower|fewer)$/iu.test(side) ? "<=" : ">="} ${numberOf(n)}`,
  },
  {
    said: said(
      "(?:is )?(?:between |from |in )?(?<low>-?\\d+(?:\\.\\d+)?)(?: to | and | until |~-~|~–~|~\\.\\.+~)(?<high>\\d+(?:\\.\\d+)?)",
    ),
    write: ({ low = "", high = "" }) => `between ${low} and ${high}`,
  },
  {
    said: said(
      "(?<not>not )?{path} (?<first>[<>]=?~-?\\d+(?:\\.\\d+)?) (?<joiner>and|or|but) (?<second>[<>]=?~-?\\d+(?:\\.\\d+)?)",
      "test",
    ),
    write: ({ not, path = "", first = "", joiner = "", second = "" }) =>
      not === undefined && joiner.toLowerCase() !== "or"
        ? `${path} ${first} and ${path} ${second}`
        : `${not === undefined ? "" : "not "}(${path} ${first} ${joiner.toLowerCase() === "or" ? "or" : "and"} ${path} ${second})`,
  },
  {
    said: said("{path} (?:was|used to be|was previously|was once|had been) {value}", "test"),
    write: ({ path = "", value = "" }) => `${path} changed from ${value}`,
    because: ({ path = "", value = "" }) =>
      `What somebody was and is no more is \`${path} changed from ${value}\`; what they are now is \`${path} is ${value}\``,
  },
  {
    said: said(
      "{path} (?:became|turned|becomes|turned into|went to|changed into|switched to|moved to|changed) {value}",
      "test",
    ),
    write: ({ path = "", value = "" }) => `${path} changed to ${value}`,
  },
  {
    said: said(
      '{path} (?:went|moved|switched|upgraded|downgraded|turned|goes) from {value} (?:to|into) (?<to>"[^"]*")',
      "test",
    ),
    write: ({ path = "", value = "", to = "" }) => `${path} changed from ${value} to ${to}`,
  },
  {
    said: said("{path} (?<window>changed (?:in last \\d+ \\w+|today|this \\w+)|changed|has changed)", "test"),
    write: () => null,
    because: ({ path = "" }) =>
      `Say what it changed to, or from: \`${path} changed to "pro" in last 30 days\`, \`${path} changed from "free"\``,
  },
  {
    said: said('{path}~:~(?<bare>[@/+#*&?\\p{L}][^\\s()",:]*)', "test"),
    write: ({ path = "", bare = "" }) => `${path} is ${printText(bare)}`,
  },
  { said: said("{path}~:~{value}", "test"), write: ({ path = "", value = "" }) => `${path} is ${value}` },
  {
    said: said("{path}~\\x7e~{value}", "test"),
    write: ({ path = "", value = "" }) => `${path} contains ${value}`,
  },
];

const LENGTHS: Readonly<Record<string, string>> = { k: "km", m: "m" };

/** Where somebody is. */
const OF_PLACES: readonly Saying[] = [
  {
    said: said(
      "(?:(?<far>within|more than|in|outside) )?(?:a radius of |the radius of )?(?<n>\\d+(?:\\.\\d+)?)~(?:(?<metre>kilomet(?:er|re)s?|kms?|met(?:er|re)s?|m)|miles?|mi)(?: radius| away)? (?:of|from|around|away from)",
    ),
    write: ({ far = "within", n = "", metre }) =>
      `${/^(?:more|outside)/iu.test(far) ? "not " : ""}within ${n} ${metre === undefined ? "miles" : (LENGTHS[metre.charAt(0).toLowerCase()] ?? "km")} of`,
  },
  {
    said: said(
      "(?:is |are |lives? |living |based |located |comes? )?(?:in|from) (?:the )?(?<what>region|state|province|district|county)(?: of)? {text}",
      "condition",
    ),
    write: ({ what = "", text = "" }) => `${what.toLowerCase()} is ${text}`,
  },
  {
    said: said(
      "(?:is |are |lives? |was )?(?:within|less than|closer than|under|in) (?<far>\\d+(?:\\.\\d+)?)~(?:(?<metre>kilomet(?:er|re)s?|kms?|met(?:er|re)s?|m)|(?<mile>miles?|mi))(?: away)? (?:of|from|to|around)",
    ),
    write: ({ far = "", metre, mile }) =>
      `within ${far} ${mile === undefined ? (LENGTHS[metre?.charAt(0).toLowerCase() ?? ""] ?? "km") : "miles"} of`,
  },
  {
    said: said("(?:is |are )?(?:near|close to|around) (?<place>-?\\d+\\.\\d+~,~-?\\d+\\.\\d+)"),
    write: ({ place = "" }) => `within 5 km of ${place.replace(/\s/gu, "")}`,
  },
  {
    said: said(
      "(?:is |are |lives? |living |based |located |comes? )?(?:in|from) (?:the )?country(?: of)? {text}",
      "condition",
    ),
    write: ({ text = "" }) => `country is ${text}`,
  },
  {
    said: said(
      "(?:is |are |lives? |living |based |located |comes? )?(?:in|from) (?:the )?city(?: of)? {text}",
      "condition",
    ),
    write: ({ text = "" }) => `city is ${text}`,
  },
  {
    said: said("(?:lives? |living |based |located |comes? |is |are )+(?:in|from) {text}", "condition"),
    write: ({ text = "" }) => [/^"[A-Z]{2}"$/u.test(text) ? `country is ${text}` : `city is ${text}`],
  },
];

/** What is said of a value, a comparison or a text in words that are none of the language. */
export function sayingsOfValues(text: string, from: number): Generator<Special> {
  return sayingsAt(
    [...OF_PLACES, ...OF_SEVERAL, ...OF_ONE_VALUE, ...OF_TEXTS, ...OF_COMPARISONS],
    text,
    from,
  );
}

const BARE_VALUES: readonly Slip[] = [
  {
    before: new RegExp(
      String.raw`${START}(?!(?:score|predicted|computed|occasion|entered|left|list|segment)${WORD_ENDS})${PATH}\s+$`,
      "iu",
    ),
    after: new RegExp(`^(?<value>${LITERAL})`, "iu"),
    write: ({ value = "" }) => `is ${value}`,
  },
];

/** A value right behind the name of what has it; looked for when nothing else was meant. */
export function bareValues(text: string, from: number): Generator<Special> {
  return slipsAmong(BARE_VALUES, text, from);
}
