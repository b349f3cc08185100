import { DAY_MS, HOUR_MS, MINUTE_MS } from "@habitus/kernel";
import type { SendResult } from "./sender.ts";

/** All that bounds deliveries, in one place. */
export const DELIVERY_LIMITS = {
  /** Transitions read at once for one webhook, and dealt with before its place is written down while there are more. */
  piece: 100,
  /** Behind the oldest that is not dealt with, so many may be sent, and are sent again after a crash at the most. */
  window: 1_000,
  /** Requests under way for one webhook. Those of one person follow each other. */
  atOnce: 8,
  /** A receiver that has not answered by then has failed. */
  timeoutMs: 15_000,
  firstRetryMs: 200,
  longestRetryMs: 5 * MINUTE_MS,
  /** A receiver may ask for so long a rest at the most. */
  longestRestMs: HOUR_MS,
  /** Refusals (4xx) of one transition before it is put aside. */
  refusals: 5,
  /** Failures of one transition before it is put aside, if others got through meanwhile. */
  failures: 12,
  /** A webhook that could deliver nothing for so long is paused. */
  pauseAfterMs: 3 * DAY_MS,
  /** Transitions put aside before a webhook is paused. */
  aside: 10_000,
} as const;

export type DeliveryLimits = { readonly [Name in keyof typeof DELIVERY_LIMITS]: number };

/** Statuses that say "not now" rather than "never". */
const NOT_NOW: ReadonlySet<number> = new Set([408, 409, 425, 429]);
const GONE = 410;

/** Whether the receiver said that it will never take this one. */
export function isRefusal(result: SendResult): boolean {
  if (result.kind === "failed") return false;
  return result.status >= 300 && result.status < 500 && !NOT_NOW.has(result.status);
}

export function isGone(result: SendResult): boolean {
  return result.kind === "answered" && result.status === GONE;
}

/**
 * Exponential with jitter, or what the receiver asked for.
 * @param attempt the one that failed, from 1.
 * @param random in [0, 1).
 */
export function retryDelay(
  result: SendResult,
  attempt: number,
  random: number,
  limits: DeliveryLimits,
): number {
  const grown = Math.min(limits.longestRetryMs, limits.firstRetryMs * 2 ** Math.min(attempt - 1, 30));
  const jittered = grown * (0.5 + random / 2);
  const asked = result.kind === "answered" ? (result.retryAfterMs ?? 0) : 0;
  return Math.max(jittered, Math.min(asked, limits.longestRestMs));
}
