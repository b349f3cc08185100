import type { Path } from "@habitus/segments";
import {
  all,
  binary,
  bound,
  call,
  column,
  define1,
  define2,
  equals,
  type Expression,
  integer,
  lambda,
  letIn,
  not,
  text,
} from "../tree/expression.ts";

/**
 * Reads one value out of a JSON text without losing a digit, a key or an escape.
 *
 * A value is carried as its *token*: a text with its quotes and escapes, a number, `true`, `false`, `null`, and a list or
 * an object as its opening bracket and more; '' where there is nothing.
 *
 * The engine's own reader (simdjson) is quick but reads some texts wrongly: of two equal keys it takes the first where
 * the language takes the last, it rounds numbers to doubles, and it finds nothing at all in a text that holds a number of
 * twenty digits, 1e400 or half a surrogate pair. Such texts (`isReadRight` tells them) are *tagged* first: every key and
 * text gets an `s` in front, every number becomes a text with an `n` in front, half pairs are replaced. A tagged text is
 * then read member by member, the last of equal keys. It costs a few microseconds a row.
 */

/**
 * True when the engine reads every value at these paths rightly. The store's column `plain` says it of outermost keys; an
 * inner key may be repeated, so it is counted over the whole text.
 */
export function isReadRight(document: Expression, plain: Expression, paths: readonly Path[]): Expression {
  const inner = [...new Set(paths.filter((path) => path.length > 1).flat())];
  // A key that JSON has to write with an escape can be written in more than one way, so counting it proves nothing.
  if (inner.some((key) => Array.from(key).some(mustBeEscaped))) return integer(0);
  const eachOnce = inner.map((key) => {
    const written = call("concat", text('"'), bound("String", key), text('"'));
    return binary("<=", call("countSubstrings", document, written), integer(1));
  });
  return all([plain, ...eachOnce]);
}

/** Whether a key can be searched for in a flat text: nothing else in it has the quoted key and a colon. */
export const isFlatKey = (path: Path): boolean =>
  path.length === 1 && /^[^,:}]/.test(path[0] ?? "") && !Array.from(path[0] ?? "").some(mustBeEscaped);

/** Token at a flat key of a flat object text. */
export const tokenInFlat = (document: Expression, key: Path): Expression =>
  call("simpleJSONExtractRaw", document, ...key.map((each) => bound("String", each)));

/** What a text at a flat key of a flat object text spells; '' of anything else. */
export const nameInFlat = (document: Expression, key: Path): Expression =>
  call("simpleJSONExtractString", document, ...key.map((each) => bound("String", each)));

const mustBeEscaped = (character: string): boolean =>
  character < " " || character === '"' || character === "\\";

/** Token at `path` of an object text that is read right. */
export function tokenAt(document: Expression, path: Path): Expression {
  return call("JSONExtractRaw", document, ...path.map((key) => bound("String", key)));
}

/** What a text at `path` of an object text that is read right spells; of a number or boolean, a list or an object its own JSON. */
export function nameAt(document: Expression, path: Path): Expression {
  return call("JSONExtractString", document, ...path.map((key) => bound("String", key)));
}

/** Token at `path` of a tagged text; without a key its own. */
export function tokenAtTagged(document: Expression, path: Path): Expression {
  return untagged(taggedAt(document, path));
}

/** What stands at `path` of a tagged JSON text, still tagged; '' where there is nothing. */
function taggedAt(document: Expression, path: Path): Expression {
  return path.reduce((object, key) => member(object, bound("String", key)), document);
}

/** Token of a JSON text that is itself the value. */
export function tokenOfValue(value: Expression): Expression {
  return withoutHalfPairs(call("trimBoth", value, text(" \t\n\r")));
}

