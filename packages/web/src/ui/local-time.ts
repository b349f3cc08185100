const DAY_MS = 86_400_000;
const SHOWN = "2026-03-01T09:30".length;

/** An instant as a field for date and time shows it, by the clock of a zone: "2026-03-01T09:30"; empty for none. */
export function localTime(instant: string, zone: string): string {
  const at = Date.parse(instant);
  return Number.isNaN(at) ? "" : new Date(clockAt(at, zone)).toISOString().slice(0, SHOWN);
}

/** The instant that was chosen in such a field; undefined while it is empty or half typed. */
export function instantOfLocal(value: string, zone: string): string | undefined {
  const clock = Date.parse(`${value}Z`);
  if (Number.isNaN(clock)) return undefined;
  const near = clock - (clockAt(clock, zone) - clock);
  // The clock may have been changed between the two.
  return new Date(clock - (clockAt(near, zone) - near)).toISOString();
}

/** When a calendar day such as 2026-03-01 begins in a zone, or one that is so many days later. */
export function startOfDay(day: string, zone: string, daysLater = 0): string | undefined {
  const midnight = Date.parse(`${day}T00:00Z`);
  if (Number.isNaN(midnight)) return undefined;
  return instantOfLocal(new Date(midnight + daysLater * DAY_MS).toISOString().slice(0, SHOWN), zone);
}

/** What the clock of a zone shows at an instant, as milliseconds of the same clock in UTC; to the second. */
function clockAt(at: number, zone: string): number {
  const parts = new Intl.DateTimeFormat("en-GB", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  }).formatToParts(at);
  const read = (type: Intl.DateTimeFormatPartTypes) =>
    Number(parts.find((part) => part.type === type)?.value);
  const [year, month, day] = [read("year"), read("month"), read("day")];
  return Date.UTC(year, month - 1, day, read("hour"), read("minute"), read("second"));
}
