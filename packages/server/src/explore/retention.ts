import type {
  ExplorePeople,
  RetentionPeopleRequest,
  RetentionRequest,
  RetentionTable,
} from "@habitus/contract";
import { formatDay, formatInstant } from "@habitus/kernel";
import { type Condition, printDefinition } from "@habitus/segments";
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
  const { queries, store, elapsed } = deps;
  return {
    async retention(request, signal) {
      const began = elapsed();
      const question = await readRetentionQuestion(deps, request, signal);
      const rows = await store.query<ReturnsRow>(queries.returns(question.returns), {
        lane: "interactive",
        signal,
      });
      const figures = rows.map((row) => queries.readReturns(row, question.periods.length));
      const cohorts = cohortsOf(question, figures);
      return {
        at: formatInstant(question.returns.at),
        zone: question.zone,
        membersAt: formatInstant(question.membersAt),
        start: inWords(question.start),
        back: inWords(question.back),
        cohorts,
        curve: curveOf(cohorts),
        took_ms: Math.round((elapsed() - began) * 10) / 10,
      };
    },
    async people(request, signal) {
      const { cohort, period = null, came = true, after, limit, ...asked } = request;
      const began = elapsed();
      if (cohort + (period ?? 0) >= request.periods) throw invalid("period", "lies behind the last one");
      const question = await readRetentionQuestion(deps, asked, signal);
      const cell = { cohort, period, came };
      const page = await peoplePage(
        deps,
        {
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
        took_ms: Math.round((elapsed() - began) * 10) / 10,
      };
    },
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
