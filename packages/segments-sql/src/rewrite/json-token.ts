import type { Path } from "@habitus/segments";
import { AWKWARD_JSON } from "../store-schema.ts";
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
  isIn,
  lambda,
  letIn,
  not,
  text,
} from "../tree/expression.ts";
import { withoutExponent } from "./number-token.ts";

/**
 * Reads one value out of a JSON text without losing a digit, a key or an escape.
 *
 * A value is carried as its *token*: a text with its quotes and escapes, a number, `true`, `false`, `null`, and a list or
 * an object as its opening bracket or more; '' where there is nothing.
 *
 * The engine's own reader (simdjson) is quick but reads some texts wrongly: of two equal keys it takes the first where
 * the language takes the last, it rounds numbers to doubles, and it finds nothing at all in a text that holds a number of
 * twenty digits, 1e400 or half a surrogate pair. Such texts are told apart by `AWKWARD_JSON` and by counting the key, and
 * read by `scannedToken`, which cuts the text into tokens: exact, and about ten times slower.
 */

/** One JSON token. What stands between tokens is white space. */
const TOKEN = String.raw`"(?:[^"\\]|\\.)*"|[{}\[\]:,]|[^\s{}\[\]:,"]+`;

const SURROGATE_ESCAPE = String.raw`\\u[dD][89a-fA-F]`;
const HALF_PAIR = String.raw`\\u[dD][89a-fA-F][0-9a-fA-F]{2}`;
/** Runs of whole escapes and plain characters; where no such step is possible stands half a surrogate pair. */
const CHUNK = `(?:${[
  String.raw`\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}`,
  String.raw`\\u[0-9a-ce-fA-CE-F][0-9a-fA-F]{3}`,
  String.raw`\\u[dD][0-7][0-9a-fA-F]{2}`,
  String.raw`\\[^u]`,
  String.raw`[^\\]`,
].join("|")})+|${HALF_PAIR}`;

/** Token at `path` of an object text. `plain` is true only where `AWKWARD_JSON` does not match the text. */
export function tokenAt(document: Expression, plain: Expression, path: Path): Expression {
  const scanned = scannedToken(document, path);
  if (path.some(needsEscape)) return scanned;
  const eachOnce = path.map((key) => {
    const written = call("concat", text('"'), bound("String", key), text('"'));
    return binary("<=", call("countSubstrings", document, written), integer(1));
  });
  const quick = call("JSONExtractRaw", document, ...path.map((key) => bound("String", key)));
  return call("if", all([plain, ...eachOnce]), quick, scanned);
}

/** Token of a JSON text that is itself the value, or of a value at `path` inside it. */
export function tokenOfValue(value: Expression, path: Path): Expression {
  if (path.length > 0) return tokenAt(value, not(call("match", value, text(AWKWARD_JSON))), path);
  return exactToken(call("trimBoth", value, text(" \t\n\r")));
}

const unescaped = (inner: Expression): Expression =>
  call("JSONExtractString", call("concat", text('["'), inner, text('"]')), integer(1));

/**
 * The engine refuses a text with half a surrogate pair, JavaScript keeps it. Here it becomes a byte that no UTF-8 text
 * contains, so it equals nothing that a definition can say, U+FFFD included.
 */
const chunkText = call(
  "if",
  call("match", column("chunk"), text(`^${HALF_PAIR}$`)),
  call("unhex", text("ff")),
  unescaped(column("chunk")),
);

/** The text that a text token spells; '' for any other token. */
export const spelledBy = define1("json_text", "token", spelledText(column("token")));

function spelledText(token: Expression): Expression {
  const inner = call("substring", token, integer(2), binary("-", call("length", token), integer(2)));
  const chunks = call("extractAll", inner, text(CHUNK));
  return call(
    "multiIf",
    not(call("startsWith", token, text('"'))),
    text(""),
    equals(call("position", token, text("\\")), integer(0)),
    inner,
    call("match", token, text(SURROGATE_ESCAPE)),
    call("arrayStringConcat", call("arrayMap", lambda(["chunk"], chunkText), chunks)),
    unescaped(inner),
  );
}

/** True when a JSON text may have to write the key otherwise, so that counting `"key"` in it proves nothing. */
const needsEscape = (key: string): boolean => /["\\\u0000-\u001f]/.test(key);

/** A number token in the form that the engine's decimal reader takes; any other token as it is. */
const exactToken = define1(
  "json_exact",
  "token",
  call(
    "if",
    call("match", column("token"), text("^-?[0-9.]+[eE]")),
    withoutExponent(column("token")),
    column("token"),
  ),
);

const jsonTokens = define1("json_tokens", "document", call("extractAll", column("document"), text(TOKEN)));

/** How many brackets are open after each token. */
const depthOf = define1("json_depth", "tokens", depths(column("tokens")));

function depths(tokens: Expression): Expression {
  const bracket = column("bracket");
  const opens = call("toInt8", isIn(bracket, [text("{"), text("[")]));
  const closes = call("toInt8", isIn(bracket, [text("}"), text("]")]));
  return call("arrayCumSum", call("arrayMap", lambda(["bracket"], binary("-", opens, closes)), tokens));
}

/** Tokens of a member of the object that `tokens` spell: of equal keys the last, without the member none. */
const jsonMember = define2(
  "json_member",
  ["object", "key"],
  letIn("tokens", column("object"), memberTokens(column("tokens"), column("key"))),
);

function memberTokens(tokens: Expression, key: Expression): Expression {
  const isKey = all([
    equals(column("depth"), integer(1)),
    equals(column("next"), text(":")),
    equals(spelledBy(column("token")), key),
  ]);
  const nexts = call("arrayShiftLeft", tokens, integer(1), text(""));
  const at = call(
    "arrayLastIndex",
    lambda(["token", "depth", "next"], isKey),
    tokens,
    depthOf(tokens),
    nexts,
  );
  const none = call("arraySlice", tokens, integer(1), integer(0));
  const behindKey = call("arraySlice", tokens, binary("+", column("at"), integer(2)));
  const rest = letIn("at", at, call("if", equals(column("at"), integer(0)), none, behindKey));
  return letIn("rest", rest, firstValue(column("rest")));
}

/** The tokens up to the end of the value that begins with the first of them. */
function firstValue(tokens: Expression): Expression {
  const isClosed = lambda(["depth"], equals(column("depth"), integer(0)));
  return call("arraySlice", tokens, integer(1), call("arrayFirstIndex", isClosed, depthOf(tokens)));
}

function scannedToken(document: Expression, path: Path): Expression {
  const value = path.reduce((tokens, key) => jsonMember(tokens, bound("String", key)), jsonTokens(document));
  return exactToken(call("arrayElement", value, integer(1)));
}
