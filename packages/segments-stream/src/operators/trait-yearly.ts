import { civilFromDays, DAY_MS, daysFromCivil, daysInMonth, type Instant } from "@habitus/kernel";
import type { Path, TraitChange, YearlyTest } from "@habitus/segments";
import { daysAround } from "../window/home-days.ts";
import type { HomeZone } from "../window/moving-window.ts";
import {
  currentOf,
  insertLatest,
  type Latest,
  nextOf,
  readLatest,
  settleLatest,
  writeLatest,
} from "./latest.ts";
import type { Operator } from "./operator.ts";
import { instantIn } from "./trait-time.ts";

/** A day, and the stretch around now that it lies in, are never so many years apart. */
const YEARS_AROUND = 3;

/**
 * A trait's value as a date whose day of the year lies among days around now.
 *
 * Invariant: kept are the date (days since 1970-01-01, null for a value that is none) of the latest visible change by (time, idHash), and
 * of every change dated in the future. Older changes are outranked at every later now. The truth changes where a date begins.
 */
export function traitYearlyOperator(
  path: Path,
  { days }: YearlyTest,
): Operator<Latest<number | null>, TraitChange> {
  const around = daysAround(days);
  const inner = path.slice(1);
  const yearAt = (now: Instant, home: HomeZone): number =>
    civilFromDays(around.clockOf(home).dayOf(now)).year;
  return {
    name: "trait, yearly",
    followsHome: true,
    truthOfNothing: false,
    create: () => [],
    insert: (kept, { time, idHash, value }, now) => {
      const at = instantIn(value, inner);
      const date = at === null ? null : Math.floor(at / DAY_MS);
      return insertLatest(kept, { time, idHash, value: date }, now);
    },
    settle: (kept, now) => settleLatest(kept, now),
    truth: (kept, now, home) => {
      const date = currentOf(kept, now) ?? null;
      if (date === null) return false;
      const { from, to } = around.spanAt(now, home);
      return returnsOf(date, yearAt(now, home)).some((day) => day >= from && day < to);
    },
    due: (kept, now, home) => {
      const date = currentOf(kept, now) ?? null;
      const edges =
        date === null
          ? []
          : returnsOf(date, yearAt(now, home)).flatMap((day) => {
              const { enters, leaves } = around.stayOf(day, home);
              return [enters, leaves].filter((edge) => edge > now);
            });
      return Math.min(nextOf(kept, now), ...edges);
    },
    size: (kept) => kept.length,
    write: (kept, to) =>
      writeLatest(kept, to, (date) => {
        to.byte(date === null ? 0 : 1);
        if (date !== null) to.whole(date);
      }),
    read: (from) => readLatest(from, () => (from.byte() === 0 ? null : from.whole())),
  };
}

/** The days on which a date comes round in the years around one, later than its own. */
function returnsOf(date: number, around: number): readonly number[] {
  const { year, month, day } = civilFromDays(date);
  const first = Math.max(year + 1, around - YEARS_AROUND);
  return Array.from({ length: 2 * YEARS_AROUND + 1 }, (_, ahead) => {
    const of = first + ahead;
    return daysFromCivil(of, month, Math.min(day, daysInMonth(of, month)));
  });
}
