import type { Instant } from "@habitus/kernel";
import type { ByteReader } from "../codec/byte-reader.ts";
import type { ByteWriter } from "../codec/byte-writer.ts";

export type Dated<T> = { readonly time: Instant; readonly idHash: string; readonly value: T };

/**
 * The value in force, followed by those that are dated in the future, ascending by (time, idHash).
 * Invariant: whatever is left out is outranked by an entry that is visible at every instant at which it would be itself.
 */
export type Latest<T> = Dated<T>[];

/** False when the entry is outranked by the one in force. */
export function insertLatest<T>(latest: Latest<T>, entry: Dated<T>, now: Instant): boolean {
  const at = latest.findIndex((other) => outranks(other, entry));
  const next = at === -1 ? undefined : latest[at];
  if (next !== undefined && next.time <= now) return false;
  latest.splice(at === -1 ? latest.length : at, 0, entry);
  return true;
}

/** What is left of both. */
export function allLatest<T>(one: Latest<T>, other: Latest<T>, now: Instant): Latest<T> {
  const latest = [...one];
  for (const entry of other) insertLatest(latest, entry, now);
  return latest;
}

/** Leaves one visible entry at the most. */
export function settleLatest<T>(latest: Latest<T>, now: Instant): void {
  const visible = latest.findLastIndex((entry) => entry.time <= now);
  if (visible > 0) latest.splice(0, visible);
}

export function currentOf<T>(latest: Latest<T>, now: Instant): T | undefined {
  const first = latest[0];
  return first !== undefined && first.time <= now ? first.value : undefined;
}

/** When the next entry comes into force. */
export function nextOf<T>(latest: Latest<T>, now: Instant): Instant {
  return latest.find((entry) => entry.time > now)?.time ?? Number.POSITIVE_INFINITY;
}

const HASH_DIGITS = 32;

export function writeLatest<T>(latest: Latest<T>, to: ByteWriter, value: (value: T) => void): void {
  to.ascending(latest.map((entry) => entry.time));
  for (const entry of latest) {
    to.hex(entry.idHash);
    value(entry.value);
  }
}

export function readLatest<T>(from: ByteReader, value: () => T): Latest<T> {
  return from.ascending().map((time) => ({ time, idHash: from.hex(HASH_DIGITS), value: value() }));
}

function outranks<T>(other: Dated<T>, entry: Dated<T>): boolean {
  return other.time > entry.time || (other.time === entry.time && other.idHash > entry.idHash);
}
