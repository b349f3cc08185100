import type { Import, Job } from "@habitus/contract";
import { Button } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { useQueryClient } from "@tanstack/react-query";
import { api } from "../../api/client.ts";
import { importQuery } from "../../api/queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { JobBar } from "../../ui/job-bar.tsx";
import { describeProgress } from "../../ui/job-progress.ts";
import { Failure, Note } from "../../ui/notes.tsx";
import { Card } from "../../ui/page.tsx";
import { hasEnded, useJob } from "../../ui/use-job.ts";
import { useMay } from "../../ui/use-session.ts";

/** How far an import is, with what can be done about it; nothing once it is done. */
export function ImportProgress({ of }: { readonly of: Import }) {
  const { t } = useI18n();
  const job = useJob(of.job);
  useFreshReport(of.id, job);
  if (job === null || job.state === "done") return null;
  if (job.error !== null) return <Note tone="bad">{t("imports.failed", { reason: job.error.message })}</Note>;
  if (hasEnded(job))
    return (
      <Note>
        {t("imports.state.cancelled")}. {of.mode === "run" ? t("imports.cancelNote") : null}
      </Note>
    );
  return <Running job={job} mode={of.mode} />;
}

const REPORT_EVERY_MS = 2_000;

/** The report of a running import is saved about once a second; the job tells more often. */
function useFreshReport(id: string, job: Job | null): void {
  const client = useQueryClient();
  const askedAt = useRef(0);
  const done = job?.done ?? 0;
  const state = job?.state ?? null;
  useEffect(() => {
    const now = performance.now();
    if (state === "running" && now - askedAt.current < REPORT_EVERY_MS) return;
    askedAt.current = now;
    void client.invalidateQueries({ queryKey: importQuery(id).queryKey });
  }, [client, id, done, state]);
}

type RunningProps = { readonly job: Job; readonly mode: Import["mode"] };

function Running({ job, mode }: RunningProps) {
  const i18n = useI18n();
  const { t } = i18n;
  const isPaused = job.state === "paused";
  return (
    <Card title={isPaused ? t("imports.state.paused") : (job.phase ?? t("imports.progress"))}>
      <JobBar job={job} label={t("imports.progress")} />
      <p className="numbers import-told" aria-live="polite">
        {isPaused ? t("imports.pausedText", { count: job.done }) : describeProgress(job, i18n)}
      </p>
      <Actions job={job} mode={mode} />
    </Card>
  );
}

function Actions({ job, mode }: RunningProps) {
  const { t } = useI18n();
  const mayAct = useMay("editor");
  const client = useQueryClient();
  const params = { id: job.id };
  const act = useMutation({
    mutationFn: (what: "pause" | "resume" | "cancel") => {
      if (what === "pause") return api.pauseJob({ params });
      return what === "resume" ? api.resumeJob({ params }) : api.cancelJob({ params });
    },
    onSettled: () => client.invalidateQueries({ queryKey: ["imports"] }),
  });
  if (!mayAct) return null;
  const toggle = job.state === "paused" ? "resume" : "pause";
  return (
    <>
      <div className="import-actions">
        <Button variant="default" disabled={act.isPending} onClick={() => act.mutate(toggle)}>
          {t(`imports.${toggle}`)}
        </Button>
        <Button variant="default" disabled={act.isPending} onClick={() => act.mutate("cancel")}>
          {t("imports.cancel")}
        </Button>
      </div>
      {mode === "run" ? <p className="muted import-told">{t("imports.cancelNote")}</p> : null}
      {act.isError ? <Failure error={act.error} /> : null}
    </>
  );
}
