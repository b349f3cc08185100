import { ACCOUNTS_TRAIT, formatInstant, HabitusError } from "@habitus/kernel";
import {
  countriesOf,
  describePlan,
  eventsRead,
  type KnownName,
  occasionsOf,
  type Plan,
  printDefinition,
  type Vocabulary,
} from "@habitus/segments";
import { scoreWarnings } from "../../../../models/tellers.ts";
import { accountTraitsSeen } from "../../../../people/account-vocabulary.ts";
import { underAllNames, withAnswers } from "../../../../people/survey-vocabulary.ts";
import { reasonsOf } from "../../../../platform/logger.ts";
import { keptWarnings } from "../../../../segments/kept-warnings.ts";
import {
  mustReadSegments,
  observedProblemsOf,
  occasionProblems,
  ownProblems,
  problemsIn,
  readDefinition,
} from "../../../../segments/language.ts";
import { contextFor, type Question } from "../../../../segments/plan-contexts.ts";
import { purposeWarnings } from "../../../../segments/purpose-warnings.ts";
import type { Look, Observed } from "../../../../segments/vocabulary.ts";
import { mayTouch } from "../../authorise.ts";
import type { ManagementDeps } from "../../deps.ts";
import type { HandlersFor } from "../../handler.ts";
import { tellersThere } from "./tellers-there.ts";

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
  const lookOrNull = async (named: readonly string[]): Promise<Look | null> => {
    try {
      return await deps.vocabulary.get(named);
    } catch (error) {
      if (!(error instanceof HabitusError)) throw error;
      deps.logger.warn(reasonsOf(error), "a definition was checked without a look at the events");
      return null;
    }
  };
  return {
    async checkSegment({ body }, { caller }) {
      const { purpose = null } = body;
      const written = { purpose, segments: mustReadSegments(body.segments ?? []) };
      const context = { ...contextFor(deps.context(), written), self: body.key ?? null };
      const read = readDefinition(body.definition, context);
      if (read.kind === "refused") return { ...REFUSED, ok: false, problems: read.problems };
      const { definition, warnings } = read;
      const question = { definition, ...written };
      const plan = planOf(deps, question);
      // These warnings name values that were sent, so they are for those who may read events.
      const look = mayTouch(caller, "events:read") ? await lookOrNull(namesIn(plan)) : null;
      const observed =
        look === null
          ? []
          : observedProblemsOf(body.definition, definition, {
              ...withNames(deps, look.observed),
              ...(asksAccounts(plan) ? accountTraitsSeen(deps.accounts) : {}),
            });
      return {
        ok: true,
        problems: [],
        warnings: [
          ...warnings,
          ...purposeWarnings(purpose, deps.purposes),
          ...ownProblems(body.definition, definition, look?.observed ?? null),
          ...(plan === null ? [] : keptWarnings(plan, deps.retention.get().rules)),
          ...occasionProblems(definition, context, deps.now()),
          ...problemsIn(
            body.definition,
            scoreWarnings(definition, () => tellersThere(deps)),
          ),
          ...observed,
        ],
        observedAt: look === null ? null : formatInstant(look.at),
        ...readable(deps, question, plan, mayTouch(caller, "people:read")),
      };
    },
    async getVocabulary({ query }) {
      const { observed, at } = await deps.vocabulary.get(query.event === undefined ? [] : [query.event]);
      const { accountTraits } = accountTraitsSeen(deps.accounts);
      return { ...withNames(deps, observed), accountTraits, at: formatInstant(at) };
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
    events: underAllNames(observed.events, deps.context().surveys),
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

/** The events that a definition names. */
function namesIn(plan: Plan | null): readonly string[] {
  return eventsRead(plan?.leaves ?? []).flatMap(({ name }) => (typeof name === "string" ? [name] : []));
}

function asksAccounts(plan: Plan | null): boolean {
  return (plan?.leaves ?? []).some((leaf) => leaf.kind === "trait" && leaf.path[0] === ACCOUNTS_TRAIT);
}

/** A place among people has no plan until its threshold is known, which an evaluation works out. */
function planOf({ evaluator, thresholds }: ManagementDeps, question: Question): Plan | null {
  return thresholds.used(question) === null ? null : evaluator.plan(question);
}

/** @param showsPeople whether the caller may read who is in which account. */
function readable(
  { thresholds }: ManagementDeps,
  question: Question,
  plan: Plan | null,
  showsPeople: boolean,
) {
  const { definition } = question;
  const said = { tree: definition, text: printDefinition(definition) };
  if (plan === null) return { ...said, plan: null, planText: null };
  const isShown = showsPeople || thresholds.used(question)?.some(({ cut }) => "accounts" in cut) !== true;
  return { ...said, plan: isShown ? plan : null, planText: describePlan(plan) };
}
