import type { Fact } from "@habitus/events";
import type { Actor } from "@habitus/contract";
import { HabitusError, type Instant } from "@habitus/kernel";
import type { ScoreName } from "@habitus/models";
import type { Plan } from "@habitus/segments";
import type { JobHandle, JobKind } from "../jobs/job-runs.ts";
import { untilStored } from "../jobs/until.ts";
import type { Offset } from "../log/log.ts";
import type { FactWriter } from "../people/fact-writer.ts";
import type { TraitReaders } from "../people/trait-readers.ts";
import type { ProfileReads } from "../profiles/profile-reads.ts";
import type { PlanContexts } from "../segments/plan-contexts.ts";
import type { PersonNumber } from "../store/event-store.ts";
import { buyingQuestion } from "./model-question.ts";
import type { ModelQuestion } from "./model-protocol.ts";
import { standsFor } from "./model-warnings.ts";
import type { ModelResult, ModelRuns } from "./model-runs.ts";
import { type ModelRecord, type ModelStore, scoreKey, scoreKeys } from "./model-store.ts";
import { NAMES_ASKED, propensityQuestion } from "./propensity-question.ts";
import type { ScoreChange } from "./score-changes.ts";
import { createSaying } from "./score-saying.ts";
import { refuseCompared } from "./score-uses.ts";
import type { RunPhase, RunTelling } from "./score-run.ts";

export const MODEL_JOB = "model-run";

/** What the job was started with: plain data. */
export type ModelJobInput = {
  readonly model: string;
  readonly by: Actor;
  /** All scores are taken back, and then the model goes. */
  readonly ends: boolean;
};

export type ModelJobDeps = {
  readonly models: ModelStore;
  readonly runs: ModelRuns;
  readonly context: PlanContexts;
  readonly logicalNow: () => Instant;
  readonly now: () => Instant;
  readonly profiles: Pick<ProfileReads, "ofNumber">;
  readonly writer: () => FactWriter;
  readonly logHead: () => Offset;
  /** The newest record that is with its people. */
  readonly resolved: () => Offset;
  /** The newest record whose events and facts the event store has. */
  readonly stored: () => Offset;
  /** The highest number of a person; 0 of nobody. */
  readonly highestPerson: () => PersonNumber;
  /** Carries a run out beside this thread; leaves by throwing the signal's reason. */
  readonly carryOut: (task: ModelTask, deps: RunTelling, signal: AbortSignal) => Promise<ModelResult>;
  /** Names of events, the most frequent first. */
  readonly frequent: (limit: number, signal: AbortSignal) => Promise<readonly string[]>;
  readonly readers: TraitReaders;
  readonly pause: (ms: number) => Promise<unknown>;
};

export type ModelTask = {
  readonly model: string;
  readonly question: ModelQuestion;
  readonly told: readonly ScoreName[];
  readonly highest: PersonNumber;
};

const PHASES: Readonly<Record<RunPhase, string>> = {
  reading: "Reading what people did",
  fitting: "Fitting the model",
  scoring: "Working the scores out",
  writing: "Writing the scores that changed",
};

/**
 * A run of a model. It begins again from the beginning after a stop: what was written makes no difference any more, so that one whole
 * set of scores stands at the end.
 */
export function createModelJob(deps: ModelJobDeps): JobKind {
  return { title: "Run a model", unit: "people", resumes: true, run: (job) => runModel(deps, job) };
}

async function runModel(deps: ModelJobDeps, job: JobHandle): Promise<Readonly<Record<string, unknown>>> {
  const { model: key, by, ends } = job.checkpoint as ModelJobInput;
  const model = deps.models.get(key);
  // Cut off between its end and the end of the job.
  if (model === null && ends) return { model: key };
  if (model === null) throw new HabitusError("not_found", `There is no model "${key}".`);
  if (ends) refuseCompared(scoreKeys(key, model), deps.readers);
  const startedAt = deps.now();
  await deps.runs.begin(key, startedAt);
  const keep = (rest: Parameters<typeof kept>[1]): Promise<unknown> =>
    deps.runs.keep(kept({ model, job: job.id, startedAt, finishedAt: deps.now() }, rest));
  try {
    await job.progress({ phase: "Waiting until all that came in is stored", done: 0, total: null });
    // Only then can differences be told, and only then are scores found by a search.
    await untilStored(deps, deps.logHead(), job);
    const inForce = deps.runs.inForce(key);
    const keeps = inForce === null || standsFor(model, inForce);
    const { result, offset } = await carryOut(deps, model, { ends, keeps }, job);
    await job.progress({ phase: "Coming into force" });
    await untilStored(deps, offset, job);
    if (ends) await forget(deps, key, by);
    else await keep(outcomeOf(result, keeps));
    return { model: key, people: result.people, ...result.changes };
  } catch (error) {
    if (!job.signal.aborted && !ends)
      await keep({ outcome: "failed", result: null, error: shownError(error) });
    throw error;
  }
}

