import type { Instant } from "@habitus/kernel";
import type { Jobs } from "../jobs/jobs.ts";
import { removeErrorRows } from "./error-rows.ts";
import { runningImports } from "./import-job.ts";
import type { ImportRecord, ImportStore } from "./import-store.ts";

export type ForgetParts = {
  readonly store: ImportStore;
  readonly jobs: Pick<Jobs, "unfinished" | "forgetQuotes">;
  readonly forget: (file: string) => Promise<void>;
  readonly readers: (file: string) => readonly string[];
  readonly errorPath: (number: number) => string;
};

/**
 * Rows of people stand in files that wait, in rows with mistakes, in the examples of reports and in what jobs say of rows of other files, for
 * anybody may hand in the wrong one: all of it from before the instant goes, whoever it is of, and figures stay. What was read of a file is as old as the file. What an import that has not ended
 * still reads stays until it has; answers how much that is.
 */
export async function forgetImports(parts: ForgetParts, before: Instant): Promise<number> {
  const { store, jobs, forget, readers } = parts;
  let staying = 0;
  for (const { id } of store.files().filter(({ createdAt }) => createdAt <= before)) {
    if (readers(id).length > 0) staying++;
    else await forget(id);
  }
  const running = runningImports(jobs);
  for (const record of store
    .list(null, null)
    .filter((each) => (each.uploadedAt ?? each.createdAt) <= before)) {
    if (running.has(record.number)) staying++;
    else await forgetRows(parts, record);
  }
  return staying + (await jobs.forgetQuotes(before));
}

async function forgetRows(
  { store, errorPath }: ForgetParts,
  { number, report, errorBytes }: ImportRecord,
): Promise<void> {
  const hasExamples = report.samples.length > 0 || report.reasons.some(({ example }) => example !== "");
  if (errorBytes === 0 && !hasExamples) return;
  const reasons = report.reasons.map((reason) => ({ ...reason, example: "" }));
  await store.change(number, { errorBytes: 0, report: { ...report, samples: [], reasons } });
  await removeErrorRows(errorPath(number));
}
