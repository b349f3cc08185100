import { checkRules, type TreeProblem } from "@habitus/segments";
import { definitionOf, rowAt, type Rows } from "./rows.ts";

/** What is wrong with a row; `null` for what belongs to no single row. */
export type RowProblems = ReadonlyMap<string | null, readonly TreeProblem[]>;

/** The rules of the language, each broken one at the row it is broken in. */
export function rowProblems(rows: Rows): RowProblems {
  const { definition, places } = definitionOf(rows);
  const found = new Map<string | null, TreeProblem[]>();
  if (definition === null) return found;
  for (const problem of checkRules(definition)) {
    const row = rowAt(places, problem.path)?.row ?? null;
    found.set(row, [...(found.get(row) ?? []), problem]);
  }
  return found;
}
