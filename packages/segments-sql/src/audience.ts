import { must } from "@habitus/kernel";
import type { Path, PlanSet } from "@habitus/segments";
import { flagsOf } from "./judged.ts";
import { PERSON } from "./rewrite/people.ts";
import { rewriteAudience, VALUE } from "./rewrite/rewrite-plan.ts";
import type { At } from "./statements.ts";
import { column, equals, type Expression, integer, TRUE } from "./tree/expression.ts";
import { type LeftJoin, output, type Select, select, subquery } from "./tree/query.ts";

/** Who is looked at, and what sets them apart. */
export type Audience = At & {
  /** The first root says who is looked at; each other makes a group. */
  readonly plans: PlanSet;
  readonly trait: Path | null;
};

export const AUDIENCE = "audience";

/** To be joined to rows that have a person, known by an alias, for `isInAudience` to tell who is looked at: without an audience everybody. */
export function audienceJoins(audience: Audience | null, of: string): readonly LeftJoin[] {
  if (audience === null) return [];
  const query = audienceRows(audience);
  return [{ query, alias: AUDIENCE, left: column(PERSON, of), right: column(PERSON, AUDIENCE) }];
}

export const isInAudience = (audience: Audience | null): Expression =>
  audience === null ? TRUE : equals(column("looked_at", AUDIENCE), integer(1));

/** Rows `{person, value, in1, in2, ..., looked_at}` of all who are looked at. */
function audienceRows({ plans, trait, at, present = at }: Audience): Select {
  const { people, roots } = rewriteAudience(plans, trait, { at, present });
  const [lookedAt, ...groups] = roots;
  return select({
    columns: [
      output(PERSON, column(PERSON)),
      output(VALUE, column(VALUE)),
      ...flagsOf(groups),
      output("looked_at", integer(1)),
    ],
    from: subquery(people, "members"),
    where: must(lookedAt, "a root that says who is looked at").holds,
  });
}
