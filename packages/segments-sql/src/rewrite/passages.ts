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
  text,
} from "../tree/expression.ts";
import { type Layer, layer, output } from "../tree/query.ts";
import { HASH_BITS, rankOf, shifted, TIME_SHIFT } from "./rank.ts";

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

/** A person's events: numbers as `eventNumber` makes them, and beside them their names. */
export const EVENTS = "events";
export const EVENT_NAMES = "event_names";
/** A person's passages: a list of tuples (names, whether it may go on). */
export const PASSAGES = "passages";

const SORTED = "sorted";
const SORTED_NAMES = "sorted_names";
const TIMES = "times";
const NAMES = "names";
const ANCHORED = "anchored";
const BREAKS = "breaks";
const ENDS = "ends";
const STEP_NAMES = "step_names";
const STEP_TIMES = "step_times";
const STEP_BREAKS = "step_breaks";
const IS_ANCHOR = "is_anchor";
const STOPS = "stops";
const LAST_TIMES = "last_times";

/**
 * Layers that make `PASSAGES` of `EVENTS`. A step is an event, or a run of them where they are folded.
 *
 * Lists of equal length stand beside each other: of events when they were, their names, how many anchors there are up to them, whether the next
 * one lies too far behind, and whether their step ends with them; of steps the name, when they ended, whether the next one lies too far behind,
 * whether an anchor is among their events, and, of those that hang together with it, which is past the last one and when the last one ended.
 * A function is given every list that it reads: of a list that it names besides, the engine makes a copy for each entry.
 */
export function passageLayers(reading: PassageReading): readonly Layer[] {
  const ofSteps = (list: string): Expression => atEnds(reading, column(list));
  return [
    layer([
      output(SORTED, inOrder(reading, call("arraySort", column(EVENTS)))),
      output(SORTED_NAMES, inOrder(reading, namesSorted())),
    ]),
    layer([
      output(TIMES, ofEach(timeOf(column("event")))),
      output(NAMES, column(SORTED_NAMES)),
      output(
        ANCHORED,
        call("arrayCumSum", ofEach(call("bitAnd", call("toUInt8", column("event")), integer(1)))),
      ),
    ]),
    layer([output(BREAKS, breaksOf(reading))]),
    layer([output(ENDS, endsOf())]),
    layer([
      output(STEP_NAMES, ofSteps(NAMES)),
      output(STEP_TIMES, ofSteps(TIMES)),
      output(STEP_BREAKS, ofSteps(BREAKS)),
      output(IS_ANCHOR, hasMore(ofSteps(ANCHORED))),
    ]),
    layer([output(STOPS, ofLast(pastSteps())), output(LAST_TIMES, ofLast(column(STEP_TIMES)))]),
    layer([output(PASSAGES, passagesOf(reading))]),
  ];
}

/**
 * Its time, its id's hash and whether a passage begins there, from the highest bits to the lowest, so that sorted numbers are sorted
 * events: numbers are gathered and sorted much faster than tuples.
 */
export const eventNumber = (time: Expression, idHash: Expression, isAnchor: Expression): Expression =>
  binary("+", shifted(rankOf(time, idHash), 1), isAnchor);

const timeOf = (event: Expression): Expression =>
  binary("-", call("toInt64", call("bitShiftRight", event, integer(HASH_BITS + 1))), integer(TIME_SHIFT));

const namesSorted = (): Expression =>
  call("arraySort", lambda(["name", "event"], column("event")), column(EVENT_NAMES), column(EVENTS));

const inOrder = ({ isBackwards }: PassageReading, sorted: Expression): Expression =>
  isBackwards ? call("arrayReverse", sorted) : sorted;

const ofEach = (value: Expression): Expression => call("arrayMap", lambda(["event"], value), column(SORTED));

/** The last event has none behind it. */
function breaksOf({ gapMs }: PassageReading): Expression {
  const isFar = binary(">", call("abs", binary("-", column("next"), column("time"))), integer(gapMs));
  const times = column(TIMES);
  const far = call(
    "arrayMap",
    lambda(["time", "next"], isFar),
    call("arrayPopBack", times),
    call("arrayPopFront", times),
  );
  return call("arrayPushBack", far, integer(1));
}

function endsOf(): Expression {
  const isEnd = any([equals(column("break"), integer(1)), binary("!=", column("name"), column("next"))]);
  const next = call("arrayPushBack", call("arrayPopFront", column(NAMES)), text(""));
  return call("arrayMap", lambda(["break", "name", "next"], isEnd), column(BREAKS), column(NAMES), next);
}

/** Of a list of events the entries of those that end a step. */
const atEnds = ({ isFolded }: PassageReading, list: Expression): Expression =>
  isFolded ? marked(list, column(ENDS)) : list;

/** The entries beside a 1. */
const marked = (list: Expression, marks: Expression): Expression =>
  call("arrayFilter", lambda(["entry", "mark"], equals(column("mark"), integer(1))), list, marks);

/** Whether a sum grew from the entry before it. */
function hasMore(sums: Expression): Expression {
  const before = call("arrayPopBack", call("arrayPushFront", sums, integer(0)));
  return call(
    "arrayMap",
    lambda(["sum", "before"], binary(">", column("sum"), column("before"))),
    sums,
    before,
  );
}

function pastSteps(): Expression {
  const past = call("toInt64", binary("+", column("step"), integer(1)));
  return call("arrayMap", lambda(["step"], past), call("arrayEnumerate", column(STEP_NAMES)));
}

/** Of a list of steps for each the entry of the last one that hangs together with it. */
const ofLast = (list: Expression): Expression =>
  call(
    "arrayReverseFill",
    lambda(["entry", "break"], equals(column("break"), integer(1))),
    list,
    column(STEP_BREAKS),
  );

function passagesOf({ isBackwards, steps, gapMs, at }: PassageReading): Expression {
  const names = Array.from({ length: steps + 1 }, (_, by) => `name${by}`);
  const left = binary("-", column("stop"), call("toInt64", column("step")));
  const deadline = binary("+", column("time"), integer(gapMs));
  const mayGoOn = isBackwards
    ? integer(0)
    : flag(all([binary("<=", left, integer(steps)), binary(">", deadline, integer(at))]));
  const told = call("array", ...names.map((name) => column(name)));
  const passage = call("tuple", call("arraySlice", told, integer(1), left), mayGoOn);
  const lists: Readonly<Record<string, Expression>> = {
    step: call("arrayEnumerate", column(STEP_NAMES)),
    stop: column(STOPS),
    ...(isBackwards ? {} : { time: column(LAST_TIMES) }),
    ...Object.fromEntries(names.map((name, by) => [name, namesAhead(by)])),
  };
  const ofAnchors = Object.values(lists).map((list) => marked(list, column(IS_ANCHOR)));
  return call("arrayMap", lambda(Object.keys(lists), passage), ...ofAnchors);
}

/** For each step the name of the one so many behind it, '' past the last one. */
function namesAhead(by: number): Expression {
  const names = column(STEP_NAMES);
  return by === 0
    ? names
    : call("arrayResize", call("arraySlice", names, integer(by + 1)), call("length", names));
}
