import type { Instant } from "@habitus/kernel";
import { standingAt } from "./standing-at.ts";

/** When something was seen, where times may lie ahead of now. */
export type SeenTimes = {
  readonly firstSeen: Instant;
  /** Maybe of a time that has not come. */
  readonly lastSeen: Instant;
  /** Where `lastSeen` lay ahead when it was said: the last time that did not, and those ahead, ascending. */
  readonly seen?: readonly Instant[];
};

/** What has been seen by some instant; nulls of what will be for the first time. */
export type SeenByNow = { readonly firstSeen: Instant | null; readonly lastSeen: Instant | null };

/** Of more than `most` times ahead the nearest are let go of: what is last is then told too early until one of the others has come. */
export function seenAgain(known: SeenTimes | null, time: Instant, at: Instant, most: number): SeenTimes {
  const times = known === null ? [] : (known.seen ?? [known.lastSeen]);
  const all = [...new Set([...times, time])].sort((a, b) => a - b);
  const kept = standingAt(all, (each) => each, { at, most });
  const firstSeen = Math.min(known?.firstSeen ?? time, time);
  const lastSeen = kept.at(-1) ?? time;
  return { firstSeen, lastSeen, ...(kept.length > 1 ? { seen: kept } : {}) };
}

export function seenBy({ firstSeen, lastSeen, seen = [lastSeen] }: SeenTimes, now: Instant): SeenByNow {
  if (firstSeen > now) return { firstSeen: null, lastSeen: null };
  return { firstSeen, lastSeen: seen.findLast((time) => time <= now) ?? firstSeen };
}
