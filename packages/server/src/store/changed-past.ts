import { HOUR_MS, type Instant } from "@habitus/kernel";
import type { Offset } from "../log/log.ts";
import type { StoreBatch } from "./event-store.ts";

/**
 * How far the event store has come, and how far back what came lately reaches: what was counted of an instant before then is still
 * right. New names of people and who is found to be who are not looked at: either may change the past of anybody.
 */
export type ChangedPast = {
  readonly upTo: Offset;
  /** Of what came up to this record nothing is known. */
  readonly since: Offset;
  /** Ascending in both: what came up to a record and above the one before changed nothing before the instant. */
  readonly changes: readonly { readonly upTo: Offset; readonly from: Instant }[];
};

/** Late events of as many different hours, each later than what came after it; the oldest of more are forgotten. */
const MOST_CHANGES = 64;
const ALWAYS: Instant = Number.NEGATIVE_INFINITY;

export function unchangedPast(upTo: Offset): ChangedPast {
  return { upTo, since: upTo, changes: [] };
}

export function changedBy({ since, changes }: ChangedPast, batch: StoreBatch): ChangedPast {
  const { upTo } = batch;
  const from = earliestOf(batch);
  // What reaches less far back and came before says nothing beside it.
  const all = [...changes.filter((change) => change.from < from), { upTo, from }];
  const forgotten = all.length > MOST_CHANGES ? all[0] : undefined;
  return forgotten === undefined
    ? { upTo, since, changes: all }
    : { upTo, since: forgotten.upTo, changes: all.slice(1) };
}

/** From which instant on something changed behind this record; infinite where nothing did. */
export function changedSince({ since, changes }: ChangedPast, offset: Offset): Instant {
  if (offset < since) return ALWAYS;
  return changes.find(({ upTo }) => upTo > offset)?.from ?? Number.POSITIVE_INFINITY;
}

/** To the hour, so that what comes as it happens is one change per hour. */
function earliestOf({ events, traits, erased, deleted }: StoreBatch): Instant {
  if (erased.length > 0) return ALWAYS;
  let earliest = Number.POSITIVE_INFINITY;
  for (const { from } of deleted) earliest = Math.min(earliest, from ?? ALWAYS);
  for (const { time } of events) earliest = Math.min(earliest, time);
  for (const { time } of traits) earliest = Math.min(earliest, time);
  return Number.isFinite(earliest) ? Math.floor(earliest / HOUR_MS) * HOUR_MS : earliest;
}
