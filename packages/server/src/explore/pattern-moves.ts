import type { Patterns } from "@habitus/contract";
import { formatInstant, must } from "@habitus/kernel";
import {
  adjustForMany,
  ALARM,
  farOffAmong,
  figuresOf,
  lineThroughDays,
  type Move,
  MOVES,
  type Moves,
  movesOf,
  oddDaysOf,
  type Stretch,
  WEEK,
} from "@habitus/models";
import type { Edges } from "./periods.ts";
import type { BehaviourDays, BehaviourSeries } from "./pattern-series.ts";

type Judged = Pick<Patterns, "changing" | "oddDays" | "steady" | "tooRare">;
type Changing = Patterns["changing"][number];
type Change = Changing["changes"][number];

/** Series that are looked at before others have their turn. */
const AT_ONCE = 10;

/** What of all that was looked at is beyond chance. @throws the reason of the signal. */
export async function judgeBehaviours(
  { edges, notEnough, series }: BehaviourDays,
  signal: AbortSignal,
): Promise<Judged> {
  const days = edges.length - 1;
  const fewest = notEnough === null ? MOVES.fewestPerWeek * (days / WEEK) : Number.POSITIVE_INFINITY;
  const isEnough = ({ daily: { counts } }: BehaviourSeries): boolean =>
    counts.reduce((sum, count) => sum + count, 0) >= fewest;
  const looked = series.filter(isEnough);
  const found: { readonly of: BehaviourSeries; readonly moves: Moves }[] = [];
  const odd: Patterns["oddDays"] = [];
  const limit = farOffAmong(looked.length, days);
  for (const [place, of] of looked.entries()) {
    if (place % AT_ONCE === 0) await new Promise((resolve) => setImmediate(resolve));
    signal.throwIfAborted();
    const moves = movesOf(of.daily);
    found.push({ of, moves });
    odd.push(...oddDays(of, moves, edges, limit));
  }
  const p = adjustForMany(found.flatMap(({ moves }) => moves.moves.map((move) => move.p)));
  let asked = 0;
  const judged = found.map(({ of, moves }) => {
    const told = moves.moves
      .map((move) => ({ ...move, p: p[asked++] ?? 1 }))
      .filter((move) => move.p < ALARM);
    return { of, moves, told };
  });
  const changing = judged.filter(({ told }) => told.length > 0);
  const rank = ({ told }: (typeof judged)[number]): number => Math.max(...told.map(beyondChance));
  return {
    changing: changing
      .toSorted((a, b) => rank(b) - rank(a))
      .map(({ of, moves, told }): Changing => {
        return {
          behaviour: of.behaviour,
          changes: told.map((move) => changeOf(move, edges)),
          points: [...figuresOf(of.daily)],
          line: [...lineThroughDays(of.daily, moves)],
        };
      }),
    oddDays: odd.toSorted((a, b) => Math.abs(b.z) - Math.abs(a.z)),
    steady: judged.filter(({ told }) => told.length === 0).map(({ of }) => of.behaviour),
    tooRare: series.filter((each) => !isEnough(each)).map(({ behaviour }) => behaviour),
  };
}

/** How far the difference is from none at least, as a part of the middle of both levels. */
const beyondChance = ({ before, after, low, high }: Move): number =>
  Math.max(low, -high) / ((before + after) / 2);

function changeOf({ shape, before, after, low, high, p, first, last }: Move, edges: Edges): Change {
  const stretch = ({ from, to }: Stretch, perDay: number): Change["before"] => {
    return { from: edgeAt(edges, from), to: edgeAt(edges, to), perDay };
  };
  return {
    shape,
    before: stretch(first, before),
    after: stretch(last, after),
    difference: after - before,
    low,
    high,
    change: before === 0 ? null : after / before - 1,
    p,
  };
}

const edgeAt = (edges: Edges, day: number): string => formatInstant(must(edges[day], "a day"));

function oddDays(
  { behaviour, daily }: BehaviourSeries,
  moves: Moves,
  edges: Edges,
  limit: number,
): Patterns["oddDays"] {
  const figures = figuresOf(daily);
  return oddDaysOf(daily, moves, limit).map(({ place, expected, z }) => {
    return { behaviour, day: edgeAt(edges, place), figure: figures[place] ?? 0, expected, z };
  });
}
