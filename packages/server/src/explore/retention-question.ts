import type { DefinitionInput, RetentionRequest } from "@habitus/contract";
import { HabitusError, type Instant, must } from "@habitus/kernel";
import type { Condition, CountLeaf, DidCondition, EventMatch } from "@habitus/segments";
import { mustReadDefinition } from "../segments/language.ts";
import { planIn } from "../segments/plan-contexts.ts";
import { askedAt } from "./asked-at.ts";
import { planAudience } from "./audience.ts";
import type { AskedReturns, CalendarPeriod, ExploreDeps } from "./explore-queries.ts";

/** A retention table that was asked for, read and planned. */
export type RetentionQuestion = {
  readonly request: RetentionRequest;
  readonly start: DidCondition;
  readonly back: DidCondition;
  readonly periods: readonly CalendarPeriod[];
  readonly returns: AskedReturns;
  readonly membersAt: Instant;
  readonly zone: string;
};

/** @throws HabitusError `definition_refused`, `not_found`, and what the event store throws. */
export async function readRetentionQuestion(
  deps: ExploreDeps,
  request: RetentionRequest,
  signal: AbortSignal,
): Promise<RetentionQuestion> {
  const start = readEvent(deps, request.start);
  const back = readEvent(deps, request.back);
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
  const matchOf = (did: DidCondition): EventMatch => eventsOf(deps, did);
  const membersAt = members === "end" ? at : first.from;
  return {
    request,
    start,
    back,
    periods,
    zone,
    membersAt,
    returns: {
      start: isFirst ? matchOf(start) : { ...matchOf(start), window: inPeriods },
      back: { ...matchOf(back), window: inPeriods },
      bounds,
      isFirst,
      isRolling: counting === "rolling",
      at,
      audience: await audience(membersAt),
    },
  };
}

/** The event alone, at any time; what people allow is asked apart. */
function eventsOf(deps: ExploreDeps, condition: Condition): EventMatch {
  const plan = planIn(deps.context(), { definition: { version: 1, condition }, purpose: null });
  const isCount = (leaf: { readonly kind: string }): leaf is CountLeaf => leaf.kind === "count";
  return must(plan.leaves.find(isCount), "an event is planned as a count").events;
}

function readEvent(deps: ExploreDeps, input: DefinitionInput): DidCondition {
  const { condition } = mustReadDefinition(input, deps.context());
  if (condition.kind === "did" && isPlain(condition)) return condition;
  throw new HabitusError("definition_refused", "Retention is asked of an event without a count and a time.", {
    fix: 'Write for instance `did "Order Completed" where revenue > 50`.',
    details: { problems: [] },
  });
}

const isPlain = ({ first, count, window }: DidCondition): boolean =>
  first === undefined && count === undefined && window === undefined;
