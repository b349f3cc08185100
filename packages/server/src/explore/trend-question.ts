import { LIMITS, type TrendsRequest } from "@habitus/contract";
import { type Instant, must } from "@habitus/kernel";
import type { Condition, DidCondition, Path } from "@habitus/segments";
import { askedAt, instantOf } from "./asked-at.ts";
import { planAudience } from "./audience.ts";
import { eventsOf, readDid } from "./did-question.ts";
import type { ExploreDeps } from "./explore-queries.ts";
import { invalid } from "./invalid.ts";
import { type Calendar, type Edges, edgesBefore, edgesBetween, edgesUpTo } from "./periods.ts";
import type { AskedMeasure, AskedTrend } from "./trend-queries.ts";

/** A trend that was asked for, read and planned. */
export type TrendQuestion = {
  readonly request: TrendsRequest;
  readonly at: Instant;
  readonly membersAt: Instant;
  readonly zone: string;
  readonly edges: Edges;
  /** Of the periods before; null where they are not asked for. */
  readonly before: Edges | null;
  readonly lines: readonly TrendLine[];
};

export type TrendLine = {
  readonly condition: DidCondition;
  /** Inside the periods that some edges make. */
  readonly within: (edges: Edges) => AskedTrend;
};

/** How many there are where nothing is said. */
const USUAL_PERIODS = { hour: 48, day: 30, week: 12, month: 12 } as const;

/** @throws HabitusError `definition_refused`, `invalid_request`, `not_found`, and what the event store throws. */
export async function readTrendQuestion(
  deps: ExploreDeps,
  request: TrendsRequest,
  signal: AbortSignal,
): Promise<TrendQuestion> {
  const { split, segment = null, purpose = null, compare = false } = request;
  const { at, isNow } = askedAt(deps, request.at);
  const conditions = request.lines.map(({ event }) => readDid(deps, event));
  const measures = request.lines.map(measureOf);
  const { calendar, edges } = periodsOf(deps, request, at);
  const trait = split !== undefined && "trait" in split ? split.trait : null;
  const property = split !== undefined && "property" in split ? split.property : null;
  const reads = readBy(conditions, measures, property);
  const asked = { reads, purpose, segment, groups: [], trait, at, isNow };
  const planned = await planAudience(deps, asked, signal);
  const membersAt = membersAtOf(request, edges, at);
  const audience = await planned.audience(membersAt);
  const lines = conditions.map((condition, index): TrendLine => {
    const events = eventsOf(deps, condition);
    const measure = must(measures[index], "a measure each");
    const apart =
      property !== null
        ? ({ by: "property", path: property } as const)
        : trait !== null
          ? ({ by: "trait" } as const)
          : null;
    return {
      condition,
      within: (periods) => {
        const window = {
          kind: "fixed",
          from: must(periods[0], "there are edges"),
          to: lastOf(periods),
        } as const;
        return { match: { ...events, window }, measure, split: apart, edges: periods, at, audience };
      },
    };
  });
  const before = compare ? edgesBefore(calendar, must(edges[0], "there are edges"), edges.length - 1) : null;
  return { request, at, membersAt, zone: calendar.zone, edges, before, lines };
}

function membersAtOf({ members, membersAt }: TrendsRequest, edges: Edges, at: Instant): Instant {
  const given = instantOf(membersAt);
  if (given !== null && members !== undefined) throw invalid("membersAt", "goes without `members`");
  return members === "start" ? must(edges[0], "there are edges") : Math.min(given ?? lastOf(edges) - 1, at);
}

export const lastOf = (edges: Edges): Instant => must(edges.at(-1), "there are edges");

function periodsOf(
  { workspace }: ExploreDeps,
  { unit, from, to, periods: given }: TrendsRequest,
  at: Instant,
): { readonly calendar: Calendar; readonly edges: Edges } {
  const { zone, weekStart } = workspace.get();
  const calendar = { unit, zone, weekStart };
  if (from !== undefined && given !== undefined) throw invalid("periods", "goes without `from`");
  const last = Math.min(instantOf(to) ?? at, at);
  const first = instantOf(from);
  if (first === null) return { calendar, edges: edgesUpTo(calendar, last, given ?? USUAL_PERIODS[unit]) };
  if (first > last) throw invalid("from", "lies behind the last period");
  const edges = edgesBetween(calendar, first, last, LIMITS.trendPeriods);
  if (edges !== null) return { calendar, edges };
  throw invalid(
    "unit",
    `makes more than ${LIMITS.trendPeriods} periods of so long a time; choose a longer one`,
  );
}

function measureOf(
  { measure = "times", property }: TrendsRequest["lines"][number],
  line: number,
): AskedMeasure {
  if (measure === "times" || measure === "people") {
    if (property === undefined) return { of: measure };
    throw invalid(`lines.${line}.property`, `goes with no ${measure}`);
  }
  if (property !== undefined) return { of: measure, path: property };
  throw invalid(`lines.${line}.property`, `is missing: of what is the ${measure} asked`);
}

/** Holds for whoever did one of them, and names all that is read of their events. */
function readBy(
  conditions: readonly DidCondition[],
  measures: readonly AskedMeasure[],
  property: Path | null,
): Condition {
  const read = conditions.flatMap((condition, line): readonly Condition[] => {
    const measure = measures[line];
    const paths = [property, measure !== undefined && "path" in measure ? measure.path : null];
    return [
      condition,
      ...paths
        .filter((path) => path !== null)
        .map((path) => ({ ...condition, where: hasValue(condition, path) })),
    ];
  });
  const [only] = read;
  return read.length === 1 && only !== undefined ? only : { kind: "or", of: read };
}

function hasValue({ where }: DidCondition, path: Path): NonNullable<DidCondition["where"]> {
  const exists = { kind: "property", path: [...path], test: { op: "exists" } } as const;
  return where === undefined ? exists : { kind: "and", of: [where, exists] };
}
