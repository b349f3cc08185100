import type { RetentionRequest } from "@habitus/contract";
import { type Instant, must } from "@habitus/kernel";
import type { DidCondition } from "@habitus/segments";
import { askedAt } from "./asked-at.ts";
import { planAudience } from "./audience.ts";
import { eventsOf, readDid } from "./did-question.ts";
import type { AskedReturns, CalendarPeriod, ExploreDeps } from "./explore-queries.ts";

/** A retention table that was asked for, read and planned. */
export type RetentionQuestion = {
  readonly request: RetentionRequest;
  readonly start: DidCondition;
  readonly back: DidCondition;
  readonly periods: readonly CalendarPeriod[];
  readonly returns: AskedReturns;
  readonly membersAt: Instant;
  /** Whether it is asked as of the workspace's now. */
  readonly isNow: boolean;
  readonly zone: string;
};

/** @throws HabitusError `definition_refused`, `not_found`, and what the event store throws. */
export async function readRetentionQuestion(
  deps: ExploreDeps,
  request: RetentionRequest,
  signal: AbortSignal,
): Promise<RetentionQuestion> {
  const start = readDid(deps, request.start);
  const back = readDid(deps, request.back);
  const { unit, cohorts = "first", counting = "classic", members = "end" } = request;
  const { at, isNow } = askedAt(deps, request.at);
  const { zone, weekStart } = deps.workspace.get();
  const periods = deps.queries.periods({ unit, count: request.periods, weekStart }, zone, at);
  const [first, last] = [must(periods[0], "a period"), must(periods.at(-1), "a period")];
  const bounds = [...periods.map(({ from }) => from), last.to];
  const { audience } = await planAudience(
    deps,
    {
      reads: { kind: "or", of: [start, back] },
      purpose: request.purpose ?? null,
      segment: request.segment ?? null,
      groups: [],
      trait: null,
      at,
      isNow,
    },
    signal,
  );
  const isFirst = cohorts === "first";
  const inPeriods = { kind: "fixed", from: first.from, to: null } as const;
  const began = eventsOf(deps, start);
  const membersAt = members === "end" ? at : first.from;
  return {
    request,
    start,
    back,
    periods,
    zone,
    membersAt,
    isNow,
    returns: {
      start: isFirst ? began : { ...began, window: inPeriods },
      back: { ...eventsOf(deps, back), window: inPeriods },
      bounds,
      isFirst,
      isRolling: counting === "rolling",
      at,
      audience: await audience(membersAt),
    },
  };
}
