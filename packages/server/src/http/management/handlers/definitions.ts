import { formatInstant, HabitusError } from "@habitus/kernel";
import {
  countriesOf,
  describePlan,
  type KnownName,
  occasionsOf,
  printDefinition,
  type Vocabulary,
} from "@habitus/segments";
import { withAnswers } from "../../../people/survey-vocabulary.ts";
import {
  doubtfulProblems,
  observedProblemsOf,
  occasionProblems,
  readDefinition,
} from "../../../segments/language.ts";
import type { Question } from "../../../segments/plan-contexts.ts";
import type { Look, Observed } from "../../../segments/vocabulary.ts";
import { mayTouch } from "../authorise.ts";
import type { ManagementDeps } from "../deps.ts";
import type { HandlersFor } from "../handler.ts";

const REFUSED = {
  warnings: [],
  observedAt: null,
  tree: null,
  text: null,
  plan: null,
  planText: null,
} as const;

export function definitionHandlers(deps: ManagementDeps): HandlersFor<"checkSegment" | "getVocabulary"> {
  /** A store that does not answer leaves a definition without these warnings; it is checked all the same. */
  const lookOrNull = async (): Promise<Look | null> => {
    try {
      return await deps.vocabulary.get();
    } catch (error) {
      if (!(error instanceof HabitusError)) throw error;
      deps.logger.warn({ error: error.message }, "a definition was checked without a look at the events");
      return null;
    }
  };
  return {
    async checkSegment({ body }, { caller }) {
      const read = readDefinition(body.definition, { ...deps.context(), self: body.key ?? null });
      if (read.kind === "refused") return { ...REFUSED, ok: false, problems: read.problems };
      const { definition, warnings } = read;
      // These warnings name values that were sent, so they are for those who may read events.
      const look = mayTouch(caller, "events:read") ? await lookOrNull() : null;
      const observed =
        look === null ? [] : observedProblemsOf(body.definition, definition, withNames(deps, look.observed));
      return {
        ok: true,
        problems: [],
        warnings: [
          ...warnings,
          ...doubtfulProblems(body.definition, look?.observed.events ?? []),
          ...occasionProblems(definition, deps.context(), deps.now()),
          ...observed,
        ],
        observedAt: look === null ? null : formatInstant(look.at),
        ...readable(deps, { definition, purpose: body.purpose ?? null }, mayTouch(caller, "people:read")),
      };
    },
    async getVocabulary() {
      const { observed, at } = await deps.vocabulary.get();
      return { ...withNames(deps, observed), at: formatInstant(at) };
    },
  };
}

function withNames(
  deps: ManagementDeps,
  observed: Observed,
): Vocabulary & { readonly currency: string | null; readonly computed: readonly KnownName[] } {
  const named = ({ key, name }: KnownName): KnownName => ({ key, name });
  return {
    ...observed,
    currency: observed.currency ?? null,
    traits: withAnswers(observed.traits, deps.surveys.list()),
    segments: deps.segments.list().map(named),
    lists: deps.lists.list().map(named),
    groups: deps.subscriptions.list().map(named),
    computed: deps.computedTraits.list().map(named),
    occasions: occasionsOf(deps.context().occasions).map((occasion) => ({
      name: occasion.name,
      countries: countriesOf(occasion).named,
    })),
  };
}

/** @param showsPeople whether the caller may read who is in which account. */
function readable({ evaluator, thresholds }: ManagementDeps, question: Question, showsPeople: boolean) {
  const { definition } = question;
  const said = { tree: definition, text: printDefinition(definition) };
  // A place among people has no plan until its threshold is known, which an evaluation works out.
  const used = thresholds.used(question);
  if (used === null) return { ...said, plan: null, planText: null };
  const plan = evaluator.plan(question);
  const isShown = showsPeople || !used.some(({ cut }) => "accounts" in cut);
  return { ...said, plan: isShown ? plan : null, planText: describePlan(plan) };
}
