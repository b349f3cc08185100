import type { Actor } from "@habitus/contract";
import type { Instant } from "@habitus/kernel";
import type { JobHandle, JobKind } from "../jobs/job-runs.ts";
import { csvIds } from "./csv-ids.ts";
import {
  changeList,
  type ListChangeDeps,
  type ListFigures,
  type ListMode,
  NO_FIGURES,
  sumOf,
} from "./list-change.ts";
import type { ListStore } from "./list-store.ts";
import type { UploadFiles } from "../platform/upload-files.ts";

export const LIST_JOB = "list-change";

export type ListStep = {
  readonly mode: ListMode;
  /** Name of the kept CSV file. */
  readonly file: string;
  /** How many; null when nobody has counted them. */
  readonly ids: number | null;
};

/** What the job was started with: plain data. */
export type ListJobInput = ListStep & {
  readonly list: string;
  /** What follows the first step, in this order; older ones do not have it. */
  readonly more?: readonly ListStep[];
  readonly at: Instant;
  readonly by: Actor;
  /** The list goes when everybody has left it. */
  readonly ends: boolean;
  /** What is in force already; absent before a step is. */
  readonly finished?: FinishedSteps;
};

type FinishedSteps = { readonly steps: number; readonly figures: ListFigures };

export type ListJobDeps = ListChangeDeps & {
  readonly store: ListStore;
  readonly files: UploadFiles;
};

/** The files that a job reads. */
export function filesOf(input: ListJobInput): readonly string[] {
  return stepsOf(input).map(({ file }) => file);
}

function stepsOf({ mode, file, ids, more = [] }: ListJobInput): readonly ListStep[] {
  return [{ mode, file, ids }, ...more];
}

/**
 * A change of a list too long to wait for. After a stop it begins again with the step that was under way: what was said of that makes
 * no difference any more, and to take a step again after a later one would tell people that left or came who did not.
 */
export function createListJob(deps: ListJobDeps): JobKind {
  return {
    title: "Change a list",
    unit: "ids",
    resumes: true,
    sideBySide: true,
    run: (job) => withoutFiles(deps, job, () => runListJob(deps, job)),
  };
}

/** One that was told to stop may go on after a start, and reads its files again; when it was cancelled, the next sweep takes them. */
async function withoutFiles<T>({ files }: ListJobDeps, job: JobHandle, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } finally {
    if (!job.signal.aborted) {
      for (const file of filesOf(job.checkpoint as ListJobInput)) await files.remove(file);
    }
  }
}

async function runListJob(deps: ListJobDeps, job: JobHandle): Promise<Readonly<Record<string, unknown>>> {
  const input = job.checkpoint as ListJobInput;
  const { list, by } = input;
  const counts = stepsOf(input).map(({ ids }) => ids);
  const total = counts.includes(null) ? null : counts.reduce<number>((sum, ids) => sum + (ids ?? 0), 0);
  await job.progress({ phase: "Putting people together", total });
  while (!(await deps.writer.caughtUp())) await job.progress({});
  const figures = await takeSteps(deps, job, input);
  if (input.ends) await deps.store.remove(list, by);
  return { list, ...figures };
}

/** Those that are not in force yet; answers what all did. */
async function takeSteps(deps: ListJobDeps, job: JobHandle, input: ListJobInput): Promise<ListFigures> {
  const steps = stepsOf(input);
  let { steps: taken, figures } = input.finished ?? { steps: 0, figures: NO_FIGURES };
  for (const step of steps.slice(taken)) {
    const before = steps.slice(0, taken).reduce((sum, { ids }) => sum + (ids ?? 0), 0);
    const { offset, ...own } = await takeStep(deps, job, step, before);
    await job.progress({ phase: "Coming into force" });
    while (!(await deps.writer.settled(offset))) await job.progress({});
    taken++;
    figures = sumOf(figures, own);
    const finished: FinishedSteps = { steps: taken, figures };
    await job.progress({ checkpoint: { ...input, finished }, isKept: true });
  }
  return figures;
}

/** @param before Ids of the steps before it. */
async function takeStep(deps: ListJobDeps, job: JobHandle, { mode, file }: ListStep, before: number) {
  const { list, at } = job.checkpoint as ListJobInput;
  await job.progress({ phase: "Comparing and writing", done: before });
  return changeList(deps, {
    list,
    mode,
    ids: () => csvIds(deps.files.read(file)),
    at,
    progress: (done) => job.progress({ done: before + done }),
  });
}
