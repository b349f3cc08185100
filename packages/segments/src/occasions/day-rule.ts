import { civilFromDays, daysFromCivil, daysInMonth } from "@habitus/kernel";

/** On which days of the years an occasion falls. Days are counted from 1970-01-01. */
export type DayRule =
  /** 29 February is 28 February in a year without one. */
  | { readonly kind: "date"; readonly month: number; readonly day: number }
  /** `nth` from 1, or the last; none in a month that has fewer. Weekdays: 1 Monday ... 7 Sunday. */
  | {
      readonly kind: "weekday";
      readonly nth: number | "last";
      readonly weekday: number;
      readonly month: number;
    }
  /** The first such weekday from that date on. */
  | { readonly kind: "from"; readonly weekday: number; readonly month: number; readonly day: number }
  | { readonly kind: "easter"; readonly church: "western" | "orthodox" }
  /** So many days behind each day of another rule; below zero before it. */
  | { readonly kind: "away"; readonly days: number; readonly from: DayRule }
  /** As `of`, but in years in which it is the same day as `not`, as `instead`. */
  | { readonly kind: "but"; readonly of: DayRule; readonly not: DayRule; readonly instead: DayRule }
  /** Written out, ascending. */
  | { readonly kind: "days"; readonly days: readonly number[] };

const MONTHS = "january february march april may june july august september october november december".split(
  " ",
);
const WEEKDAYS = "monday tuesday wednesday thursday friday saturday sunday".split(" ");
const NTHS: Readonly<Record<string, number | "last">> = {
  "1st": 1,
  "2nd": 2,
  "3rd": 3,
  "4th": 4,
  "5th": 5,
  last: "last",
};

/** Examples of every form, for whoever wrote what cannot be read. */
export const RULE_FORMS =
  "`25 december`, `2nd sunday of may`, `last monday of may`, `saturday from 20 june`, `easter`, `orthodox easter`, `21 days before easter`, `1 day after 4th thursday of november`, or dates such as `2026-11-08, 2027-10-29`";

/** Reads a rule as the calendar spells it (see `RULE_FORMS`), in any letter case; null when it is none. */
export function parseDayRule(text: string): DayRule | null {
  const written = text.trim().toLowerCase().replace(/\s+/g, " ");
  const but = butParts(written);
  if (but !== null) return butOf(parseDayRule(but.of), parseDayRule(but.not), parseDayRule(but.instead));
  const away = /^(\d{1,3}) days? (before|after) (.+)$/.exec(written);
  if (away !== null) {
    const from = parseDayRule(away[3] ?? "");
    const days = Number(away[1]);
    return from === null ? null : { kind: "away", days: away[2] === "before" ? -days : days, from };
  }
  if (written === "easter") return { kind: "easter", church: "western" };
  if (written === "orthodox easter") return { kind: "easter", church: "orthodox" };
  return parseDates(written) ?? parseWeekday(written) ?? parseDate(written);
}

const BUT = ", but ";
const WHERE_IT_IS = " where it is ";

/** `A, but B where it is C`; found from the end, since one expression for it would try all of many "but". */
function butParts(
  written: string,
): { readonly of: string; readonly instead: string; readonly not: string } | null {
  const where = written.lastIndexOf(WHERE_IT_IS);
  const but = where < 0 ? -1 : written.lastIndexOf(BUT, where - BUT.length);
  if (but < 0) return null;
  return {
    of: written.slice(0, but),
    instead: written.slice(but + BUT.length, where),
    not: written.slice(where + WHERE_IT_IS.length),
  };
}

function butOf(of: DayRule | null, not: DayRule | null, instead: DayRule | null): DayRule | null {
  return of === null || not === null || instead === null ? null : { kind: "but", of, not, instead };
}

function parseDates(written: string): DayRule | null {
  const dates = written.split(/[ ,]+/).map(dayOfIso);
  const days = dates.filter((day) => day !== null);
  if (days.length < dates.length) return null;
  return { kind: "days", days: [...new Set(days)].sort((a, b) => a - b) };
}

function dayOfIso(text: string): number | null {
  const found = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text);
  if (found === null) return null;
  const [year = 0, month = 0, day = 0] = found.slice(1).map(Number);
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return null;
  return daysFromCivil(year, month, day);
}

