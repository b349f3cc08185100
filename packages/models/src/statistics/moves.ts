import { type Anomaly, anomaliesOf } from "./anomalies.ts";
import { changePoints } from "./change-points.ts";
import { type DailyCounts, type Figure, figuresOf, steadyScaleOf } from "./daily-scale.ts";
import { medianOf, robustSpread } from "./spread.ts";
import { decompose } from "./stl.ts";
import {
  type Difference,
  known,
  lineThrough,
  meanOf,
  squaresOf,
  stepsAt,
  thirdOf,
  WEEK,
  weekMeans,
} from "./week-tests.ts";

/** Days [from, to) of a series. */
export type Stretch = { readonly from: number; readonly to: number };

/** A difference between two stretches of whole weeks, and where they lie. */
export type Move = Difference & {
  /** `level`: from the first day of `last` on; `trend`: all the time. */
  readonly shape: "level" | "trend";
  readonly first: Stretch;
  readonly last: Stretch;
};

export type Moves = {
  /** One of a trend, or one for each day from which on the level may be another. Their p are not adjusted for other series. */
  readonly moves: readonly Move[];
  /** Days at which another level begins; none of a trend. */
  readonly breaks: readonly number[];
};

export const MOVES = {
  /** Fewer tell neither a trend nor a level from chance. */
  fewestWeeks: 6,
  /** Fewer counts a week are not looked at: their means are far from normal. */
  fewestPerWeek: 5,
} as const;

/** The trend that is drawn follows three weeks at a time. */
const TREND_DAYS = 3 * WEEK;

/** Each series is asked for a trend and for levels, and told what fits better. */
const SHAPES = 2;

/**
 * Whether a series of whole weeks rises, falls or changes its level. The season of the week is taken out (robust STL) on a scale on which chance moves
 * all values alike; there the days are found at which the level changes (PELT, of running medians, so that a day or two are no level), and a line or
 * the levels are chosen by their fit (BIC). The differences told are those of the plain figures, week by week.
 */
export function movesOf(daily: DailyCounts): Moves {
  const figures = figuresOf(daily);
  const { values, leastSpread } = steadyScaleOf(daily);
  const { seasonal } = decompose(values, { period: WEEK, seasonal: "periodic", isRobust: true });
  const calm = values.map((value, day) => value - (seasonal[day] ?? 0));
  const penalty = 3 * Math.max(noiseOf(calm), leastSpread) ** 2 * Math.log(calm.length);
  const breaks = sharpened(calm, changePoints(runningMedians(calm), { penalty, shortest: WEEK }));
  return fitsLine(calm, breaks, leastSpread) ? trendOf(figures) : levelsOf(figures, breaks);
}

/**
 * Days far from what season and trend led to expect, around the level of their time, and farther than single events by chance, also by the chance of
 * the day's own total; `expected` as a count or a share.
 */
export function oddDaysOf(
  daily: DailyCounts,
  { breaks }: Pick<Moves, "breaks">,
  limit: number,
): readonly Anomaly[] {
  const { values, leastSpread, spreadAt, back } = steadyScaleOf(daily);
  const levels = stepsThrough(values, breaks);
  const left = values.map((value, day) => value - (levels[day] ?? 0));
  return anomaliesOf(left, { period: WEEK, limit, leastSpread })
    .filter(({ place, expected }) => Math.abs((left[place] ?? 0) - expected) > limit * spreadAt(place))
    .map(({ place, expected, z }) => ({ place, z, expected: back(expected + (levels[place] ?? 0)) }));
}

/** What was to be expected of each day but for the season: the levels, or the trend. */
export function lineThroughDays(daily: DailyCounts, { breaks }: Pick<Moves, "breaks">): readonly number[] {
  const figures = figuresOf(daily);
  if (breaks.length > 0) return stepsThrough(figures, breaks);
  const settings = { period: WEEK, seasonal: "periodic", trend: TREND_DAYS, isRobust: true } as const;
  // The line goes on through days that have no figure of their own.
  const usual = meanOf(known(figures));
  return [
    ...decompose(
      figures.map((figure) => figure ?? usual),
      settings,
    ).trend,
  ];
}

