import { column, type Expression, isTrue } from "../tree/expression.ts";
import { type OutputColumn, output } from "../tree/query.ts";

/** Conditions, and what else many ask for, as columns, each once. */
export class ConditionColumns {
  readonly #prefix: string;
  readonly #made = new Map<string, OutputColumn>();

  constructor(prefix: string) {
    this.#prefix = prefix;
  }

  /** The column of a condition known by `key`; the condition itself when it always holds. */
  column(key: string, make: () => Expression): Expression {
    let made = this.#made.get(key);
    if (made === undefined) {
      const value = make();
      if (isTrue(value)) return value;
      made = output(`${this.#prefix}${this.#made.size + 1}`, value);
      this.#made.set(key, made);
    }
    return column(made.name);
  }

  outputs(): readonly OutputColumn[] {
    return [...this.#made.values()];
  }
}
