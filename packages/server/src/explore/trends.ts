import type {
  ExplorePeople,
  TrendGroup,
  TrendPeopleRequest,
  Trends as Trended,
  TrendsRequest,
} from "@habitus/contract";
import { formatInstant, type Instant, must } from "@habitus/kernel";
import { printDefinition } from "@habitus/segments";
import { createAsking } from "./asking.ts";
import { peoplePage } from "./explore-people.ts";
import type { ExploreDeps } from "./explore-queries.ts";
import { invalid } from "./invalid.ts";
import type { Edges } from "./periods.ts";
import type { AskedTrend, TrendFigure, TrendRow } from "./trend-queries.ts";
import { lastOf, readTrendQuestion, type TrendLine, type TrendQuestion } from "./trend-question.ts";
import { trendDefinition } from "./trend-segment.ts";

/** What is said of currencies comes from whoever asks. */
type Answer = Omit<Trended, "warnings">;

export type Trends = {
  /** @throws HabitusError `definition_refused`, `invalid_request`, `not_found`, and what the event store throws. */
  trends(request: TrendsRequest, signal: AbortSignal): Promise<Answer>;
  /** @throws as `trends`, and `invalid_cursor`. */
  people(request: TrendPeopleRequest, signal: AbortSignal): Promise<ExplorePeople>;
};

type Line = Answer["lines"][number];
type Figures = Line["figures"];

const USUAL_TOP = 5;

export function createTrends(deps: ExploreDeps): Trends {
  const { queries } = deps;
  const { rows, timed } = createAsking(deps);
  const figuresOf = async (trend: AskedTrend, values: readonly string[], signal: AbortSignal) => {
    const found = await rows<TrendRow>(queries.trend(trend, values), signal);
    const figures = found.map((row) => queries.readTrend(row, trend));
    return {
      points: figures.filter(({ period }) => period !== null),
      totals: figures.filter(({ period }) => period === null),
    };
  };
  const linesOf = async (
    question: TrendQuestion,
    line: number,
    signal: AbortSignal,
  ): Promise<readonly Line[]> => {
    const { within, condition } = lineOf(question, line);
    const trend = within(question.edges);
    const { top = USUAL_TOP } = question.request;
    const values =
      trend.split === null
        ? []
        : (await rows<{ readonly value: string }>(queries.trendValues(trend, top), signal)).map(
            ({ value }) => value,
          );
    const now = await figuresOf(trend, values, signal);
    const { before } = question;
    const then = before === null ? null : await figuresOf(within(before), values, signal);
    const text = printDefinition({ version: 1, condition });
    return placesOf(trend, values, [...now.totals, ...(then?.totals ?? [])]).map(
      ({ value, group }): Line => ({
        line,
        text,
        group,
        values: now.totals.find((each) => each.value === value)?.values ?? 0,
        figures: figuresIn(now, value, question.edges, trend),
        before: then === null || before === null ? null : figuresIn(then, value, before, trend),
      }),
    );
  };
  return {
    trends: (request, signal) =>
      timed(async () => {
        const question = await readTrendQuestion(deps, request, signal);
        const lines: Line[] = [];
        for (const line of question.lines.keys()) lines.push(...(await linesOf(question, line, signal)));
        return { ...told(question), lines };
      }),
    people: (request, signal) =>
      timed(async () => {
        const { line, group = { kind: "all" }, period, before = false, after, limit, ...asked } = request;
        const question = await readTrendQuestion(deps, { ...asked, compare: before }, signal);
        const { condition, within } = lineOf(question, line);
        const edges = before ? must(question.before, "they were asked for") : question.edges;
        const trend = within(edges);
        const { values, value } = placeOf(group, trend);
        const { from, to } = stretchOf(edges, period);
        const place = { period: period === null ? null : from, value };
        const page = await peoplePage(
          deps,
          {
            asked,
            page: (of) => queries.trendPeople(trend, values, place, of),
            count: queries.trendPeopleCount(trend, values, place),
            after,
            limit,
          },
          signal,
        );
        // A segment sees what came after a past instant too, unless it is told where to end.
        const end = asked.at === undefined ? to : Math.min(to, question.at + 1);
        const kept = trendDefinition(asked, { condition, from, to: end, group });
        return { ...page, ...kept, at: formatInstant(question.at) };
      }),
  };
}

function lineOf({ lines }: TrendQuestion, line: number): TrendLine {
  const found = lines[line];
  if (found === undefined) throw invalid("line", "is none of `lines`");
  return found;
}

function told({ at, membersAt, zone, edges, before }: TrendQuestion) {
  return {
    at: formatInstant(at),
    membersAt: formatInstant(membersAt),
    zone,
    periods: periodsOf(edges, at),
    before: before === null ? null : periodsOf(before, at),
  };
}

const periodsOf = (edges: Edges, at: Instant): Answer["periods"] =>
  edges.slice(1).map((to, place) => ({
    from: formatInstant(must(edges[place], "an edge before each")),
    to: formatInstant(to),
    // What is of `at` itself is seen.
    isUnfinished: to - 1 > at,
  }));

type Place = { readonly value: number | null; readonly group: TrendGroup };

/** The lines that there are: of each value, and of what is left where there is any. */
function placesOf(
  trend: AskedTrend,
  values: readonly string[],
  totals: readonly TrendFigure[],
): readonly Place[] {
  if (trend.split === null) return [{ value: null, group: { kind: "all" } }];
  const named = values.map((text, value): Place => {
    return { value, group: text === "" ? { kind: "none" } : { kind: "value", value: text } };
  });
  const isMore = totals.some(({ value }) => value === null);
  return isMore ? [...named, { value: null, group: { kind: "rest", except: [...values] } }] : named;
}

function figuresIn(
  { points, totals }: { readonly points: readonly TrendFigure[]; readonly totals: readonly TrendFigure[] },
  value: number | null,
  edges: Edges,
  { measure }: Pick<AskedTrend, "measure">,
): Figures {
  const own = new Map(points.filter((each) => each.value === value).map((each) => [each.period, each]));
  const total = totals.find((each) => each.value === value);
  // A count of nothing is 0; a sum or an average of nothing is none.
  const ofNothing = measure.of === "times" || measure.of === "people" ? 0 : null;
  return {
    points: edges.slice(0, -1).map((edge) => own.get(edge)?.figure ?? ofNothing),
    total: total?.figure ?? ofNothing,
    times: total?.times ?? 0,
    people: total?.people ?? 0,
  };
}

/** @throws HabitusError `invalid_request` for a line that the question does not make. */
function placeOf(
  group: TrendGroup,
  { split }: AskedTrend,
): { readonly values: readonly string[]; readonly value: number | null } {
  if (group.kind === "all" && split === null) return { values: [], value: null };
  if (group.kind === "all" || split === null) throw invalid("group", "does not go with `split`");
  if (group.kind === "rest") return { values: group.except, value: null };
  return { values: [group.kind === "none" ? "" : group.value], value: 0 };
}

function stretchOf(edges: Edges, period: number | null): { readonly from: Instant; readonly to: Instant } {
  if (period === null) return { from: must(edges[0], "there are edges"), to: lastOf(edges) };
  const [from, to] = [edges[period], edges[period + 1]];
  if (from === undefined || to === undefined) throw invalid("period", "lies behind the last one");
  return { from, to };
}
