import type { Behaviour, PatternsRequest } from "@habitus/contract";
import { type Instant, must } from "@habitus/kernel";
import { type DailyCounts, figuresOf, MOVES, WEEK } from "@habitus/models";
import { type DidCondition, printDefinition } from "@habitus/segments";
import { hasValue } from "../segments/has-value.ts";
import type { DailyFigure, ToldApart } from "./pattern-queries.ts";
import type { PatternQuestion } from "./pattern-question.ts";

/** A behaviour and what is measured of it on each day. */
export type BehaviourSeries = { readonly behaviour: Behaviour; readonly daily: DailyCounts };

/** Whole weeks of days, and what was done in them. */
export type BehaviourDays = {
  /** Where each day begins, and where the last one ends. */
  readonly edges: readonly Instant[];
  /** Why nothing can be told; null where there are weeks enough. */
  readonly notEnough: string | null;
  readonly everything: { readonly people: number[]; readonly times: number[] };
  readonly series: readonly BehaviourSeries[];
};

type Counted = {
  readonly told: ToldApart;
  readonly found: readonly DailyFigure[];
  readonly measure: NonNullable<PatternsRequest["measure"]>;
  /** Whether anything was known before the first day. */
  readonly hadBegun: boolean;
};

/** The day on which the first of all events was may have begun without being seen, so it is none of the whole weeks. */
export function behaviourDays(
  question: PatternQuestion,
  { told, found, measure, hadBegun }: Counted,
): BehaviourDays {
  const { edges: asked, values } = question.dailies;
  const whole = seriesOf(
    asked,
    found.filter(({ subject }) => subject === null),
  );
  const known = firstWholeDay(whole.times, hadBegun);
  const weeks = Math.floor((whole.times.length - known) / WEEK);
  const first = whole.times.length - weeks * WEEK;
  const edges = asked.slice(first);
  const everything = { people: whole.people.slice(first), times: whole.times.slice(first) };
  const byPlace = groupedBy(found, ({ subject, place }) => `${subject ?? ""}/${place}`);
  const series = told.flatMap((names, subject) =>
    names.map((name, place): BehaviourSeries => {
      const counts = seriesOf(edges, byPlace.get(`${subject}/${place}`) ?? []);
      const daily = dailyOf(measure, counts, everything.people);
      const of =
        subject === 0
          ? { event: name, path: [], value: null }
          : { ...must(values[subject - 1], "a subject each"), value: name };
      return { behaviour: behaviourOf(of, counts.times, daily), daily };
    }),
  );
  return {
    edges,
    notEnough: notEnough(weeks),
    everything,
    series,
  };
}

function notEnough(weeks: number): string | null {
  if (weeks >= MOVES.fewestWeeks) return null;
  const known =
    weeks === 0 ? "No whole week" : weeks === 1 ? "Only one whole week" : `Only ${weeks} whole weeks`;
  return `${known} of days with events can be looked at; it takes ${MOVES.fewestWeeks} to tell a trend or a level from chance.`;
}

type Counts = { readonly people: number[]; readonly times: number[] };

function seriesOf(edges: readonly Instant[], figures: readonly DailyFigure[]): Counts {
  const byDay = new Map(figures.map((figure) => [figure.day, figure]));
  const of = (what: "people" | "times"): number[] =>
    edges.slice(0, -1).map((edge) => byDay.get(edge)?.[what] ?? 0);
  return { people: of("people"), times: of("times") };
}

/** A few first days without an event are closed days where anything was known before them; else counting had not begun. */
function firstWholeDay(times: readonly number[], hadBegun: boolean): number {
  const first = times.findIndex((each) => each > 0);
  if (first < 0) return times.length;
  return first === 0 || (hadBegun && first < WEEK) ? 0 : first + 1;
}

function dailyOf(
  measure: Counted["measure"],
  { people, times }: Counts,
  everybody: readonly number[],
): DailyCounts {
  if (measure === "share") return { counts: people, of: everybody };
  return { counts: measure === "people" ? people : times, of: null };
}

function behaviourOf(
  {
    event,
    path,
    value,
  }: { readonly event: string; readonly path: readonly string[]; readonly value: string | null },
  times: readonly number[],
  daily: DailyCounts,
): Behaviour {
  const did: DidCondition = {
    kind: "did",
    event,
    ...(value === null ? {} : { where: hasValue(path, value) }),
  };
  const figures = figuresOf(daily).filter((figure) => figure !== null);
  return {
    event,
    property: [...path],
    value,
    text: printDefinition({ version: 1, condition: did }),
    total: times.reduce((sum, each) => sum + each, 0),
    perDay: figures.reduce((sum, each) => sum + each, 0) / Math.max(1, figures.length),
  };
}

function groupedBy<T>(all: readonly T[], keyOf: (each: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const each of all) {
    const key = keyOf(each);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [each]);
    else group.push(each);
  }
  return groups;
}
