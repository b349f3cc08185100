import { civilFromDays, DAY_MS, daysFromCivil, type Instant } from "@habitus/kernel";
import type { Interval } from "./calendar.ts";
import { groupedZones, type ZoneGroups } from "./zone-groups.ts";
import { type Piece, piecesOf, type PieceUse } from "./zone-pieces.ts";

/** What all zones' clocks show over some time, by the zones that show the same. */
export type ZoneClocks = ZoneGroups<readonly Piece[]>;

/** Tables of all zones take long to make; as now moves on, the same months are asked for again and again. */
const kept = new Map<string, ZoneClocks>();
const MAX_KEPT = 50;

/** The offsets of every zone over the interval and the rest of the months in which it begins and ends. */
export function zoneClocks(use: PieceUse, otherwise: string, interval: Interval): ZoneClocks {
  const whole = { from: monthStart(interval.from, 0), to: monthStart(interval.to, 1) };
  const key = `${use} ${whole.from} ${whole.to} ${otherwise}`;
  const known = kept.get(key);
  if (known !== undefined) return known;
  const made = groupedZones((zone) => piecesOf(zone ?? otherwise, whole, use));
  if (kept.size >= MAX_KEPT) kept.clear();
  kept.set(key, made);
  return made;
}

/** The first instant, by UTC, of the month that holds `at`, or of one that lies `ahead` months later. */
function monthStart(at: Instant, ahead: number): Instant {
  const { year, month } = civilFromDays(Math.floor(at / DAY_MS));
  const months = year * 12 + (month - 1) + ahead;
  return daysFromCivil(Math.floor(months / 12), (((months % 12) + 12) % 12) + 1, 1) * DAY_MS;
}
