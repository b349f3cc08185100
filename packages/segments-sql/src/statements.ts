import { type Instant, must } from "@habitus/kernel";
import type { Plan, PlanSet } from "@habitus/segments";
import { emit, type Statement } from "./emit/emit.ts";
import { EVERYBODY, everybodyCounted, PERSON } from "./rewrite/people.ts";
import { type RewrittenRoot, rewritePlans } from "./rewrite/rewrite-plan.ts";
import { all, binary, bound, call, column, type Expression, integer, isIn, TRUE } from "./tree/expression.ts";
import { type OutputColumn, output, type Select, select, subquery } from "./tree/query.ts";

/**
 * `at` is the logical now the plan is evaluated at: nothing dated after it is seen. `present`, where it is given, is the instant
 * that what is in force is read at; else they are one.
 */
export type At = { readonly at: Instant; readonly present?: Instant };

export type Page = {
  /** Only people with a greater number; null begins with the first. */
  readonly after: number | null;
  readonly limit: number;
  /** The greatest number first, and only people with a lesser one than `after`. */
  readonly isDescending?: boolean;
  /** Only these people. */
  readonly among?: readonly number[];
};

const MEMBERS = "members";

/** Rows of a query that has a column `person`, those that meet a condition. */
export type PeopleRows = Pick<Select, "from"> & {
  readonly where: Expression;
  /** Whether one person may have several rows. */
  readonly hasRepeats: boolean;
};

/** Rows `{person}`, in the order of their numbers: a page of the people of the rows. */
export function peoplePage({ from, where, hasRepeats }: PeopleRows, page: Page): Statement {
  const { after, limit, isDescending = false, among } = page;
  const person = column(PERSON);
  const isBehind = after === null ? TRUE : binary(isDescending ? "<" : ">", person, bound("UInt64", after));
  const isAmong = among === undefined ? TRUE : isIn(person, among.map(integer));
  return emit(
    select({
      columns: [output(PERSON, person)],
      from,
      where: all([where, isAmong, isBehind]),
      groupBy: hasRepeats ? [person] : [],
      orderBy: [isDescending ? binary("-", integer(0), signed(person)) : person],
      limit: bound("UInt64", limit),
    }),
  );
}

/** One row `{count}`: how many people the rows are of. */
export function peopleCount({ from, where, hasRepeats }: PeopleRows): Statement {
  const people = hasRepeats ? call("groupBitmap", column(PERSON)) : call("count");
  return emit(select({ columns: [output("count", people)], from, where }));
}

/** One row `{count}`: how many people the plan holds for. */
export function countStatement({ leaves, root }: Plan, at: At): Statement {
  return emit(counted({ leaves, roots: [root] }, at, () => "count"));
}

/** Rows `{person}`, ordered by it: the numbers of the people the plan holds for, a page at a time. */
export function membersStatement(
  { leaves, root }: Plan,
  { at, present = at, ...page }: At & Page,
): Statement {
  const { people, roots } = rewritePlans({ leaves, roots: [root] }, { at, present }, "listed");
  const { holds } = must(roots[0], "a root each");
  return peoplePage({ from: subquery(people, MEMBERS), where: holds, hasRepeats: false }, page);
}

/** One row `{count0, count1, ...}`: how many people each root holds for, in one pass over what they all read. */
export function countsStatement(plans: PlanSet, at: At): Statement {
  return emit(counted(plans, at, (index) => `count${index}`));
}

/**
 * One row with a count per root. Where a root holds for people of whom nothing is read, these are not looked at one by one: they are
 * all that are known, less those of whom something is read.
 */
function counted(plans: PlanSet, { at, present = at }: At, nameOf: (index: number) => string): Select {
  const { people, roots } = rewritePlans(plans, { at, present }, "apart");
  const countedOf = (columnOf: (root: RewrittenRoot) => Expression): readonly OutputColumn[] =>
    roots.map((root, index) => output(nameOf(index), columnOf(root)));
  const source = subquery(people, MEMBERS);
  const held = ({ holds }: RewrittenRoot): Expression => call("countIf", holds);
  if (!roots.some((root) => root.holdsForOthers)) return select({ columns: countedOf(held), from: source });
  const looked = countedOf((root) =>
    root.holdsForOthers ? binary("-", signed(held(root)), signed(call("count"))) : signed(held(root)),
  );
  const others = countedOf((root) => signed(root.holdsForOthers ? column(EVERYBODY) : integer(0)));
  const parts = [
    select({ columns: looked, from: source }),
    select({ columns: others, from: subquery(everybodyCounted(), "known") }),
  ];
  return select({
    columns: roots.map((_, index) => output(nameOf(index), call("sum", column(nameOf(index), "part")))),
    from: subquery({ kind: "union", of: parts }, "part"),
  });
}

const signed = (count: Expression): Expression => call("toInt64", count);
