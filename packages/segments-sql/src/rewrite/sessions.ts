import { assert } from "@habitus/kernel";
import type { EventMatch, SessionsLeaf } from "@habitus/segments";
import {
  all,
  binary,
  call,
  column,
  equals,
  type Expression,
  flag,
  integer,
  lambda,
  letIn,
  NULL,
} from "../tree/expression.ts";
import type { Interval } from "./calendar.ts";
import { EVERYTHING } from "./window.ts";

/** What is asked of the durations of a person's sessions. */
export type SessionsFigure = Exclude<SessionsLeaf["of"], "avg">;
/** What a person's sessions are: how many, or how long each of them is, in ms. */
export type SessionsGathering = "count" | "durations";

/**
 * The events that the sessions of a window are made of: also those so little before it that what follows them begins no session, and
 * all behind it.
 * @param covered what the window covers, for home windows of all zones.
 */
export function eventsOfSessions({ events, quietMs }: Sessions, covered: Interval): EventMatch {
  assert(events.local === undefined, "the plan asks for sessions at any time of day");
  const from = covered.from <= EVERYTHING.from ? null : covered.from - quietMs;
  return { ...events, window: { kind: "fixed", from, to: null } };
}

type Sessions = Pick<SessionsLeaf, "events" | "quietMs">;

const INSTANTS = "instants";
const GAPS = "gaps";
const BEGUN = "begun";
const ENDED = "ended";

/** @param row of each event: its time in ms, whether that lies in the window, and whether the event counts. */
export function sessionsFact(
  of: SessionsGathering,
  quietMs: number,
  row: { readonly time: Expression; readonly isInside: Expression; readonly condition: Expression },
): Expression {
  // One whole number, which sorts as its time does: lists of numbers take a tenth of what lists of pairs take.
  const instant = binary("+", binary("*", row.time, integer(4)), flag(row.isInside));
  const instants = call("arraySort", call("groupArrayIf", instant, row.condition));
  const gathered = of === "count" ? begunInside(quietMs) : durations(quietMs);
  return letIn(INSTANTS, instants, letIn(GAPS, call("arrayDifference", column(INSTANTS)), gathered));
}

/** Two instants of the same gap differ by the quarter of what lies between their numbers, and by one at most. */
const isQuiet = (quietMs: number): Expression => binary(">", column("gap"), integer(4 * quietMs + 1));
const isInside = (of: Expression): Expression => equals(call("bitAnd", of, integer(1)), integer(1));
const isBeginning = (quietMs: number): Expression => ({
  kind: "any",
  of: [equals(column("place"), integer(1)), isQuiet(quietMs)],
});

/** A list function over all instants, of which it knows the gap before each, and its place. */
const overInstants = (how: "arrayCount" | "arrayFilter", body: Expression): Expression =>
  call(
    how,
    lambda(["one", "gap", "place"], body),
    column(INSTANTS),
    column(GAPS),
    call("arrayEnumerate", column(GAPS)),
  );

function begunInside(quietMs: number): Expression {
  const counts = all([isInside(column("one")), isBeginning(quietMs)]);
  return call("toUInt64", overInstants("arrayCount", counts));
}

function durations(quietMs: number): Expression {
  const timeOf = (instant: Expression): Expression => call("bitShiftRight", instant, integer(2));
  // Of each instant the gap behind it; behind the last there is no other.
  const endless = call("toInt64", integer(4 * quietMs + 2));
  const behind = call("arrayPushBack", call("arrayPopFront", column(GAPS)), endless);
  const ended = call(
    "arrayFilter",
    lambda(["one", "gap"], isQuiet(quietMs)),
    column(INSTANTS),
    call("arrayResize", behind, call("length", column(INSTANTS))),
  );
  const lasted = lambda(["begun", "end"], binary("-", timeOf(column("end")), timeOf(column("begun"))));
  const inside = call(
    "arrayFilter",
    lambda(["one", "begun"], isInside(column("begun"))),
    call("arrayMap", lasted, column(BEGUN), column(ENDED)),
    column(BEGUN),
  );
  return letIn(BEGUN, overInstants("arrayFilter", isBeginning(quietMs)), letIn(ENDED, ended, inside));
}

/** A figure of the list of durations. */
export function sessionsFigure(of: SessionsFigure, list: Expression): Expression {
  const count = call("length", list);
  if (of === "count") return count;
  if (of === "sum") return call("toDecimal128", call("arraySum", list), integer(9));
  const outermost = call(of === "min" ? "arrayMin" : "arrayMax", list);
  const exact = call("toNullable", call("toDecimal128", outermost, integer(9)));
  return call("if", equals(count, integer(0)), NULL, exact);
}
