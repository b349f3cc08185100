import { DAY_MS, parseIso, unreachable } from "@habitus/kernel";
import { LIMITS } from "../limits.ts";
import { DURATION_MS } from "../normalise/duration.ts";
import type { CalendarUnit, CountTest, DurationUnit, WindowChoice } from "../tree/definition.ts";
import { checkDate } from "./check-value.ts";
import type { Keys } from "./problem.ts";
import type { Report } from "./report.ts";

const CALENDAR_DAYS: Readonly<Record<CalendarUnit, number>> = { day: 1, week: 7, month: 31, year: 366 };
const FIRST_WINDOW_YEAR = 1970;

export function checkCount({ op, n }: CountTest, at: Keys, report: Report): void {
  const least = op === "at least" || op === "less than" ? 1 : 0;
  if (n >= least && n <= LIMITS.count) return;
  if (n > LIMITS.count) {
    report([...at, "n"], "count_out_of_range", `A count goes up to ${LIMITS.count}`);
    return;
  }
  const always = "Everyone did anything at least 0 times; for people who did not, write `did not EVENT`";
  const never = "Nobody did anything less than 0 times";
  const message = n < 0 ? "A count cannot be negative" : op === "at least" ? always : never;
  report([...at, "n"], "count_out_of_range", message, `${op} 1 time`);
}

export function checkWindow(window: WindowChoice, at: Keys, report: Report): void {
  switch (window.kind) {
    case "ever":
    case "this":
    case "previous":
      return;
    case "last":
      checkUnit(window.amount, window.unit, at, report, (length) => `in last ${length}`);
      checkLength(window.amount, window.unit, [...at, "amount"], report);
      return;
    case "older":
      checkUnit(window.amount, window.unit, at, report, (length) => `more than ${length} ago`);
      checkLength(window.amount, window.unit, [...at, "amount"], report);
      return;
    case "between":
      checkAgo(window, at, report);
      return;
    case "calendar":
      checkCalendar(window.count, window.unit, [...at, "count"], report);
      return;
    case "since":
      checkDate(window.from, [...at, "from"], report, FIRST_WINDOW_YEAR);
      return;
    case "before":
      checkDate(window.to, [...at, "to"], report, FIRST_WINDOW_YEAR);
      return;
    case "range":
      checkRange(window, at, report);
      return;
    default:
      unreachable(window);
  }
}

/** Sliding windows of months or years are refused: they would be of another length every day, and people would flap in and out. */
function checkUnit(
  amount: number,
  unit: DurationUnit,
  at: Keys,
  report: Report,
  write: (length: string) => string,
): void {
  if (unit !== "month" && unit !== "year") return;
  const days = write(plural(amount * (unit === "month" ? 30 : 365), "day"));
  const calendar = `last ${plural(amount, `calendar ${unit}`)}`;
  const message = `A sliding window cannot be counted in ${unit}s, for ${unit}s differ in length; write \`${days}\` or \`${calendar}\``;
  report([...at, "unit"], "no_sliding_months", message, days);
}

function plural(amount: number, unit: string): string {
  return `${amount} ${unit}${amount === 1 ? "" : "s"}`;
}

function checkLength(amount: number, unit: DurationUnit, at: Keys, report: Report, least = 1): void {
  if (amount < least)
    report(at, "window_out_of_range", `A window is at least ${least} ${unit} long`, `${least} ${unit}`);
  if (unit === "month" || unit === "year") return;
  if (amount * DURATION_MS[unit] > LIMITS.windowDays * DAY_MS) {
    const message = `A window reaches back at most ${LIMITS.windowDays} days; for all time leave it out or write \`ever\``;
    report(at, "window_out_of_range", message, "ever");
  }
}

function checkAgo(
  window: Extract<WindowChoice, { readonly kind: "between" }>,
  at: Keys,
  report: Report,
): void {
  const { from, to, unit } = window;
  checkUnit(
    from,
    unit,
    at,
    report,
    (length) => `between ${length.split(" ")[0]} and ${to * (unit === "month" ? 30 : 365)} days ago`,
  );
  checkLength(from, unit, [...at, "from"], report);
  checkLength(to, unit, [...at, "to"], report, 0);
  if (from > to) return;
  const message = "The earlier end of the window comes first: `between 60 and 30 days ago`";
  report(at, "empty_window", message, from === to ? null : `between ${to} and ${plural(from, unit)} ago`);
}

function checkCalendar(count: number, unit: CalendarUnit, at: Keys, report: Report): void {
  if (count < 1)
    report(at, "window_out_of_range", `A window holds at least 1 ${unit}`, `last 1 calendar ${unit}`);
  if (count * CALENDAR_DAYS[unit] > LIMITS.windowDays) {
    report(at, "window_out_of_range", `A window reaches back at most ${LIMITS.windowDays} days`, "ever");
  }
}

function checkRange(
  window: Extract<WindowChoice, { readonly kind: "range" }>,
  at: Keys,
  report: Report,
): void {
  checkDate(window.from, [...at, "from"], report, FIRST_WINDOW_YEAR);
  checkDate(window.to, [...at, "to"], report, FIRST_WINDOW_YEAR);
  const from = parseIso(window.from);
  const to = parseIso(window.to);
  if (from === null || to === null) return;
  // Where one end has an offset and the other has not, only the workspace's zone can tell; such a window may turn out empty.
  if ((from.offsetMinutes === null) !== (to.offsetMinutes === null) || from.at < to.at) return;
  const message =
    "The window ends before it begins; its end is not included, so a window of one day ends on the next day";
  report(at, "empty_window", message, from.at === to.at ? null : `from ${window.to} to ${window.from}`);
}
