import { type Instant, must } from "@habitus/kernel";
import type { Plan, PlanSet } from "@habitus/segments";
import { emit, type Statement } from "./emit/emit.ts";
import { PERSON } from "./rewrite/people.ts";
import { type Instants, rewritePlans } from "./rewrite/rewrite-plan.ts";
import { all, binary, bound, call, column, type Expression } from "./tree/expression.ts";
import { output, type Select, select, subquery } from "./tree/query.ts";

/**
 * `at` is the logical now the plan is evaluated at: nothing dated after it is seen. `present`, where it is given, is the instant
 * that what is in force is read at; else they are one.
 */
export type At = { readonly at: Instant; readonly present?: Instant };

export type Page = {
  /** Only people with a greater number; null begins with the first. */
  readonly after: number | null;
  readonly limit: number;
};

const MEMBERS = "members";

/** One row `{count}`: how many people the plan holds for. */
export function countStatement(plan: Plan, { at, present = at }: At): Statement {
  const { people, root } = rewriteOne(plan, { at, present });
  return emit(
    select({
      columns: [output("count", call("count"))],
      from: subquery(people, MEMBERS),
      where: root,
    }),
  );
}

/** Rows `{person}`, ordered by it: the numbers of the people the plan holds for, a page at a time. */
export function membersStatement(plan: Plan, { at, present = at, after, limit }: At & Page): Statement {
  const { people, root } = rewriteOne(plan, { at, present });
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

/** One row `{count0, count1, ...}`: how many people each root holds for, in one pass over what they all read. */
export function countsStatement(plans: PlanSet, { at, present = at }: At): Statement {
  const { people, roots } = rewritePlans(plans, { at, present });
  return emit(
    select({
      columns: roots.map((root, index) => output(`count${index}`, call("countIf", root))),
      from: subquery(people, MEMBERS),
    }),
  );
}

function rewriteOne(
  { leaves, root }: Plan,
  instants: Instants,
): { readonly people: Select; readonly root: Expression } {
  const { people, roots } = rewritePlans({ leaves, roots: [root] }, instants);
  return { people, root: must(roots[0], "a root each") };
}
