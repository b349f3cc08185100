import type { Fact } from "@habitus/events";
import type { Actor } from "@habitus/contract";
import { DAY_MS, HabitusError, type Instant } from "@habitus/kernel";
import type { BenefitFit, RefusedBenefits, SaidBenefits } from "@habitus/models";
import type { Deeds, DeedsWanted } from "@habitus/segments-sql";
import type { JobHandle, JobKind } from "../jobs/job-runs.ts";
import { untilStored } from "../jobs/until.ts";
import type { Offset } from "../log/log.ts";
import { refuseRead, type TraitReaders } from "../people/trait-readers.ts";
import type { ProfileReads } from "../profiles/profile-reads.ts";
import type { PlanContexts } from "../segments/plan-contexts.ts";
import type { Moment } from "../segments/evaluate.ts";
import type { PersonNumber } from "../store/event-store.ts";
import { shownError } from "./model-job.ts";
import type { ScoringRuns } from "./model-runs.ts";
import { type RatingQuestion, ratingQuestion } from "./rating-question.ts";
import {
  type RatingChange,
  type RatingPhase,
  type RatingResult,
  type RatingTraits,
  runRating,
} from "./rating-run.ts";
import { type RatingContent, type RatingStore, ratingScores, ratingTexts } from "./rating-store.ts";
import { createSaying, type ScoreSayingDeps } from "./score-saying.ts";

export const RATING_JOB = "rating-run";

/** What the job was started with: plain data. */
export type RatingJobInput = {
  readonly rating: string;
  readonly by: Actor;
  /** Everything is taken back, and then the rating goes. */
  readonly ends: boolean;
};

export type RatingJobDeps = ScoreSayingDeps & {
  readonly ratings: RatingStore;
  readonly runs: ScoringRuns<RatingResult>;
  readonly context: PlanContexts;
  readonly logicalNow: () => Instant;
  readonly now: () => Instant;
  readonly profiles: Pick<ProfileReads, "ofNumber">;
  readonly stored: () => Offset;
  readonly highestPerson: () => PersonNumber;
  /** Asks the event store. */
  readonly deeds: (wanted: DeedsWanted, moment: Moment, signal: AbortSignal) => Promise<readonly Deeds[]>;
  /** In a thread of its own. */
  readonly judge: (said: SaidBenefits, signal: AbortSignal) => Promise<BenefitFit | RefusedBenefits>;
  readonly readers: TraitReaders;
};

const PHASES: Readonly<Record<RatingPhase, string>> = {
  reading: "Reading what people do who said what they seek",
  judging: "Judging how surely it can be told",
  writing: "Writing what changed",
};

/** A run begins again from the beginning after a stop: what was written makes no difference any more. */
export function createRatingJob(deps: RatingJobDeps): JobKind {
  return { title: "Rate people", unit: "people", resumes: true, run: (job) => rate(deps, job) };
}

async function rate(deps: RatingJobDeps, job: JobHandle): Promise<Readonly<Record<string, unknown>>> {
  const { rating: key, by, ends } = job.checkpoint as RatingJobInput;
  const rating = deps.ratings.get(key);
  // Cut off between its end and the end of the job.
  if (rating === null && ends) return { rating: key };
  if (rating === null) throw new HabitusError("not_found", `There is no rating "${key}".`);
  if (ends) refuseRated(key, rating, deps.readers);
  const startedAt = deps.now();
  await deps.runs.begin(key, startedAt);
  const keep = async (outcome: "scored" | "refused" | "failed", rest: Kept): Promise<void> => {
    const about = { model: key, rev: rating.rev, job: job.id, startedAt, finishedAt: deps.now() };
    await deps.runs.keep({ ...about, outcome, ...rest });
  };
  try {
    await job.progress({ phase: "Waiting until all that came in is stored", done: 0, total: null });
    await untilStored(deps, deps.logHead(), job);
    const { result, offset } = await carriedOut(deps, { key, rating, ends }, job);
    await job.progress({ phase: "Coming into force" });
    await untilStored(deps, offset, job);
    if (ends) {
      await deps.runs.forget(key);
      await deps.ratings.remove(key, by);
    } else {
      const isRefused = result.benefits !== null && result.benefits.refused !== null;
      await keep(isRefused ? "refused" : "scored", { result, error: null });
    }
    return { rating: key, people: result.people, ...result.changes };
  } catch (error) {
    if (!job.signal.aborted && !ends) await keep("failed", { result: null, error: shownError(error) });
    throw error;
  }
}

