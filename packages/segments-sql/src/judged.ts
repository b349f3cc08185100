import type { PlanSet } from "@habitus/segments";
import { must } from "@habitus/kernel";
import { PERSON } from "./rewrite/people.ts";
import { rewritePlans } from "./rewrite/rewrite-plan.ts";
import type { At } from "./statements.ts";
import { any, column, equals, type Expression, flag, integer, TRUE } from "./tree/expression.ts";
import { type LeftJoin, output, type OutputColumn, type Select, select, subquery } from "./tree/query.ts";

const MEMBERS = "members";
/** Alias of rows with the columns of `flagsOf`. */
export const JUDGED = "judged";

/** Whose parts of everybody are looked at: the last root says who is looked at at all, each one before it who is inside of something. */
export type Judged = { readonly plans: PlanSet };

/** Places of what people may be inside of. */
export const partsOf = ({ plans }: Judged): readonly number[] => [...plans.roots.slice(0, -1).keys()];

/** Whether everybody is looked at: then people need not be listed to be told from others. */
function isEverybody({ plans }: Judged): boolean {
  const root = plans.roots.at(-1);
  return root?.kind === "always" && root.value;
}

/** Rows `{person, in0, in1, ...}` of all who are inside of anything. */
function insideRows({ plans }: Judged, { at, present = at }: At): Select {
  const { people, roots } = rewritePlans(
    { ...plans, roots: plans.roots.slice(0, -1) },
    { at, present },
    "listed",
  );
  return select({
    columns: [output(PERSON, column(PERSON)), ...flagsOf(roots)],
    from: subquery(people, MEMBERS),
    where: any(roots.map(({ holds }) => holds)),
  });
}

/** Rows `{person, in0, in1, ..., looked_at}` of all who are looked at, whatever is known of them. */
function judgedRows({ plans }: Judged, { at, present = at }: At): Select {
  const { people, roots } = rewritePlans(plans, { at, present }, "listed");
  return select({
    columns: [
      output(PERSON, column(PERSON)),
      ...flagsOf(roots.slice(0, -1)),
      output("looked_at", integer(1)),
    ],
    from: subquery(people, MEMBERS),
    where: must(roots.at(-1), "a root says who is looked at").holds,
  });
}

/** A column `in0`, `in1`, ... of each root, for `isInside` to read. */
export function flagsOf(roots: ReturnType<typeof rewritePlans>["roots"]): readonly OutputColumn[] {
  return roots.map(({ holds }, place) => output(`in${place}`, flag(holds)));
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

/** @param part the place of a root; of `judgedJoin` one of `partsOf`. */
export const isInside = (part: number): Expression => equals(column(`in${part}`, JUDGED), integer(1));
export const isLookedAt = (judged: Judged): Expression =>
  isEverybody(judged) ? TRUE : equals(column("looked_at", JUDGED), integer(1));
