import {
  bug,
  decimalFromText,
  isTransitionEvent,
  parseIso,
  TRANSITION_EVENTS,
  unreachable,
} from "@habitus/kernel";
import { LIMITS } from "../limits.ts";
import type { EventName, Literal, NumberLiteral, PropertyPath, ValueComparison } from "../tree/definition.ts";
import { readPattern } from "../pattern/read-pattern.ts";
import { checkNear } from "./check-near.ts";
import type { Keys } from "./problem.ts";
import type { Report } from "./report.ts";

const LONE_SURROGATE = /\p{Cs}/u;
const PERCENT = /^-?\d{1,18}(?:\.\d{1,7})?$/;
const DATE = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:\d{2})?)?$/;

/** Dates a definition may name: what every engine can compute with. */
const FIRST_YEAR = 1900;
const LAST_YEAR = 2199;

export function checkName(name: string, at: Keys, report: Report): void {
  if (name === "") report(at, "name_empty", "A name cannot be empty");
  if (name.length > LIMITS.nameLength) {
    report(
      at,
      "name_too_long",
      `A name has at most ${LIMITS.nameLength} characters, this one has ${name.length}`,
    );
  }
  checkUnicode(name, at, report);
}

export function checkEventName(name: EventName, at: Keys, report: Report): void {
  if (typeof name === "string") checkName(name, at, report);
  // Every name begins with nothing: any event at all.
  else if ("startsWith" in name && name.startsWith !== "")
    checkName(name.startsWith, [...at, "startsWith"], report);
  if (typeof name === "string" && isTransitionEvent(name)) {
    const said = name === TRANSITION_EVENTS.entered ? "entered" : "left";
    const message = `\`${name}\` is no event that is sent; write \`${said} segment "..."\``;
    report(at, "reserved_event", message);
  }
}

export function checkPath(path: PropertyPath, at: Keys, report: Report): void {
  if (path.length > LIMITS.pathLength) {
    report(at, "path_too_long", `A path has at most ${LIMITS.pathLength} keys, this one has ${path.length}`);
  }
  for (const [index, key] of path.entries()) checkName(key, [...at, index], report);
}

function checkUnicode(text: string, at: Keys, report: Report): void {
  if (LONE_SURROGATE.test(text)) {
    report(at, "not_unicode", "The text holds half of a surrogate pair, which is no character");
  }
}

export function checkNumber({ kind, value }: NumberLiteral, at: Keys, report: Report): void {
  if (kind === "percent" ? PERCENT.test(value) : decimalFromText(value) !== null) return;
  const [digits, allowed] = /^-?\d*(?:\.(\d*))?$/.exec(value) ?? [];
  if (digits === undefined) {
    report(at, "not_a_number", `\`${value}\` is no decimal number such as 12.5`);
    return;
  }
  const fraction = kind === "percent" ? 7 : 9;
  const cut = (allowed?.length ?? 0) > fraction ? value.slice(0, value.indexOf(".") + fraction + 1) : null;
  const message = `Numbers are exact: at most 18 digits before the point and ${fraction} behind it, so \`${value}\` cannot be compared without rounding`;
  const mended = cut !== null && /^-?\d{1,18}\./.test(cut) ? written({ kind, value: cut }) : null;
  report(at, "too_many_digits", message, mended);
}

function checkText(value: string, at: Keys, report: Report): void {
  if (value === "") {
    const message =
      "Empty text counts as absent, so nothing can be compared with it; test `does not exist` instead";
    report(at, "text_empty", message);
  }
  if (value.length > LIMITS.valueLength) {
    report(at, "text_too_long", `A text value has at most ${LIMITS.valueLength} characters`);
  }
  checkUnicode(value, at, report);
}

/**
 * A date. `inPlace` writes the part of the sentence that the date stands in, for a suggestion; windows begin no earlier than
 * 1970, the first instant an event can have.
 */
export function checkDate(
  value: string,
  at: Keys,
  report: Report,
  inPlace: (date: string) => string = (date) => date,
  firstYear = FIRST_YEAR,
): void {
  if (!DATE.test(value) || parseIso(value) === null) {
    const message = `\`${value}\` is no date; dates are written 2026-01-31, 2026-01-31T18:30 or 2026-01-31T18:30:00Z`;
    const near = nearDate(value);
    report(at, "not_a_date", message, near === null ? null : inPlace(near));
    return;
  }
  const year = Number(value.slice(0, 4));
  if (year < firstYear || year > LAST_YEAR) {
    report(at, "date_out_of_range", `Dates here lie in the years ${firstYear} to ${LAST_YEAR}`);
  }
}

