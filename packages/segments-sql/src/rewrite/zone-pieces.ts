import { DAY_MS, type Instant } from "@habitus/kernel";
import { changeBetween, type Interval, offsetAt } from "./calendar.ts";
import { changesKnown, zoneRow } from "./zone-table.ts";

/** From `at` on, a zone's clocks are ahead of UTC by `offset`, in ms. */
export type Piece = { readonly at: Instant; readonly offset: number };

/** What is made of a zone's offsets: its clocks as they show, or its calendar days. */
export type PieceUse = "clock" | "day";

/** No zone changes its offset and back within this. */
const STEP = 14 * DAY_MS;

type Scan = { readonly from: Instant; readonly to: Instant; readonly changes: readonly Instant[] };

/** The widest scan so far of each zone: looking through decades of all zones takes seconds. */
const scans = new Map<string, Scan>();

/** The zone's offsets over the interval, the first of them from its beginning. */
export function piecesOf(zone: string, interval: Interval, use: PieceUse): readonly Piece[] {
  const { from } = interval;
  const changes = changesIn(zone, interval);
  const pieces = changes.map((change) => ({ at: change, offset: offsetAt(zone, change) }));
  return [
    { at: from, offset: offsetAt(zone, from) },
    ...(use === "clock" ? pieces : pieces.map((piece) => ofDays(zone, piece))),
  ];
}

/**
 * Where clocks go back over midnight the old date is shown again but the new day has begun, so the old offset stays until midnight
 * comes for the second time.
 */
function ofDays(zone: string, { at, offset }: Piece): Piece {
  const begun = Math.floor((at - 1 + offsetAt(zone, at - 1)) / DAY_MS);
  const shown = Math.floor((at + offset) / DAY_MS);
  return { at: shown < begun ? begun * DAY_MS - offset : at, offset };
}

function changesIn(zone: string, { from, to }: Interval): readonly Instant[] {
  const scan = widened(zone, scans.get(zone) ?? { from, to: from, changes: [] }, { from, to });
  scans.set(zone, scan);
  return scan.changes.filter((change) => change > from && change < to);
}

/** Looks only through what the scan lacks: now moves on, and every statement asks up to now. */
function widened(zone: string, scan: Scan, { from, to }: Interval): Scan {
  if (scan.from <= from && scan.to >= to) return scan;
  const earlier = changesBetween(zone, from, scan.from);
  const later = changesBetween(zone, scan.to, to);
  return {
    from: Math.min(from, scan.from),
    to: Math.max(to, scan.to),
    changes: [...earlier, ...scan.changes, ...later],
  };
}

/** The changes after `from`, up to `to`. */
function changesBetween(zone: string, from: Instant, to: Instant): readonly Instant[] {
  const row = zoneRow(zone);
  const known = row === null ? null : changesKnown(row, from, to);
  if (known !== null) return known;
  const changes: Instant[] = [];
  let low = from;
  let offset = offsetAt(zone, low);
  while (low < to) {
    const slot = Math.floor(low / STEP);
    const high = Math.min((slot + 1) * STEP, to);
    const after = offsetAt(zone, high);
    const change = after === offset ? null : changeInSlot(zone, slot, { from: low, to: high });
    if (change !== null) changes.push(change);
    low = change ?? high;
    offset = change === null ? after : offsetAt(zone, change);
  }
  return changes;
}

/** Changes found in any zone, by the steps since 1970 in which they lie: zones change together, and looking for one takes long. */
const found = new Map<number, Set<Instant>>();

function changeInSlot(zone: string, slot: number, { from, to }: Interval): Instant | null {
  const known = found.get(slot) ?? new Set<Instant>();
  const offset = offsetAt(zone, from);
  const isFirst = (at: Instant): boolean =>
    at > from && at <= to && offsetAt(zone, at - 1) === offset && offsetAt(zone, at) !== offset;
  const change = [...known].find(isFirst) ?? changeBetween(zone, from, to);
  if (change !== null) found.set(slot, known.add(change));
  return change;
}
