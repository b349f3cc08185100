import { columnNames } from "./column-names.ts";
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
  /** Of these rows only those of which another query says the same value. */
  readonly among: Among | null;
  readonly groupBy: readonly Expression[];
  /** Also a row for all values of the last of `groupBy` together, one for all of the last two, and so on; `grouping` tells them. */
  readonly rollup: boolean;
  readonly orderBy: readonly Expression[];
  readonly limit: Expression | null;
};

/** Rows of all parts, which have the same columns in the same order. */
export type Union = { readonly kind: "union"; readonly of: readonly Select[] };

/** @param query of one column; its values are held in memory, each once. */
export type Among = { readonly value: Expression; readonly query: Query };

export type OutputColumn = { readonly name: string; readonly value: Expression };

export type Source =
  | { readonly kind: "table"; readonly name: string }
  /** The rows of several tables of the same columns. */
  | { readonly kind: "tables"; readonly names: readonly string[] }
  | { readonly kind: "query"; readonly query: Query; readonly alias: string };

/**
 * Keeps every row of the left side once; columns of an absent right row have their type's zero. The right side has no value
 * of its column twice, so the engine need not make room for rows to become more (`ANY`).
 */
export type LeftJoin = {
  readonly query: Query;
  readonly alias: string;
  readonly left: Expression;
  readonly right: Expression;
};

type SelectParts = Pick<Select, "columns" | "from"> & Partial<Omit<Select, "kind" | "columns" | "from">>;

export function select(parts: SelectParts): Select {
  const all = { joins: [], prewhere: null, where: null, among: null } as const;
  return { kind: "select", ...all, groupBy: [], rollup: false, orderBy: [], limit: null, ...parts };
}

export const output = (name: string, value: Expression): OutputColumn => ({ name, value });
export const table = (name: string): Source => ({ kind: "table", name });
export const tables = (names: readonly string[]): Source => ({ kind: "tables", names });
export const subquery = (query: Query, alias: string): Source => ({ kind: "query", query, alias });

/** Columns made of those below, of the rows below that meet `where`. */
export type Layer = { readonly columns: readonly OutputColumn[]; readonly where: Expression | null };

export const layer = (columns: readonly OutputColumn[], where: Expression | null = null): Layer => ({
  columns,
  where,
});

/**
 * The query with more columns, layer upon layer. Each layer is a SELECT of its own and sees the columns below it, so
 * however often it names one, the engine works it out once and the text does not grow.
 * @param wanted the columns of the result; what no layer above needs is left out on the way.
 */
export function layered(
  query: Select,
  layers: readonly Layer[],
  wanted: readonly string[],
  alias: string,
): Select {
  const needs = [new Set(wanted)];
  for (const { columns, where } of layers.toReversed()) {
    const above = needs[0] ?? new Set();
    const made = columns.filter(({ name }) => above.has(name)).map(({ value }) => value);
    const used = [...made, ...(where === null ? [] : [where])].flatMap((each) => [...columnNames(each)]);
    needs.unshift(new Set([...above, ...used]));
  }
  const keep = (columns: readonly OutputColumn[], level: number): readonly OutputColumn[] =>
    columns.filter(({ name }) => needs[level]?.has(name) === true);
  const bottom: Select = { ...query, columns: keep(query.columns, 0) };
  return layers.reduce<Select>((below, { columns, where }, index) => {
    const added = keep(columns, index + 1);
    if (added.length === 0 && where === null) return below;
    const kept = keep(below.columns, index + 1).map(({ name }) => output(name, column(name)));
    return select({ columns: [...kept, ...added], from: subquery(below, alias), where });
  }, bottom);
}