function nearDate(value: string): string | null {
  const [, year = "", month = "", day = ""] = /^(\d{4})-(\d{1,2})-(\d{1,2})/.exec(value) ?? [];
  const guess = `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
  return guess !== value.slice(0, 10) && parseIso(guess) !== null ? guess : null;
}

export function checkComparison(test: ValueComparison, at: Keys, report: Report): void {
  switch (test.op) {
    case "exists":
      return;
    case "is":
      checkLiteral(test.value, [...at, "value"], report);
      checkIgnoreCase(test, [test.value], at, report);
      return;
    case "in":
    case "includes":
      checkList(test.values, [...at, "values"], report);
      checkIgnoreCase(test, test.values, at, report);
      return;
    case "items":
    case "from event":
      return bug("who walks the conditions looks inside");
    case "contains":
    case "starts with":
    case "ends with":
      checkText(test.value.value, [...at, "value"], report);
      return;
    case "matches":
      checkPattern(test.value.value, test.ignoreCase === true, [...at, "value"], report);
      return;
    case "<":
    case "<=":
    case ">":
    case ">=":
      checkNumber(test.value, [...at, "value"], report);
      return;
    case "between":
      checkBetween(test, at, report);
      return;
    case "near":
      for (const key of ["within", "lat", "lon"] as const) checkNumber(test[key], [...at, key], report);
      checkNear(test, at, report);
      return;
    case "held":
    case "changed":
      report(at, "history_not_here", "Only a trait has a past; a property of an event is what it was then");
      return;
    case "when":
    case "anniversary":
      // Of a trait it is let through before; a property is judged once, when its event happens.
      report(
        at,
        "when_not_here",
        "Only a trait is compared with now; the time of an event stands behind the event",
      );
      return;
    case "before":
    case "after":
    case "on or before":
    case "on or after":
      checkDate(test.value.value, [...at, "value"], report);
      return;
    default:
      unreachable(test);
  }
}

function checkPattern(pattern: string, ignoreCase: boolean, at: Keys, report: Report): void {
  if (pattern === "")
    report(at, "text_empty", "An empty pattern is found in every text; test `exists` instead");
  if (pattern.length > LIMITS.patternLength) {
    report(at, "text_too_long", `A pattern has at most ${LIMITS.patternLength} characters`);
    return;
  }
  checkUnicode(pattern, at, report);
  const reading = readPattern(pattern, ignoreCase);
  if (reading.kind === "ok") return;
  report(at, "unknown_pattern", `At character ${reading.from + 1} of the pattern: ${reading.message}`);
}

function checkBetween(
  test: { readonly from: NumberLiteral; readonly to: NumberLiteral },
  at: Keys,
  report: Report,
): void {
  checkNumber(test.from, [...at, "from"], report);
  checkNumber(test.to, [...at, "to"], report);
  const [from, to] = [test.from, test.to].map(billionths);
  if (from === null || to === null || from === undefined || to === undefined || from <= to) return;
  const message = "Nothing lies between a larger and a smaller number; write the smaller one first";
  report(at, "empty_range", message, `between ${written(test.to)} and ${written(test.from)}`);
}

/** Billionths of a percent, so that numbers and percents compare exactly. */
function billionths({ kind, value }: NumberLiteral): bigint | null {
  const read = decimalFromText(value);
  if (read === null) return null;
  return kind === "percent" ? read : read * 100n;
}

function written({ kind, value }: NumberLiteral): string {
  return kind === "percent" ? `${value}%` : value;
}

function checkList(values: readonly Literal[], at: Keys, report: Report): void {
  if (values.length === 0) report(at, "list_empty", "A list needs at least one value");
  if (values.length > LIMITS.listValues) {
    const message = `A list has at most ${LIMITS.listValues} values, this one has ${values.length}`;
    report(at, "list_too_long", message);
    return;
  }
  for (const [index, value] of values.entries()) checkLiteral(value, [...at, index], report);
}

function checkLiteral(literal: Literal, at: Keys, report: Report): void {
  switch (literal.kind) {
    case "text":
      checkText(literal.value, at, report);
      return;
    case "number":
    case "percent":
      checkNumber(literal, at, report);
      return;
    case "date":
      checkDate(literal.value, at, report);
      return;
    case "boolean":
      return;
    default:
      unreachable(literal);
  }
}

function checkIgnoreCase(
  test: { readonly ignoreCase?: true },
  values: readonly Literal[],
  at: Keys,
  report: Report,
): void {
  if (test.ignoreCase !== true || values.some((value) => value.kind === "text")) return;
  report([...at, "ignoreCase"], "no_letter_case", "Only text has letter case; leave out `ignoring case`");
}
