import { DAY_MS } from "@habitus/kernel";
import { binary, call, column, type Expression, integer, lambda } from "../tree/expression.ts";
import type { Interval } from "./calendar.ts";
import { list } from "./list.ts";
import { piecesOf } from "./zone-pieces.ts";

/** Makes every day number positive, so that cutting towards zero rounds down. Whole weeks. */
const SHIFT_DAYS = 105_000;
/** Day 0 was a Thursday. */
const MONDAY_FIRST = 3;

/** An instant in ms, as the store's time columns hold it. */
export const millis = (time: Expression): Expression => call("toUnixTimestamp64Milli", time);

/** A number that two instants of the interval share exactly when they lie on one calendar day of the zone. */
export function dayNumber(zone: string, interval: Interval, time: Expression): Expression {
  const at = millis(time);
  const pieces = piecesOf(zone, interval, "day");
  const [only] = pieces;
  if (only !== undefined && pieces.length === 1) return dayOf(binary("+", at, integer(only.offset)));
  const starts = list(
    pieces.map((piece) => piece.at),
    "Array(Int64)",
  );
  const offsets = list(
    pieces.map((piece) => piece.offset),
    "Array(Int64)",
  );
  return dayOf(binary("+", at, offsetFrom(starts, offsets, at)));
}

/** Days since 1970-01-01 of such a number. */
export const sinceEpoch = (day: Expression): Expression => binary("-", day, integer(SHIFT_DAYS));

/** Of the offsets the one whose start is the last before `at`. */
function offsetFrom(starts: Expression, offsets: Expression, at: Expression): Expression {
  const begun = call("arrayCount", lambda(["start"], binary("<=", column("start"), at)), starts);
  return call("arrayElement", offsets, begun);
}

/** The number of the day that clocks show, from the milliseconds that they show. */
export function dayOf(local: Expression): Expression {
  return call("intDiv", shifted(local), integer(DAY_MS));
}

/** 1 Monday ... 7 Sunday. */
export function weekdayOf(local: Expression): Expression {
  const sinceMonday = call("modulo", binary("+", dayOf(local), integer(MONDAY_FIRST)), integer(7));
  return binary("+", sinceMonday, integer(1));
}

/** Milliseconds since midnight, as clocks show them. */
export function timeOfDay(local: Expression): Expression {
  return call("modulo", shifted(local), integer(DAY_MS));
}

const shifted = (local: Expression): Expression => binary("+", local, integer(SHIFT_DAYS * DAY_MS));
