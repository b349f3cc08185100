import { assert } from "@habitus/kernel";
import type { EventMatch, SessionsLeaf } from "@habitus/segments";
import {
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

/** What is known of a person's sessions; durations are in milliseconds. */
export type SessionsFigure = Exclude<SessionsLeaf["of"], "avg">;

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
const TIMES = "times";
const GAPS = "gaps";
const BEGUN = "begun";
const ENDED = "ended";
const DURATIONS = "durations";

/** @param row of each event: its time in ms, whether that lies in the window, and whether the event counts. */
export function sessionsFact(
  of: SessionsFigure,
  quietMs: number,
  row: { readonly time: Expression; readonly isInside: Expression; readonly condition: Expression },
): Expression {
  // One whole number, which sorts as its time does: lists of numbers take a tenth of what lists of pairs take.
  const instant = binary("+", binary("*", row.time, integer(2)), flag(row.isInside));
  const instants = call("arraySort", call("groupArrayIf", instant, row.condition));
  const timeOf = (of: Expression): Expression => call("bitShiftRight", of, integer(1));
  const times = call("arrayMap", lambda(["one"], timeOf(column("one"))), column(INSTANTS));
  const isEnd = lambda(["one", "gap"], binary(">", column("gap"), integer(quietMs)));
  const isBeginning = lambda(["one", "gap", "place"], {
    kind: "any",
    of: [equals(column("place"), integer(1)), binary(">", column("gap"), integer(quietMs))],
  });
  const begun = call(
    "arrayFilter",
    isBeginning,
    column(INSTANTS),
    column(GAPS),
    call("arrayEnumerate", column(GAPS)),
  );
  // Of each instant the gap behind it; behind the last there is no other.
  const endless = call("toInt64", integer(quietMs + 1));
  const behind = call("arrayPushBack", call("arrayPopFront", column(GAPS)), endless);
  const ended = call(
    "arrayFilter",
    isEnd,
    column(TIMES),
    call("arrayResize", behind, call("length", column(TIMES))),
  );
  const isInside = lambda(["one", "begun"], equals(call("bitAnd", column("begun"), integer(1)), integer(1)));
  const lasted = lambda(["begun", "end"], binary("-", column("end"), timeOf(column("begun"))));
  const durations = call(
    "arrayFilter",
    isInside,
    call("arrayMap", lasted, column(BEGUN), column(ENDED)),
    column(BEGUN),
  );
  const bindings: readonly (readonly [name: string, value: Expression])[] = [
    [INSTANTS, instants],
    [TIMES, times],
    [GAPS, call("arrayDifference", column(TIMES))],
    [BEGUN, begun],
    [ENDED, ended],
    [DURATIONS, durations],
  ];
  return bindings.reduceRight((body, [name, value]) => letIn(name, value, body), figure(of));
}

function figure(of: SessionsFigure): Expression {
  const count = call("length", column(DURATIONS));
  if (of === "count") return count;
  if (of === "sum") return call("toDecimal128", call("arraySum", column(DURATIONS)), integer(9));
  const outermost = call(of === "min" ? "arrayMin" : "arrayMax", column(DURATIONS));
  const exact = call("toNullable", call("toDecimal128", outermost, integer(9)));
  return call("if", equals(count, integer(0)), NULL, exact);
}
