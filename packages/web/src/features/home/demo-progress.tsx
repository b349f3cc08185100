import type { Job } from "@habitus/contract";
import type { ReactNode } from "react";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { JobBar } from "../../ui/job-bar.tsx";
import { describeProgress } from "../../ui/job-progress.ts";

type DemoProgressProps = {
  readonly job: Job;
  readonly title: string;
  readonly children?: ReactNode;
};

/** How far the loading or the removal of the demo is. */
export function DemoProgress({ job, title, children }: DemoProgressProps) {
  const i18n = useI18n();
  return (
    <div>
      <h2>{title}</h2>
      <JobBar job={job} label={title} />
      <p className="numbers" aria-live="polite">
        {job.total === null ? null : <span className="demo-phase">{job.phase}</span>}
        {describeProgress(job, i18n)}
      </p>
      {children}
    </div>
  );
}