const SURROGATE_ESCAPE = String.raw`\\u[dD][89a-fA-F]`;
const HALF_PAIR = String.raw`\\u[dD][89a-fA-F][0-9a-fA-F]{2}`;
/** Each step is a whole escape or a whole pair, so that no search begins inside one. */
const STEPS_OVER_TEXT = `(?:${[
  String.raw`\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}`,
  String.raw`\\u[0-9a-ce-fA-CE-F][0-9a-fA-F]{3}`,
  String.raw`\\u[dD][0-7][0-9a-fA-F]{2}`,
  String.raw`\\[^u]`,
  String.raw`[^\\]`,
].join("|")})*`;
/**
 * JavaScript keeps half a surrogate pair, the engine refuses the text. This code point is no character and stands in no
 * text that is exchanged, so it equals nothing that a definition says; U+FFFD would.
 */
const NO_CHARACTER = String.raw`\\ufdd0`;

const STEPS_OVER_NO_NUMBER = String.raw`(?:"(?:[^"\\]|\\.)*"|[^"0-9-])*`;
const NUMBER = "-?[0-9][0-9.eE+-]*";
const TEXT = String.raw`"((?:[^"\\]|\\.)*)"`;

/**
 * Replaces each find that stands right behind the steps before it. Because steps and finds follow each other without a
 * gap, nothing inside a step is found. The price is an empty find at the end, which leaves `tail` there to be cut off;
 * a JSON text with anything to find ends with a quote or a bracket, so no more than that is cut.
 */
function replaceBehind(
  steps: string,
  find: string,
  by: string,
  tail: string,
  document: Expression,
): Expression {
  const all = call("replaceRegexpAll", document, text(`(${steps})(${find}|$)`), text(String.raw`\1${by}`));
  return call("replaceRegexpOne", all, text(`(?:${tail})*$`), text(""));
}

const withoutHalfPairs = define1(
  "json_without_half_pairs",
  "document",
  call(
    "if",
    call("match", column("document"), text(SURROGATE_ESCAPE)),
    replaceBehind(STEPS_OVER_TEXT, HALF_PAIR, NO_CHARACTER, NO_CHARACTER, column("document")),
    column("document"),
  ),
);

/** A tagged copy of a JSON text. */
export const tagged = define1(
  "json_tagged",
  "document",
  replaceBehind(
    STEPS_OVER_NO_NUMBER,
    NUMBER,
    String.raw`"n\2"`,
    '"n"',
    call("replaceRegexpAll", withoutHalfPairs(column("document")), text(TEXT), text(String.raw`"s\1"`)),
  ),
);

/** The last member of that key in a tagged object, still tagged; '' without one. */
export const member = define2(
  "json_member",
  ["object", "key"],
  call(
    "tupleElement",
    call(
      "arrayLast",
      lambda(
        ["pair"],
        equals(call("tupleElement", column("pair"), integer(1)), call("concat", text("s"), column("key"))),
      ),
      call("JSONExtractKeysAndValuesRaw", column("object")),
    ),
    integer(2),
  ),
);

/** The token of a tagged value. */
export const untagged = define1(
  "json_untagged",
  "written",
  letIn("token", column("written"), untag(column("token"))),
);

function untag(token: Expression): Expression {
  const number = call("substring", token, integer(3), binary("-", call("length", token), integer(3)));
  return call(
    "multiIf",
    call("startsWith", token, text('"n')),
    number,
    call("startsWith", token, text('"s')),
    call("concat", text('"'), call("substring", token, integer(3))),
    token,
  );
}

/** The text that a text token spells; '' for any other token. */
export const spelledBy = define1("json_text", "token", spelledText(column("token")));

function spelledText(token: Expression): Expression {
  const inner = call("substring", token, integer(2), binary("-", call("length", token), integer(2)));
  const hasEscape = binary(">", call("position", token, text("\\")), integer(0));
  const unescaped = call("JSONExtractString", call("concat", text("["), token, text("]")), integer(1));
  return call("multiIf", not(call("startsWith", token, text('"'))), text(""), hasEscape, unescaped, inner);
}
