import type { Job, Retention, RetentionRule } from "@habitus/contract";
import { Button } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../api/client.ts";
import { retentionPreviewQuery } from "../../api/data-queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { Confirm } from "../../ui/confirm.tsx";
import { describeProgress } from "../../ui/job-progress.ts";
import { Note } from "../../ui/notes.tsx";
import { hasEnded, useJob } from "../../ui/use-job.ts";

type Props = { readonly retention: Retention; readonly mayDelete: boolean };

/** When older events are deleted, what was deleted last, and the button that does it at once. */
export function RetentionNow({ retention, mayDelete }: Props) {
  const i18n = useI18n();
  const { t, f } = i18n;
  const [asks, setAsks] = useState(false);
  const apply = useMutation({ mutationFn: () => api.applyRetention(), onSuccess: () => setAsks(false) });
  const job = useJob(newer(apply.data ?? null, retention.job));
  const isGoing = job !== null && !hasEnded(job);
  const deletes = retention.rules.some(({ days }) => days !== null);
  return (
    <div className="stack retention-now">
      {retention.nextAt === null ? null : (
        <p className="muted settings-note">{t("retention.nextAt", { date: f.dateTime(retention.nextAt) })}</p>
      )}
      {isGoing ? <output className="muted">{describeProgress(job, i18n)}</output> : null}
      {job?.state === "done" && job.finishedAt !== null ? (
        <p className="muted settings-note">
          {t("retention.last", {
            count: Number(job.result?.["events"] ?? 0),
            when: f.dateTime(job.finishedAt),
          })}
        </p>
      ) : null}
      {job === null || job.error === null ? null : (
        <Note tone="bad">{t("retention.failed", { reason: job.error.message })}</Note>
      )}
      {mayDelete && deletes ? (
        <Button
          variant="default"
          style={{ justifySelf: "start" }}
          loading={isGoing}
          onClick={() => setAsks(true)}
        >
          {t("retention.now")}
        </Button>
      ) : null}
      {asks ? <Sure rules={retention.rules} apply={apply} onClose={() => setAsks(false)} /> : null}
    </div>
  );
}

/** The one that was begun last. */
function newer(a: Job | null, b: Job | null): Job | null {
  if (a === null || b === null) return a ?? b;
  return a.createdAt > b.createdAt ? a : b;
}

type SureProps = {
  readonly rules: readonly RetentionRule[];
  readonly apply: {
    readonly isPending: boolean;
    readonly error: Error | null;
    readonly mutate: () => void;
  };
  readonly onClose: () => void;
};

function Sure({ rules, apply, onClose }: SureProps) {
  const { t } = useI18n();
  const preview = useQuery(retentionPreviewQuery(rules));
  // Rules share no event, but one person may have events under several.
  const events = preview.data?.rules.reduce((total, rule) => total + rule.events, 0);
  const text = preview.isPending ? t("common.loading") : "";
  return (
    <Confirm
      opened
      title={t("retention.nowTitle")}
      text={events === undefined ? text : t("retention.nowText", { count: events })}
      action={t("retention.now")}
      pending={apply.isPending}
      disabled={events === undefined}
      error={apply.error ?? preview.error}
      onConfirm={() => apply.mutate()}
      onClose={onClose}
    />
  );
}
