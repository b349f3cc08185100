import { DAY_MS, type Instant, TRANSITION_EVENTS } from "@habitus/kernel";
import type { Statement } from "../../store/event-store.ts";

/** Something that happened to the person, or time that passed; other causes say nothing about how long people stay. */
const HAPPENED = "('event', 'time', 'refresh')";

/** A person's moves in order: place in the log, whether it enters, when, whether it happened to them. */
const MOVES = `arraySort(groupArray((offset, name = {entered:String}, toUnixTimestamp64Milli(time),
    JSONExtractString(properties, 'cause') IN ${HAPPENED})))`;

/** Each move with the one after it; without one, of zeros. */
const PAIRS = `arrayZip(moves, arrayPushBack(arrayPopFront(moves), (toUInt64(0), toUInt8(0), toInt64(0), toUInt8(0))))`;

const STAYS = `SELECT tupleElement(stay, 1) AS days, tupleElement(stay, 2) AS ended, count() AS stays FROM (
  SELECT arrayJoin(arrayMap(pair -> (
      greatest(0, intDiv(if(pair.2.1 = 0, {at:Int64}, pair.2.3) - pair.1.3, ${DAY_MS})),
      pair.2.1 != 0 AND pair.2.4),
    arrayFilter(pair -> pair.1.2 AND pair.1.4, ${PAIRS}))) AS stay
  FROM (
    SELECT node, ${MOVES} AS moves FROM transitions
    WHERE name IN ({entered:String}, {left:String}) AND JSONExtractString(properties, 'segment') = {segment:String}
      AND time <= fromUnixTimestamp64Milli({at:Int64}, 'UTC')
    GROUP BY node
  )
) GROUP BY days, ended ORDER BY days, ended`;

const MOVEMENTS = `SELECT toInt32(toDate32(time, {zone:String})) AS day,
  countIf(name = {entered:String} AND JSONExtractString(properties, 'cause') IN ${HAPPENED}) AS entered,
  countIf(name = {left:String} AND JSONExtractString(properties, 'cause') IN ${HAPPENED}) AS left,
  maxIf(toUnixTimestamp64Milli(time), JSONExtractString(properties, 'cause') IN ('definition', 'resumed')) AS defined_ms
FROM transitions
WHERE name IN ({entered:String}, {left:String}) AND JSONExtractString(properties, 'segment') = {segment:String}
  AND time >= fromUnixTimestamp64Milli({from:Int64}, 'UTC') AND time < fromUnixTimestamp64Milli({to:Int64}, 'UTC')
GROUP BY day ORDER BY day`;

/**
 * Rows {day, entered, left, defined_ms}: who came into a segment and who left it on each day of a zone (days since 1970-01-01), by what happened to
 * them, and when an edit of its definition, or the end of a pause, last moved somebody on that day; 0 for never.
 */
export function movementsStatement(
  segment: string,
  { from, to }: { readonly from: Instant; readonly to: Instant },
  zone: string,
): Statement {
  return { sql: MOVEMENTS, params: { ...TRANSITION_EVENTS, segment, from, to, zone } };
}

/**
 * Rows {days, ended, stays}: how many whole days people stayed in a segment, of stays that began by something that happened. A stay that goes on, or
 * that was ended by something else than what happened (an edit, a merge), has not ended: it is followed no further.
 */
export function staysStatement(segment: string, at: Instant): Statement {
  return { sql: STAYS, params: { ...TRANSITION_EVENTS, segment, at } };
}
