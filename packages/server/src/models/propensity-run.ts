import {
  behaviourValue,
  chanceOf,
  judgeAhead,
  type JudgedAhead,
  type PeopleAt,
  type ScoreName,
} from "@habitus/models";
import type { PersonFigures } from "@habitus/segments-sql";
import { DAY_MS, type Instant } from "@habitus/kernel";
import type { PersonNumber } from "../store/event-store.ts";
import { LearntPeople } from "./learnt-people.ts";
import type { PropensityReport, PropensityResult, ScoreFigures } from "./model-runs.ts";
import type { PropensityQuestion } from "./propensity-question.ts";
import { CHANGES_AT_ONCE, changesOf, noChanges, type ScoreChange } from "./score-changes.ts";
import type { RunTelling } from "./score-run.ts";

export type PropensityRunDeps = RunTelling & {
  /** The people above `after`, up to `upTo`, of whom there is something, as they were at an instant. */
  page(at: Instant, after: PersonNumber, upTo: PersonNumber): Promise<readonly PersonFigures[]>;
};

const PEOPLE_AT_ONCE = 50_000;
/** Digits behind the point that are kept. */
const SCALE = 10 ** 6;

/**
 * Learns from what was known of people one horizon ago and from what happened to them since, and tells it of people as they are now. It is judged by
 * what was known another horizon before. It says the difference between the scores that are stored and those that it comes to, so a run that was cut off is
 * made whole by another. What cannot be told this time stays as it was told last, as long as that was of the same outcome and audience; whoever may not be looked at any more has it
 * taken back.
 * @param highest the highest number of a person.
 */
export async function runPropensity(
  question: PropensityQuestion,
  told: readonly ScoreName[],
  highest: PersonNumber,
  deps: PropensityRunDeps,
): Promise<PropensityResult> {
  const { newestDay, horizonDays } = question;
  const { earlier, later, known } = await learntFrom(question, highest, deps);
  await deps.progress("fitting", 0, null);
  const judged = judgeAhead(later, earlier);
  const changes = await sayChances(question, { judged, told }, highest, deps);
  return {
    kind: "propensity",
    asked: question.asked,
    window: { from: newestDay - horizonDays, to: newestDay },
    people: later.happened.length,
    happened: later.happened.reduce((sum, each) => sum + each, 0),
    known,
    fit: reportOf(judged, question),
    quality: judged.quality,
    judgedBy: judged.judgedBy,
    changes,
  };
}

type Learnt = { readonly earlier: PeopleAt; readonly later: PeopleAt; readonly known: number };

async function learntFrom(
  question: PropensityQuestion,
  highest: PersonNumber,
  deps: PropensityRunDeps,
): Promise<Learnt> {
  const { at, horizonDays, behaviours } = question;
  const [earlier, later] = [new LearntPeople(behaviours), new LearntPeople(behaviours)];
  let known = 0;
  for (const ago of [2, 1, 0]) {
    const then = at - ago * horizonDays * DAY_MS;
    await eachPage(highest, async (after, upTo) => {
      await deps.progress("reading", Math.floor(((2 - ago) * highest + after) / 3), highest);
      for (const row of await deps.page(then, after, upTo)) {
        if (ago === 1 && row.isLookedAt) known++;
        const happened = row.holds[0] === true;
        if (ago === 0) later.happened(row.person, happened);
        if (ago === 1) earlier.happened(row.person, happened);
        if (ago === 0 || !row.isLookedAt) continue;
        const people = ago === 1 ? later : earlier;
        if (people.takes(row.person)) people.add(row.person, valuesOf(row, question, then));
      }
    });
  }
  return { earlier: earlier.told(), later: later.told(), known };
}

async function eachPage(
  highest: PersonNumber,
  visit: (after: PersonNumber, upTo: PersonNumber) => Promise<void>,
): Promise<void> {
  for (let after = 0; after < highest; after += PEOPLE_AT_ONCE) {
    await visit(after, Math.min(after + PEOPLE_AT_ONCE, highest));
  }
}

/** What the behaviours are of a person who was read as of an instant. */
export function valuesOf(
  { figures }: Pick<PersonFigures, "figures">,
  { behaviours, spanDays }: Pick<PropensityQuestion, "behaviours" | "spanDays">,
  at: Instant,
): readonly number[] {
  const span = { at, spanMs: spanDays * DAY_MS };
  return behaviours.map(({ of, places }) =>
    behaviourValue(
      of,
      places.map((place) => figures[place] ?? null),
      span,
    ),
  );
}

type Fresh = { readonly judged: JudgedAhead; readonly told: readonly ScoreName[] };

async function sayChances(
  question: PropensityQuestion,
  { judged, told }: Fresh,
  highest: PersonNumber,
  deps: PropensityRunDeps,
): Promise<ScoreFigures> {
  const figures = noChanges();
  const refused = new Set(judged.kind === "refused" && question.keeps ? told : []);
  await eachPage(highest, async (after, upTo) => {
    await deps.progress("writing", after, highest);
    const changes: ScoreChange[] = [];
    for (const row of await deps.page(question.at, after, upTo)) {
      const stored = row.numbers.map((number) => number ?? Number.NaN);
      const chance =
        judged.kind === "refused" || !row.isLookedAt ? Number.NaN : toldOf(row, question, judged);
      if (!Number.isNaN(chance)) figures.scored++;
      const fresh = { told, refused, valueOf: () => chance };
      const scores = changesOf(stored, row.isLookedAt ? fresh : null, figures);
      if (scores.length > 0) changes.push({ person: row.person, scores });
    }
    for (let from = 0; from < changes.length; from += CHANGES_AT_ONCE) {
      await deps.say(changes.slice(from, from + CHANGES_AT_ONCE));
    }
  });
  return figures;
}

function toldOf(
  row: PersonFigures,
  question: PropensityQuestion,
  { model, used }: Extract<JudgedAhead, { readonly kind: "fitted" }>,
): number {
  const values = valuesOf(row, question, question.at);
  const chance = chanceOf(
    model,
    used.map((place) => values[place] ?? Number.NaN),
  );
  return Math.round(chance * SCALE) / SCALE;
}

function reportOf(judged: JudgedAhead, { behaviours, spanDays }: PropensityQuestion): PropensityReport {
  if (judged.kind === "refused") {
    const { kind, reason, detail } = judged;
    return { kind, reason, detail };
  }
  const { model, used } = judged;
  return {
    kind: "fitted",
    intercept: model.intercept,
    spanDays,
    behaviours: used.flatMap((place, index) => {
      const behaviour = behaviours[place];
      if (behaviour === undefined) return [];
      const { of, event } = behaviour;
      const [mean = 0, deviation = 0] = [model.means[index], model.deviations[index]];
      const [effect = 0, error = null] = [model.effects[index], model.errors?.[index]];
      return [{ of, event, mean, deviation, effect, error }];
    }),
  };
}
