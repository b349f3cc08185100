import { HOUR_MS, type Instant } from "@habitus/kernel";

/** Files are written anew when few people work. */
const NIGHT_HOUR = "03";
/** A zone that sets its clocks forward may have a day without that hour. */
const HOURS_LOOKED_AT = 50;

/** The next time after the instant that it is night in the zone, to the hour. */
export function nightAfter(at: Instant, zone: string): Instant {
  const hour = new Intl.DateTimeFormat("en-GB", { timeZone: zone, hour: "2-digit", hourCycle: "h23" });
  // Zones are apart by quarters of an hour; the full hour of UTC is near enough.
  const first = (Math.floor(at / HOUR_MS) + 1) * HOUR_MS;
  for (let step = 0; step < HOURS_LOOKED_AT; step++) {
    const candidate = first + step * HOUR_MS;
    if (hour.format(candidate) === NIGHT_HOUR) return candidate;
  }
  return first + 24 * HOUR_MS;
}
