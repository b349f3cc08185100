import { HOUR_MS, type Instant } from "@habitus/kernel";

/** The longest zone name of the IANA database has 32 characters. */
const MAX_ZONE_CHARS = 64;
/** More names than the IANA database has; a sender that invents zones makes the memory start again, nothing else. */
const MAX_ZONES = 1_000;

type Zone = {
  readonly format: Intl.DateTimeFormat;
  /** The hour last asked about, and the offset that holds throughout it; null when it changes inside the hour. */
  hour: number;
  offset: number | null;
};

/** Only a memory: what is asked decides the answer. A number is an offset that never changes. */
const zones = new Map<string, Zone | number | null>();

/**
 * Minutes east of UTC in a zone at an instant, cut to whole minutes; null when it names no zone. A zone is named as in
 * the IANA database, or as RudderStack's browser SDK does: `GMT+0530`.
 */
export function zoneOffsetMinutes(name: string, at: Instant): number | null {
  if (name.length > MAX_ZONE_CHARS) return null;
  let zone = zones.get(name);
  if (zone === undefined) {
    if (zones.size >= MAX_ZONES) zones.clear();
    zone = fixedOffset(name) ?? openZone(name);
    zones.set(name, zone);
  }
  if (zone === null || typeof zone === "number") return zone;
  const hour = Math.floor(at / HOUR_MS);
  if (hour !== zone.hour) {
    const first = exactOffset(zone.format, hour * HOUR_MS);
    const last = exactOffset(zone.format, hour * HOUR_MS + HOUR_MS - 1);
    zone.hour = hour;
    zone.offset = first === last ? first : null;
  }
  return zone.offset ?? exactOffset(zone.format, at);
}

const FIXED = /^GMT([+-])(0\d|1[0-8]):?([0-5]\d)$/;

function fixedOffset(name: string): number | null {
  const [, sign = "", hours = "", minutes = ""] = FIXED.exec(name) ?? [];
  return sign === "" ? null : signed(sign, Number(hours) * 60 + Number(minutes));
}

function signed(sign: string, offset: number): number {
  return sign === "-" && offset !== 0 ? -offset : offset;
}

function openZone(name: string): Zone | null {
  try {
    const format = new Intl.DateTimeFormat("en-US", { timeZone: name, timeZoneName: "longOffset" });
    return { format, hour: Number.NaN, offset: null };
  } catch (error) {
    // What Intl throws for a name it does not know; the caller learns it as null.
    if (error instanceof RangeError) return null;
    throw error;
  }
}

const GMT = /GMT(?:([+-])(\d{2}):(\d{2})(?::\d{2})?)?$/;

/** Reads the offset off the formatted text, which ends in `GMT`, `GMT+05:30` or `GMT-00:44:30`. */
function exactOffset(format: Intl.DateTimeFormat, at: Instant): number | null {
  const match = GMT.exec(format.format(at));
  if (match === null) return null;
  const [, sign = "", hours = "0", minutes = "0"] = match;
  return signed(sign, Number(hours) * 60 + Number(minutes));
}
