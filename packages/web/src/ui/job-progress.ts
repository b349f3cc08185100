import type { Job } from "@habitus/contract";
import type { I18n } from "../i18n/use-i18n.tsx";

/** "12,300 of 26,578 done · 640 a second · about 22 seconds left" */
export function describeProgress(job: Job, { t, f }: I18n): string {
  if (job.state === "paused") return t("job.paused");
  if (job.state === "interrupted") return t("job.interrupted");
  if (job.total === null) return job.phase ?? t("job.preparing");
  const parts = [t("job.progress", { count: job.done, done: job.done, total: job.total })];
  if (job.rate !== null) parts.push(t("job.rate", { rate: Math.round(job.rate) }));
  if (job.etaSeconds !== null) parts.push(t("job.eta", { time: f.duration(job.etaSeconds) }));
  return parts.join(" · ");
}
