import type { Path } from "@habitus/segments";
import { AWKWARD_JSON } from "../store-schema.ts";
import {
  all,
  bound,
  binary,
  call,
  column,
  define1,
  define2,
  equals,
  type Expression,
  integer,
  lambda,
  not,
  text,
} from "../tree/expression.ts";
import { member as taggedMember, tagged, untagged } from "./json-token.ts";

/**
 * JSON with lists in it, in one of two forms: a text that the engine reads right is taken as it is, of any other it is the tagged copy (see
 * json-token.ts) behind a mark with which no JSON begins. What is inside of a marked text is marked too, so whoever goes on from there
 * need not know. In both forms the last of equal keys counts.
 */
const MARK = "#";

const isMarked = (written: Expression): Expression => call("startsWith", written, text(MARK));
const unmarked = (written: Expression): Expression => call("substring", written, integer(1 + MARK.length));
const marked = (written: Expression): Expression => call("concat", text(MARK), written);

/**
 * The engine works out both ways where more than one column is made of the result, so nothing is left to be tagged of a text that need not be.
 * @param isRight whether the engine reads all of the text right but for equal keys.
 */
export const listedIf = (isRight: Expression, document: Expression): Expression =>
  call("if", isRight, document, marked(tagged(call("if", isRight, text(""), document))));

const IS_AWKWARD = call("match", column("document"), text(AWKWARD_JSON));

/** The same of a text of which nothing is known. */
export const listed = define1(
  "json_listed",
  "document",
  call(
    "if",
    IS_AWKWARD,
    marked(tagged(call("if", IS_AWKWARD, column("document"), text("")))),
    call("trimBoth", column("document"), text(" \t\n\r")),
  ),
);

/** The same of a text that may have the form already, as what is found inside of one has. */
export const listedOnce = (written: Expression): Expression =>
  call("if", isMarked(written), written, listed(written));

/** What stands at the key, in the form of the object; without a member of that key nothing that counts as anything. */
export const part = define2(
  "json_part",
  ["object", "key"],
  call(
    "if",
    isMarked(column("object")),
    marked(taggedMember(unmarked(column("object")), column("key"))),
    lastMember(column("object"), column("key")),
  ),
);

/** How often a key stands in an object or beneath it. */
function timesIn(object: Expression, key: Expression): Expression {
  return call("countSubstrings", object, call("concat", text('"'), key, text('"')));
}

/** A key with a quote in it is written with an escape, so counting it proves nothing. Other escapes make a text that is marked. */
function isPlainKey(key: Expression): Expression {
  return equals(call("position", key, text('"')), integer(0));
}

/** Without an escape in the object, what is not found in it as it is written is not there. */
function isWithout(object: Expression, key: Expression): Expression {
  const hasNoEscape = equals(call("position", object, text("\\")), integer(0));
  return all([equals(timesIn(object, key), integer(0)), isPlainKey(key), hasNoEscape]);
}

/** Most objects that are looked through lack the key, and keys are seldom told twice. */
function lastMember(object: Expression, key: Expression): Expression {
  const isKey = lambda(["pair"], equals(call("tupleElement", column("pair"), integer(1)), key));
  const last = call("arrayLast", isKey, call("JSONExtractKeysAndValuesRaw", object));
  return call(
    "multiIf",
    isWithout(object, key),
    text(""),
    all([binary("<=", timesIn(object, key), integer(1)), isPlainKey(key)]),
    call("JSONExtractRaw", object, key),
    call("tupleElement", last, integer(2)),
  );
}

export const partAt = (document: Expression, path: Path): Expression =>
  path.reduce((object, key) => part(object, bound("String", key)), document);

export const isList = (written: Expression): Expression =>
  equals(
    call("substring", written, call("if", isMarked(written), integer(2), integer(1)), integer(1)),
    text("["),
  );

/** The items of a list; none of anything else. */
export const itemsOf = define1(
  "json_items",
  "written",
  call(
    "multiIf",
    call("startsWith", column("written"), text("[")),
    call("JSONExtractArrayRaw", column("written")),
    call("startsWith", column("written"), text(`${MARK}[`)),
    call(
      "arrayMap",
      lambda(["item"], marked(column("item"))),
      call("JSONExtractArrayRaw", unmarked(column("written"))),
    ),
    call("JSONExtractArrayRaw", text("[]")),
  ),
);

/**
 * The items of what stands at a key and is at hand already. A list that is written anew may be unreadable, for 1e20 is then written with
 * more digits than the engine reads, so it is not where that can be helped.
 */
export function itemsOfFound(object: Expression, key: string, found: Expression): Expression {
  return readAtOnceOr(object, bound("String", key), itemsOf(found));
}

function readAtOnceOr(object: Expression, key: Expression, otherwise: Expression): Expression {
  return call("if", isReadAtOnce(object, key), call("JSONExtractArrayRaw", object, key), otherwise);
}

/** Whether the engine reads the items of a list at the key as the language does. */
function isReadAtOnce(object: Expression, key: Expression): Expression {
  return all([not(isMarked(object)), isPlainKey(key), binary("<=", timesIn(object, key), integer(1))]);
}

/** The items of what stands at a path, without writing the list itself anew where that can be helped. */
export function itemsAt(document: Expression, path: Path): Expression {
  const last = path.at(-1);
  return last === undefined
    ? itemsOf(document)
    : itemsOfPart(partAt(document, path.slice(0, -1)), bound("String", last));
}

const itemsOfPart = define2(
  "json_items_of",
  ["object", "key"],
  readAtOnceOr(column("object"), column("key"), itemsOf(part(column("object"), column("key")))),
);

/** The token of what stands there. */
export const tokenOf = define1(
  "json_token",
  "written",
  call("if", isMarked(column("written")), untagged(unmarked(column("written"))), column("written")),
);
