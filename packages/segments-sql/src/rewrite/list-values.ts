import { must } from "@habitus/kernel";
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
import { type Layer, layer, type OutputColumn, output } from "../tree/query.ts";
import { filterExpression } from "./filter.ts";
import { itemMeets } from "./items.ts";
import { isList, itemsOf, itemsOfFound, partAt, tokenOf } from "./json-lists.ts";
import { spelledBy } from "./json-token.ts";
import { numberOf } from "./number-token.ts";
import { ZEROS } from "./people.ts";
import { type TypedLists, TypedItem } from "./typed-lists.ts";
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
  /** The same of rows whose list can be read in one go, by the reading. */
  readonly sure: Map<ListReading, SureValues>;
};

type SureValues = { readonly isSure: Expression; readonly values: Expression };

/** Columns of lists: the tokens of all values at a path, then what each of them reads as. */
export class ListValues {
  readonly #document: ReadDocument;
  readonly #typed: TypedLists | null;
  readonly #asked = new Map<string, Asked>();

  /** @param typed where lists are read in one go where they can be; null for none. */
  constructor(document: ReadDocument, typed: TypedLists | null) {
    this.#document = document;
    this.#typed = typed;
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
    const none: Asked = { name, path, items, where: [], readings: new Set(), sure: new Map() };
    const asked = this.#asked.get(key) ?? none;
    asked.where.push(where);
    asked.readings.add(reading);
    const sure = this.#typed === null ? null : sureValues(path, items, reading, this.#typed);
    if (sure !== null) asked.sure.set(reading, sure);
    this.#asked.set(key, asked);
    return column(`${asked.name}_${reading}`);
  }

  layers(): readonly Layer[] {
    const asked = [...this.#asked.values()];
    const steps = asked.map((each) => this.#steps(each));
    const depth = Math.max(0, ...steps.map((each) => each.length));
    const read = asked.flatMap((each) =>
      [...each.readings].map((reading) => {
        const values = READ[reading](column(tokensName(each)));
        const sure = each.sure.get(reading);
        const known = sure === undefined ? values : call("if", sure.isSure, sure.values, values);
        return output(`${each.name}_${reading}`, known);
      }),
    );
    return [
      ...Array.from({ length: depth }, (_, step) => layer(steps.flatMap((each) => each[step] ?? []))),
      layer(read),
    ];
  }

  /** Columns each made of the one before, the last of them the tokens: written within each other they would take long to plan. */
  #steps(asked: Asked): readonly OutputColumn[] {
    const { name, path, items, where, readings, sure } = asked;
    const { listed, isWithout } = this.#document;
    const needed = any([...new Map(where.map((each) => [JSON.stringify(each), each])).values()]);
    const known = [...sure.values()].map(({ isSure }) => isSure);
    const isAsked = known.length === readings.size ? all([needed, not(all(known))]) : needed;
    const whereAsked = (read: Expression, otherwise: Expression): Expression =>
      isTrue(isAsked) ? read : call("if", isAsked, read, otherwise);
    if (items !== null && path.length !== 2) {
      const read = call("if", isWithout, ZEROS.texts, tokensInItems(listed, path, items));
      return [output(tokensName(asked), whereAsked(read, ZEROS.texts))];
    }
    const [first = "", ...others] = path;
    const made = [output(`${name}_found`, whereAsked(partAt(listed, [first]), text("")))];
    const step = (value: (before: Expression) => Expression, as = `${name}_step${made.length}`): void => {
      made.push(output(as, value(column(must(made.at(-1), "there is a first one").name))));
    };
    step((found) => {
      const inside = itemsOfFound(listed, first, found);
      if (items !== null) return whereAsked(inside, ZEROS.texts);
      const itself = call("array", found);
      return whereAsked(
        others.length === 0 ? itself : call("if", isList(found), inside, itself),
        ZEROS.texts,
      );
    });
    if (items !== null) {
      const meets = itemMeets(items, "item", filterExpression);
      step((values) => call("arrayFilter", lambda(["item"], meets), values));
    }
    for (const [place, key] of others.entries()) {
      if (place > 0) {
        const spread = lambda(["value"], itemsOrItself(column("value")));
        step((values) => call("arrayFlatten", call("arrayMap", spread, values)));
      }
      step((values) => call("arrayMap", lambda(["value"], partAt(column("value"), [key])), values));
    }
    step(
      (values) => call("arrayMap", lambda(["value"], tokenOf(column("value"))), values),
      tokensName(asked),
    );
    return made;
  }
}

const tokensName = ({ name }: Asked): string => `${name}_tokens`;

/** A list on the way stands for its items. */
const itemsOrItself = (value: Expression): Expression =>
  call("if", isList(value), itemsOf(value), call("array", value));

/** Null where the values cannot be read so: not right below a key of the document, or by more than outermost members of the items. */
function sureValues(
  [list = "", ...inside]: Path,
  items: Filter | null,
  reading: ListReading,
  typed: TypedLists,
): SureValues | null {
  const item = new TypedItem();
  const value = item.at(inside).read(reading === "numbers" ? "number" : "form");
  const isKnown = reading === "numbers" ? call("isNotNull", value) : binary("!=", value, text(""));
  const meets = items === null ? [] : [filterExpression(items, (path) => item.at(path))];
  const read = typed.sureColumns([list], item);
  if (read === null) return null;
  const found = call("arrayFilter", lambda(item.parameters, all([isKnown, ...meets])), ...read.columns);
  const certain = call("arrayMap", lambda(["number"], call("assumeNotNull", column("number"))), found);
  return { isSure: read.isSure, values: reading === "numbers" ? certain : found };
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

const READ: Readonly<Record<ListReading, (tokens: Expression) => Expression>> = {
  numbers: (tokens) => {
    const token = column("token");
    const numbers = call("arrayMap", lambda(["token"], numberOf(token, spelledBy(token))), tokens);
    const known = call("arrayFilter", lambda(["number"], call("isNotNull", column("number"))), numbers);
    return call("arrayMap", lambda(["number"], call("assumeNotNull", column("number"))), known);
  },
  forms: (tokens) => {
    const forms = call("arrayMap", lambda(["token"], textForm(column("token"))), tokens);
    return call("arrayFilter", lambda(["form"], binary("!=", column("form"), text(""))), forms);
  },
};
