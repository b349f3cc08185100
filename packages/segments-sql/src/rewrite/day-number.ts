import { DAY_MS, type Instant } from "@habitus/kernel";
import { binary, call, column, type Expression, integer, lambda } from "../tree/expression.ts";
import { changeBetween, type Interval, offsetAt } from "./calendar.ts";
import { list } from "./home-zones.ts";

/** From `at` on, days are counted with `offset`. */
type Piece = { readonly at: Instant; readonly offset: number };

/** No zone changes its offset and back within this. */
const STEP = 7 * DAY_MS;
/** Makes every day number positive, so that cutting towards zero rounds down. */
const SHIFT = 100_000 * DAY_MS;

/** A number that two instants of the interval share exactly when they lie on one calendar day of the zone. */
export function dayNumber(zone: string, interval: Interval, time: Expression): Expression {
  const at = call("toUnixTimestamp64Milli", time);
  const pieces = piecesOf(zone, interval);
  const [only] = pieces;
  if (only !== undefined && pieces.length === 1) return dayOf(at, integer(only.offset));
  const starts = list(
    pieces.map((piece) => piece.at),
    "Array(Int64)",
  );
  const offsets = list(
    pieces.map((piece) => piece.offset),
    "Array(Int64)",
  );
  const begun = call("arrayCount", lambda(["start"], binary("<=", column("start"), at)), starts);
  return dayOf(at, call("arrayElement", offsets, begun));
}

function dayOf(at: Expression, offset: Expression): Expression {
  const shifted = binary("+", binary("+", at, offset), integer(SHIFT));
  return call("intDiv", shifted, integer(DAY_MS));
}

/**
 * The zone's offsets over the interval, the first of them from its beginning. Where clocks go back over midnight the old date
 * is shown again but the new day has begun, so the old offset stays until midnight comes for the second time.
 */
function piecesOf(zone: string, { from, to }: Interval): readonly Piece[] {
  const pieces: Piece[] = [{ at: from, offset: offsetAt(zone, from) }];
  for (let low = from; low < to; low += STEP) {
    const high = Math.min(low + STEP, to);
    const change = changeBetween(zone, low, high);
    if (change === null) continue;
    const before = offsetAt(zone, change - 1);
    const offset = offsetAt(zone, change);
    const begun = Math.floor((change - 1 + before) / DAY_MS);
    const shown = Math.floor((change + offset) / DAY_MS);
    pieces.push({ at: shown < begun ? begun * DAY_MS - offset : change, offset });
  }
  return pieces;
}
