import type { Job } from "@habitus/contract";
import { Button } from "@mantine/core";
import { IconPlayerPlay } from "@tabler/icons-react";
import { type QueryKey, useMutation, useQueryClient } from "@tanstack/react-query";
import { jobQuery } from "../../api/queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { JobBar } from "../../ui/job-bar.tsx";
import { describeProgress } from "../../ui/job-progress.ts";
import { Failure } from "../../ui/notes.tsx";
import { useBeside } from "../../ui/use-beside.ts";
import { hasEnded, useJob } from "../../ui/use-job.ts";

type RunNowProps = {
  /** What it does, with the name of what is run. */
  readonly label: string;
  readonly run: () => Promise<unknown>;
  readonly isRunning: boolean;
  /** The list that tells of its runs. */
  readonly renew: QueryKey;
};

/** Runs a model or a rating before its time. */
export function RunNow({ label, run, isRunning, renew }: RunNowProps) {
  const { t } = useI18n();
  const client = useQueryClient();
  const start = useMutation({
    mutationFn: run,
    onSettled: () => client.invalidateQueries({ queryKey: renew }),
  });
  return (
    <>
      <Button
        size="xs"
        aria-label={label}
        leftSection={<IconPlayerPlay size={14} aria-hidden />}
        loading={start.isPending}
        disabled={isRunning}
        onClick={() => start.mutate()}
      >
        {t("models.run")}
      </Button>
      {start.isError ? <Failure error={start.error} /> : null}
    </>
  );
}

/** How far the run has come that is under way. */
export function Running({ id, name }: { readonly id: Job["id"]; readonly name: string }) {
  const i18n = useI18n();
  const { t } = i18n;
  const known = useBeside(jobQuery(id));
  const job = useJob(known.data ?? null);
  if (job === null || hasEnded(job)) return null;
  return (
    <div>
      <JobBar job={job} label={t("models.running", { name })} />
      <p className="numbers settings-note" aria-live="polite">
        {job.total === null ? null : `${job.phase ?? ""} · `}
        {describeProgress(job, i18n)}
      </p>
    </div>
  );
}
