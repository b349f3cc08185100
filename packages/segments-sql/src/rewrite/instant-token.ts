import { MINUTE_MS } from "@habitus/kernel";
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
  isIn,
  letIn,
  NULL,
  text,
} from "../tree/expression.ts";
import { decimal } from "./number-token.ts";

/** JavaScript's white space, which the engine's \s is not. */
const SPACE = String.raw`[\t\n\v\f\r \x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}\x{feff}]`;
/** Year, month, day, hour, minute, second, fraction, zone; absent parts are ''. */
const ISO = [
  "^([0-9]{4})-([0-9]{2})-([0-9]{2})",
  "(?:[Tt ]([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:[.,]([0-9]{1,9}))?)?",
  `${SPACE}?([Zz]|[+-][0-9]{2}(?::?[0-9]{2})?)?)?$`,
].join("");

/** Numbers below this are seconds, others milliseconds. */
const FIRST_MILLISECONDS = "100000000000";
/** 0000-01-01 and the last millisecond of 9999. */
const FIRST_INSTANT = -62_167_219_200_000;
const LAST_INSTANT = 253_402_300_799_999;
const MAX_OFFSET_MINUTES = 18 * 60;

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
  const read = call("if", call("isNotNull", number), fromNumber, isoInstant(spelled));
  const isInRange = all([
    binary(">=", column("read"), integer(FIRST_INSTANT)),
    binary("<=", column("read"), integer(LAST_INSTANT)),
  ]);
  return letIn("read", read, call("if", isInRange, column("read"), NULL));
}

/** ISO 8601 text as the kernel's `parseIso` reads it; the engine's own readers take other texts and other ranges. */
function isoInstant(spelled: Expression): Expression {
  const part = (index: number): Expression => call("arrayElement", column("iso"), integer(index));
  const field = (index: number): Expression => call("toInt64OrZero", part(index));
  const [year, month, day, hour, minute, second] = [1, 2, 3, 4, 5, 6].map(field) as [
    Expression,
    Expression,
    Expression,
    Expression,
    Expression,
    Expression,
  ];
  const milliseconds = call(
    "toInt64OrZero",
    call("rightPad", call("left", part(7), integer(3)), integer(3), text("0")),
  );
  const value = sum([
    times(daysFromCivil(year, month, day), 86_400_000),
    times(hour, 3_600_000),
    times(minute, MINUTE_MS),
    times(second, 1_000),
    milliseconds,
    times(column("offset"), -MINUTE_MS),
  ]);
  const isValid = all([
    binary(">", call("length", column("iso")), integer(0)),
    between(month, 1, 12),
    binary(">=", day, integer(1)),
    binary("<=", day, daysInMonth(year, month)),
    binary("<=", minute, integer(59)),
    binary("<=", second, integer(60)),
    any([
      binary("<", hour, integer(24)),
      all([hour, minute, second].map((each, at) => equals(each, integer(at === 0 ? 24 : 0)))),
    ]),
    between(column("offset"), -MAX_OFFSET_MINUTES, MAX_OFFSET_MINUTES),
  ]);
  const checked = call("if", isValid, call("toNullable", value), NULL);
  return letIn(
    "iso",
    call("extractGroups", spelled, text(ISO)),
    letIn("offset", offsetMinutes(part(8)), checked),
  );
}

/** `+05:30`, `-0800` or `+01` in minutes; 0 for Z and for nothing. */
function offsetMinutes(zone: Expression): Expression {
  const digits = call("replaceRegexpAll", zone, text("[^0-9]"), text(""));
  const hours = call("toInt64OrZero", call("left", digits, integer(2)));
  const minutes = call("toInt64OrZero", call("substring", digits, integer(3)));
  const size = binary("+", times(hours, 60), minutes);
  return call("if", call("startsWith", zone, text("-")), binary("-", integer(0), size), size);
}

function daysInMonth(year: Expression, month: Expression): Expression {
  const divides = (by: number): Expression => equals(call("modulo", year, integer(by)), integer(0));
  const isLeap = any([all([divides(4), { kind: "not", of: divides(100) }]), divides(400)]);
  return call(
    "multiIf",
    equals(month, integer(2)),
    call("if", isLeap, integer(29), integer(28)),
    isIn(month, [4, 6, 9, 11].map(integer)),
    integer(30),
    integer(31),
  );
}

/**
 * Days from 1970-01-01 to a date of the years 0000 to 9999. The year begins in March, so that the leap day comes last
 * and a month's first day is a linear function; counted from the year -400 so that no division rounds a negative number.
 */
function daysFromCivil(year: Expression, month: Expression, day: Expression): Expression {
  const isEarly = binary("<=", month, integer(2));
  const shiftedYear = call("if", isEarly, binary("+", year, integer(399)), binary("+", year, integer(400)));
  const shiftedMonth = call("if", isEarly, binary("+", month, integer(9)), binary("-", month, integer(3)));
  const years = column("years");
  const monthDays = call("intDiv", binary("+", times(shiftedMonth, 153), integer(2)), integer(5));
  const days = sum([
    times(years, 365),
    call("intDiv", years, integer(4)),
    binary("-", integer(0), call("intDiv", years, integer(100))),
    call("intDiv", years, integer(400)),
    monthDays,
    day,
    integer(-865_566),
  ]);
  return letIn("years", shiftedYear, days);
}

function sum(parts: readonly Expression[]): Expression {
  return parts.reduce((left, right) => binary("+", left, right));
}

function times(value: Expression, by: number): Expression {
  return binary("*", value, integer(by));
}

function between(value: Expression, from: number, to: number): Expression {
  return all([binary(">=", value, integer(from)), binary("<=", value, integer(to))]);
}
