import { assert, must, unreachable } from "@habitus/kernel";
import type { Path } from "@habitus/segments";
import {
  binary,
  bound,
  call,
  column,
  equals,
  type Expression,
  integer,
  lambda,
  letIn,
  not,
  text,
} from "../tree/expression.ts";
import { type Layer, layer, output, type OutputColumn } from "../tree/query.ts";
import { instantOf } from "./instant-token.ts";
import { itemsOfFound, partAt, tokenOf } from "./json-lists.ts";
import { spelledBy } from "./json-token.ts";
import { numberOf } from "./number-token.ts";
import { ZEROS } from "./people.ts";
import { type Reading, textForm, type ValueReader } from "./value-columns.ts";

/**
 * The engine reads a list of objects several times as fast when it is told their members and that each is a text. It then tells neither a number from
 * a text that spells it, nor a member that stands twice from one that stands once. So a row is *sure* where neither can make a difference: the list's
 * bracket is the only one in the document, each key stands in it as often as a member was found, and no value looks like what a
 * number and a text would mean something else by. All other rows are read member by member (see json-lists.ts).
 */

type TypedReading = "name" | "spelled" | "form" | "number" | "instant";
const TYPED: ReadonlySet<Reading> = new Set<TypedReading>(["name", "spelled", "form", "number", "instant"]);

/** Keys that the text of a type can name as they are, and that JSON needs no escape for; the engine keeps "null" for itself. */
const TYPED_KEY = /^(?!null$)[A-Za-z_$][\w$ -]{0,99}$/i;

/** Texts from which a number would be read that is none, or another number, or another form. */
const UNSURE_TEXT = String.raw`^(?:-?[0-9.]+[eE]|-?[0-9]+\.[0-9]{10}|-?[0-9]{19}|-0$|\{)`;
/** Numbers by the rule of texts, and what could not be taken for one. */
const SURE_NUMBER = String.raw`^(?:-?[0-9]{1,18}(?:\.[0-9]{1,9})?$|[A-Za-z]|$)`;
/** What begins with a date is no number. */
const SURE_INSTANT = "^(?:[0-9]{4}-[0-9]{2}-[0-9]{2}|$)";

type Member = { readonly key: string; readonly reading: TypedReading };

/** What lambdas read of one item of a list; what has no place in a type makes it unreadable. */
export class TypedItem {
  readonly #members = new Map<string, Member>();
  #isReadable = true;

  get isReadable(): boolean {
    return this.#isReadable && this.#members.size > 0;
  }

