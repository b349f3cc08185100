import { DAY_MS, type Instant } from "@habitus/kernel";
import { type BehaviourName, type Behaviour, LONG_SPANS } from "@habitus/models";
import { firstInstantAt } from "@habitus/segments";
import type { PersonFigures } from "@habitus/segments-sql";
import type { PlanContexts } from "../segments/plan-contexts.ts";
import type { PersonNumber } from "../store/event-store.ts";
import type { BehaviourEffect, ModelRuns } from "./model-runs.ts";
import type { ModelRecord } from "./model-store.ts";
import { type AskedBehaviour, askedOf, type PropensityQuestion } from "./propensity-question.ts";
import { valuesOf } from "./propensity-run.ts";

/** Something that moves a person's chance away from that of somebody who is average in all. */
export type ScoreReason = Behaviour & {
  /** How many days ago the last one was or the first one; how many there were, or days with one; how much it came to. Null where there is none. */
  readonly figure: number | null;
  /** How many there were in the span before; null of all but a trend. */
  readonly before: number | null;
  /** Within how many of the last days it is counted; null of what is counted ever. */
  readonly days: number | null;
  /** By how much it multiplies the odds: above 1 it makes it likelier. */
  readonly times: number;
};

/** What moves the odds less is not told. */
const LEAST_EFFECT = 0.05;
const MOST_REASONS = 5;

export type ReasonDeps = {
  readonly runs: Pick<ModelRuns, "inForce">;
  readonly context: PlanContexts;
  /** Asks the event store for one person as of an instant; null of whom nothing is known. */
  readonly figures: (
    question: Pick<PropensityQuestion, "plans" | "figures" | "at" | "present">,
    person: PersonNumber,
    signal: AbortSignal,
  ) => Promise<PersonFigures | null>;
};

export type ReasonsOf = (
  model: ModelRecord,
  person: PersonNumber,
  present: Instant,
  signal: AbortSignal,
) => Promise<readonly ScoreReason[]>;

/**
 * What moved a person's chance most in the run in force: worked out when somebody looks, from the run's effects and what the person had done up to the
 * day it saw. Empty of a model that is no propensity, and of whoever may not be looked at.
 */
export function createReasons({ runs, context, figures }: ReasonDeps): ReasonsOf {
  return async (model, person, present, signal) => {
    const result = runs.inForce(model.key)?.result ?? null;
    if (model.kind !== "propensity" || result?.kind !== "propensity") return [];
    const { fit, window } = result;
    if (fit.kind === "refused") return [];
    const now = context();
    const { spanDays } = fit;
    // The value is that which the run saw, whatever the model looks at since; of runs before it was kept none is known.
    const valueProperty = result.asked?.valueProperty ?? null;
    const behaviours = fit.behaviours.filter(({ of }) => of !== "value" || valueProperty !== null);
    const asked = askedOf({ ...model, valueProperty, behaviours, spanDays }, now);
    const at = firstInstantAt(now.workspaceZone, (window.to + 1) * DAY_MS) - 1;
    const known = await figures({ ...asked, at, present }, person, signal);
    if (known?.isLookedAt !== true) return [];
    const values = valuesOf(known, { behaviours: asked.behaviours, spanDays }, at);
    return behaviours
      .map((effect, place) =>
        reasonOf(effect, values[place] ?? effect.mean, known, { asked, place, spanDays, at }),
      )
      .filter(({ times }) => Math.abs(Math.log(times)) >= LEAST_EFFECT)
      .toSorted((a, b) => Math.abs(Math.log(b.times)) - Math.abs(Math.log(a.times)))
      .slice(0, MOST_REASONS);
  };
}

function reasonOf(
  { of, event, mean, effect }: BehaviourEffect,
  value: number,
  { figures }: PersonFigures,
  {
    asked,
    place,
    spanDays,
    at,
  }: {
    readonly asked: { readonly behaviours: readonly AskedBehaviour[] };
    readonly place: number;
    readonly spanDays: number;
    readonly at: Instant;
  },
): ScoreReason {
  const { places } = asked.behaviours[place] ?? { places: [] };
  const [figure = null, before = null] = places.map((each) => figures[each] ?? null);
  const isInstant = of === "recency" || of === "tenure";
  return {
    of,
    event,
    figure: isInstant && figure !== null ? Math.max(0, Math.floor((at - figure) / DAY_MS)) : figure,
    before: of === "trend" ? before : null,
    days: DAYS[of](spanDays),
    times: Math.exp(effect * (value - mean)),
  };
}

const DAYS: Readonly<Record<BehaviourName, (spanDays: number) => number | null>> = {
  recency: () => null,
  tenure: () => null,
  days: (spanDays) => spanDays,
  trend: (spanDays) => spanDays,
  frequency: (spanDays) => LONG_SPANS * spanDays,
  value: (spanDays) => LONG_SPANS * spanDays,
};
