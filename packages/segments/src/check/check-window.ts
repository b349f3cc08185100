import { DAY_MS, parseIso, unreachable } from "@habitus/kernel";
import { LIMITS } from "../limits.ts";
import { CALENDAR_DAYS, DURATION_MS } from "../normalise/duration.ts";
import { printWindow } from "../text/print-window.ts";
import type {
  CalendarUnit,
  CountOp,
  CountTest,
  DurationUnit,
  TraitWindow,
  WindowChoice,
} from "../tree/definition.ts";
import { checkDate } from "./check-value.ts";
import type { Keys } from "./problem.ts";
import type { Report } from "./report.ts";

const FIRST_WINDOW_YEAR = 1970;

type Counted = "time" | "item" | "session" | "member of their account";

export function checkCount({ op, n }: CountTest, at: Keys, report: Report, of: Counted = "time"): void {
  const least = op === "at least" || op === "less than" ? 1 : 0;
  if (n >= least && n <= LIMITS.count) return;
  if (n > LIMITS.count) {
    report([...at, "n"], "count_out_of_range", `A count goes up to ${LIMITS.count}`);
    return;
  }
  const message = n < 0 ? "A count cannot be negative" : noneOf(of, op);
  report([...at, "n"], "count_out_of_range", message, `${op} 1 ${of}`);
}

/** Why so many or fewer than none are no condition. */
function noneOf(of: Counted, op: CountOp): string {
  const instead = `write \`${op} 1 ${of}\``;
  switch (of) {
    case "time":
      return op === "at least"
        ? "Everyone did anything at least 0 times; for people who did not, write `did not EVENT`"
        : "Nobody did anything less than 0 times";
    case "item":
      return `No list has less, and every list at least, 0 items; ${instead}`;
    case "session":
      return `Nobody has less, and everyone at least, 0 sessions; ${instead}`;
    case "member of their account":
      return `No account has less, and every account at least, 0 such people; ${instead}`;
  }
}

export function checkWindow(window: WindowChoice, at: Keys, report: Report): void {
  switch (window.kind) {
    case "ever":
    case "this":
    case "previous":
      return;
    case "last":
    case "older": {
      const write = (amount: number, unit: DurationUnit): string => printWindow({ ...window, amount, unit });
      checkUnit(window.unit, at, report, window.amount, (days) => write(days(window.amount), "day"));
      checkLength(window.amount, window.unit, [...at, "amount"], report, (amount) =>
        write(amount, window.unit),
      );
      return;
    }
    case "between":
      checkAgo(window, at, report);
      return;
    case "calendar":
      checkCalendar(window, at, report);
      return;
    case "regular":
      checkRegular(window, at, report);
      return;
    case "since":
      checkEdge(window.from, [...at, "from"], report, (from) => printWindow({ ...window, from }));
      return;
    case "before":
      checkEdge(window.to, [...at, "to"], report, (to) => printWindow({ ...window, to }));
      return;
    case "range":
      checkRange(window, at, report);
      return;
    default:
      unreachable(window);
  }
}

/** A window that the value of a trait lies in. */
export function checkWhen(window: TraitWindow, at: Keys, report: Report): void {
  switch (window.kind) {
    case "next":
      checkAmount(window, 1, at, report);
      return;
    case "side":
      checkAmount(window, 0, at, report);
      return;
    case "between ahead":
      checkAhead(window, at, report);
      return;
    case "period":
      if (Math.abs(window.offset) * CALENDAR_DAYS[window.unit] > LIMITS.windowDays)
        report([...at, "offset"], "window_out_of_range", TOO_FAR);
      return;
    case "coming":
      checkComing(window, at, report);
      return;
    case "last":
    case "between":
    case "older":
    case "this":
    case "previous":
    case "calendar":
      checkWindow(window, at, report);
      return;
    case "ever":
    case "regular":
    case "since":
    case "before":
    case "range":
      report(at, "window_not_here", `A trait cannot be compared with \`${printWindow(window)}\``);
      return;
    default:
      unreachable(window);
  }
}

/** Whole periods of a calendar unit that is still to be named. */
type CalendarAway =
  | { readonly kind: "calendar" | "coming"; readonly count: number }
  | { readonly kind: "period"; readonly offset: number };

