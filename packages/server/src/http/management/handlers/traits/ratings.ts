import type {
  DefinitionProblem,
  PersonScores,
  RatedPeople,
  Rating,
  RatingRun as ShownRun,
} from "@habitus/contract";
import { formatInstant, HabitusError } from "@habitus/kernel";
import type { Interval } from "@habitus/models";
import { type PersonScore, personScores } from "../../../../models/person-scores.ts";
import type { RatingResult } from "../../../../models/rating-run.ts";
import {
  bandOf,
  ratingScores,
  ratingTexts,
  readParts,
  shownPart,
  TOTAL,
} from "../../../../models/rating-store.ts";
import { refuseForStrangers } from "../../../../models/rating-question.ts";
import type { RatingRun, RatingView } from "../../../../models/ratings.ts";
import { purposeWarnings } from "../../../../segments/purpose-warnings.ts";
import { personId } from "../../../../profiles/identity.ts";
import type { PersonNumber } from "../../../../store/event-store.ts";
import type { ManagementDeps } from "../../deps.ts";
import type { HandlersFor } from "../../handler.ts";
import { toJob } from "../workspace/jobs.ts";
import { noteUse } from "../note-use.ts";
import { idsFor } from "../ids-for.ts";
import { found, invalidCursor } from "../shared.ts";

type RatingOperations =
  | "listRatings"
  | "getRating"
  | "editRating"
  | "runRating"
  | "deleteRating"
  | "getPersonScores"
  | "listRatedPeople";

/** People by a rating on a page, where nobody says how many. */
const PAGE = 50;

export function ratingHandlers(deps: ManagementDeps): HandlersFor<RatingOperations> {
  const { ratings, context, segments, workspace } = deps;
  const shown = (view: RatingView): Rating => toRating(view, purposeWarnings(view.purpose, deps.purposes));
  return {
    listRatings: () => ({ ratings: ratings.list().map(shown) }),
    getRating: ({ params: { key } }) => ({
      rating: shown(ratings.get(key)),
      runs: ratings.runs(key).map(toRun),
    }),
    async editRating({ params, body: { rev, parts, ...rest } }, { caller }) {
      const known = context();
      const content = { ...rest, parts: readParts(parts, rest.kind, known) };
      for (const { rules } of content.parts) refuseForStrangers(rules, known, workspace.logicalNow());
      return shown(await ratings.set(params.key, content, rev, caller.actor));
    },
    runRating: async ({ params }, { caller }) => toJob(await ratings.run(params.key, caller.actor)),
    deleteRating: async ({ params }, { caller }) => toJob(await ratings.remove(params.key, caller.actor)),
    getPersonScores: ({ params, query }, { signal }) =>
      scoresOf(deps, deps.profiles.find(params.id, query.as), signal),
    listRatedPeople({ params, query }, { caller, signal }) {
      if (query.segment !== undefined) {
        noteUse(deps, found(segments.get(query.segment), "segment").key, { caller });
      }
      return ratedPeople(deps, params.key, query, signal);
    },
  };
}

/** Orders and their value are told with how far the run in force leaves them open. */
async function scoresOf(
  deps: ManagementDeps,
  who: PersonNumber | null,
  signal: AbortSignal,
): Promise<PersonScores> {
  const { models, ratings, profiles, workspace } = deps;
  const person = found(who, "person");
  const profile = found(profiles.profile(person), "person");
  const told = personScores(profile.traits, models.list(), ratings.list());
  const present = workspace.logicalNow();
  const telling = models.list().filter(({ key }) => told.scores.some(({ from }) => isOf(from, key)));
  const known = await Promise.all(
    telling.map(async (model) => {
      const value = told.scores.find(({ key }) => key === `${model.key}.value`)?.value ?? null;
      const found = await deps.scoreIntervals(model, person, { told: value, present }, signal);
      return found === null ? [] : [{ model: model.key, ...found }];
    }),
  );
  const open = known.flat();
  const reasons = await Promise.all(
    telling.map(async (model) => ({
      model: model.key,
      of: [...(await deps.scoreReasons(model, person, present, signal))],
    })),
  );
  const intervalOf = ({ from, name }: PersonScore): Interval | null => {
    const own = open.find(({ model }) => isOf(from, model));
    if (name !== "orders" && name !== "value") return null;
    return own?.[name] ?? null;
  };
  return {
    scores: told.scores.map((score) => ({
      ...score,
      time: formatInstant(score.time),
      interval: intervalOf(score),
    })),
    benefits: [...told.benefits],
    anyOrder: open.map(({ model, horizonDays, anyOrder }) => ({
      model,
      days: horizonDays,
      probability: anyOrder,
    })),
    reasons: reasons.filter(({ of }) => of.length > 0),
  };
}

