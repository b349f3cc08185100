import { HabitusError, type Instant } from "@habitus/kernel";
import type { JobHandle } from "../jobs/job-runs.ts";
import type { Jobs } from "../jobs/jobs.ts";
import type { FileRecord } from "./import-store.ts";
import { openRows } from "./open-file.ts";
import { type Row, totalOf } from "./row.ts";

/** What a job is started with that reads an uploaded file from its beginning to its end, and its figures once it has: plain data. */
export type FileJobInput<Figures> = {
  readonly file: string;
  /** Older jobs do not have it. */
  readonly uploadedAt?: Instant;
  readonly done?: Figures;
};

/** As `JobKind.readFrom`. */
export function uploadedAt(checkpoint: unknown): Instant | null {
  return (checkpoint as FileJobInput<unknown> | null)?.uploadedAt ?? null;
}

export type FileJobDeps = {
  readonly file: (id: string) => FileRecord | null;
  readonly filePath: (file: string) => string;
  readonly removeFile: (file: string) => Promise<void>;
};

/** One pass over a file. */
export type FileReading<Figures> = {
  take(rows: readonly Row[]): Promise<void>;
  /** Once all `rows` were taken. */
  result(rows: number): Figures;
};

type Pass<Figures> = {
  readonly phase: string;
  /** Whether the file stays when it has been read. */
  readonly isKept: boolean;
  /** @throws HabitusError where a file of these columns cannot be read. */
  readonly begin: (columns: readonly string[]) => FileReading<Figures>;
};

/** Ids of the jobs of a kind that have not ended and read the file. */
export function jobsReading(jobs: Pick<Jobs, "unfinished">, kind: string, file: string): readonly string[] {
  return jobs
    .unfinished(kind)
    .filter(({ checkpoint }) => (checkpoint as FileJobInput<unknown>).file === file)
    .map(({ id }) => id);
}

/** After a stop it begins again from the beginning: rows that were taken before must make no difference. */
export async function runFileJob<Figures>(
  deps: FileJobDeps,
  job: JobHandle,
  pass: Pass<Figures>,
): Promise<Figures> {
  const input = job.checkpoint as FileJobInput<Figures>;
  const done = input.done ?? (await readAll(deps, job, pass));
  // A crash between the file's end and the job's own has it run once more, without the file.
  await job.progress({ checkpoint: { ...input, done }, isKept: true });
  if (!pass.isKept) await deps.removeFile(input.file);
  return done;
}

async function readAll<Figures>(
  deps: FileJobDeps,
  job: JobHandle,
  { phase, begin }: Pass<Figures>,
): Promise<Figures> {
  const file = deps.file((job.checkpoint as FileJobInput<Figures>).file);
  if (file === null)
    throw new HabitusError("not_found", "The uploaded file is gone.", { fix: "Upload it again." });
  const source = await openRows(deps.filePath(file.id), file.guess.file, null);
  const reading = begin(source.columns);
  let done = 0;
  for await (const rows of source.rows()) {
    await reading.take(rows);
    done += rows.length;
    await job.progress({ phase, done, total: totalOf(source, done) });
  }
  await job.progress({ done, total: done });
  return reading.result(done);
}
