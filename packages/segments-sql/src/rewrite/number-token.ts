import {
  all,
  binary,
  call,
  column,
  define1,
  define2,
  type Expression,
  integer,
  letIn,
  NULL,
  text,
} from "../tree/expression.ts";

/** Text that counts as a number. */
const NUMBER_TEXT = String.raw`^-?[0-9]{1,18}(\.[0-9]{1,9})?$`;
/** Sign, integer digits, fraction digits and exponent of a JSON number that has an exponent. */
const WITH_EXPONENT = String.raw`^(-?)([0-9]+)(?:\.([0-9]+))?[eE]([+-]?[0-9]+)$`;
/** Sign and first significant digits of an exponent: seven digits move the point out of any text we keep. */
const SHORT_EXPONENT = String.raw`^\+?(-?)0*([0-9]{0,7}).*$`;

const FRACTION_DIGITS = 9;
const INTEGER_DIGITS = 18;
/** Zeros on either side of the digits, so that a number can be cut out wherever its point stands. */
const ZEROS = 30;

/** A decimal in the form in which all numbers are compared. */
export function decimal(value: Expression): Expression {
  return call("toDecimal128", value, integer(FRACTION_DIGITS));
}

const decimalOrNull = (value: Expression): Expression =>
  call("toDecimal128OrNull", value, integer(FRACTION_DIGITS));

/** Whether the engine reads the text as a number, and one of no more integer digits than a number may have. */
function isOrdinary(value: Expression): Expression {
  const limit = decimal(text(`1${"0".repeat(INTEGER_DIGITS)}`));
  return binary("<", call("abs", decimalOrNull(value)), limit);
}

/**
 * A number token with an exponent, written without it; no number beyond 18 integer digits. The engine's decimal reader
 * knows exponents but gives up on long runs of digits before them and on 0e400.
 */
const plainNumber = define1("plain_number", "token", plainDigits(column("token")));

function plainDigits(token: Expression): Expression {
  const part = (index: number): Expression => call("arrayElement", column("parts"), integer(index));
  const digits = call("replaceRegexpOne", call("concat", part(2), part(3)), text("^0+"), text(""));
  const shortened = call("replaceRegexpOne", part(4), text(SHORT_EXPONENT), text(String.raw`\1\2`));
  // Where the point stands among the significant digits: integer digits + exponent - leading zeros.
  const ahead = binary("+", call("toInt64OrZero", shortened), call("length", column("digits")));
  const point = binary("-", ahead, call("length", part(3)));
  const moved = letIn("digits", digits, letIn("point", point, withPoint(column("digits"), column("point"))));
  const parts = call("extractGroups", token, text(WITH_EXPONENT));
  return letIn("parts", parts, call("concat", part(1), moved));
}

/** `digits` with the decimal point before its `point`-th digit: 18 digits before it and 9 behind it. */
function withPoint(digits: Expression, point: Expression): Expression {
  const zeros = text("0".repeat(ZEROS));
  const nearest = call(
    "greatest",
    call("least", point, integer(INTEGER_DIGITS)),
    integer(-FRACTION_DIGITS - 1),
  );
  const cut = (from: number, length: number): Expression =>
    call("substring", column("wide"), binary("+", column("at"), integer(from)), integer(length));
  const number = call(
    "concat",
    cut(ZEROS + 1 - INTEGER_DIGITS, INTEGER_DIGITS),
    text("."),
    cut(ZEROS + 1, FRACTION_DIGITS),
  );
  const isTooLarge = all([binary(">", point, integer(INTEGER_DIGITS)), binary("!=", digits, text(""))]);
  const placed = letIn("wide", call("concat", zeros, digits, zeros), letIn("at", nearest, number));
  return call("if", isTooLarge, text("none"), placed);
}

/**
 * The number of a token as a Nullable decimal with nine fraction digits; the second argument is the text the token spells
 * if it is a text. Digits past the ninth are cut off, which the engine's reader does by itself; 19 integer digits and more
 * make no number, which it does not know.
 */
export const numberOf = define2(
  "json_number",
  ["token", "spelled"],
  numberRead(column("token"), column("spelled")),
);

function numberRead(token: Expression, spelled: Expression): Expression {
  const read = decimalOrNull(token);
  return call(
    "multiIf",
    isOrdinary(token),
    read,
    call("startsWith", token, text('"')),
    call("if", call("match", spelled, text(NUMBER_TEXT)), decimalOrNull(spelled), NULL),
    all([call("isNull", read), isNumber(token), hasExponent(token)]),
    decimalOrNull(plainNumber(token)),
    NULL,
  );
}

/** True for a number beyond what a double can hold, which the language calls absent. */
export const isInfinite = define1(
  "json_infinite",
  "token",
  call("isInfinite", call("toFloat64OrZero", column("token"))),
);

/** Whether a token begins as a number does; cheaper than a pattern. */
function isNumber(token: Expression): Expression {
  return all([binary(">=", token, text("-")), binary("<", token, text(":"))]);
}

function hasExponent(token: Expression): Expression {
  return call("match", token, text(WITH_EXPONENT));
}
