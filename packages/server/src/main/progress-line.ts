import type { JobView } from "../jobs/jobs.ts";

const BAR_WIDTH = 30;

/** One line for a terminal: a bar, how much of how much, the rate and the time left. */
export function progressLine(
  job: Pick<JobView, "state" | "phase" | "done" | "total" | "unit" | "rate" | "etaSeconds" | "error">,
): string {
  if (job.state === "done") return "demo: loaded";
  if (job.error !== null) return `demo: ${job.state}: ${job.error.message}`;
  if (job.total === null || job.total === 0) return `demo: ${job.phase ?? job.state}`;
  const share = Math.min(1, job.done / job.total);
  const full = Math.round(share * BAR_WIDTH);
  const bar = "#".repeat(full) + ".".repeat(BAR_WIDTH - full);
  const count = `${job.done.toLocaleString("en")} of ${job.total.toLocaleString("en")} ${job.unit}`;
  const rate = job.rate === null ? "" : `, ${Math.round(job.rate).toLocaleString("en")} a second`;
  const eta = job.etaSeconds === null ? "" : `, ${Math.ceil(job.etaSeconds)} s left`;
  return `demo: [${bar}] ${count}${rate}${eta} (${job.phase ?? job.state})`;
}