type Kept = Pick<Parameters<RatingJobDeps["runs"]["keep"]>[0], "result" | "error">;
type Asked = { readonly key: string; readonly rating: RatingContent; readonly ends: boolean };

async function carriedOut(
  deps: RatingJobDeps,
  { key, rating, ends }: Asked,
  job: JobHandle,
): Promise<{ readonly result: RatingResult; readonly offset: Offset }> {
  const present = deps.logicalNow();
  const saying = createSaying(deps, job);
  const traits: RatingTraits = { scores: ratingScores(key, rating), texts: ratingTexts(key, rating) };
  // What ends reads no rules: they may name what is no longer there.
  const question = ends ? null : ratingQuestion(rating, deps.context(), present);
  const wanted = wantedOf(question, traits, rating);
  const moment = { at: present, present };
  const result = await runRating(question, traits, deps.highestPerson(), {
    page: (after, upTo) => deps.deeds({ ...wanted, after, upTo }, moment, job.signal),
    // Said for the beginning of the run: of somebody who is erased meanwhile nothing comes back.
    say: (changes) => saying.say(factsOf(deps.profiles, changes, present)),
    judge: (said) => deps.judge(said, job.signal),
    progress: (phase, done, total) => job.progress({ phase: PHASES[phase], done, total }),
  });
  return { result, offset: saying.offset() };
}

type Wanted = Omit<DeedsWanted, "after" | "upTo">;

/** @param question null: nobody is looked at, so that everything is taken back. */
function wantedOf(
  question: RatingQuestion | null,
  { scores, texts }: RatingTraits,
  { halfLifeDays }: Pick<RatingContent, "halfLifeDays">,
): Wanted {
  const numbers = scores.map(({ trait }) => trait);
  const nobody = { roots: [{ kind: "always", value: false }], leaves: [] } as const;
  if (question === null) {
    return { plans: nobody, matches: [], halfLifeMs: halfLifeDays * DAY_MS, earlier: null, numbers, texts };
  }
  const { plans, matches, halfLifeMs, earlier } = question;
  return { plans, matches, halfLifeMs, earlier, numbers, texts };
}

function factsOf(
  profiles: RatingJobDeps["profiles"],
  changes: readonly RatingChange[],
  time: Instant,
): readonly Fact[] {
  return changes.flatMap(({ person, facts }): readonly Fact[] => {
    // Of somebody who was erased since they were read there is nobody.
    const id = profiles.ofNumber(person)?.id;
    if (id === undefined) return [];
    return facts.map(([name, value]) => {
      return { id, name, value: JSON.stringify(value), time, idHash: null, proof: null };
    });
  });
}

/** Everything that a rating writes. */
export const ratedTraits = (
  key: string,
  rating: Pick<RatingContent, "kind" | "parts">,
): readonly string[] => [...ratingScores(key, rating).map(({ trait }) => trait), ...ratingTexts(key, rating)];

/** Refuses to end what something reads. @throws HabitusError `in_use`. */
export function refuseRated(
  key: string,
  rating: Pick<RatingContent, "kind" | "parts">,
  readers: TraitReaders,
  except: ReadonlySet<string> = new Set(),
): void {
  const traits = ratedTraits(key, rating).filter((trait) => !except.has(trait));
  if (traits.length > 0) refuseRead(readers(), traits, "What it tells is");
}
