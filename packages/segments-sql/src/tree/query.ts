import { column, type Expression } from "./expression.ts";

/** A query of the ClickHouse dialect, as plain data. */
export type Query = Select | Union;

export type Select = {
  readonly kind: "select";
  readonly columns: readonly OutputColumn[];
  readonly from: Source;
  readonly joins: readonly LeftJoin[];
  /** Decides which rows are read at all; only over a table. */
  readonly prewhere: Expression | null;
  readonly where: Expression | null;
  readonly groupBy: readonly Expression[];
  readonly orderBy: readonly Expression[];
  readonly limit: Expression | null;
};

/** Rows of all parts, which have the same columns in the same order. */
export type Union = { readonly kind: "union"; readonly of: readonly Select[] };

export type OutputColumn = { readonly name: string; readonly value: Expression };

export type Source =
  | { readonly kind: "table"; readonly name: string }
  | { readonly kind: "query"; readonly query: Query; readonly alias: string };

/** Keeps every row of the left side; columns of an absent right row have their type's zero. */
export type LeftJoin = {
  readonly query: Query;
  readonly alias: string;
  readonly left: Expression;
  readonly right: Expression;
};

type SelectParts = Pick<Select, "columns" | "from"> & Partial<Omit<Select, "kind" | "columns" | "from">>;

export function select(parts: SelectParts): Select {
  const empty = { joins: [], prewhere: null, where: null, groupBy: [], orderBy: [], limit: null } as const;
  return { kind: "select", ...empty, ...parts };
}

export const output = (name: string, value: Expression): OutputColumn => ({ name, value });
export const table = (name: string): Source => ({ kind: "table", name });
export const subquery = (query: Query, alias: string): Source => ({ kind: "query", query, alias });

/**
 * The query with more columns, layer upon layer. Each layer is a SELECT of its own and sees the columns below it, so
 * however often it names one, the engine works it out once and the text does not grow.
 */
export function layered(query: Select, layers: readonly (readonly OutputColumn[])[], alias: string): Select {
  return layers
    .filter((layer) => layer.length > 0)
    .reduce<Select>((below, layer) => {
      const kept = below.columns.map(({ name }) => output(name, column(name)));
      return select({ columns: [...kept, ...layer], from: subquery(below, alias) });
    }, query);
}
