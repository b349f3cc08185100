import type { Instant } from "@habitus/kernel";
import type { Path } from "@habitus/segments";
import { TRAITS } from "../store-schema.ts";
import { all, binary, bound, call, column, equals, type Expression, isIn } from "../tree/expression.ts";
import { output, type Select, select, table } from "../tree/query.ts";
import { instant } from "./instant.ts";
import { tokenOfValue } from "./json-token.ts";
import { type FactSource, ROWS } from "./people.ts";
import { ValueColumns, type ValueReader } from "./value-columns.ts";

/** The traits a plan asks for: per person the JSON text in force of each, and the readings of values in them. */
export class TraitFacts {
  readonly #at: Instant;
  readonly #names: string[] = [];
  readonly columns: ValueColumns;

  constructor(at: Instant) {
    this.#at = at;
    this.columns = new ValueColumns("trait", ([name, ...inside]) =>
      tokenOfValue(this.#fact(name ?? ""), inside),
    );
  }

  /** A value of the person's traits; the first key is the trait's name. */
  at(path: Path): ValueReader {
    return this.columns.at(path);
  }

  #fact(name: string): Expression {
    if (!this.#names.includes(name)) this.#names.push(name);
    return column(factName(this.#names.indexOf(name)));
  }

  source(): FactSource | null {
    if (this.#names.length === 0) return null;
    const facts = this.#names.map((name, index) => ({
      name: factName(index),
      kind: "token" as const,
      value: latestValue(equals(column("name", ROWS), bound("String", name))),
    }));
    return { rows: traitRows(this.#names, this.#at), facts };
  }
}

const factName = (index: number): string => `value${index + 1}`;

/** Changes of the named traits that are visible at `at`. */
export function traitRows(names: readonly string[], at: Instant): Select {
  const columns = ["node", "name", "value", "time", "id_hash"];
  return select({
    columns: columns.map((name) => output(name, column(name))),
    from: table(TRAITS.name),
    prewhere: all([
      isIn(
        column("name"),
        names.map((name) => bound("String", name)),
      ),
      binary("<=", column("time"), instant(at)),
    ]),
  });
}

/** The value of the last change by (time, id hash). */
const latestValue = (isOfName: Expression): Expression =>
  call(
    "argMaxIf",
    column("value", ROWS),
    call("tuple", column("time", ROWS), column("id_hash", ROWS)),
    isOfName,
  );
