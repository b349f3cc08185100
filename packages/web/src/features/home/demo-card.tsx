import type { Job, Overview } from "@habitus/contract";
import { Button } from "@mantine/core";
import { IconPlayerPlay } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api } from "../../api/client.ts";
import { overviewQuery } from "../../api/queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { Failure, Note } from "../../ui/notes.tsx";
import { hasEnded } from "../../ui/use-job.ts";
import { useMay } from "../../ui/use-session.ts";
import { DemoProgress } from "./demo-progress.tsx";
import { RemoveDemo } from "./demo-removal.tsx";

type DemoCardProps = { readonly demo: Overview["demo"]; readonly hasEvents: boolean };

export function DemoCard({ demo, hasEvents }: DemoCardProps) {
  const { t } = useI18n();
  const mayLoad = useMay("editor");
  // Of a demo that was removed the job is the removal, and loading begins anew.
  const job = demo.state === "removed" ? null : demo.job;
  const client = useQueryClient();
  const start = useMutation({
    mutationFn: () => api.startDemo(),
    onSettled: () => client.invalidateQueries({ queryKey: overviewQuery.queryKey }),
  });
  if (job !== null && !hasEnded(job)) return <Loading job={job} />;
  // Somebody with data of their own was not looking for a demo.
  if (hasEvents && job === null) return null;
  if (!mayLoad) return null;
  const isInPart = (demo.events ?? 0) > 0;
  return (
    <section className="demo-card" aria-label={t("demo.title")}>
      <div>
        <h2>{t("demo.title")}</h2>
        <p>{t("demo.lead")}</p>
        {job?.state === "failed" ? (
          <Note tone="bad">{t("demo.failed", { reason: job.error?.message ?? "" })}</Note>
        ) : null}
        {start.isError ? <Failure error={start.error} /> : null}
      </div>
      {isInPart ? <RemoveDemo /> : null}
      <Button
        size="md"
        leftSection={<IconPlayerPlay size={18} aria-hidden />}
        loading={start.isPending}
        onClick={() => start.mutate()}
      >
        {job === null ? t("demo.load") : t("demo.again")}
      </Button>
    </section>
  );
}

function Loading({ job }: { readonly job: Job }) {
  const { t } = useI18n();
  const mayCancel = useMay("editor");
  const cancel = useMutation({ mutationFn: () => api.cancelJob({ params: { id: job.id } }) });
  return (
    <section className="demo-card demo-running" aria-label={t("demo.running")}>
      <DemoProgress job={job} title={t("demo.running")}>
        {cancel.isError ? <Failure error={cancel.error} /> : null}
      </DemoProgress>
      {mayCancel ? (
        <Button variant="default" loading={cancel.isPending} onClick={() => cancel.mutate()}>
          {t("demo.cancel")}
        </Button>
      ) : null}
    </section>
  );
}
