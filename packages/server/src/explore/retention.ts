import type {
  ExplorePeople,
  RetentionPeopleRequest,
  RetentionRequest,
  RetentionTable,
} from "@habitus/contract";
import { formatDay, formatInstant } from "@habitus/kernel";
import { type Condition, printDefinition } from "@habitus/segments";
import { createAsking } from "./asking.ts";
import { peoplePage } from "./explore-people.ts";
import type { ExploreDeps, ReturnsFigures, ReturnsRow } from "./explore-queries.ts";
import { invalid } from "./invalid.ts";
import { toShare } from "./pain-points.ts";
import { type RetentionQuestion, readRetentionQuestion } from "./retention-question.ts";
import { retentionDefinition } from "./retention-segment.ts";

export type RetentionTables = {
  /** @throws HabitusError `definition_refused`, `not_found`, and what the event store throws. */
  retention(request: RetentionRequest, signal: AbortSignal): Promise<RetentionTable>;
  /** @throws as `retention`, `invalid_request` and `invalid_cursor`. */
  people(request: RetentionPeopleRequest, signal: AbortSignal): Promise<ExplorePeople>;
};

type Cohorts = RetentionTable["cohorts"];

export function createRetentionTables(deps: ExploreDeps): RetentionTables {
  const { queries } = deps;
  const { rows, timed } = createAsking(deps);
  return {
    retention: (request, signal) =>
      timed(async () => {
        const question = await readRetentionQuestion(deps, request, signal);
        const found = await rows<ReturnsRow>(queries.returns(question.returns), signal);
        const figures = found.map((row) => queries.readReturns(row, question.periods.length));
        const cohorts = cohortsOf(question, figures);
        return {
          at: formatInstant(question.returns.at),
          zone: question.zone,
          membersAt: formatInstant(question.membersAt),
          start: inWords(question.start),
          back: inWords(question.back),
          cohorts,
          curve: curveOf(cohorts),
        };
      }),
    people: (request, signal) =>
      timed(async () => {
        const { cohort, period = null, came = true, after, limit, ...asked } = request;
        if (cohort + (period ?? 0) >= request.periods) throw invalid("period", "lies behind the last one");
        const question = await readRetentionQuestion(deps, asked, signal);
        const cell = { cohort, period, came };
        const page = await peoplePage(
          deps,
          {
            asked,
            page: (of) => queries.returnsPeople(question.returns, cell, of),
            count: queries.returnsPeopleCount(question.returns, cell),
            after,
            limit,
          },
          signal,
        );
        return {
          ...page,
          ...retentionDefinition(question, request),
          at: formatInstant(question.returns.at),
        };
      }),
  };
}

const inWords = (condition: Condition): string => printDefinition({ version: 1, condition });

function cohortsOf({ periods, returns }: RetentionQuestion, figures: readonly ReturnsFigures[]): Cohorts {
  const isOver = (place: number): boolean => (periods[place]?.to ?? returns.at + 1) <= returns.at;
  return periods.map(({ from, to, day }, place) => {
    const { size, back } = figures.find(({ cohort }) => cohort === place) ?? {
      size: 0,
      back: periods.slice(place).map(() => 0),
    };
    return {
      from: formatInstant(from),
      to: formatInstant(to),
      day: formatDay(day),
      size,
      finished: isOver(place),
      cells: back.map((people, by) => ({
        people,
        rate: toShare({ hits: people, of: size }),
        finished: isOver(place + by),
      })),
    };
  });
}

/** Cohorts whose period is not over would look like a drop, so they are left out. */
function curveOf(cohorts: Cohorts): RetentionTable["curve"] {
  return cohorts.flatMap((_, by) => {
    const over = cohorts.filter(({ cells }) => cells[by]?.finished === true);
    if (over.length === 0) return [];
    const people = over.reduce((sum, { cells }) => sum + (cells[by]?.people ?? 0), 0);
    const of = over.reduce((sum, { size }) => sum + size, 0);
    return [{ people, of, rate: toShare({ hits: people, of }) }];
  });
}
