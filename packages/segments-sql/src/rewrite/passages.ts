import type { Instant } from "@habitus/kernel";
import {
  all,
  any,
  binary,
  call,
  column,
  equals,
  type Expression,
  flag,
  integer,
  lambda,
  not,
  text,
} from "../tree/expression.ts";
import { type Layer, layer, output } from "../tree/query.ts";

/** How passages are made of a person's events. */
export type PassageReading = {
  /** Whether what comes before the anchor is told, the nearest first. */
  readonly isBackwards: boolean;
  /** Steps behind the anchor, at most. */
  readonly steps: number;
  /** A step comes within this of the one before it, the end included. */
  readonly gapMs: number;
  /** Events of one name in a row, each within the gap of the one before, are one step. */
  readonly isFolded: boolean;
  readonly at: Instant;
};

/** A person's events: a list of tuples (time in ms, id hash, name, whether a passage begins there). */
export const EVENTS = "events";
/** A person's passages: a list of tuples (names, whether it may go on). */
export const PASSAGES = "passages";

const SORTED = "sorted";
const TIMES = "times";
const NAMES = "names";
const BREAKS = "breaks";
const BEGINS = "begins";
const ENDS = "ends";
const ANCHORED = "anchored";
const STEP_NAMES = "step_names";
const STOPS = "stops";
const ANCHORS = "anchors";
const UNKNOWN = integer(-1);

/**
 * Layers that make `PASSAGES` of `EVENTS`. A step is an event, or a run of them where they are folded. Lists of equal length stand beside each
 * other: of events when they were, their names, and whether they lie too far behind the one before; of steps at which event they begin and end,
 * whether an anchor is among their events, and at which step what hangs together with it is over.
 */
export function passageLayers(reading: PassageReading): readonly Layer[] {
  return [
    layer([output(SORTED, ordered(reading))]),
    layer([
      output(TIMES, element(1)),
      output(NAMES, element(3)),
      // How many anchors there are up to each event, behind a nought.
      output(ANCHORED, call("arrayPushFront", call("arrayCumSum", element(4)), integer(0))),
    ]),
    layer([output(BREAKS, breaksOf(reading))]),
    layer([output(BEGINS, beginsOf(reading))]),
    layer([
      output(ENDS, call("arrayPushBack", call("arrayPopFront", column(BEGINS)), pastEnd(TIMES))),
      output(STEP_NAMES, ofSteps(call("arrayElement", column(NAMES), column("begin")))),
    ]),
    layer([output(STOPS, stopsOf()), output(ANCHORS, anchorsOf())]),
    layer([output(PASSAGES, passagesOf(reading))]),
  ];
}

function ordered({ isBackwards }: PassageReading): Expression {
  const sorted = call("arraySort", column(EVENTS));
  return isBackwards ? call("arrayReverse", sorted) : sorted;
}

const element = (place: number): Expression =>
  call("arrayMap", lambda(["event"], call("tupleElement", column("event"), integer(place))), column(SORTED));

const pastEnd = (list: string): Expression => binary("+", call("length", column(list)), integer(1));

const before = (list: Expression, first: Expression): Expression =>
  call("arrayPopBack", call("arrayPushFront", list, first));

function breaksOf({ gapMs }: PassageReading): Expression {
  const isFar = binary(">", call("abs", binary("-", column("time"), column("last"))), integer(gapMs));
  const first = call("arrayElement", column(TIMES), integer(1));
  return call(
    "arrayMap",
    lambda(["time", "last"], call("toUInt8", isFar)),
    column(TIMES),
    before(column(TIMES), first),
  );
}

/** At which event each step begins. */
function beginsOf({ isFolded }: PassageReading): Expression {
  const places = call("arrayEnumerate", column(TIMES));
  if (!isFolded) return places;
  const isNew = any([
    equals(column("place"), integer(1)),
    equals(column("break"), integer(1)),
    not(equals(column("name"), column("last"))),
  ]);
  const last = before(column(NAMES), text(""));
  return call(
    "arrayFilter",
    lambda(["place", "name", "last", "break"], isNew),
    places,
    column(NAMES),
    last,
    column(BREAKS),
  );
}

const ofSteps = (value: Expression): Expression => call("arrayMap", lambda(["begin"], value), column(BEGINS));

/** Of each step the first one behind it that does not hang together with it. */
function stopsOf(): Expression {
  const isBroken = equals(call("arrayElement", column(BREAKS), column("end")), integer(1));
  const isLast = binary(">", column("end"), call("length", column(BREAKS)));
  const next = call("toInt64", binary("+", column("step"), integer(1)));
  const stop = lambda(["step", "end"], call("if", any([isLast, isBroken]), next, call("toInt64", UNKNOWN)));
  const told = call("arrayMap", stop, call("arrayEnumerate", column(ENDS)), column(ENDS));
  return call("arrayReverseFill", lambda(["stop"], binary("!=", column("stop"), UNKNOWN)), told);
}

/** Steps with an anchor among their events. */
function anchorsOf(): Expression {
  const upTo = (place: string): Expression => call("arrayElement", column(ANCHORED), column(place));
  return call(
    "arrayFilter",
    lambda(["step", "begin", "end"], binary(">", upTo("end"), upTo("begin"))),
    call("arrayEnumerate", column(BEGINS)),
    column(BEGINS),
    column(ENDS),
  );
}

function passagesOf({ isBackwards, steps, gapMs, at }: PassageReading): Expression {
  const stop = call("arrayElement", column(STOPS), column("step"));
  const left = binary("-", stop, call("toInt64", column("step")));
  const most = call("toInt64", integer(steps + 1));
  const names = call("arraySlice", column(STEP_NAMES), column("step"), call("least", most, left));
  const lastStep = binary("-", stop, integer(1));
  const lastEvent = binary("-", call("arrayElement", column(ENDS), lastStep), integer(1));
  const deadline = binary("+", call("arrayElement", column(TIMES), lastEvent), integer(gapMs));
  const mayGoOn = isBackwards
    ? integer(0)
    : flag(all([binary("<=", left, integer(steps)), binary(">", deadline, integer(at))]));
  return call("arrayMap", lambda(["step"], call("tuple", names, mayGoOn)), column(ANCHORS));
}
