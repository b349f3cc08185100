import type { Instant } from "@habitus/kernel";
import type { Plan } from "@habitus/segments";
import { emit, type Statement } from "./emit/emit.ts";
import { PERSON } from "./rewrite/people.ts";
import { rewritePlan } from "./rewrite/rewrite-plan.ts";
import { all, binary, bound, call, column, type Expression } from "./tree/expression.ts";
import { output, select, subquery } from "./tree/query.ts";

/** `at` is the logical now the plan is evaluated at: nothing dated after it is seen. */
export type At = { readonly at: Instant };

export type Page = {
  /** Only people with a greater number; null begins with the first. */
  readonly after: number | null;
  readonly limit: number;
};

const MEMBERS = "members";

/** One row `{count}`: how many people the plan holds for. */
export function countStatement(plan: Plan, { at }: At): Statement {
  const { people, root } = rewritePlan(plan, at, false);
  return emit(
    select({
      columns: [output("count", call("count"))],
      from: subquery(people, MEMBERS),
      where: root,
    }),
  );
}

/** Rows `{person}`, ordered by it: the numbers of the people the plan holds for, a page at a time. */
export function membersStatement(plan: Plan, { at, after, limit }: At & Page): Statement {
  const { people, root } = rewritePlan(plan, at, false);
  const person = column(PERSON);
  return emit(
    select({
      columns: [output(PERSON, person)],
      from: subquery(people, MEMBERS),
      where: after === null ? root : all([root, binary(">", person, bound("UInt64", after))]),
      orderBy: [person],
      limit: bound("UInt64", limit),
    }),
  );
}

/** One row `{total, leaf0, leaf1, ...}`: how many people the whole plan holds for, and each of its leaves alone. */
export function leafCountsStatement(plan: Plan, { at }: At): Statement {
  const { people, leaves, root } = rewritePlan(plan, at, true);
  const countOf = (condition: Expression): Expression => call("countIf", condition);
  return emit(
    select({
      columns: [
        output("total", countOf(root)),
        ...leaves.map((leaf, index) => output(`leaf${index}_count`, countOf(leaf))),
      ],
      from: subquery(people, MEMBERS),
    }),
  );
}
