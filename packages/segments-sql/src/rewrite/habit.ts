import type { Instant } from "@habitus/kernel";
import type { FavouriteLeaf, OverdueLeaf } from "@habitus/segments";
import {
  all,
  binary,
  bound,
  call,
  column,
  equals,
  type Expression,
  integer,
  lambda,
  letIn,
  text,
} from "../tree/expression.ts";
import { decimalLiteral } from "./value-test.ts";

const TIMES = "times";
const GAPS = "gaps";
const PLACES = "places";
const OWN = "own";

/** 1 when the silence behind a person's rows is longer than so many of their gaps, else 0. @param time in ms. */
export function overdueFact(
  { atLeast, factor }: Pick<OverdueLeaf, "atLeast" | "factor">,
  time: Expression,
  condition: Expression,
  at: Instant,
): Expression {
  const times = call("arraySort", call("groupUniqArrayIf", time, condition));
  const gaps = call("arraySort", call("arrayPopFront", call("arrayDifference", column(TIMES))));
  const count = call("length", column(GAPS));
  const lower = call("intDiv", binary("+", count, integer(1)), integer(2));
  const upper = binary("+", call("intDiv", count, integer(2)), integer(1));
  const middle = binary(
    "+",
    call("arrayElement", column(GAPS), lower),
    call("arrayElement", column(GAPS), upper),
  );
  const silence = binary("-", integer(at), call("arrayElement", column(TIMES), integer(-1)));
  // 76 digits: the literal's 27 times two gaps cannot leave them.
  const wide = call("toDecimal256", decimalLiteral(factor), integer(9));
  const isLong = binary(
    ">",
    call("toDecimal256", binary("*", silence, integer(2)), integer(9)),
    binary("*", wide, call("toInt64", middle)),
  );
  const holds = all([binary(">=", call("length", column(TIMES)), integer(atLeast)), isLong]);
  return call("toUInt64", letIn(TIMES, times, letIn(GAPS, gaps, holds)));
}

/** 1 when fewer than `top` other values have more rows than the favourite, else 0. @param form '' for a row without one. */
export function favouriteFact(
  { value, top }: Pick<FavouriteLeaf, "value" | "top">,
  form: Expression,
  condition: Expression,
): Expression {
  const hasForm = all([condition, binary("!=", form, text(""))]);
  const own = call("countIf", all([hasForm, equals(form, bound("String", value))]));
  // Of each row the how manieth of its value it is: a value with more rows than the favourite has one row that is the next of so many.
  const places = call("arrayEnumerateUniq", call("groupArrayIf", form, hasForm));
  const isAhead = equals(column("place"), binary("+", column(OWN), integer(1)));
  const ahead = call("arrayCount", lambda(["place"], isAhead), column(PLACES));
  const holds = all([binary(">", column(OWN), integer(0)), binary("<", ahead, integer(top))]);
  const both = lambda([OWN, PLACES], holds);
  const each = call("arrayMap", both, call("array", own), call("array", places));
  return call("toUInt64", call("arrayElement", each, integer(1)));
}