export function shownError(error: unknown): { readonly code: string; readonly message: string } {
  if (error instanceof HabitusError) return { code: error.code, message: error.message };
  const message = "The run failed because of a mistake in Habitus; the server's log has the details.";
  return { code: "internal", message };
}

function outcomeOf(result: ModelResult, keeps: boolean): Outcome {
  if (result.fit.kind !== "refused") return { outcome: "scored", result, error: null };
  return { outcome: "refused", result, error: null, ...(keeps ? {} : { clears: true }) };
}

type Outcome = Pick<Parameters<ModelRuns["keep"]>[0], "outcome" | "result" | "error" | "clears">;

function kept(
  {
    model,
    ...rest
  }: {
    readonly model: ModelRecord;
    readonly job: string;
    readonly startedAt: Instant;
    readonly finishedAt: Instant;
  },
  outcome: Outcome,
): Parameters<ModelRuns["keep"]>[0] {
  return { model: model.key, rev: model.rev, ...rest, ...outcome };
}

async function carryOut(
  deps: ModelJobDeps,
  model: ModelRecord,
  { ends, keeps }: { readonly ends: boolean; readonly keeps: boolean },
  job: JobHandle,
): Promise<{ readonly result: ModelResult; readonly offset: Offset }> {
  const present = deps.logicalNow();
  // Said for the beginning of the run: of somebody who is erased meanwhile nothing comes back.
  const toFacts = (changes: readonly ScoreChange[]): readonly Fact[] =>
    factsOf(deps, model.key, changes, present);
  const saying = createSaying(deps, job);
  const question = ends ? ofNobody(present) : await questionOf(deps, model, { present, keeps }, job.signal);
  const told = ends ? [] : scoreKeys(model.key, model).map(({ name }) => name);
  const task: ModelTask = { model: model.key, question, told, highest: deps.highestPerson() };
  const result = await deps.carryOut(
    task,
    {
      say: (changes) => saying.say(toFacts(changes)),
      progress: (phase, done, total) => job.progress({ phase: PHASES[phase], done, total }),
    },
    job.signal,
  );
  return { result, offset: saying.offset() };
}

async function questionOf(
  { context, frequent }: ModelJobDeps,
  model: ModelRecord,
  { present, keeps }: { readonly present: Instant; readonly keeps: boolean },
  signal: AbortSignal,
): Promise<ModelQuestion> {
  if (model.kind !== "propensity") return buyingQuestion(model, context(), present);
  const names = await frequent(NAMES_ASKED, signal);
  return { ...propensityQuestion(model, context(), present, names), keeps };
}

/** What ends reads nothing, of which something may be no longer there: all that is stored is taken back. */
function ofNobody(present: Instant): ModelQuestion {
  return {
    people: { version: 1, root: { kind: "always", value: false }, leaves: [] } satisfies Plan,
    matches: [],
    path: null,
    covariates: [],
    zone: "UTC",
    newestDay: 0,
    at: 0,
    present,
    kind: "mbgnbd",
    unitDays: 1,
    holdoutDays: 0,
    horizonDays: 1,
    discount: 0,
  };
}

function factsOf(
  { profiles }: ModelJobDeps,
  model: string,
  changes: readonly ScoreChange[],
  time: Instant,
): readonly Fact[] {
  return changes.flatMap(({ person, scores }): readonly Fact[] => {
    // Of somebody who was erased since they were read there is nobody.
    const id = profiles.ofNumber(person)?.id;
    if (id === undefined) return [];
    return scores.map(([name, value]) => {
      const { trait } = scoreKey(model, name);
      return { id, name: trait, value: JSON.stringify(value), time, idHash: null, proof: null };
    });
  });
}

/** The model last: as long as it is there a job that is taken up again does it once more. */
async function forget({ models, runs }: ModelJobDeps, key: string, by: Actor): Promise<void> {
  await runs.forget(key);
  await models.remove(key, by);
}
