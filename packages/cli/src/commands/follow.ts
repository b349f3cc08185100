import { openAsBlob } from "node:fs";
import { setTimeout as rest } from "node:timers/promises";
import type { Job } from "@habitus/contract";
import { HabitusError } from "@habitus/kernel";
import { count, counted } from "../counts.ts";
import type { Surroundings } from "../surroundings.ts";

const POLL_MS = 300;
/** A line of progress comes no oftener. */
const LINE_MS = 3_000;

/** @throws HabitusError `no_file`. */
export async function blobOf(file: string): Promise<Blob> {
  try {
    return await openAsBlob(file);
  } catch {
    throw new HabitusError("no_file", `There is no file ${file} that can be read.`);
  }
}

/** Follows a job until it ends, with lines of progress; null for one that ended long ago. */
export async function followed<Told extends Job | null>(
  ask: () => Promise<Told>,
  around: Surroundings,
): Promise<Told> {
  let saidAt = 0;
  let phase: string | null = null;
  for (;;) {
    const job = await ask();
    if (job === null || job.finishedAt !== null) return job;
    const shown = job.state === "paused" ? "Paused" : job.phase;
    if (shown !== null && (shown !== phase || around.now() - saidAt >= LINE_MS)) {
      saidAt = around.now();
      phase = shown;
      around.err(`${showProgress(shown, job)}\n`);
    }
    await rest(POLL_MS);
  }
}

function showProgress(phase: string, job: Job): string {
  const rows = job.done === 0 ? "" : `: ${rowsOf(job)}`;
  const rate = job.rate === null || job.rate === 0 ? "" : `, ${count(Math.round(job.rate))} a second`;
  const left = job.etaSeconds === null ? "" : `, ${count(Math.ceil(job.etaSeconds))} s left`;
  return `${phase}${rows}${rate}${left}`;
}

/** The number that stands beside the word decides about it. */
function rowsOf({ done, total }: Job): string {
  return total === null ? counted(done, "row", "rows") : `${count(done)} of ${counted(total, "row", "rows")}`;
}