function calendarAway(window: Extract<TraitWindow, { readonly kind: "next" | "side" }>): CalendarAway {
  if (window.kind === "next") return { kind: "coming", count: window.amount };
  return { kind: "period", offset: window.ahead === true ? window.amount : -window.amount };
}

/** "in next 7 days", "before 5 days ago". */
function checkAmount(
  window: Extract<TraitWindow, { readonly kind: "next" | "side" }>,
  least: number,
  at: Keys,
  report: Report,
): void {
  const write = (amount: number, unit: DurationUnit): string => printWindow({ ...window, amount, unit });
  const { amount, unit } = window;
  checkUnit(unit, at, report, amount, (days) => write(days(amount), "day"), calendarAway(window));
  checkLength(amount, unit, [...at, "amount"], report, (of) => write(of, unit), least, TOO_FAR);
}

function checkAhead(
  window: Extract<TraitWindow, { readonly kind: "between ahead" }>,
  at: Keys,
  report: Report,
): void {
  const { from, to, unit } = window;
  const inDays = (days: (amount: number) => number): string =>
    printWindow({ ...window, from: days(from), to: days(to), unit: "day" });
  checkUnit(unit, at, report, to, inDays, { kind: "coming", count: to });
  checkLength(from, unit, [...at, "from"], report, (of) => printWindow({ ...window, from: of }), 0, TOO_FAR);
  checkLength(to, unit, [...at, "to"], report, (of) => printWindow({ ...window, to: of }), 1, TOO_FAR);
  if (from < to || from < 0 || to < 1) return;
  const message = "The nearer end comes first: `between 3 and 7 days ahead`";
  report(at, "empty_window", message, from === to ? null : printWindow({ ...window, from: to, to: from }));
}

function checkComing(
  window: Extract<TraitWindow, { readonly kind: "coming" }>,
  at: Keys,
  report: Report,
): void {
  const { count, unit } = window;
  if (count < 1) {
    const message = `A calendar window holds at least 1 ${unit}`;
    report([...at, "count"], "window_out_of_range", message, printWindow({ ...window, count: 1 }));
  }
  if (count * CALENDAR_DAYS[unit] > LIMITS.windowDays)
    report([...at, "count"], "window_out_of_range", TOO_FAR);
}

/**
 * Sliding windows of months or years are refused: they would be of another length every day, and people would flap in and
 * out. `write` gives the window in days, by a rule that makes days of an amount.
 */
function checkUnit(
  unit: DurationUnit,
  at: Keys,
  report: Report,
  amount: number,
  write: (days: (amount: number) => number) => string,
  calendar: CalendarAway = { kind: "calendar", count: amount },
): void {
  if (unit !== "month" && unit !== "year") return;
  const inDays = write((of) => of * (unit === "month" ? 30 : 365));
  const message = `A sliding window cannot be counted in ${unit}s, for ${unit}s differ in length; write \`${inDays}\` or \`${printWindow({ ...calendar, unit })}\``;
  report([...at, "unit"], "no_sliding_months", message, inDays);
}

export function checkLength(
  amount: number,
  unit: DurationUnit,
  at: Keys,
  report: Report,
  write: (amount: number) => string,
  least = 1,
  tooLong = TOO_LONG,
): void {
  if (amount < least) {
    report(at, "window_out_of_range", `A window reaches at least ${least} ${unit}`, write(least));
  }
  if (unit === "month" || unit === "year") return;
  if (amount * DURATION_MS[unit] > LIMITS.windowDays * DAY_MS)
    report(at, "window_out_of_range", tooLong, tooLong === TOO_LONG ? "ever" : null);
}

const TOO_LONG = `A window reaches back at most ${LIMITS.windowDays} days; for all time leave it out or write \`ever\``;

const TOO_FAR = `A window reaches at most ${LIMITS.windowDays} days ahead or back`;

function checkAgo(
  window: Extract<WindowChoice, { readonly kind: "between" }>,
  at: Keys,
  report: Report,
): void {
  const { from, to, unit } = window;
  checkUnit(unit, at, report, from, (days) =>
    printWindow({ kind: "between", from: days(from), to: days(to), unit: "day" }),
  );
  checkLength(from, unit, [...at, "from"], report, (least) => printWindow({ ...window, from: least }));
  checkLength(to, unit, [...at, "to"], report, (least) => printWindow({ ...window, to: least }), 0);
  if (from > to || from < 1 || to < 0) return;
  const message = "The earlier end of the window comes first: `between 60 and 30 days ago`";
  report(at, "empty_window", message, from === to ? null : printWindow({ ...window, from: to, to: from }));
}

