import type { Patterns as Answer, PatternsRequest } from "@habitus/contract";
import { formatInstant, type Instant, must } from "@habitus/kernel";
import { createAsking } from "./asking.ts";
import type { ExploreDeps } from "./explore-queries.ts";
import { judgeBehaviours } from "./pattern-moves.ts";
import type { DailyNamesRow, DailyRow, ToldApart } from "./pattern-queries.ts";
import { type PatternQuestion, readPatternQuestion } from "./pattern-question.ts";
import { type BehaviourDays, behaviourDays } from "./pattern-series.ts";
import { lastOf } from "./trend-question.ts";

export type Patterns = {
  /** @throws HabitusError `invalid_request`, `not_found`, and what the event store throws. */
  patterns(request: PatternsRequest, signal: AbortSignal): Promise<Answer>;
};

const USUAL_TOP = 50;

export function createPatterns(deps: ExploreDeps): Patterns {
  const { queries } = deps;
  const { rows, timed } = createAsking(deps);
  const hadBegunBefore = async (first: Instant, signal: AbortSignal): Promise<boolean> => {
    const { firstTime } = await deps.events.totals(signal);
    return firstTime !== null && firstTime < first;
  };
  return {
    patterns: (request, signal) =>
      timed(async () => {
        const question = await readPatternQuestion(deps, request, signal);
        const { dailies } = question;
        const { top = USUAL_TOP, measure = "people" } = request;
        const names = await rows<DailyNamesRow>(queries.dailyNames(dailies, top), signal);
        const told = subjectsOf(question).map((_, subject) => rowOf(names, subject)?.told ?? []);
        const found = (await rows<DailyRow>(queries.dailies(dailies, told), signal)).map((row) =>
          queries.readDaily(row),
        );
        const hadBegun = await hadBegunBefore(must(dailies.edges[0], "there are edges"), signal);
        const days = behaviourDays(question, { told, found, measure, hadBegun });
        const judged = await judgeBehaviours(days, signal);
        return { ...toldOf(question, days), ...judged, looked: lookedAt(question, names, told) };
      }),
  };
}

/** Null for the events themselves. */
const subjectsOf = ({ dailies: { values } }: PatternQuestion) => [null, ...values];

const rowOf = (names: readonly DailyNamesRow[], subject: number): DailyNamesRow | undefined =>
  names.find((row) => Number(row.subject) === subject);

function toldOf({ at, membersAt, zone }: PatternQuestion, { edges, notEnough, everything }: BehaviourDays) {
  return {
    at: formatInstant(at),
    membersAt: formatInstant(membersAt),
    zone,
    from: formatInstant(must(edges[0], "there are edges")),
    to: formatInstant(lastOf(edges)),
    days: edges.slice(0, -1).map(formatInstant),
    notEnough,
    everything,
  };
}

function lookedAt(
  question: PatternQuestion,
  names: readonly DailyNamesRow[],
  told: ToldApart,
): Answer["looked"] {
  return subjectsOf(question).map((of, subject) => ({
    event: of?.event ?? null,
    property: [...(of?.path ?? [])],
    looked: told[subject]?.length ?? 0,
    all: Number(rowOf(names, subject)?.names ?? 0),
  }));
}
