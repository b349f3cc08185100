import { DAY_MS, HabitusError, HOUR_MS, type Instant } from "@habitus/kernel";
import type { Question } from "./plan-contexts.ts";

export type TrendPoint = { readonly at: Instant; readonly size: number };

export type TrendRange = {
  readonly from: Instant | null;
  readonly to: Instant | null;
  /** At least 2. */
  readonly points: number;
};

export const TREND_LENGTH_MS = 90 * DAY_MS;

/** Sizes at some instants, each recomputed as of its own. @throws HabitusError `definition_refused`, and what the event store throws. */
export type SizesAt = (
  question: Question,
  instants: readonly Instant[],
  signal: AbortSignal,
) => Promise<readonly TrendPoint[]>;

/**
 * Instants equally far apart, both ends included, oldest first. Where neither end is named, all but the last are set back to whole
 * hours, so that who asks again soon asks of the same ones.
 * @throws HabitusError `invalid_request` when the range is empty.
 */
export function trendInstants({ points, ...range }: TrendRange, now: Instant): readonly Instant[] {
  const to = range.to ?? now;
  const from = range.from ?? to - TREND_LENGTH_MS;
  if (from >= to) {
    throw new HabitusError("invalid_request", "`from` must lie before `to`.", {
      details: { problems: [{ path: "from", message: "must lie before `to`" }] },
    });
  }
  const set = range.from === null && range.to === null ? to % HOUR_MS : 0;
  const step = (to - from) / (points - 1);
  return Array.from({ length: points }, (_, index) =>
    index === points - 1 ? to : Math.round(from - set + index * step),
  );
}
