import { DAY_MS, HabitusError, type Instant } from "@habitus/kernel";
import type { Evaluator } from "./evaluate.ts";
import type { Question } from "./plan-contexts.ts";

export type TrendPoint = { readonly at: Instant; readonly size: number };

export type TrendRange = {
  readonly from: Instant | null;
  readonly to: Instant | null;
  /** At least 2. */
  readonly points: number;
};

export const TREND_LENGTH_MS = 90 * DAY_MS;

/**
 * Sizes at instants equally far apart, both ends included, oldest first. Each is recomputed as of its instant: with today's
 * definition and today's identity.
 * @throws HabitusError `invalid_request` when the range is empty, and what the event store throws.
 */
export async function segmentTrend(
  evaluator: Evaluator,
  question: Question,
  range: TrendRange,
  now: Instant,
  signal: AbortSignal,
): Promise<readonly TrendPoint[]> {
  const to = range.to ?? now;
  const from = range.from ?? to - TREND_LENGTH_MS;
  if (from >= to) {
    throw new HabitusError("invalid_request", "`from` must lie before `to`.", {
      details: { problems: [{ path: "from", message: "must lie before `to`" }] },
    });
  }
  const step = (to - from) / (range.points - 1);
  const instants = Array.from({ length: range.points }, (_, index) =>
    index === range.points - 1 ? to : Math.round(from + index * step),
  );
  return sizesAt(evaluator, question, instants, signal);
}

/** Sizes at some instants, each recomputed as of its own. @throws what the event store throws. */
export async function sizesAt(
  evaluator: Evaluator,
  question: Question,
  instants: readonly Instant[],
  signal: AbortSignal,
): Promise<readonly TrendPoint[]> {
  const points: TrendPoint[] = [];
  for (const at of instants) {
    points.push({ at, size: await evaluator.count(question, at, "backfill", signal) });
  }
  return points;
}
