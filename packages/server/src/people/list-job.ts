import type { Actor } from "@habitus/contract";
import type { Instant } from "@habitus/kernel";
import type { JobHandle, JobKind } from "../jobs/job-runs.ts";
import { csvIds } from "./csv-ids.ts";
import { changeList, type ListChangeDeps, type ListMode } from "./list-change.ts";
import type { ListStore } from "./list-store.ts";
import type { UploadFiles } from "../platform/upload-files.ts";

export const LIST_JOB = "list-change";

/** What the job was started with: plain data. */
export type ListJobInput = {
  readonly list: string;
  readonly mode: ListMode;
  /** Name of the kept CSV file. */
  readonly file: string;
  readonly ids: number | null;
  readonly at: Instant;
  readonly by: Actor;
  /** The list goes when everybody has left it. */
  readonly ends: boolean;
};

export type ListJobDeps = ListChangeDeps & {
  readonly store: ListStore;
  readonly files: UploadFiles;
};

/** A change of a list too long to wait for. It begins again from the beginning after a stop: what was said makes no difference any more. */
export function createListJob(deps: ListJobDeps): JobKind {
  return {
    title: "Change a list",
    unit: "ids",
    resumes: true,
    sideBySide: true,
    run: (job) => withoutFile(deps, job, () => runListJob(deps, job)),
  };
}

/** One that was told to stop may go on after a start, and reads the file again; when it was cancelled, the next sweep takes the file. */
async function withoutFile<T>({ files }: ListJobDeps, job: JobHandle, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } finally {
    if (!job.signal.aborted) await files.remove((job.checkpoint as ListJobInput).file);
  }
}

async function runListJob(deps: ListJobDeps, job: JobHandle): Promise<Readonly<Record<string, unknown>>> {
  const input = job.checkpoint as ListJobInput;
  const { list, mode, file, at, by, ids } = input;
  await job.progress({ phase: "Putting people together", total: ids });
  while (!(await deps.writer.caughtUp())) await job.progress({});
  await job.progress({ phase: "Comparing and writing", done: 0 });
  const { offset, ...figures } = await changeList(deps, {
    list,
    mode,
    ids: () => csvIds(deps.files.read(file)),
    at,
    progress: (done) => job.progress({ done }),
  });
  await job.progress({ phase: "Coming into force" });
  while (!(await deps.writer.settled(offset))) await job.progress({});
  if (input.ends) await deps.store.remove(list, by);
  return { list, ...figures };
}
