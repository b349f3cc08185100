import type { Path } from "@habitus/segments";
import { binary, call, column, equals, type Expression, integer, lambda, text } from "../tree/expression.ts";
import { layer, output } from "../tree/query.ts";
import { type Stages, ZEROS } from "./people.ts";

/** How orders are read: the path to their value, null for none; the zone whose days they fall on; the last day that counts as seen. */
export type OrderReading = {
  readonly path: Path | null;
  readonly zone: string;
  /** In days since 1970-01-01. */
  readonly seenUpTo: number;
};

/** Of a row: a condition, its day since 1970-01-01, and its number or NULL. */
export type OrderRowParts = {
  readonly isOrder: Expression;
  readonly day: Expression;
  readonly value: Expression;
};

/**
 * A person's orders summed up; all orders of a day are one. Nine numbers with blanks between them: the first day; then of all orders
 * and of those up to `seenUpTo` each the days, the last day, the value of what came after the first day, and the sum of the logarithms of the gaps in
 * days. '' of nobody's orders.
 */
export function orderStages(name: string, row: OrderRowParts, seenUpTo: number): Stages {
  const of = (part: string): string => `${name}_${part}`;
  const known = call("ifNull", row.value, ZEROS.sum);
  const one = call("toUInt64", integer(1));
  const tally = call(
    "sumMapIf",
    call("array", row.day),
    call("array", call("toDecimal128", known, integer(9))),
    // Days whose values come to zero are days too; the engine leaves out a key of which all sums are zero.
    call("array", one),
    row.isOrder,
  );
  const days = column(of("days"));
  const seen = column(of("seen"));
  const tallied = (place: number): Expression => call("tupleElement", column(of("tally")), integer(place));
  return {
    gathered: [output(of("tally"), tally)],
    layers: [
      layer([
        output(of("days"), tallied(1)),
        output(of("again"), call("arrayPopFront", tallied(2))),
        output(of("gaps"), call("arrayPopFront", call("arrayDifference", tallied(1)))),
        output(
          of("seen"),
          call("arrayCount", lambda(["day"], binary("<=", column("day"), integer(seenUpTo))), tallied(1)),
        ),
      ]),
      layer([
        output(of("seen_again"), firstOf(column(of("again")), seen)),
        output(of("seen_gaps"), firstOf(column(of("gaps")), seen)),
      ]),
    ],
    value: call(
      "if",
      equals(call("length", days), integer(0)),
      text(""),
      joined([
        call("arrayElement", days, integer(1)),
        call("length", days),
        call("arrayElement", days, integer(-1)),
        call("arraySum", column(of("again"))),
        logsOf(column(of("gaps"))),
        seen,
        call("arrayElement", days, seen),
        call("arraySum", column(of("seen_again"))),
        logsOf(column(of("seen_gaps"))),
      ]),
    ),
  };
}

/** Of a list with an entry for each day after the first those of as many days. */
const firstOf = (list: Expression, days: Expression): Expression =>
  call("arrayResize", list, call("greatest", binary("-", days, integer(1)), integer(0)));

const logsOf = (gaps: Expression): Expression =>
  call("arraySum", call("arrayMap", lambda(["gap"], call("log", column("gap"))), gaps));

const joined = (numbers: readonly Expression[]): Expression =>
  call(
    "concat",
    ...numbers.flatMap((number, index) => [...(index === 0 ? [] : [text(" ")]), call("toString", number)]),
  );
