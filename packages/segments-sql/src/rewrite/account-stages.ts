import { ACCOUNT_ID } from "@habitus/kernel";
import {
  all,
  any,
  binary,
  call,
  column,
  equals,
  type Expression,
  integer,
  lambda,
  letIn,
  text,
} from "../tree/expression.ts";
import { layer, output } from "../tree/query.ts";
import { tagged, taggedAt } from "./json-token.ts";
import { ROWS, type Stages } from "./people.ts";

const ACCOUNT = integer(1);
const TRAIT = integer(2);
const PLACE = integer(3);
const VALUE = integer(4);
const part = (of: Expression, place: Expression): Expression => call("tupleElement", of, place);

const NONE = integer(0);
/** Beside the first word, or the last. */
const NO_WORD = call("tuple", text(""), text(""), NONE, text(""));

/**
 * The value of kernel `ACCOUNTS_TRAIT` as a tagged text: of each trait of each account the last of its words in time, and an object of these for every
 * account whose word on belonging is true. Words stand in the order of what they are about, and each is looked at beside its neighbour alone:
 * of a list that a function reads without being given it, the engine makes a copy for each entry.
 */
export function accountStages(name: string, isOfName: Expression): Stages {
  const of = (stage: string): string => `${name}_${stage}`;
  const row = ["time", "id_hash", "value"].map((each) => column(each, ROWS));
  const parts = partsOf(call("arraySort", column(of("words"))));
  return {
    gathered: [output(of("words"), call("groupArrayIf", call("tuple", ...row), isOfName))],
    layers: [
      layer([output(of("parts"), call("arraySort", parts))]),
      layer([output(of("latest"), lastOfEach(column(of("parts"))))]),
    ],
    value: call(
      "concat",
      text("["),
      call("arrayStringConcat", objectsOf(column(of("latest"))), text(",")),
      text("]"),
    ),
  };
}

/** Account and trait of each word as tagged texts, its place among all words, and its value as a tagged text. */
function partsOf(words: Expression): Expression {
  const key = (name: string): Expression => taggedAt(column("written"), [name]);
  const parts = call("tuple", key("account"), key("trait"), column("place"), key("value"));
  const read = letIn("written", tagged(part(column("word"), integer(3))), parts);
  return call("arrayMap", lambda(["word", "place"], read), words, call("arrayEnumerate", words));
}

function lastOfEach(parts: Expression): Expression {
  const [each, next] = [column("each"), column("next")];
  const isLast = any([
    equals(part(next, PLACE), NONE),
    binary("!=", part(each, ACCOUNT), part(next, ACCOUNT)),
    binary("!=", part(each, TRAIT), part(next, TRAIT)),
  ]);
  const behind = call("arrayPopFront", call("arrayPushBack", parts, NO_WORD));
  return call("arrayFilter", lambda(["each", "next"], isLast), parts, behind);
}

function objectsOf(latest: Expression): Expression {
  const account = column("account");
  const [each, last] = [column("each"), column("last")];
  const isOther = binary("!=", part(each, ACCOUNT), part(last, ACCOUNT));
  const before = call("arrayPopBack", call("arrayPushFront", latest, NO_WORD));
  const accounts = call("arraySplit", lambda(["each", "last"], isOther), latest, before);
  const belongs = all([equals(part(each, TRAIT), text("null")), equals(part(each, VALUE), text("true"))]);
  const isMember = call("arrayExists", lambda(["each"], belongs), account);
  const members = call("arrayFilter", lambda(["account"], isMember), accounts);
  return call("arrayMap", lambda(["account"], objectOf(account)), members);
}

/** The account's traits and id as the text of an object. */
function objectOf(account: Expression): Expression {
  const each = column("each");
  const isTrait = binary("!=", part(each, TRAIT), text("null"));
  const traits = call("arrayFilter", lambda(["each"], isTrait), account);
  const entry = call("concat", part(each, TRAIT), text(":"), part(each, VALUE));
  // Of equal keys the last counts.
  const id = call(
    "concat",
    text(`"s${ACCOUNT_ID}":`),
    part(call("arrayElement", account, integer(1)), ACCOUNT),
  );
  const written = call("arrayPushBack", call("arrayMap", lambda(["each"], entry), traits), id);
  const entries = call("arrayStringConcat", written, text(","));
  return call("concat", text("{"), entries, text("}"));
}
