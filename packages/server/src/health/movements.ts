import type { Instant } from "@habitus/kernel";
import { ALARM, farOffAmong, MOVES, movesOf, oddDaysOf, WEEK } from "@habitus/models";
import { startOfDay } from "@habitus/segments";
import { localDay } from "../segments/local-day.ts";
import type { Examined, Round } from "./examined.ts";
import type { HealthQueries, HealthReads, MovementRow } from "./health-queries.ts";

/** A segment's own history is looked at over so many weeks. */
const MOST_WEEKS = 12;
/** A single day is told of for a week, a level for four. */
const TOLD_DAYS = { day: WEEK, level: 4 * WEEK } as const;
const WAYS = ["entered", "left"] as const;

/** People came or went as they had not before. */
export type Jump = {
  readonly way: (typeof WAYS)[number];
  /** `day`: on one day; `level`: every day from then on. */
  readonly shape: "day" | "level";
  /** Where the day begins, and where what is told of ends. */
  readonly from: Instant;
  readonly to: Instant;
  /** On the day, or a day on average from then on. */
  readonly people: number;
  /** What was to be expected of the day, or was a day on average before. */
  readonly expected: number;
};

/** What is needed of an examination to look at who came and went. */
export type Followed = Pick<Examined, "segment" | "signal" | "skip"> & {
  readonly queries: Pick<HealthQueries, "movements">;
  readonly reads: Pick<HealthReads, "rows">;
  readonly round: Pick<Round, "overlapsOf" | "zone" | "at" | "definedAt" | "segments">;
};

/**
 * Who came and went on each day against the weeks before, by what happened to people: an edit of the definition begins another history, as does the end of a pause. Only what is
 * new is told, and so far off that chance has one among all segments together in some 20 examinations.
 */
export async function jumpsOf(of: Followed): Promise<readonly Jump[] | null> {
  const { round, segment, queries, reads, signal } = of;
  if (round.overlapsOf(segment.key) === null) return null;
  const { zone, at } = round;
  const today = localDay(zone, at);
  const first = startOfDay(zone, today - MOST_WEEKS * WEEK);
  const span = { from: first, to: startOfDay(zone, today) };
  const rows = await reads.rows<MovementRow>(queries.movements(segment.key, span, zone), signal);
  const defined = Math.max(round.definedAt(segment), ...rows.map((row) => Number(row.defined_ms)));
  const known = Math.max(today - MOST_WEEKS * WEEK, localDay(zone, defined) + 1);
  const weeks = Math.floor((today - known) / WEEK);
  if (weeks < MOVES.fewestWeeks) {
    const whole = `${Math.max(0, weeks)} whole weeks`;
    of.skip(
      "history",
      `Who came and went is known of ${whole} of its definition; it takes ${MOVES.fewestWeeks} to tell what is unusual.`,
    );
    return [];
  }
  const days = Array.from({ length: weeks * WEEK }, (_, place) => today - weeks * WEEK + place);
  const byDay = new Map(rows.map((row) => [Number(row.day), row]));
  return WAYS.flatMap((way) => {
    const counts = days.map((day) => Number(byDay.get(day)?.[way] ?? 0));
    return jumpsIn(counts, WAYS.length * round.segments).map(({ from, to, ...jump }): Jump => {
      const dayAt = (place: number): Instant => startOfDay(zone, (days[0] ?? today) + place);
      return { way, ...jump, from: dayAt(from), to: dayAt(to) };
    });
  });
}

type JumpInDays = Omit<Jump, "way">;

/** @param series how many are looked at together. */
export function jumpsIn(counts: readonly number[], series: number): readonly JumpInDays[] {
  const daily = { counts, of: null };
  const moves = movesOf(daily);
  const isEnough =
    counts.reduce((sum, count) => sum + count, 0) >= MOVES.fewestPerWeek * (counts.length / WEEK);
  const levels = moves.moves
    .filter(({ shape, last }) => shape === "level" && last.from >= counts.length - TOLD_DAYS.level)
    .filter(({ p }) => isEnough && p * series < ALARM)
    .map(({ before, after, last }): JumpInDays => {
      return { shape: "level", from: last.from, to: counts.length, people: after, expected: before };
    });
  const days = oddDaysOf(daily, moves, farOffAmong(series, counts.length))
    .filter(({ place }) => place >= counts.length - TOLD_DAYS.day)
    .map(({ place, expected }): JumpInDays => {
      return { shape: "day", from: place, to: place + 1, people: counts[place] ?? 0, expected };
    });
  return [...days, ...levels];
}
