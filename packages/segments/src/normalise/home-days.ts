import { assert, unreachable } from "@habitus/kernel";
import type { HomeDays } from "../plan/plan.ts";
import type { AnniversaryWindow, DurationUnit } from "../tree/definition.ts";
import type { PlanContext } from "./context.ts";

const DAYS_OF = { day: 1, week: 7 } as const;

/**
 * The dates that a written window covers where the person lives. Counted days are whole ones, today and the date so many days away
 * both included; calendar periods are as anywhere.
 */
export function homeDaysOf(window: AnniversaryWindow, context: PlanContext): HomeDays {
  const { workspaceZone: otherwise, weekStart } = context;
  const periods = (unit: HomeDays["unit"], count: number, endsAgo: number): HomeDays => {
    return { unit, count, endsAgo: endsAgo === 0 ? 0 : endsAgo, weekStart, otherwise };
  };
  /** From so many days away to so many, both included; ahead is above zero. */
  const days = (from: number, to: number): HomeDays => periods("day", to - from + 1, -to);
  switch (window.kind) {
    case "next":
      return days(0, inDays(window.amount, window.unit));
    case "last":
      return days(-inDays(window.amount, window.unit), 0);
    case "between ahead":
      return days(inDays(window.from, window.unit), inDays(window.to, window.unit));
    case "between":
      return days(-inDays(window.from, window.unit), -inDays(window.to, window.unit));
    case "this":
      return periods(window.unit, 1, 0);
    case "previous":
      return periods(window.unit, 1, 1);
    case "calendar":
      return periods(window.unit, window.count, 1);
    case "period":
      return periods(window.unit, 1, -window.offset);
    case "coming":
      return periods(window.unit, window.count, -window.count);
    default:
      return unreachable(window);
  }
}

function inDays(amount: number, unit: DurationUnit): number {
  assert(unit === "day" || unit === "week", "check lets through whole days only");
  return amount * DAYS_OF[unit];
}
