import { Button } from "@mantine/core";
import { IconStethoscope } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api } from "../../api/client.ts";
import { healthListQuery, segmentHealthQuery } from "../../api/health-queries.ts";
import { jobQuery } from "../../api/queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { describeProgress } from "../../ui/job-progress.ts";
import { Failure } from "../../ui/notes.tsx";
import { useBeside } from "../../ui/use-beside.ts";
import { hasEnded, useJob } from "../../ui/use-job.ts";
import { useMay } from "../../ui/use-session.ts";

type ExamineProps = {
  /** Null: all of them. */
  readonly segment: string | null;
  /** The examination that is under way. */
  readonly job: string | null;
};

/** A job that is under way, whoever began it, is followed to its end. */
export function Examine({ segment, job }: ExamineProps) {
  const i18n = useI18n();
  const { t } = i18n;
  const client = useQueryClient();
  const mayEdit = useMay("editor");
  const known = useBeside(jobQuery(job));
  const running = useJob(known.data ?? null);
  const { queryKey } = segment === null ? healthListQuery : segmentHealthQuery(segment);
  const start = useMutation({
    mutationFn: () => api.examineSegments({ body: segment === null ? {} : { segments: [segment] } }),
    onSettled: () => client.invalidateQueries({ queryKey }),
  });
  if (!mayEdit) return null;
  const followed = job === null || running === null || hasEnded(running) ? null : running;
  return (
    <div className="examine">
      <Button
        variant="default"
        leftSection={<IconStethoscope size={17} aria-hidden />}
        loading={start.isPending || followed !== null}
        onClick={() => start.mutate()}
      >
        {t("health.examine")}
      </Button>
      {segment !== null || followed === null ? null : (
        <p className="muted numbers" aria-live="polite">
          {describeProgress(followed, i18n)}
        </p>
      )}
      {start.isError ? <Failure error={start.error} /> : null}
    </div>
  );
}
