import {
  type Decimal,
  decimalFromText,
  DECIMAL_ONE,
  decimalToText,
  type Instant,
  must,
  unreachable,
} from "@habitus/kernel";
import type { History } from "../history.ts";
import { LIMITS } from "../limits.ts";
import type { AggregateLeaf } from "../plan/plan.ts";
import type { Cut, PlannedMeasure, RankedPopulation } from "../plan/population.ts";
import { aggregateOf, daysOf, type Fraction } from "./aggregate.ts";
import { evaluateReference, homeZoneAt, matchingEvents, sessionsAt, traitsAt } from "./evaluate.ts";
import { figureOf } from "./sessions.ts";
import { asNumber, valueAt } from "./values.ts";

/** The greatest number there is, and the least. */
export const LARGEST_MEASURE: Decimal = 10n ** 18n * DECIMAL_ONE - 1n;
export const LEAST_MEASURE: Decimal = -LARGEST_MEASURE;

/** What a refresh finds of a population at an instant. */
export type Ranking = {
  /** How many are ranked. */
  readonly people: number;
  /** In the order of the population's cuts. */
  readonly cuts: readonly RankedCut[];
};

export type RankedCut = {
  readonly key: string;
  /** Canonical decimal text, of recency the age in milliseconds; null when nobody is ranked. */
  readonly value: string | null;
  /** How many stand there or beyond, all that share the value among them. */
  readonly holds: number;
};

/**
 * The meaning of a threshold: everybody's measure in a row, and the nearest rank counted from the side of the cut.
 * @param present As of `evaluateReference`.
 */
export function rankReference(
  population: RankedPopulation,
  histories: readonly History[],
  now: Instant,
  present = now,
): Ranking {
  const values = histories
    .flatMap((history) => measureOf(population, history, now, present) ?? [])
    .toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  return {
    people: values.length,
    cuts: population.cuts.map((cut) => {
      const value = nearestRank(values, cut);
      const isIn = (one: Decimal): boolean =>
        value !== null && (cut.side === "top" ? one >= value : one <= value);
      return {
        key: cut.key,
        value:
          value === null ? null : thresholdText(population.measure, pinnedAt(population, cut, value, values)),
        holds: values.filter(isIn).length,
      };
    }),
  };
}

function nearestRank(ascending: readonly Decimal[], { side, part, of }: Cut): Decimal | null {
  const people = ascending.length;
  const rank = Number((BigInt(people) * BigInt(part) + BigInt(of) - 1n) / BigInt(of));
  const place = side === "top" ? people - rank : rank - 1;
  return ascending[place] ?? null;
}

/**
 * What is pinned where the value of the nearest rank is this. Everybody's age grows: of a recency's top all who share the value would go in
 * the next millisecond, so it reaches up to whoever comes next, and a day at the most.
 */
function pinnedAt(
  { measure }: RankedPopulation,
  { side }: Cut,
  value: Decimal,
  ascending: readonly Decimal[],
): Decimal {
  if (measure.kind !== "recency" || side !== "top") return value;
  const latest = value - BigInt(LIMITS.recencyStaysMs) * DECIMAL_ONE;
  const next = ascending.findLast((one) => one < value);
  return next === undefined || next < latest ? latest : next + DECIMAL_ONE;
}

/** The text that a threshold is pinned as. */
export function thresholdText({ kind }: PlannedMeasure, value: Decimal): string {
  return decimalToText(kind === "recency" ? -value : value);
}

/** What a person is ranked by; null of who is not ranked. */
function measureOf(
  population: RankedPopulation,
  history: History,
  now: Instant,
  present: Instant,
): Decimal | null {
  const { roots, leaves } = population.people;
  const [audience = { kind: "always", value: false }, ...elements] = roots;
  const holds = (root: typeof audience): boolean =>
    evaluateReference({ version: 1, root, leaves }, history, now, present);
  if (!holds(audience)) return null;
  const { measure } = population;
  if (measure.kind === "trait") return asNumber(valueAt(traitsAt(history, now), measure.path));
  if (measure.kind === "score") {
    const held = measure.values.filter((_, place) => holds(must(elements[place], "a root each")));
    return held.length === 0 ? null : held.reduce((sum, value) => sum + exact(value), 0n);
  }
  return measureOfEvents(measure, history, now);
}

type EventMeasure = Exclude<PlannedMeasure, { readonly kind: "trait" | "score" }>;

function measureOfEvents(measure: EventMeasure, history: History, now: Instant): Decimal | null {
  if (measure.kind === "sessions") {
    const sessions = sessionsAt(measure, history, now);
    const figure = sessions.length === 0 ? null : figureOf(measure.of, sessions);
    return figure === null ? null : floor(figure);
  }
  const events = matchingEvents(measure.events, history, now);
  const last = events.at(-1);
  if (last === undefined) return null;
  switch (measure.kind) {
    case "count":
      return BigInt(events.length) * DECIMAL_ONE;
    case "recency":
      return BigInt(last.time - now) * DECIMAL_ONE;
    case "days": {
      const leaf = { ...measure, op: ">=", value: "0" } as const;
      return BigInt(daysOf(leaf, events, homeZoneAt(history, now))) * DECIMAL_ONE;
    }
    case "aggregate": {
      const leaf: AggregateLeaf = { ...measure, op: ">=", value: "0" };
      const value = aggregateOf(leaf, events);
      return value === null ? null : within(floor(value));
    }
    default:
      return unreachable(measure);
  }
}

function floor({ sum, parts }: Fraction): Decimal {
  const divisor = BigInt(parts);
  const cut = sum / divisor;
  return sum < 0n && sum % divisor !== 0n ? cut - 1n : cut;
}

function within(value: Decimal): Decimal {
  return value > LARGEST_MEASURE ? LARGEST_MEASURE : value < LEAST_MEASURE ? LEAST_MEASURE : value;
}

function exact(text: string): Decimal {
  return must(decimalFromText(text), "a plan's numbers are canonical");
}
