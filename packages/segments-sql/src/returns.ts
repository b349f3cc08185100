import { type Instant, must } from "@habitus/kernel";
import { type Audience, audienceJoins, isInAudience } from "./audience.ts";
import { emit, type Statement } from "./emit/emit.ts";
import { PERSON } from "./rewrite/people.ts";
import { BACK, BEGAN, type ReturnsRead, rewriteReturns } from "./rewrite/rewrite-plan.ts";
import { type Page, peopleCount, peoplePage, type PeopleRows } from "./statements.ts";
import { all, binary, call, column, type Expression, integer, not } from "./tree/expression.ts";
import { output, type Select, select, subquery } from "./tree/query.ts";

export type Returns = ReturnsRead & {
  readonly at: Instant;
  readonly audience: Audience | null;
  /** Who came back in a later period has come back in those before it too. */
  readonly isRolling: boolean;
};

export type ReturnsRow = Readonly<Record<string, string | number>>;

const COHORT = "cohort";
/** Periods that somebody came back in, that of the cohort being the lowest bit. */
const AHEAD = "ahead";

/** Rows for `readReturns`, one for each period in which somebody began. */
export function returnsStatement(returns: Returns): Statement {
  const began = select({
    columns: [
      output(BACK, column(BACK)),
      output(COHORT, call("arrayJoin", call("bitPositionsToArray", column(BEGAN)))),
    ],
    from: subquery(beganRows(returns), "began_rows"),
  });
  const ahead = select({
    columns: [
      output(COHORT, column(COHORT)),
      output(AHEAD, call("bitShiftRight", column(BACK), column(COHORT))),
    ],
    from: subquery(began, "cohorts"),
  });
  return emit(
    select({
      columns: [
        output(COHORT, column(COHORT)),
        output("size", call("count")),
        ...returns.bounds
          .slice(1)
          .map((_, period) =>
            output(`back${period}`, call("countIf", cameBack(returns, column(AHEAD), period))),
          ),
      ],
      from: subquery(ahead, "ahead_rows"),
      groupBy: [column(COHORT)],
    }),
  );
}

/** @param periods how many there are. `back`: how many came back so many periods after that of the cohort, as far as there are periods. */
export function readReturns(
  row: ReturnsRow,
  periods: number,
): { readonly cohort: number; readonly size: number; readonly back: readonly number[] } {
  const figure = (name: string): number => Number(must(row[name], "the statement gives every figure"));
  const cohort = figure(COHORT);
  return {
    cohort,
    size: figure("size"),
    back: Array.from({ length: periods - cohort }, (_, period) => figure(`back${period}`)),
  };
}

/** Who began in a period; of these only who came back so many periods later, or did not. */
export type ReturnsCell = {
  readonly cohort: number;
  readonly period: number | null;
  readonly came: boolean;
};

/** Rows `{person}`, ascending. */
export function returnsPeopleStatement(returns: Returns, cell: ReturnsCell, page: Page): Statement {
  return peoplePage(peopleIn(returns, cell), page);
}

/** One row `{count}`. */
export function returnsPeopleCount(returns: Returns, cell: ReturnsCell): Statement {
  return peopleCount(peopleIn(returns, cell));
}

function peopleIn(returns: Returns, cell: ReturnsCell): PeopleRows {
  const from = subquery(beganRows(returns), "began_rows");
  return { from, where: isIn(returns, cell), hasRepeats: false };
}

function isIn(returns: Returns, { cohort, period, came }: ReturnsCell): Expression {
  const isOfCohort = hasBit(column(BEGAN), cohort);
  if (period === null) return isOfCohort;
  const ahead = call("bitShiftRight", column(BACK), integer(cohort));
  const isBack = cameBack(returns, ahead, period);
  return all([isOfCohort, came ? isBack : not(isBack)]);
}

function cameBack({ isRolling }: Returns, ahead: Expression, period: number): Expression {
  if (!isRolling) return hasBit(ahead, period);
  return binary(">", call("bitShiftRight", ahead, integer(period)), integer(0));
}

const hasBit = (bits: Expression, place: number): Expression =>
  binary("=", call("bitTest", bits, integer(place)), integer(1));

/** Rows `{person, began, back}` of who began in some period and is looked at. */
function beganRows({ at, audience, ...read }: Returns): Select {
  const people = "returning";
  const columns = [PERSON, BEGAN, BACK].map((name) => output(name, column(name, people)));
  return select({
    columns,
    from: subquery(rewriteReturns(read, { at, present: at }), people),
    joins: audienceJoins(audience, people),
    where: all([binary(">", column(BEGAN, people), integer(0)), isInAudience(audience)]),
  });
}