  /** In the order of the lambda's parameters. */
  get members(): readonly Member[] {
    return [...this.#members.values()];
  }

  get parameters(): readonly string[] {
    return this.members.map((_, index) => `member${index + 1}`);
  }

  at(path: Path): ValueReader {
    return { read: (reading) => this.#read(path, reading) };
  }

  #read([key = "", ...inside]: Path, reading: Reading): Expression {
    if (inside.length > 0 || !TYPED_KEY.test(key) || !isTyped(reading)) {
      this.#isReadable = false;
      return text("");
    }
    const name = `${reading} ${key}`;
    this.#members.set(name, { key, reading });
    return column(must(this.parameters[[...this.#members.keys()].indexOf(name)], "just added"));
  }
}

const isTyped = (reading: Reading): reading is TypedReading => TYPED.has(reading);

type Asked = {
  readonly name: string;
  readonly path: Path;
  readonly keys: readonly string[];
  readonly members: readonly Member[];
  readonly isSureOnly: boolean;
};

const part = (name: string, index: number): string => `${name}_${index + 1}`;

export type SureColumns = { readonly isSure: Expression; readonly columns: readonly Expression[] };

export class TypedLists {
  readonly #prefix: string;
  readonly #asked = new Map<string, Asked>();

  constructor(prefix: string) {
    this.#prefix = prefix;
  }

  /**
   * Of each of the item's members the list of what is read of it, item by item; null where the item, or the list at that path, has no place in a
   * type.
   */
  columns(path: Path, item: TypedItem): readonly Expression[] | null {
    return this.#ask(path, item, false)?.columns ?? null;
  }

  /** The same, right in sure rows alone. */
  sureColumns(path: Path, item: TypedItem): SureColumns | null {
    return this.#ask(path, item, true);
  }

  #ask(path: Path, { isReadable, members }: TypedItem, isSureOnly: boolean): SureColumns | null {
    if (path.length !== 1 || !isReadable) return null;
    const key = JSON.stringify([path, members, isSureOnly]);
    const name = `${this.#prefix}${this.#asked.size + 1}`;
    const keys = [...new Set(members.map((member) => member.key))];
    const asked = this.#asked.get(key) ?? { name, path, keys, members, isSureOnly };
    this.#asked.set(key, asked);
    const columns = members.map(({ reading }, index) => column(`${part(asked.name, index)}_${reading}`));
    return { isSure: column(sureName(asked)), columns };
  }

  /**
   * @param plainFor the document where the engine reads it right but for equal keys, else ''.
   * @param listedFor the document in the form of lists (see json-lists.ts). Of both '' in rows in which nobody looks at the path.
   */
  layers(plainFor: (path: Path) => Expression, listedFor: (path: Path) => Expression): readonly Layer[] {
    const layerOf = (columns: (each: Asked) => readonly OutputColumn[]): Layer =>
      layer([...this.#asked.values()].flatMap(columns));
    return [
      layerOf((each) => [output(each.name, typedList(each, plainFor(each.path)))]),
      layerOf((each) => [output(sureName(each), isSure(each))]),
      layerOf((each) => {
        const list = call("if", column(sureName(each)), text(""), partAt(listedFor(each.path), each.path));
        return [output(`${each.name}_list`, list)];
      }),
      layerOf((each) => {
        const items = itemsOfFound(listedFor(each.path), listKey(each), column(`${each.name}_list`));
        return [output(`${each.name}_items`, whereUnsure(each, items))];
      }),
      layerOf((each) =>
        each.keys.map((key, index) => {
          const parts = call(
            "arrayMap",
            lambda(["item"], partAt(column("item"), [key])),
            column(`${each.name}_items`),
          );
          return output(`${part(each.name, index)}_parts`, whereUnsure(each, parts));
        }),
      ),
      layerOf((each) =>
        each.keys.map((_, index) => {
          const tokens = call(
            "arrayMap",
            lambda(["item"], tokenOf(column("item"))),
            column(`${part(each.name, index)}_parts`),
          );
          return output(`${part(each.name, index)}_tokens`, whereUnsure(each, tokens));
        }),
      ),
      layerOf((each) =>
        each.members.map((member, index) =>
          output(`${part(each.name, index)}_${member.reading}`, readings(each, member)),
        ),
      ),
    ];
  }
}

/** Lists are typed right below a key. */
const listKey = ({ path }: Asked): string => must(path[0], "a list stands at a key");

const sureName = ({ name }: Asked): string => `${name}_sure`;

/** A list with nothing in it where all rows of a block are sure: the engine then does nothing, not even prepare its patterns. */
const whereUnsure = (asked: Asked, texts: Expression): Expression =>
  call("if", column(sureName(asked)), ZEROS.texts, texts);

const typedMember = ({ name, keys }: Asked, key: string): Expression =>
  call("tupleElement", column(name), integer(keys.indexOf(key) + 1));

function typedList({ path, keys }: Asked, document: Expression): Expression {
  assert(
    keys.every((key) => TYPED_KEY.test(key)),
    "a type names plain keys alone",
  );
  const type = `Array(Tuple(${keys.map((key) => `\`${key}\` String`).join(", ")}))`;
  return call("JSONExtract", document, ...path.map((key) => bound("String", key)), bound("String", type));
}

/** The least of truths and not their conjunction, for which the engine would work out what they share once for each. */
function isSure(asked: Asked): Expression {
  const times = (of: Expression): Expression => call("countSubstrings", column("properties"), of);
  const ofMembers = asked.keys.map((key) => {
    const isThere = binary("!=", column("member"), text(""));
    const found = call("arrayCount", lambda(["member"], isThere), typedMember(asked, key));
    return equals(times(bound("String", JSON.stringify(key))), found);
  });
  const odd = asked.members.flatMap(({ key, reading }) => {
    const isOdd = oddFor(reading, column("member"));
    if (isOdd === null) return [];
    return [not(call("arrayExists", lambda(["member"], isOdd), typedMember(asked, key)))];
  });
  const isOnlyList = equals(times(text("[")), integer(1));
  return call("least", isOnlyList, call("notEmpty", column(asked.name)), ...ofMembers, ...odd);
}

/** Whether a member's text would be read wrongly; null where none can be: no name is taken for anything else. */
function oddFor(reading: TypedReading, member: Expression): Expression | null {
  switch (reading) {
    case "name":
      return null;
    case "spelled":
    case "form":
      return call("match", member, text(UNSURE_TEXT));
    case "number":
      return not(call("match", member, text(SURE_NUMBER)));
    case "instant":
      return not(call("match", member, text(SURE_INSTANT)));
    default:
      return unreachable(reading);
  }
}

function readings(asked: Asked, { key, reading }: Member): Expression {
  const each = (value: Expression, values: Expression): Expression =>
    call("arrayMap", lambda(["each"], value), values);
  const typed = each(ofText(reading, column("each")), typedMember(asked, key));
  if (asked.isSureOnly) return typed;
  const tokens = column(`${part(asked.name, asked.keys.indexOf(key))}_tokens`);
  return call("if", column(sureName(asked)), typed, each(ofToken(reading, column("each")), tokens));
}

function ofText(reading: TypedReading, value: Expression): Expression {
  if (reading === "instant") return instantOf(ZEROS.least, value);
  return reading === "number" ? call("toDecimal128OrNull", value, integer(9)) : value;
}

function ofToken(reading: TypedReading, token: Expression): Expression {
  const number = numberOf(token, spelledBy(token));
  switch (reading) {
    case "name":
    case "spelled":
      return spelledBy(token);
    case "form":
      return textForm(token);
    case "number":
      return number;
    case "instant":
      // What a function of ours is given is written wherever it names it.
      return letIn(
        "number",
        number,
        letIn("spelled", spelledBy(token), instantOf(column("number"), column("spelled"))),
      );
    default:
      return unreachable(reading);
  }
}
