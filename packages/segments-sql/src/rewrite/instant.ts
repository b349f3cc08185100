import type { Instant } from "@habitus/kernel";
import { all, binary, bound, call, column, type Expression, text } from "../tree/expression.ts";
import type { Interval } from "./calendar.ts";
import { EVERYTHING } from "./window.ts";

/**
 * A bound instant in the type of the tables' time columns: comparing them with it lets the engine skip what lies outside.
 * It is bound as milliseconds, because a bound DateTime64 loses them.
 */
export function instant(at: Instant): Expression {
  const held = Math.min(Math.max(at, EVERYTHING.from), EVERYTHING.to - 1);
  return call("fromUnixTimestamp64Milli", bound("Int64", held), text("UTC"));
}

/** Whether a row's time lies in the interval; an edge beyond every possible time is left out. */
export function isWithin(interval: Interval, time: Expression = column("time")): Expression {
  const parts: Expression[] = [];
  if (interval.from > EVERYTHING.from) parts.push(binary(">=", time, instant(interval.from)));
  if (interval.to < EVERYTHING.to) parts.push(binary("<", time, instant(interval.to)));
  return all(parts);
}
