import { civilFromDays, DAY_MS, daysFromCivil, formatDay, type Instant } from "@habitus/kernel";
import type { DayTest, YearlyTest } from "@habitus/segments";
import {
  all,
  any,
  binary,
  call,
  column,
  define1,
  type Expression,
  FALSE,
  integer,
  isIn,
  lambda,
  letIn,
  not,
  text,
} from "../tree/expression.ts";
import type { Days } from "./calendar.ts";
import { HomeDays, type ZoneReaders } from "./home-days.ts";
import { instantOf } from "./instant-token.ts";
import { spelledBy } from "./json-token.ts";
import { numberOf } from "./number-token.ts";
import { ZEROS } from "./people.ts";
import type { ValueReader } from "./value-columns.ts";
import { orFalse } from "./value-test.ts";

const DAYS_OF_CYCLE = 146_097;
/** Makes the day number of every instant positive; whole cycles of 400 years. */
const SHIFT = 5 * DAYS_OF_CYCLE;
/** Days from 0000-03-01, where a cycle begins, to 1970-01-01. */
const FROM_MARCH = 719_468;

const DAY = "day";
const PLACE = "place";

/** The date of an instant, which may be NULL, as days since 1970-01-01. */
const dayOfInstant = define1(
  "day_of_instant",
  "instant",
  binary(
    "-",
    call("intDiv", binary("+", column("instant"), integer(SHIFT * DAY_MS)), integer(DAY_MS)),
    integer(SHIFT),
  ),
);

/** Which day a date is of its year, which begins with the first of March: so 29 February is the last, 365, and nothing moves behind it. */
const placeInYear = define1(
  "place_in_year",
  "date",
  letIn(
    "into",
    call("modulo", binary("+", column("date"), integer(SHIFT + FROM_MARCH)), integer(DAYS_OF_CYCLE)),
    letIn("year", yearOfCycle(column("into")), binary("-", column("into"), daysBefore(column("year")))),
  ),
);

/** The year, 0 to 399, that holds a day of the cycle. Source: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms". */
function yearOfCycle(day: Expression): Expression {
  const by = (days: number): Expression => call("intDiv", day, integer(days));
  const evened = binary("-", binary("+", binary("-", day, by(1_460)), by(36_524)), by(146_096));
  return call("intDiv", evened, integer(365));
}

function daysBefore(year: Expression): Expression {
  const leapDays = binary("-", call("intDiv", year, integer(4)), call("intDiv", year, integer(100)));
  return binary("+", binary("*", year, integer(365)), leapDays);
}

/** Whether the date that UTC has at a trait's value lies among days around `at` where the person lives. */
export function dayExpression(
  { days }: DayTest,
  value: ValueReader,
  zones: ZoneReaders,
  at: Instant,
): Expression {
  const isAmong = new HomeDays(days, at).asking(zones, (among) => among(column(DAY)));
  return orFalse(letIn(DAY, dayOfInstant(value.read("instant")), isAmong));
}

/**
 * Whether a day on which a trait's value comes round lies among days around `at` where the person lives. Most people's does nowhere in the world,
 * which the month and day of a bare date tell; all else is worked out for a list with nothing in it for those.
 */
export function yearlyExpression(
  { days }: YearlyTest,
  value: ValueReader,
  zones: ZoneReaders,
  at: Instant,
): Expression {
  const home = new HomeDays(days, at);
  const { from, to } = home.hull();
  const first = civilFromDays(from).year - 1;
  const last = civilFromDays(to - 1).year;
  const years = Array.from({ length: last - first + 1 }, (_, ahead) => first + ahead);
  const returns = years.map((year) => {
    const start = daysFromCivil(year, 3, 1);
    const length = daysFromCivil(year + 1, 3, 1) - start;
    return binary("+", integer(start), call("least", column(PLACE), integer(length - 1)));
  });
  const isAny = home.asking(zones, (isAmong) =>
    any(returns.map((day) => all([binary(">", day, column(DAY)), isAmong(day)]))),
  );
  const token = column("born");
  const spelled = column("born_spelled");
  const day = dayOfInstant(instantOf(column("born_number"), spelled));
  const returned = letIn(DAY, day, letIn(PLACE, placeInYear(column(DAY)), isAny));
  const ofNumber = letIn("born_number", numberOf(token, spelled), returned);
  const read = value.read("token");
  const asked = call("if", isElsewhere(read, { from, to }), ZEROS.texts, call("array", read));
  const isReturned = orFalse(letIn("born_spelled", spelledBy(token), ofNumber));
  return binary(">", call("arrayCount", lambda(["born"], isReturned), asked), integer(0));
}

const BARE_DATE = '^"[0-9]{4}-[0-9]{2}-[0-9]{2}"$';
/** Of more days nearly everybody's is among them. */
const MOST_DAYS = 200;

/** True of bare dates alone, and only of those with a month and day that none of the days has. */
function isElsewhere(token: Expression, { from, to }: Days): Expression {
  if (to - from > MOST_DAYS) return FALSE;
  const shown = Array.from({ length: to - from }, (_, ahead) =>
    formatDay(from + ahead).slice(-"MM-DD".length),
  );
  // In most years 29 February comes round on the day before it.
  if (shown.includes("02-28")) shown.push("02-29");
  const own = call("substring", token, integer(7), integer(5));
  const known = [...new Set(shown)].map(text);
  return all([call("match", token, text(BARE_DATE)), not(isIn(own, known))]);
}
