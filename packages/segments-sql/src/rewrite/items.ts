import { assert } from "@habitus/kernel";
import type { Filter, ItemsTest, Path } from "@habitus/segments";
import { binary, call, column, type Expression, integer, lambda, letIn } from "../tree/expression.ts";
import { itemsAt, partAt, tokenOf } from "./json-lists.ts";
import { TypedItem } from "./typed-lists.ts";
import { derived, type Reading, type ValueReader } from "./value-columns.ts";

/** How a filter is written; handed in, for its tests may be about lists again. */
type WriteFilter = (filter: Filter, valueAt: (path: Path) => ValueReader) => Expression;

/** Whether at least so many of the items of a list meet the filter. */
export function itemsExpression(
  { of, atLeast }: ItemsTest,
  list: ValueReader,
  write: WriteFilter,
): Expression {
  const item = new TypedItem();
  const meets = write(of, (path) => item.at(path));
  const columns = list.typed?.(item) ?? null;
  if (columns !== null) {
    return binary(">=", call("arrayCount", lambda(item.parameters, meets), ...columns), integer(atLeast));
  }
  const name = `item${depthOf(of)}`;
  const met = call("arrayCount", lambda([name], itemMeets(of, name, write)), list.read("items"));
  return binary(">=", met, integer(atLeast));
}

/** Lists inside lists: each level names its item and readings in its own way. */
function depthOf(filter: Filter): number {
  switch (filter.kind) {
    case "test":
      return filter.test.kind === "items" ? 1 + depthOf(filter.test.of) : 0;
    case "not":
      return depthOf(filter.of);
    case "and":
    case "or":
      return Math.max(0, ...filter.of.map(depthOf));
  }
}

/** A filter of one item. Inside a function there are no layers of columns, so each reading gets a name that stands for it. */
export function itemMeets(filter: Filter, item: string, write: WriteFilter): Expression {
  const readings = new ItemReadings(item);
  return readings.around(write(filter, (path) => readings.at(path)));
}

class ItemReadings {
  readonly #item: string;
  readonly #numbers = new Map<string, number>();
  /** In the order made: each after those it is made of. */
  readonly #made = new Map<string, Expression>();

  constructor(item: string) {
    this.#item = item;
  }

  at(path: Path): ValueReader {
    const key = JSON.stringify(path);
    const number = this.#numbers.get(key) ?? this.#numbers.size + 1;
    this.#numbers.set(key, number);
    const read = (reading: Reading): Expression => {
      const name = `${this.#item}_${number}_${reading}`;
      if (!this.#made.has(name)) {
        const value = this.#reading(path, reading, read);
        this.#made.set(name, value);
      }
      return column(name);
    };
    return { read };
  }

  #reading(path: Path, reading: Reading, read: (reading: Reading) => Expression): Expression {
    if (reading === "token") return tokenOf(partAt(column(this.#item), path));
    if (reading === "items") return itemsAt(column(this.#item), path);
    assert(reading !== "plain" && reading !== "rest", "items have no such reading");
    return derived(reading, read);
  }

  /** The body with every name that was read standing for its value. */
  around(body: Expression): Expression {
    return [...this.#made].toReversed().reduce((inner, [name, value]) => letIn(name, value, inner), body);
  }
}
