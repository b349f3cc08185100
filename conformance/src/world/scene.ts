import {
  DAY_MS,
  HOUR_MS,
  type Instant,
  MINUTE_MS,
  must,
  parseIso,
  type Random,
  WEEK_MS,
} from "@habitus/kernel";
import { offsetOf } from "./local-time.ts";

/** Where and when a pair plays: all its instants lie around a local midnight at which something is odd. */
export type Scene = {
  readonly zone: string;
  readonly midnight: Instant;
  /** The length that windows and gaps between events are made of. */
  readonly span: number;
};

/** Local dates whose midnight, day, month or year is not like the others. */
const ODD_DAYS: readonly (readonly [zone: string, date: string])[] = [
  ["UTC", "2024-02-29"],
  ["UTC", "2026-01-01"],
  ["Europe/Kyiv", "2026-03-29"],
  ["Europe/Kyiv", "2026-10-25"],
  ["America/New_York", "2025-11-02"],
  ["America/New_York", "2026-03-01"],
  ["America/Sao_Paulo", "2018-11-04"],
  ["America/St_Johns", "2008-11-02"],
  ["Africa/Cairo", "2010-04-30"],
  ["Africa/Casablanca", "2026-02-15"],
  ["Asia/Tehran", "2022-09-21"],
  ["Asia/Kathmandu", "2026-03-01"],
  ["Australia/Lord_Howe", "2026-04-05"],
  ["Pacific/Apia", "2011-12-31"],
  ["Pacific/Kiritimati", "2025-01-01"],
  ["Pacific/Honolulu", "2024-12-31"],
];

const SPANS: readonly number[] = [MINUTE_MS, HOUR_MS, DAY_MS, WEEK_MS, 30 * DAY_MS];

/** Zones a person may move to; the far ends of the world and half hours among them. */
export const ZONES: readonly string[] = [...new Set(ODD_DAYS.map(([zone]) => zone))];

/** A date, as days since 1970-01-01, at or around that of the scene. */
export function dayNear(random: Random, scene: Scene): number {
  return dayOf(scene) + random.pick([0, 0, 0, 1, 2, -1, 7, 30, -5, random.int(-40, 40)]);
}

/** The date of the scene's midnight. */
export function dayOf({ zone, midnight }: Scene): number {
  return Math.round((midnight + offsetOf(zone, midnight)) / DAY_MS);
}

export function makeScene(random: Random): Scene {
  const [zone, date] = random.pick(ODD_DAYS);
  const utc = must(parseIso(date), `no date: ${date}`).at;
  return { zone, midnight: utc - offsetOf(zone, utc), span: random.pick(SPANS) };
}
