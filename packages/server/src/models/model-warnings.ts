import type { DefinitionProblem } from "@habitus/contract";
import { HabitusError } from "@habitus/kernel";
import { fromTree } from "../segments/language.ts";
import type { PlanContexts } from "../segments/plan-contexts.ts";
import type { ModelRun } from "./model-runs.ts";
import { type ModelContent, type PropensityContent, shownOutcome } from "./model-store.ts";
import { daysRead, horizonOf } from "./propensity-question.ts";

/** How many days events of a name are kept; null for ever. */
type Rule = { readonly days: number | null };

type Ran = Pick<ModelRun, "rev" | "result">;
type Asked = ModelContent & { readonly rev: number };

/** Whether a run told what such a model tells: a model of buying no likelihood, and the other way round. */
export function isOfKind({ kind }: Pick<ModelContent, "kind">, { result }: Pick<Ran, "result">): boolean {
  return result === null || (result.kind === "propensity") === (kind === "propensity");
}

/** Whether what a run told is still an answer to what the model asks: a likelihood is of one outcome and of one audience. */
export function standsFor(model: Asked, run: Ran): boolean {
  if (!isOfKind(model, run)) return false;
  if (model.kind !== "propensity" || run.result?.kind !== "propensity") return true;
  const { asked } = run.result;
  // Of runs before it was kept nothing else is known.
  if (asked === undefined) return run.rev === model.rev;
  const { outcome, audience } = shownOutcome(model);
  return asked.outcome === outcome && asked.audience === audience;
}

/** That the scores which definitions compare are those of a question that was asked before. */
export function staleWarnings(model: Asked, inForce: Ran | null): readonly DefinitionProblem[] {
  if (inForce === null || standsFor(model, inForce)) return [];
  const message = "Its scores are those of what it asked before it was edited, until it is run";
  return [warning("stale_scores", message)];
}

/**
 * That events are deleted sooner than a likelihood looks back: of people as they were less is then known than of them as they are, and it learns from
 * those what it tells of these.
 */
export function retentionWarnings(
  model: ModelContent,
  rules: readonly Rule[],
  context: ReturnType<PlanContexts>,
): readonly DefinitionProblem[] {
  const shortest = Math.min(...rules.map(({ days }) => days ?? Number.POSITIVE_INFINITY));
  const days = model.kind === "propensity" ? daysReadOf(model, context) : 0;
  if (days <= shortest) return [];
  const kept = shortest === 1 ? "1 day" : `${shortest} days`;
  const message = `Some events are kept ${kept}, and ${days} days are looked at to learn from, so people as they were seem to have done less than people now: ask of fewer days, or keep events longer`;
  return [warning("kept_shorter", message)];
}

/** None of an outcome that names what is no longer there: its run says so. */
function daysReadOf({ outcome }: PropensityContent, context: ReturnType<PlanContexts>): number {
  try {
    return daysRead(horizonOf(outcome, context));
  } catch (error) {
    if (error instanceof HabitusError) return 0;
    throw error;
  }
}

const warning = (code: string, message: string): DefinitionProblem => ({
  ...fromTree({ code, message, path: "", suggestion: null }),
  path: null,
});