const isOf = ({ kind, key }: PersonScore["from"], model: string): boolean =>
  kind === "model" && key === model;

type Asked = {
  readonly score?: string | undefined;
  readonly segment?: string | undefined;
  readonly after?: string | undefined;
  readonly limit?: number | undefined;
};

async function ratedPeople(
  deps: ManagementDeps,
  key: string,
  { score = TOTAL, segment: segmentKey, after, limit = PAGE }: Asked,
  signal: AbortSignal,
): Promise<RatedPeople> {
  const { evaluator, segments, workspace } = deps;
  const rating = deps.ratings.get(key);
  const told = ratingScores(key, rating);
  const asked = told.find(({ name, isTrend }) => name === score && !isTrend);
  if (asked === undefined) {
    const names = told.filter(({ isTrend }) => !isTrend).map(({ name }) => name);
    throw new HabitusError("invalid_request", `It tells no "${score}".`, {
      fix: `Ask for one of: ${names.join(", ")}.`,
    });
  }
  const segment = segmentKey === undefined ? null : found(segments.get(segmentKey), "segment");
  // Whoever no longer allows the rating has it until the next run, and is not shown with it.
  const question =
    segment === null
      ? { definition: EVERYONE, purpose: rating.purpose }
      : { definition: segment.definition, purpose: segment.purpose, channel: rating.purpose };
  const at = workspace.logicalNow();
  const plan = (await evaluator.planner([question], null, signal, at))(question);
  const page = { trait: asked.trait, after: after === undefined ? null : readCursor(after), limit };
  const rows = await deps.scored(plan, page, { at, present: at }, signal);
  const last = rows.length < limit ? undefined : rows.at(-1);
  const purposes = [rating.purpose, segment?.purpose ?? null].filter((purpose) => purpose !== null);
  const idsOf = idsFor(deps, purposes);
  return {
    people: rows.map(({ person, number }) => ({
      id: personId(person),
      ids: idsOf(person),
      points: Number(number),
      band: bandOf(rating.bands, Number(number))?.name ?? null,
    })),
    next: last === undefined ? null : `${last.number}_${last.person}`,
  };
}

const EVERYONE = { version: 1, condition: { kind: "everyone" } } as const;

/** @throws HabitusError `invalid_cursor`. */
function readCursor(text: string): { readonly number: string; readonly person: number } {
  const match = /^(-?\d{1,18}(?:\.\d{1,9})?)_(\d{1,15})$/.exec(text);
  if (match === null) throw invalidCursor();
  const [, number = "0", person] = match;
  return { number, person: Number(person) };
}

function toRating(
  { newest, inForce: _inForce, nextRunAt, updatedAt, parts, bands, ...rating }: RatingView,
  warnings: readonly DefinitionProblem[],
): Rating {
  return {
    ...rating,
    parts: parts.map(shownPart).map(({ rules, ...part }) => ({ ...part, rules: [...rules] })),
    bands: [...bands],
    scores: ratingScores(rating.key, { kind: rating.kind, parts }).map(
      ({ trait: _trait, ...score }) => score,
    ),
    texts: [...ratingTexts(rating.key, rating)],
    newest: newest === null ? null : toRun(newest),
    nextRunAt: nextRunAt === null ? null : formatInstant(nextRunAt),
    updatedAt: formatInstant(updatedAt),
    warnings: [...warnings],
  };
}

function toRun({ model: _model, startedAt, finishedAt, result, ...run }: RatingRun): ShownRun {
  return {
    ...run,
    startedAt: formatInstant(startedAt),
    finishedAt: formatInstant(finishedAt),
    result: result === null ? null : toResult(result),
  };
}

function toResult({ people, parts, benefits, changes }: RatingResult): ShownRun["result"] {
  const { written, unchanged, takenBack } = changes;
  const shown = { people, parts: { ...parts }, written, unchanged, takenBack };
  if (benefits === null) return { ...shown, benefits: null };
  const { quality, known, ...report } = benefits;
  const table = quality?.table.map((line) => [...line]) ?? [];
  return {
    ...shown,
    benefits: { ...report, known: [...known], quality: quality === null ? null : { ...quality, table } },
  };
}
