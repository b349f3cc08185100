import type { Job } from "@habitus/contract";
import { Button, Group } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useMutation } from "@tanstack/react-query";
import { api } from "../../api/client.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { Confirm } from "../../ui/confirm.tsx";
import { JobPanel } from "../../ui/job-panel.tsx";
import { Note } from "../../ui/notes.tsx";
import { hasEnded, useJob } from "../../ui/use-job.ts";

/** Sends all letters, or all of the reason that is shown, through the pipeline again, and tells what came of them. */
export function ReplayAll({ reason }: { readonly reason: string | undefined }) {
  const { t } = useI18n();
  const [asking, dialog] = useDisclosure(false);
  const replay = useMutation({
    mutationFn: () => api.replayDeadLetters({ body: reason === undefined ? {} : { reason } }),
    onSuccess: dialog.close,
  });
  const job = useJob(replay.data ?? null);
  const action = t(reason === undefined ? "problems.replayAll" : "problems.replayReason");
  return (
    <div className="stack">
      {job === null ? null : <Outcome job={job} />}
      {job !== null && !hasEnded(job) ? null : (
        <Group justify="flex-end">
          <Button variant="default" size="compact-md" onClick={dialog.open}>
            {action}
          </Button>
        </Group>
      )}
      <Confirm
        opened={asking}
        title={t("problems.replayAllTitle")}
        text={t("problems.replayAllText")}
        action={action}
        pending={replay.isPending}
        error={replay.error}
        onConfirm={() => replay.mutate()}
        onClose={dialog.close}
      />
    </div>
  );
}

function Outcome({ job }: { readonly job: Job }) {
  const { t, f } = useI18n();
  if (!hasEnded(job)) {
    return <JobPanel job={job} label={t("problems.replaying")} cancelLabel={t("problems.replayStop")} />;
  }
  if (job.error !== null) return <Note tone="bad">{job.error.message}</Note>;
  if (job.result === null) return null;
  const figure = (name: string): string => f.number(Number(job.result?.[name] ?? 0));
  const figures = {
    replayed: figure("replayed"),
    refused: figure("refused"),
    passedOver: figure("passedOver"),
  };
  return <Note>{t("problems.replayedAll", figures)}</Note>;
}
