import type { Instant } from "@habitus/kernel";
import type { HeldLeaf } from "@habitus/segments";
import {
  all,
  binary,
  bound,
  call,
  column,
  equals,
  type Expression,
  flag,
  integer,
  lambda,
  letIn,
  not,
} from "../tree/expression.ts";
import type { Interval } from "./calendar.ts";
import { ROWS } from "./people.ts";

// A trait's history as a list of (time, id hash, flags): one entry per instant, in order of time.

const VALUES = "held";
const ENTRY = "entry";
const NEXT = "next";

/** Later than every time there is. */
const END = integer(9_000_000_000_000_000);

const time = (name: string): Expression => call("tupleElement", column(name), integer(1));
/** Flags are counted from 1. */
const isFlagged = (name: string, number: number): Expression =>
  equals(call("tupleElement", column(name), integer(2 + number)), integer(1));

/** 1 when what `meets` says of a row was true of the trait at every instant since now - `forMs`, else 0. */
export function heldFact(
  { forMs }: HeldLeaf,
  ofTrait: Expression,
  meets: Expression,
  at: Instant,
): Expression {
  const since = bound("Int64", at - forMs);
  const begins = call("arrayExists", lambda([ENTRY], binary("<=", time(ENTRY), since)), column(VALUES));
  const breaks = call(
    "arrayExists",
    lambda([ENTRY, NEXT], all([not(isFlagged(ENTRY, 1)), binary(">", column(NEXT), since)])),
    column(VALUES),
    followingTimes(column(VALUES)),
  );
  return truth(letIn(VALUES, valuesOf(ofTrait, [meets]), all([begins, not(breaks)])));
}

/** 1 when, inside the interval, a row of which `from` is true gave way to one of which `to` is, else 0. */
export function changedFact(
  ofTrait: Expression,
  from: Expression,
  to: Expression,
  interval: Interval,
): Expression {
  const changes = call(
    "arrayExists",
    lambda(
      [ENTRY, NEXT],
      all([
        isFlagged(ENTRY, 1),
        isFlagged(NEXT, 2),
        binary(">=", time(NEXT), bound("Int64", interval.from)),
        binary("<", time(NEXT), bound("Int64", interval.to)),
      ]),
    ),
    call("arrayPopBack", column(VALUES)),
    call("arrayPopFront", column(VALUES)),
  );
  return truth(letIn(VALUES, valuesOf(ofTrait, [from, to]), changes));
}

const truth = (condition: Expression): Expression => call("toUInt64", condition);

/** Of the changes of one instant only the last by id hash; the others never were the trait's value. */
function valuesOf(ofTrait: Expression, flags: readonly Expression[]): Expression {
  const sorted = "changes";
  const parts = flags.map(flag);
  const at = call("toUnixTimestamp64Milli", column("time", ROWS));
  const entry = call("tuple", at, column("id_hash", ROWS), ...parts);
  const isLast = binary("<", time(ENTRY), column(NEXT));
  const latest = call(
    "arrayFilter",
    lambda([ENTRY, NEXT], isLast),
    column(sorted),
    followingTimes(column(sorted)),
  );
  return letIn(sorted, call("arraySort", call("groupArrayIf", entry, ofTrait)), latest);
}

/** For each entry the time of the next one. */
function followingTimes(entries: Expression): Expression {
  const times = call("arrayMap", lambda([ENTRY], time(ENTRY)), entries);
  return call("arrayPopFront", call("arrayPushBack", times, END));
}
