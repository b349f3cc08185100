import type { Definition } from "@habitus/segments";

/** Windows that begin or end with days, weeks, months or years of a calendar. */
const OF_CALENDAR: ReadonlySet<unknown> = new Set([
  "this",
  "previous",
  "calendar",
  "since",
  "before",
  "range",
  "period",
  "coming",
]);

/** Whether somewhere in it a window follows the workspace's calendar, and not that of where each person lives. */
export function readsCalendar({ condition }: Definition): boolean {
  return isOfCalendar(condition);
}

function isOfCalendar(part: unknown): boolean {
  if (Array.isArray(part)) return part.some(isOfCalendar);
  if (typeof part !== "object" || part === null) return false;
  return Object.entries(part).some(
    ([name, value]) => (name === "window" && isCalendarWindow(value)) || isOfCalendar(value),
  );
}

function isCalendarWindow(window: unknown): boolean {
  if (typeof window !== "object" || window === null) return false;
  const { kind, calendar, inTheirTimeZone } = window as Readonly<Record<string, unknown>>;
  return inTheirTimeZone !== true && (OF_CALENDAR.has(kind) || (kind === "regular" && calendar === true));
}