function trendOf(figures: readonly Figure[]): Moves {
  const told = lineThrough(figures);
  const weeks = Math.floor(figures.length / WEEK);
  const days = thirdOf(weeks) * WEEK;
  const first = { from: 0, to: days };
  const last = { from: weeks * WEEK - days, to: weeks * WEEK };
  return { moves: [{ ...told, p: Math.min(1, told.p * SHAPES), shape: "trend", first, last }], breaks: [] };
}

function levelsOf(figures: readonly Figure[], breaks: readonly number[]): Moves {
  const tried = figures.length - 2 * WEEK + 1;
  const edges = [0, ...breaks, figures.length];
  const moves = stepsAt(figures, breaks, SHAPES * tried).map((told, place): Move => {
    const [begin = 0, at = 0, end = 0] = edges.slice(place, place + 3);
    const first = { from: at - wholeWeeks(at - begin), to: at };
    return { ...told, shape: "level", first, last: { from: at, to: at + wholeWeeks(end - at) } };
  });
  return { moves, breaks };
}

const wholeWeeks = (days: number): number => days - (days % WEEK);

/** The mean of each level, for each of its days. */
function stepsThrough(values: readonly Figure[], breaks: readonly number[]): readonly number[] {
  const edges = [0, ...breaks, values.length];
  return edges.slice(1).flatMap((to, place) => {
    const own = values.slice(edges[place], to);
    return own.map(() => meanOf(known(own)));
  });
}

/** By the Bayesian information criterion: a line has a level and a slope, each break a day and a level. */
function fitsLine(values: readonly number[], breaks: readonly number[], leastSpread: number): boolean {
  if (breaks.length === 0) return true;
  // What is left of hardly any events says nothing about the fit.
  const least = values.length * (leastSpread / 10) ** 2;
  const cost = (fitted: readonly number[], parameters: number): number => {
    const left = squaresOf(
      values.map((value, day) => value - (fitted[day] ?? 0)),
      0,
    );
    return values.length * Math.log(Math.max(left, least)) + parameters * Math.log(values.length);
  };
  return cost(lineOf(values), 2) <= cost(stepsThrough(values, breaks), 1 + 2 * breaks.length);
}

function lineOf(values: readonly number[]): readonly number[] {
  const middle = (values.length - 1) / 2;
  const mean = meanOf(values);
  const squares = values.reduce((sum, _, day) => sum + (day - middle) ** 2, 0);
  const slope = values.reduce((sum, value, day) => sum + (day - middle) * (value - mean), 0) / squares;
  return values.map((_, day) => mean + slope * (day - middle));
}

/** Each break on the day, as near as the medians blur it, that leaves least within both levels. */
function sharpened(values: readonly number[], breaks: readonly number[]): readonly number[] {
  const sharp: number[] = [];
  for (const [place, at] of breaks.entries()) {
    const [from, to] = [sharp.at(-1) ?? 0, breaks[place + 1] ?? values.length];
    const left = (day: number): number =>
      squaresOf(values.slice(from, day)) + squaresOf(values.slice(day, to));
    const near = Array.from({ length: 2 * NEIGHBOURS + 1 }, (_, off) => at - NEIGHBOURS + off);
    const possible = near.filter((day) => day - from >= WEEK && to - day >= WEEK);
    sharp.push(possible.reduce((best, day) => (left(day) < left(best) ? day : best), at));
  }
  return sharp;
}

/** How far chance moves a day, told by neighbouring days, or by neighbouring weeks where these tell more: days that are like their neighbours differ less. */
function noiseOf(values: readonly number[]): number {
  const ofSteps = (of: readonly number[]): number =>
    robustSpread(of.slice(1).map((value, place) => value - (of[place] ?? 0))) / Math.SQRT2;
  return Math.max(ofSteps(values), ofSteps(known(weekMeans(values))) * Math.sqrt(WEEK));
}

/** Days on either side that a median is taken of: one or two wild days move none. */
const NEIGHBOURS = 2;

/** At both ends of the series medians are of its outermost days: a wild last day is no level either. */
function runningMedians(values: readonly number[]): readonly number[] {
  const days = 2 * NEIGHBOURS + 1;
  return values.map((_, day) => {
    const from = Math.max(0, Math.min(day - NEIGHBOURS, values.length - days));
    return medianOf(values.slice(from, from + days));
  });
}
