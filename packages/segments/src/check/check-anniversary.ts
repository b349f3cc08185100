import { CALENDAR_DAYS } from "../normalise/duration.ts";
import { printWindow } from "../text/print-window.ts";
import type { AnniversaryWindow, CalendarUnit, DurationUnit, OccasionCondition } from "../tree/definition.ts";
import { checkName } from "./check-value.ts";
import type { Keys } from "./problem.ts";
import type { Report } from "./report.ts";

/** Every day of the year lies in any stretch that is longer, and none is further away. */
const MOST_DAYS = 366;

/** The days that something comes round on: whole days, at most a year of them and at most a year away. */
export function checkAnniversary(window: AnniversaryWindow, at: Keys, report: Report): void {
  if ("inTheirTimeZone" in window) {
    report(at, "zone_not_here", "These are days where the person lives in any case");
  }
  switch (window.kind) {
    case "next":
    case "last": {
      const write = (amount: number, unit: DurationUnit): string => printWindow({ ...window, amount, unit });
      checkAmount(window.amount, window.unit, [...at, "amount"], report, write, 1);
      return;
    }
    case "between":
    case "between ahead":
      checkBetween(window, at, report);
      return;
    case "calendar":
    case "coming":
      checkPeriods(window.unit, window.count, 1, [...at, "count"], report);
      return;
    case "period":
      checkPeriods(window.unit, Math.abs(window.offset), 0, [...at, "offset"], report);
      return;
    case "this":
    case "previous":
      checkPeriods(window.unit, 1, 1, at, report);
      return;
  }
}

/** A name and a country that may be; whether there is such an occasion is told where names are looked up. */
export function checkOccasion(
  { occasion, window, country }: OccasionCondition,
  at: Keys,
  report: Report,
): void {
  checkName(occasion, [...at, "occasion"], report);
  if (country !== undefined) checkName(country, [...at, "country"], report);
  checkAnniversary(window, [...at, "window"], report);
}

function checkBetween(
  window: Extract<AnniversaryWindow, { readonly kind: "between" | "between ahead" }>,
  at: Keys,
  report: Report,
): void {
  const { from, to, unit, kind } = window;
  const [near, far] = kind === "between" ? [to, from] : [from, to];
  const write = (_: number, of: DurationUnit): string => printWindow({ ...window, unit: of });
  checkAmount(far, unit, [...at, kind === "between" ? "from" : "to"], report, write, 1);
  if (near >= 0 && near < far) return;
  const example = kind === "between" ? "between 60 and 30 days ago" : "between 3 and 7 days ahead";
  const turned = near > far && far >= 0 ? printWindow({ ...window, from: to, to: from }) : null;
  report(at, "empty_window", `The two ends differ, and stand in order: \`${example}\``, turned);
}

/** @param write gives the window with another amount or unit. */
function checkAmount(
  amount: number,
  unit: DurationUnit,
  at: Keys,
  report: Report,
  write: (amount: number, unit: DurationUnit) => string,
  least: number,
): void {
  if (unit !== "day" && unit !== "week") {
    const message = `A day of the year is so many days or weeks away, not ${unit}s`;
    report(at, "no_whole_days", message, unit === "month" ? write(amount * 30, "day") : write(amount, "day"));
    return;
  }
  if (amount < least) {
    report(at, "window_out_of_range", `At least ${least} ${unit}`, write(least, unit));
  }
  if (amount * CALENDAR_DAYS[unit] >= MOST_DAYS) report(at, "window_out_of_range", TOO_FAR);
}

const TOO_FAR = `A day of the year comes round within ${MOST_DAYS - 1} days, so there is nothing to look for beyond`;

function checkPeriods(unit: CalendarUnit, count: number, least: number, at: Keys, report: Report): void {
  if (unit === "year") {
    report(
      at,
      "window_out_of_range",
      "Every day of the year lies in every year; ask for days, weeks or months",
    );
  } else if (count < least) {
    report(at, "window_out_of_range", `A calendar window holds at least 1 ${unit}`);
  } else if (count * CALENDAR_DAYS[unit] > MOST_DAYS + CALENDAR_DAYS.week) {
    report(at, "window_out_of_range", TOO_FAR);
  }
}