function checkCalendar(
  window: Extract<WindowChoice, { readonly kind: "calendar" }>,
  at: Keys,
  report: Report,
): void {
  const { count, unit } = window;
  if (count < 1) {
    const message = `A calendar window holds at least 1 ${unit}`;
    report([...at, "count"], "window_out_of_range", message, printWindow({ ...window, count: 1 }));
  }
  if (count * CALENDAR_DAYS[unit] > LIMITS.windowDays) {
    report([...at, "count"], "window_out_of_range", TOO_LONG, "ever");
  }
}

function checkRegular(
  window: Extract<WindowChoice, { readonly kind: "regular" }>,
  at: Keys,
  report: Report,
): void {
  const { least, count, unit, each, calendar } = window;
  if (count < 1 || count > LIMITS.periods) {
    const message = `A regular condition looks at 1 to ${LIMITS.periods} periods`;
    report([...at, "count"], "periods_out_of_range", message);
  } else if (least < 1 || least > count) {
    const message = `At least 1 and at most all ${count} of ${count} periods can be asked for`;
    report([...at, "least"], "periods_out_of_range", message, printWindow({ ...window, least: count }));
  }
  if (calendar === true) {
    checkCalendarPeriods(window, at, report);
    return;
  }
  if (window.inTheirTimeZone === true) {
    report([...at, "inTheirTimeZone"], "zone_not_here", "Only calendar periods have a time zone");
  }
  checkPeriodUnit(window, at, report);
  const write = (change: Partial<typeof window>): string => printWindow({ ...window, ...change });
  if (each !== undefined) {
    checkLength(each, unit, [...at, "each"], report, (of) => write({ each: of }));
    if (each < 1) return;
  }
  checkLength(count * (each ?? 1), unit, [...at, "count"], report, (of) => write({ count: of }));
}

function checkCalendarPeriods(
  { count, unit, each }: Extract<WindowChoice, { readonly kind: "regular" }>,
  at: Keys,
  report: Report,
): void {
  if (each !== undefined) {
    const message = "Calendar periods are single days, weeks, months or years";
    report([...at, "each"], "periods_out_of_range", message);
  }
  if (isCalendarUnit(unit)) checkCalendar({ kind: "calendar", count, unit }, at, report);
  else
    report([...at, "unit"], "no_calendar_unit", `A calendar has days, weeks, months and years, no ${unit}s`);
}

function checkPeriodUnit(
  window: Extract<WindowChoice, { readonly kind: "regular" }>,
  at: Keys,
  report: Report,
): void {
  if (window.unit !== "month" && window.unit !== "year") return;
  const { each: _, ...single } = window;
  const calendar = printWindow({ ...single, calendar: true });
  const message = `Back-to-back periods cannot be counted in ${window.unit}s, for ${window.unit}s differ in length; write \`${calendar}\``;
  report([...at, "unit"], "no_sliding_months", message, calendar);
}

function isCalendarUnit(unit: DurationUnit): unit is CalendarUnit {
  return unit === "day" || unit === "week" || unit === "month" || unit === "year";
}

function checkEdge(date: string, at: Keys, report: Report, write: (date: string) => string): void {
  checkDate(date, at, report, write, FIRST_WINDOW_YEAR);
}

function checkRange(
  window: Extract<WindowChoice, { readonly kind: "range" }>,
  at: Keys,
  report: Report,
): void {
  checkEdge(window.from, [...at, "from"], report, (from) => printWindow({ ...window, from }));
  checkEdge(window.to, [...at, "to"], report, (to) => printWindow({ ...window, to }));
  const from = parseIso(window.from);
  const to = parseIso(window.to);
  if (from === null || to === null) return;
  // Where one end has an offset and the other has not, only the workspace's zone can tell; such a window may turn out empty.
  if ((from.offsetMinutes === null) !== (to.offsetMinutes === null) || from.at < to.at) return;
  const message =
    "The window ends before it begins; its end is not included, so a window of one day ends on the next day";
  const turned = printWindow({ ...window, from: window.to, to: window.from });
  report(at, "empty_window", message, from.at === to.at ? null : turned);
}
