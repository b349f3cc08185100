import { type Actor, LIMITS } from "@habitus/contract";
import { HabitusError, type Instant } from "@habitus/kernel";
import type { ItemStore, NewItem } from "../items/item-store.ts";
import type { JobHandle, JobKind } from "../jobs/job-runs.ts";
import type { Jobs, JobView } from "../jobs/jobs.ts";
import type { Audit } from "../platform/audit.ts";
import type { Kv } from "../platform/kv.ts";
import type { FileRecord } from "./import-store.ts";
import { itemRows } from "./item-rows.ts";
import { openRows } from "./open-file.ts";
import { type Row, totalOf } from "./row.ts";

export const ITEM_JOB = "item-import";

/** What the job ends with. */
type ItemFileFigures = {
  readonly rows: number;
  readonly added: number;
  readonly changed: number;
  readonly unchanged: number;
  readonly bad: number;
  /** Of the first bad rows. */
  readonly problems: readonly { readonly row: number; readonly detail: string }[];
};

/** What the job was started with, and its figures once it has read all: plain data. */
export type ItemJobInput = {
  readonly file: string;
  readonly by: Actor;
  readonly done?: ItemFileFigures;
};

export type ItemJobDeps = {
  readonly items: Pick<ItemStore, "write">;
  readonly file: (id: string) => FileRecord | null;
  readonly filePath: (file: string) => string;
  readonly removeFile: (file: string) => Promise<void>;
};

/** @throws HabitusError `unreadable_file`, `job_running`. */
export async function startItemJob(
  deps: { readonly kv: Kv; readonly audit: Audit; readonly now: () => Instant; readonly jobs: Jobs },
  file: FileRecord,
  by: Actor,
): Promise<JobView> {
  // Tells now, and not in the job, whether the file can be one of items.
  itemRows(file.columns);
  const job = await deps.jobs.start(ITEM_JOB, by, { file: file.id, by } satisfies ItemJobInput);
  const told = { actor: by, at: deps.now(), action: "item.import", target: "items" };
  await deps.kv.commit([deps.audit({ ...told, before: null, after: { file: file.name, job: job.id } })]);
  return job;
}

/** Jobs that have not ended and read the file. */
export function itemJobsReading(jobs: Pick<Jobs, "unfinished">, file: string): readonly string[] {
  return jobs
    .unfinished(ITEM_JOB)
    .filter(({ checkpoint }) => (checkpoint as ItemJobInput).file === file)
    .map(({ id }) => id);
}

/** Reads a file into the item catalogue. It begins again from the beginning after a stop: what was written is then unchanged. */
export function createItemJob(deps: ItemJobDeps): JobKind {
  return {
    title: "Import items",
    unit: "rows",
    resumes: true,
    run: (job) => runItemJob(deps, job),
  };
}

async function runItemJob(deps: ItemJobDeps, job: JobHandle): Promise<ItemFileFigures> {
  const input = job.checkpoint as ItemJobInput;
  const done = input.done ?? (await readItems(deps, job, input));
  // A crash between the file's end and the job's own has it run once more, without the file.
  await job.progress({ checkpoint: { ...input, done } satisfies ItemJobInput, isKept: true });
  await deps.removeFile(input.file);
  return done;
}

async function readItems(
  deps: ItemJobDeps,
  job: JobHandle,
  { file: id, by }: ItemJobInput,
): Promise<ItemFileFigures> {
  const file = deps.file(id);
  if (file === null)
    throw new HabitusError("not_found", "The uploaded file is gone.", { fix: "Upload it again." });
  const source = await openRows(deps.filePath(id), file.guess.file, null);
  const read = itemRows(source.columns);
  const sum = { rows: 0, added: 0, changed: 0, unchanged: 0, bad: 0 };
  const problems: { readonly row: number; readonly detail: string }[] = [];
  const take = async (rows: readonly Row[]): Promise<void> => {
    const items: NewItem[] = [];
    for (const row of rows) {
      const item = row.kind === "row" ? read(row) : { kind: "bad" as const, detail: row.detail };
      if (item.kind === "item") items.push(item.item);
      else {
        sum.bad++;
        if (problems.length < LIMITS.itemProblems) problems.push({ row: row.number, detail: item.detail });
      }
    }
    const figures = await deps.items.write(items, by, true);
    for (const name of ["added", "changed", "unchanged"] as const) sum[name] += figures[name];
    sum.rows += rows.length;
  };
  for await (const rows of source.rows()) {
    await take(rows);
    const progress = { done: sum.rows, total: totalOf(source, sum.rows) };
    await job.progress({ phase: "Writing the catalogue", ...progress });
  }
  await job.progress({ done: sum.rows, total: sum.rows });
  return { ...sum, problems };
}
