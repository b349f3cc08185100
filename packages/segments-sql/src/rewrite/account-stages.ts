import {
  all,
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
const VALUE = integer(3);
const part = (of: Expression, place: Expression): Expression => call("tupleElement", of, place);

/**
 * The value of kernel `ACCOUNTS_TRAIT` as a tagged text: its words in order, of each trait of each account the last, and an object of these for every
 * account whose word on belonging is true.
 */
export function accountStages(name: string, isOfName: Expression): Stages {
  const of = (stage: string): string => `${name}_${stage}`;
  const row = ["time", "id_hash", "value"].map((each) => column(each, ROWS));
  const parts = column(of("parts"));
  const latest = column(of("latest"));
  return {
    gathered: [output(of("words"), call("groupArrayIf", call("tuple", ...row), isOfName))],
    layers: [
      layer([output(of("parts"), partsOf(call("arraySort", column(of("words")))))]),
      layer([output(of("latest"), lastOfEach(parts))]),
    ],
    value: call("concat", text("["), call("arrayStringConcat", objectsOf(latest), text(",")), text("]")),
  };
}

/** Account, trait and value of each word, as tagged texts. */
function partsOf(words: Expression): Expression {
  const written = column("written");
  const parts = ["account", "trait", "value"].map((key) => taggedAt(written, [key]));
  const read = letIn("written", tagged(part(column("word"), VALUE)), call("tuple", ...parts));
  return call("arrayMap", lambda(["word"], read), words);
}

function lastOfEach(parts: Expression): Expression {
  const [each, key] = [column("each"), column("key")];
  const about = (of: Expression): Expression => call("tuple", part(of, ACCOUNT), part(of, TRAIT));
  const last = call("arrayLast", lambda(["each"], equals(about(each), key)), parts);
  const keys = call("arrayDistinct", call("arrayMap", lambda(["each"], about(each)), parts));
  return call("arrayMap", lambda(["key"], last), keys);
}

/** The account's traits as the text of an object. */
function objectsOf(latest: Expression): Expression {
  const [own, member] = [column("own"), column("member")];
  const isTrait = all([
    equals(part(own, ACCOUNT), part(member, ACCOUNT)),
    binary("!=", part(own, TRAIT), text("null")),
  ]);
  const traits = call("arrayFilter", lambda(["own"], isTrait), latest);
  const entry = call("concat", part(own, TRAIT), text(":"), part(own, VALUE));
  const entries = call("arrayStringConcat", call("arrayMap", lambda(["own"], entry), traits), text(","));
  const belongs = all([equals(part(member, TRAIT), text("null")), equals(part(member, VALUE), text("true"))]);
  const members = call("arrayFilter", lambda(["member"], belongs), latest);
  const object = call("concat", text("{"), entries, text("}"));
  return call("arrayMap", lambda(["member"], object), members);
}
