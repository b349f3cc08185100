import type { Filter, Path } from "@habitus/segments";
import {
  all,
  any,
  binary,
  call,
  column,
  equals,
  type Expression,
  integer,
  isTrue,
  lambda,
  letIn,
  not,
  text,
} from "../tree/expression.ts";
import { type Layer, layer, output } from "../tree/query.ts";
import { filterExpression } from "./filter.ts";
import { itemMeets } from "./items.ts";
import { isList, itemsOf, partAt, tokenOf } from "./json-lists.ts";
import { spelledBy } from "./json-token.ts";
import { numberOf } from "./number-token.ts";
import { textForm } from "./value-columns.ts";

/** What is read of all values at a path that leads on in the items of lists: numbers, or text forms that are not ''. */
export type ListReading = "numbers" | "forms";

/** The text in which the values stand. */
export type ReadDocument = {
  /** In the form of lists (see json-lists.ts). */
  readonly listed: Expression;
  /** Whether there is no list in it. */
  readonly isWithout: Expression;
};

type Asked = {
  readonly name: string;
  readonly path: Path;
  readonly items: Filter | null;
  readonly where: Expression[];
  readonly readings: Set<ListReading>;
};

/** Columns of lists: the tokens of all values at a path, then what each of them reads as. */
export class ListValues {
  readonly #document: ReadDocument;
  readonly #asked = new Map<string, Asked>();

  constructor(document: ReadDocument) {
    this.#document = document;
  }

  get isEmpty(): boolean {
    return this.#asked.size === 0;
  }

  /**
   * @param items what the innermost item must meet; null where values outside of lists count too.
   * @param where the rows in which the values are needed.
   */
  read(path: Path, items: Filter | null, reading: ListReading, where: Expression): Expression {
    const key = JSON.stringify([path, items]);
    const name = `list${this.#asked.size + 1}`;
    const asked = this.#asked.get(key) ?? { name, path, items, where: [], readings: new Set() };
    asked.where.push(where);
    asked.readings.add(reading);
    this.#asked.set(key, asked);
    return column(`${asked.name}_${reading}`);
  }

  layers(): readonly Layer[] {
    const asked = [...this.#asked.values()];
    const read = asked.flatMap(({ name, readings }) =>
      [...readings].map((reading) => output(`${name}_${reading}`, READ[reading](column(`${name}_tokens`)))),
    );
    return [layer(asked.map((each) => output(`${each.name}_tokens`, this.#tokens(each)))), layer(read)];
  }

  #tokens({ path, items, where }: Asked): Expression {
    const { listed, isWithout } = this.#document;
    const inLists = items === null ? tokensAt(listed, path) : tokensInItems(listed, path, items);
    const alone = items === null ? call("array", tokenOf(partAt(listed, path))) : NONE;
    const read = call("if", isWithout, alone, inLists);
    const needed = any([...new Map(where.map((each) => [JSON.stringify(each), each])).values()]);
    return isTrue(needed) ? read : call("if", needed, read, NONE);
  }
}

const NONE = call("array");

/** Tokens of all values; a list on the way stands for its items. */
function tokensAt(document: Expression, path: Path): Expression {
  const value = column("value");
  const found = path.reduce(
    (values, key, step) => {
      const items = call("if", isList(value), itemsOf(value), call("array", value));
      const spread =
        step === 0 ? values : call("arrayFlatten", call("arrayMap", lambda(["value"], items), values));
      return call("arrayMap", lambda(["value"], partAt(value, [key])), spread);
    },
    call("array", document),
  );
  return call("arrayMap", lambda(["value"], tokenOf(value)), found);
}

const FIRST = integer(1);
const SECOND = integer(2);

/** Tokens of the values whose innermost item meets a filter; each value goes with its item, '' where it lies in none. */
function tokensInItems(document: Expression, path: Path, items: Filter): Expression {
  const pair = column("pair");
  const [item, value] = [call("tupleElement", pair, FIRST), call("tupleElement", pair, SECOND)];
  const found = path.reduce(
    (pairs, key) => {
      const of = (whole: Expression, at: Expression): Expression => call("tuple", whole, partAt(at, [key]));
      const inEach = call("arrayMap", lambda(["each"], of(column("each"), column("each"))), itemsOf(value));
      const spread = call("if", isList(value), inEach, call("array", of(item, value)));
      return call("arrayFlatten", call("arrayMap", lambda(["pair"], spread), pairs));
    },
    call("array", call("tuple", text(""), document)),
  );
  const meets = letIn("item", item, itemMeets(items, "item", filterExpression));
  const counted = all([not(equals(item, text(""))), meets]);
  return call(
    "arrayMap",
    lambda(["pair"], tokenOf(value)),
    call("arrayFilter", lambda(["pair"], counted), found),
  );
}

/** A token with what it spells, for readings made of both. */
function ofToken(body: Expression, tokens: Expression): Expression {
  const inner = letIn("spelled", spelledBy(column("token")), body);
  return call("arrayMap", lambda(["token"], inner), tokens);
}

const READ: Readonly<Record<ListReading, (tokens: Expression) => Expression>> = {
  numbers: (tokens) => {
    const numbers = ofToken(numberOf(column("token"), column("spelled")), tokens);
    const known = call("arrayFilter", lambda(["number"], call("isNotNull", column("number"))), numbers);
    return call("arrayMap", lambda(["number"], call("assumeNotNull", column("number"))), known);
  },
  forms: (tokens) => {
    const forms = call("arrayMap", lambda(["token"], textForm(column("token"))), tokens);
    return call("arrayFilter", lambda(["form"], binary("!=", column("form"), text(""))), forms);
  },
};
