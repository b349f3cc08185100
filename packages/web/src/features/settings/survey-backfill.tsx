import type { Job, Survey } from "@habitus/contract";
import { Button } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { api } from "../../api/client.ts";
import { type I18n, useI18n } from "../../i18n/use-i18n.tsx";
import { describeProgress } from "../../ui/job-progress.ts";
import { Failure, Note } from "../../ui/notes.tsx";
import { hasEnded, useJob } from "../../ui/use-job.ts";

/** Takes in what was answered before the survey was made; what is known already is left alone, so it may be asked for again. */
export function SurveyBackfill({ survey }: { readonly survey: Survey }) {
  const i18n = useI18n();
  const { t } = i18n;
  const start = useMutation({ mutationFn: () => api.backfillSurvey({ params: { key: survey.key } }) });
  const job = useJob(start.data ?? null);
  const isGoing = job !== null && !hasEnded(job);
  return (
    <div className="stack">
      <Button variant="default" loading={start.isPending || isGoing} onClick={() => start.mutate()}>
        {t("surveys.backfill")}
      </Button>
      <output className="muted">{job === null ? null : told(job, i18n)}</output>
      {start.isError ? <Failure error={start.error} /> : null}
      {job === null || job.error === null ? null : (
        <Note tone="bad">{t("surveys.backfillFailed", { reason: job.error.message })}</Note>
      )}
    </div>
  );
}

function told(job: Job, i18n: I18n): string | null {
  if (!hasEnded(job)) return describeProgress(job, i18n);
  if (job.result === null) return null;
  const { t } = i18n;
  const [taken, unfit] = [Number(job.result["taken"]), Number(job.result["unfit"])];
  const all = t("surveys.backfilled", { count: taken });
  return unfit === 0 ? all : `${all} ${t("surveys.backfillUnfit", { count: unfit })}`;
}
