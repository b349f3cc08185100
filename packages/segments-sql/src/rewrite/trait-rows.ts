import type { Instant } from "@habitus/kernel";
import type { Path } from "@habitus/segments";
import { TRAITS } from "../store-schema.ts";
import { all, binary, bound, call, column, type Expression, isIn, isTrue } from "../tree/expression.ts";
import { output, type Select, select, table } from "../tree/query.ts";
import { instant } from "./instant.ts";
import { itemsAt, listed, partAt, tokenOf } from "./json-lists.ts";
import { tokenOfValue } from "./json-token.ts";
import { ROWS } from "./people.ts";
import { RANK } from "./rank.ts";

/** Token of a JSON text that is itself the value, or of a value at `path` inside it. */
export const tokenIn = (value: Expression, path: Path): Expression =>
  path.length === 0 ? tokenOfValue(value) : tokenOf(partAt(listed(value), path));

/** Items of a JSON text that is itself the list, or of a list at `path` inside it. */
export const itemsIn = (value: Expression, path: Path): Expression => itemsAt(listed(value), path);

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

/** The value of the last change by (time, id hash), of those that meet the condition. */
export function latestValue(isOfName: Expression, of = "value"): Expression {
  const value = column(of, ROWS);
  return isTrue(isOfName) ? call("argMax", value, RANK) : call("argMaxIf", value, RANK, isOfName);
}
