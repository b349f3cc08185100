import { DAY_MS, type Instant } from "@habitus/kernel";
import { changeBetween, type Interval, offsetAt } from "./calendar.ts";

/** From `at` on, a zone's clocks are ahead of UTC by `offset`, in ms. */
export type Piece = { readonly at: Instant; readonly offset: number };

/** What is made of a zone's offsets: its clocks as they show, or its calendar days. */
export type PieceUse = "clock" | "day";

/** No zone changes its offset and back within this. */
const STEP = 14 * DAY_MS;

type Scan = { readonly from: Instant; readonly to: Instant; readonly changes: readonly Instant[] };

/** The widest scan so far of each zone: looking through decades of all zones takes a second. */
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
  let scan = scans.get(zone);
  if (scan === undefined || scan.from > from || scan.to < to) {
    scan = scanned(zone, Math.min(from, scan?.from ?? from), Math.max(to, scan?.to ?? to));
    scans.set(zone, scan);
  }
  return scan.changes.filter((change) => change > from && change < to);
}

function scanned(zone: string, from: Instant, to: Instant): Scan {
  const changes: Instant[] = [];
  for (let low = from; low < to; low += STEP) {
    const change = changeBetween(zone, low, Math.min(low + STEP, to));
    if (change !== null) changes.push(change);
  }
  return { from, to, changes };
}
