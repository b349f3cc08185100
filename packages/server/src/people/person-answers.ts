import { DAY_MS, type Instant, readReservedTrait } from "@habitus/kernel";
import type { Profile } from "../profiles/profile-reads.ts";
import { answerTraits, type SurveyQuestion, type SurveyRecord } from "./surveys.ts";

/** What a person has answered to a question of a survey. */
export type PersonAnswer = {
  readonly survey: string;
  readonly question: string;
  readonly trait: string;
  /** Null when it is gone since. */
  readonly asked: { readonly survey: SurveyRecord; readonly question: SurveyQuestion } | null;
  /** JSON text. */
  readonly value: string;
  readonly time: Instant;
  readonly source: string;
  /** Null: for ever. */
  readonly countsUntil: Instant | null;
  readonly counts: boolean;
};

/** Newest first. @param now asked for where an answer counts for a while alone. */
export function answersOf(
  { traits }: Pick<Profile, "traits">,
  surveys: readonly SurveyRecord[],
  now: () => Instant,
): readonly PersonAnswer[] {
  const answers = traits.flatMap(({ name, value, time, source }): readonly PersonAnswer[] => {
    const reserved = readReservedTrait(name);
    if (reserved?.kind !== "answer") return [];
    const [survey = "", question = ""] = reserved.key.split("_");
    const asked = askedIn(surveys, survey, question);
    const days = asked?.question.decayDays ?? null;
    const countsUntil = days === null ? null : time + days * DAY_MS;
    const trait = answerTraits(survey, question).answer;
    const counts = countsUntil === null || now() < countsUntil;
    return [{ survey, question, trait, asked, value, time, source, countsUntil, counts }];
  });
  return answers.sort((a, b) => b.time - a.time || (a.trait < b.trait ? -1 : 1));
}

function askedIn(surveys: readonly SurveyRecord[], key: string, questionKey: string): PersonAnswer["asked"] {
  const survey = surveys.find((each) => each.key === key);
  const question = survey?.questions.find((each) => each.key === questionKey);
  return survey === undefined || question === undefined ? null : { survey, question };
}
