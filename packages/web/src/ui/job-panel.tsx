import type { Job } from "@habitus/contract";
import { Button } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { api } from "../api/client.ts";
import { useI18n } from "../i18n/use-i18n.tsx";
import { JobBar } from "./job-bar.tsx";
import { describeProgress } from "./job-progress.ts";
import { Failure } from "./notes.tsx";
import { useMay } from "./use-session.ts";
import "./job-panel.css";

type JobPanelProps = { readonly job: Job; readonly label: string; readonly cancelLabel: string };

/** A job under way, with its rate and the time left, which an editor may cancel. */
export function JobPanel({ job, label, cancelLabel }: JobPanelProps) {
  const i18n = useI18n();
  const mayCancel = useMay("editor");
  const cancel = useMutation({ mutationFn: () => api.cancelJob({ params: { id: job.id } }) });
  const phase = job.total === null || job.phase === null ? "" : `${job.phase} · `;
  return (
    <div className="job-panel">
      <JobBar job={job} label={label} />
      <div className="job-panel-foot">
        <span className="numbers" aria-live="polite">
          {phase}
          {describeProgress(job, i18n)}
        </span>
        {mayCancel ? (
          <Button
            variant="default"
            size="compact-sm"
            loading={cancel.isPending}
            onClick={() => cancel.mutate()}
          >
            {cancelLabel}
          </Button>
        ) : null}
      </div>
      {cancel.isError ? <Failure error={cancel.error} /> : null}
    </div>
  );
}
