import { decimalFromText, must } from "@habitus/kernel";
import { type Cut, LIMITS, type RankedPopulation, type Ranking, thresholdText } from "@habitus/segments";
import { emit, type Statement } from "./emit/emit.ts";
import { rewriteRanked } from "./rewrite/rewrite-plan.ts";
import type { At } from "./statements.ts";
import {
  all,
  binary,
  call,
  column,
  type Expression,
  integer,
  lambda,
  letIn,
  text,
} from "./tree/expression.ts";
import { output, select, subquery } from "./tree/query.ts";

const RANKED = "ranked";
const PEOPLE = "people";
const PINNED = "pinned";
const MEMBERS = "members";

/** The row that `rankingStatement` gives; `value` '' when nobody is ranked. */
export type RankingRow = Readonly<Record<string, string | number>>;

/**
 * One row `{people, value0, holds0, value1, holds1, ...}`: how many people are ranked and, of each cut of the population in turn, the value
 * of the nearest rank and how many stand there or beyond. The values of all who are ranked are held in memory, 16 bytes each.
 */
export function rankingStatement(population: RankedPopulation, { at, present = at }: At): Statement {
  const { people, audience, value } = rewriteRanked(population, { at, present });
  const zero = call("toDecimal128", integer(0), integer(9));
  const values = call("groupArrayIf", call("ifNull", value, zero), call("isNotNull", value));
  const row = select({
    columns: [output(RANKED, call("arraySort", values))],
    from: subquery(people, MEMBERS),
    where: all([audience]),
  });
  const size = call("length", column(RANKED));
  return emit(
    select({
      columns: [
        output(PEOPLE, size),
        ...population.cuts.flatMap((cut, index) =>
          cutColumns(cut, size, index, population.measure.kind === "recency" && cut.side === "top"),
        ),
      ],
      from: subquery(row, "row"),
    }),
  );
}

/** @param stays as of `stayingAt`. */
function cutColumns({ side, part, of }: Cut, size: Expression, index: number, stays: boolean) {
  const scaled = binary("*", call("toInt256", size), integer(part));
  const rank = call("intDiv", binary("+", scaled, integer(of - 1)), integer(of));
  const fromTop = binary("+", binary("-", size, rank), integer(1));
  const place = call("toInt64", side === "top" ? fromTop : rank);
  const value = call("arrayElement", column(RANKED), call("greatest", place, call("toInt64", integer(1))));
  const stands = lambda(["one"], binary(side === "top" ? ">=" : "<=", column("one"), column(PINNED)));
  const isEmpty = binary("=", size, integer(0));
  return [
    output(
      `value${index}`,
      call("if", isEmpty, text(""), call("toString", stays ? stayingAt(value) : value)),
    ),
    // Bound first: what a lambda names beside its parameters is copied for every element.
    output(`holds${index}`, letIn(PINNED, value, call("arrayCount", stands, column(RANKED)))),
  ];
}

/** Everybody's age grows, so those who share the value of the nearest rank stay until the next one's age, and a day at the most. */
function stayingAt(value: Expression): Expression {
  const pinned = column(PINNED);
  const ms = (amount: number): Expression => call("toDecimal128", integer(amount), integer(9));
  const latest = binary("-", pinned, ms(LIMITS.recencyStaysMs));
  const first = call("indexOf", column(RANKED), pinned);
  const next = call("arrayElement", column(RANKED), binary("-", call("toInt64", first), integer(1)));
  const afterNext = call("greatest", latest, binary("+", next, ms(1)));
  // In front of the first there is nobody, and before an array nothing to be read.
  return letIn(PINNED, value, call("if", binary(">", first, integer(1)), afterNext, latest));
}

/** What a row of `rankingStatement` says. */
export function readRanking({ measure, cuts }: RankedPopulation, row: RankingRow): Ranking {
  return {
    people: Number(row[PEOPLE] ?? 0),
    cuts: cuts.map(({ key }, index) => {
      const written = String(row[`value${index}`] ?? "");
      const value = written === "" ? null : must(decimalFromText(written), "the engine writes decimals");
      return {
        key,
        value: value === null ? null : thresholdText(measure, value),
        holds: Number(row[`holds${index}`] ?? 0),
      };
    }),
  };
}
