import { type Actor, type ItemFileResult, LIMITS } from "@habitus/contract";
import type { Instant } from "@habitus/kernel";
import type { ItemStore, NewItem } from "../items/item-store.ts";
import type { JobKind } from "../jobs/job-runs.ts";
import type { Jobs, JobView } from "../jobs/jobs.ts";
import type { Audit } from "../platform/audit.ts";
import { type FileJobDeps, type FileJobInput, type FileReading, runFileJob, uploadedAt } from "./file-job.ts";
import type { FileRecord } from "./import-store.ts";
import { itemRows } from "./item-rows.ts";

export const ITEM_JOB = "item-import";

/** Plain data. */
export type ItemJobInput = FileJobInput<ItemFileResult> & { readonly by: Actor };

export type ItemJobDeps = FileJobDeps & { readonly items: Pick<ItemStore, "write"> };

/** @throws HabitusError `unreadable_file`, `job_running`. */
export async function startItemJob(
  deps: { readonly audit: Audit; readonly now: () => Instant; readonly jobs: Jobs },
  file: FileRecord,
  by: Actor,
): Promise<JobView> {
  // Tells now, and not in the job, whether the file can be one of items.
  itemRows(file.columns);
  const told = { actor: by, at: deps.now(), action: "item.import", target: "items" };
  const input: ItemJobInput = { file: file.id, uploadedAt: file.createdAt, by };
  return deps.jobs.start(ITEM_JOB, by, input, (job) => [
    deps.audit({ ...told, before: null, after: { file: file.name, job } }),
  ]);
}

/** Reads a file into the item catalogue. It begins again from the beginning after a stop: what was written is then unchanged. */
export function createItemJob(deps: ItemJobDeps): JobKind {
  return {
    title: "Import items",
    unit: "rows",
    resumes: true,
    unquoted: (result) => ({ ...result, problems: [] }),
    readFrom: uploadedAt,
    run: (job) =>
      runFileJob(deps, job, {
        phase: "Writing the catalogue",
        isKept: false,
        begin: (columns) => readItems(deps.items, (job.checkpoint as ItemJobInput).by, columns),
      }),
  };
}

function readItems(
  items: ItemJobDeps["items"],
  by: Actor,
  columns: readonly string[],
): FileReading<ItemFileResult> {
  const read = itemRows(columns);
  const sum = { added: 0, changed: 0, unchanged: 0, bad: 0 };
  const problems: ItemFileResult["problems"][number][] = [];
  return {
    async take(rows) {
      const good: NewItem[] = [];
      for (const row of rows) {
        const item = row.kind === "row" ? read(row) : { kind: "bad" as const, detail: row.detail };
        if (item.kind === "item") good.push(item.item);
        else {
          sum.bad++;
          if (problems.length < LIMITS.itemProblems) problems.push({ row: row.number, detail: item.detail });
        }
      }
      const figures = await items.write(good, by, true);
      for (const name of ["added", "changed", "unchanged"] as const) sum[name] += figures[name];
    },
    result: (rows) => ({ rows, ...sum, problems }),
  };
}
