import { DAY_MS, type Instant, must, parseIso } from "@habitus/kernel";

const formats = new Map<string, Intl.DateTimeFormat>();
const midnights = new Map<string, readonly Instant[]>();

/** Local time minus UTC in ms. Only points at where odd instants are: no evaluator uses it. */
export function offsetOf(zone: string, at: Instant): number {
  let format = formats.get(zone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short", timeStyle: "medium" });
    formats.set(zone, format);
  }
  const second = Math.floor(at / 1_000) * 1_000;
  const local = must(parseIso(format.format(second).replace(" ", "T")), `no local time in ${zone}`);
  return local.at - second;
}

/** Instants at which the local date `day` (counted from 1970-01-01) may begin: with the offset before and after. */
export function midnightsOf(zone: string, day: number): readonly Instant[] {
  const key = `${zone} ${day}`;
  const known = midnights.get(key);
  if (known !== undefined) return known;
  const utc = day * DAY_MS;
  const found = [-1, 0, 1].map((days) => utc - offsetOf(zone, utc + days * DAY_MS));
  const distinct = [...new Set(found)];
  midnights.set(key, distinct);
  return distinct;
}
