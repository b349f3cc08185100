import type { Covariate } from "../buyers/covariates.ts";
import { correlationOf } from "../special/correlation.ts";
import {
  judgePropensity,
  LEAST_OUTCOMES,
  OUTCOMES_PER_COLUMN,
  type PropensityFit,
  type RefusedPropensity,
} from "./judge-propensity.ts";
import type { Outcomes } from "./logistic.ts";

/** People as they were at one instant, and whether it happened to them in the time behind it. */
export type PeopleAt = Outcomes & {
  /** Whose row it is, each once, ascending. */
  readonly person: ArrayLike<number>;
};

export type JudgedAhead = (PropensityFit | RefusedPropensity) & {
  /** Places of the columns that are used, in the order of the model's effects. */
  readonly used: readonly number[];
  /** Whether those who were judged by were not seen themselves, nor any of their time; else they alone were not. */
  readonly judgedBy: "people_and_time" | "people";
};

/** A column of which fewer differ from what most have says something of them alone. */
const LEAST_VARIED = 2 * OUTCOMES_PER_COLUMN;

/**
 * Learns from `later`, with as many columns as there are enough to whom it happened for, the first ones before the others. It is judged by telling each
 * tenth of `later` what was learnt from the other nine as they were `earlier`: neither they nor their time was seen. Where too little had happened by then,
 * from the other nine as they are.
 */
export function judgeAhead(later: PeopleAt, earlier: PeopleAt): JudgedAhead {
  const reaches = fewest(earlier) >= LEAST_OUTCOMES;
  const most = Math.floor(Math.max(LEAST_OUTCOMES, fewest(later)) / OUTCOMES_PER_COLUMN);
  const told = [...later.columns.keys()].filter(
    (place) => varies(later.columns[place]) && (!reaches || varies(earlier.columns[place])),
  );
  const used = ofTheirOwn(later, told).slice(0, most);
  const only = ({ columns, happened }: PeopleAt): Outcomes => ({
    columns: used.flatMap((place) => columns[place] ?? []),
    happened,
  });
  if (!reaches) return { ...judgePropensity(only(later)), used, judgedBy: "people" };
  const before = { outcomes: only(earlier), rowOf: rowsOf(earlier.person, later.person) };
  return { ...judgePropensity(only(later), before), used, judgedBy: "people_and_time" };
}

/** But for those that go with one before them: where one event is all that people do, all activity is that event. */
function ofTheirOwn({ columns }: Outcomes, places: readonly number[]): readonly number[] {
  const own: number[] = [];
  const valuesOf = (place: number): Float64Array => columns[place]?.values ?? new Float64Array(0);
  for (const place of places) {
    const goesWith = (before: number): boolean =>
      Math.abs(correlationOf(valuesOf(before), valuesOf(place))) > SAME;
    if (!own.some(goesWith)) own.push(place);
  }
  return own;
}

/** Two columns that go together more closely than this tell the same. */
const SAME = 0.99;

/** To how few it happened, or did not. */
function fewest({ happened }: Outcomes): number {
  const yes = happened.reduce((sum, each) => sum + each, 0);
  return Math.min(yes, happened.length - yes);
}

function varies(column: Covariate | undefined): boolean {
  const values = column?.values.toSorted() ?? new Float64Array(0);
  let [most, run] = [0, 0];
  for (const [place, value] of values.entries()) {
    run = place > 0 && value === values[place - 1] ? run + 1 : 1;
    most = Math.max(most, run);
  }
  return values.length - most >= LEAST_VARIED;
}

function rowsOf(people: ArrayLike<number>, among: ArrayLike<number>): Int32Array {
  const rows = new Map(Array.from(among, (person, row) => [person, row]));
  return Int32Array.from(people, (person) => rows.get(person) ?? -1);
}
