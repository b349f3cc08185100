import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from "@habitus/kernel";
import {
  all,
  any,
  binary,
  call,
  column,
  define2,
  equals,
  type Expression,
  integer,
  lambda,
  letIn,
  NULL,
  text,
} from "../tree/expression.ts";
import { decimal } from "./number-token.ts";
import { ZEROS } from "./people.ts";

/** JavaScript's white space, which the engine's \s is not. */
const SPACE = String.raw`[\t\n\v\f\r \x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}\x{feff}]`;
/** Year, month, day, hour, minute, second, fraction, Z or offset, its sign, hours and minutes; absent parts are ''. */
const ISO = [
  "^([0-9]{4})-([0-9]{2})-([0-9]{2})",
  "(?:[Tt ]([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:[.,]([0-9]{1,9}))?)?",
  `${SPACE}?([Zz]|([+-])([0-9]{2})(?::?([0-9]{2}))?)?)?$`,
].join("");

/** Numbers below this are seconds, others milliseconds. */
const FIRST_MILLISECONDS = "100000000000";
/** 0000-01-01 and the last millisecond of 9999. */
const FIRST_INSTANT = -62_167_219_200_000;
const LAST_INSTANT = 253_402_300_799_999;
const MAX_OFFSET_MINUTES = 18 * 60;
const YEARS_OF_CYCLE = 400;
const DAYS_OF_CYCLE = 146_097;

/** The instant in epoch milliseconds, Nullable, of a token with this number that spells this text. */
export const instantOf = define2(
  "json_instant",
  ["number", "spelled"],
  instantRead(column("number"), column("spelled")),
);

function instantRead(number: Expression, spelled: Expression): Expression {
  const isSeconds = binary("<", call("abs", number), decimal(text(FIRST_MILLISECONDS)));
  const inMilliseconds = call("if", isSeconds, binary("*", number, integer(1_000)), number);
  const fromNumber = call("CAST", inMilliseconds, text("Nullable(Int64)"));
  const fromDate = binary("*", call("toInt64", dateOf(spelled)), integer(DAY_MS));
  // A list with nothing in it for what is read already: nothing is then worked out for it.
  const others = call(
    "if",
    any([call("isNotNull", number), isDate(spelled)]),
    ZEROS.texts,
    call("array", spelled),
  );
  const each = call("arrayMap", lambda(["other"], isoInstant(column("other"))), others);
  const otherIso = call("arrayElement", each, integer(1));
  const read = call(
    "multiIf",
    call("isNotNull", number),
    fromNumber,
    isDate(spelled),
    call("toNullable", fromDate),
    otherIso,
  );
  const isInRange = all([
    binary(">=", column("read"), integer(FIRST_INSTANT)),
    binary("<=", column("read"), integer(LAST_INSTANT)),
  ]);
  return letIn("read", read, call("if", isInRange, column("read"), NULL));
}

/** A bare date that the engine reads and writes again alike, as it does with every day of the years 1900 to 2299 and with nothing else. */
function isDate(spelled: Expression): Expression {
  const isLong = equals(call("length", spelled), integer(10));
  return all([isLong, equals(call("toString", dateOf(spelled)), spelled)]);
}

function dateOf(spelled: Expression): Expression {
  return call("toDate32OrZero", spelled);
}

/** ISO 8601 text as the kernel's `parseIso` reads it; the engine's own readers take other texts and other ranges. */
function isoInstant(spelled: Expression): Expression {
  const written = (index: number): Expression => call("arrayElement", column("iso"), integer(index));
  const field = (index: number): Expression => call("arrayElement", column("fields"), integer(index));
  const sign = call("if", equals(written(9), text("-")), integer(-MINUTE_MS), integer(MINUTE_MS));
  const fraction = call("rightPad", call("left", written(7), integer(3)), integer(3), text("0"));
  const value = sum([
    times(daysOf(field(1)), DAY_MS),
    times(field(4), HOUR_MS),
    times(field(5), MINUTE_MS),
    times(field(6), SECOND_MS),
    call("toInt64OrZero", fraction),
    binary("*", binary("-", integer(0), column("offset")), sign),
  ]);
  const isValid = all([
    // The engine carries days beyond a month's end into the next and takes 1970-01-01 for months that are none.
    equals(call("toMonth", column("date")), field(2)),
    equals(call("toDayOfMonth", column("date")), field(3)),
    binary("<=", field(4), integer(24)),
    binary("<=", field(5), integer(59)),
    binary("<=", field(6), integer(60)),
    any([binary("<", field(4), integer(24)), equals(binary("+", field(5), field(6)), integer(0))]),
    binary("<=", column("offset"), integer(MAX_OFFSET_MINUTES)),
  ]);
  const offset = binary("+", times(field(10), 60), field(11));
  const date = call("makeDate32", sameYear(field(1)), field(2), field(3));
  const checked = call("if", isValid, call("toNullable", value), NULL);
  const numbers = call("arrayMap", lambda(["part"], call("toInt64OrZero", column("part"))), column("iso"));
  const read = letIn("fields", numbers, letIn("offset", offset, letIn("date", date, checked)));
  return letIn("iso", call("extractGroups", spelled, text(ISO)), read);
}

/** The engine's dates end in 2299, but the calendar repeats every 400 years: a year of 1900 to 2299 that is like `year`. */
function sameYear(year: Expression): Expression {
  const into = call("modulo", binary("+", year, integer(100)), integer(YEARS_OF_CYCLE));
  return binary("+", into, integer(1_900));
}

/** Days since 1970-01-01 of the date, which lies some cycles of 400 years away from `date`. */
function daysOf(year: Expression): Expression {
  const cycles = call("intDiv", binary("-", year, sameYear(year)), integer(YEARS_OF_CYCLE));
  return binary("+", call("toInt64", column("date")), times(cycles, DAYS_OF_CYCLE));
}

function sum(parts: readonly Expression[]): Expression {
  return parts.reduce((left, right) => binary("+", left, right));
}

function times(value: Expression, by: number): Expression {
  return binary("*", value, integer(by));
}
