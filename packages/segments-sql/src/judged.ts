import type { PlanSet } from "@habitus/segments";
import { must } from "@habitus/kernel";
import { PERSON } from "./rewrite/people.ts";
import { rewritePlans } from "./rewrite/rewrite-plan.ts";
import type { At } from "./statements.ts";
import { column, equals, type Expression, flag, integer, TRUE } from "./tree/expression.ts";
import { type LeftJoin, output, type Select, select, subquery } from "./tree/query.ts";

const MEMBERS = "members";
const JUDGED = "judged";

/** Whose part of everybody is looked at: the first root says who is inside, the second who is looked at at all. */
export type Judged = { readonly plans: PlanSet };

/** Whether everybody is looked at: then people need not be listed to be told from others. */
function isEverybody({ plans }: Judged): boolean {
  const root = plans.roots[1];
  return root?.kind === "always" && root.value;
}

/** Rows `{person, inside}` of all who are inside. */
function insideRows({ plans }: Judged, { at, present = at }: At): Select {
  const { people, roots } = rewritePlans(
    { ...plans, roots: plans.roots.slice(0, 1) },
    { at, present },
    "listed",
  );
  return select({
    columns: [output(PERSON, column(PERSON)), output("inside", integer(1))],
    from: subquery(people, MEMBERS),
    where: must(roots[0], "a root").holds,
  });
}

/** Rows `{person, inside, looked_at}` of all who are looked at, whatever is known of them. */
function judgedRows({ plans }: Judged, { at, present = at }: At): Select {
  const { people, roots } = rewritePlans(plans, { at, present }, "listed");
  const [inside, everybody] = [must(roots[0], "a root"), must(roots[1], "a second root")];
  return select({
    columns: [
      output(PERSON, column(PERSON)),
      output("inside", flag(inside.holds)),
      output("looked_at", integer(1)),
    ],
    from: subquery(people, MEMBERS),
    where: everybody.holds,
  });
}

/** To be joined to rows that have a person, known by an alias. */
export function judgedJoin(judged: Judged, at: At, of: string): LeftJoin {
  return {
    query: isEverybody(judged) ? insideRows(judged, at) : judgedRows(judged, at),
    alias: JUDGED,
    left: column(PERSON, of),
    right: column(PERSON, JUDGED),
  };
}

export const IS_INSIDE = equals(column("inside", JUDGED), integer(1));
export const isLookedAt = (judged: Judged): Expression =>
  isEverybody(judged) ? TRUE : equals(column("looked_at", JUDGED), integer(1));