function parseWeekday(written: string): DayRule | null {
  const nth = /^(\w+) (\w+) of (\w+)$/.exec(written);
  if (nth !== null) {
    const [, which = "", weekday = "", month = ""] = nth;
    const found = {
      nth: Object.hasOwn(NTHS, which) ? NTHS[which] : undefined,
      weekday: placeIn(WEEKDAYS, weekday),
      month: placeIn(MONTHS, month),
    };
    if (found.nth === undefined || found.weekday === 0 || found.month === 0) return null;
    return { kind: "weekday", nth: found.nth, weekday: found.weekday, month: found.month };
  }
  const from = /^(\w+) from (.+)$/.exec(written);
  const weekday = placeIn(WEEKDAYS, from?.[1] ?? "");
  const date = parseDate(from?.[2] ?? "");
  return weekday === 0 || date?.kind !== "date" ? null : { ...date, kind: "from", weekday };
}

function parseDate(written: string): DayRule | null {
  const found = /^(\d{1,2}) (\w+)$/.exec(written);
  const day = Number(found?.[1] ?? 0);
  const month = placeIn(MONTHS, found?.[2] ?? "");
  // A year that has all days.
  return month === 0 || day < 1 || day > daysInMonth(2000, month) ? null : { kind: "date", month, day };
}

/** From 1; 0 where the word is none of them. */
const placeIn = (words: readonly string[], word: string): number => words.indexOf(word) + 1;

/** The days of the rule in a year, ascending. A rule that leads away from a day belongs to the year of that day. */
export function daysInYear(rule: DayRule, year: number): readonly number[] {
  switch (rule.kind) {
    case "date":
      return [dateIn(rule, year)];
    case "weekday":
      return weekdayInMonth(rule, year);
    case "from": {
      const first = dateIn(rule, year);
      return [first + ((rule.weekday - weekdayOf(first) + 7) % 7)];
    }
    case "easter":
      return [rule.church === "western" ? easter(year) : orthodoxEaster(year)];
    case "away":
      return daysInYear(rule.from, year).map((day) => day + rule.days);
    case "but": {
      const days = daysInYear(rule.of, year);
      const taken = daysInYear(rule.not, year);
      return days.some((day) => taken.includes(day)) ? daysInYear(rule.instead, year) : days;
    }
    case "days":
      return rule.days.filter((day) => civilFromDays(day).year === year);
  }
}

function dateIn({ month, day }: { readonly month: number; readonly day: number }, year: number): number {
  return daysFromCivil(year, month, Math.min(day, daysInMonth(year, month)));
}

function weekdayInMonth(
  { nth, weekday, month }: Extract<DayRule, { readonly kind: "weekday" }>,
  year: number,
): readonly number[] {
  const first = daysFromCivil(year, month, 1);
  const length = daysInMonth(year, month);
  const earliest = first + ((weekday - weekdayOf(first) + 7) % 7);
  const inMonth = Array.from({ length: 5 }, (_, week) => earliest + 7 * week).filter(
    (day) => day < first + length,
  );
  const found = nth === "last" ? inMonth.at(-1) : inMonth[nth - 1];
  return found === undefined ? [] : [found];
}

/** 1970-01-01 was a Thursday. */
const weekdayOf = (day: number): number => ((((day + 3) % 7) + 7) % 7) + 1;

/** Source: the anonymous Gregorian computus, J. Meeus, "Astronomical Algorithms", chapter 8. */
function easter(year: number): number {
  const golden = year % 19;
  const century = Math.floor(year / 100);
  const inCentury = year % 100;
  const correction = Math.floor((century - Math.floor((century + 8) / 25) + 1) / 3);
  const moon = (19 * golden + century - Math.floor(century / 4) - correction + 15) % 30;
  const sunday = (32 + 2 * (century % 4) + 2 * Math.floor(inCentury / 4) - moon - (inCentury % 4)) % 7;
  const late = Math.floor((golden + 11 * moon + 22 * sunday) / 451);
  const sum = moon + sunday - 7 * late + 114;
  return daysFromCivil(year, Math.floor(sum / 31), (sum % 31) + 1);
}

/** The Julian Easter on the Gregorian calendar; in the years 1900 to 2099 thirteen days behind. Source: Meeus, chapter 8. */
function orthodoxEaster(year: number): number {
  const moon = (19 * (year % 19) + 15) % 30;
  const sunday = (2 * (year % 4) + 4 * (year % 7) - moon + 34) % 7;
  const sum = moon + sunday + 114;
  return daysFromCivil(year, Math.floor(sum / 31), (sum % 31) + 1) + 13;
}
