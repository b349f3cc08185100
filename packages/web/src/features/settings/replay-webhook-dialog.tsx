import type { Webhook } from "@habitus/contract";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { api } from "../../api/client.ts";
import { webhooksQuery } from "../../api/queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { dayText, periodOf } from "../../ui/local-time.ts";
import { FormFoot } from "../../ui/form-foot.tsx";
import { TextField } from "../../ui/text-field.tsx";

type ReplayWebhookProps = { readonly webhook: Webhook; readonly onClose: () => void };

/** Everything from a day on is sent once more. */
export function ReplayWebhookDialog({ webhook: { id, name }, onClose }: ReplayWebhookProps) {
  const { t, f } = useI18n();
  const client = useQueryClient();
  const [day, setDay] = useState(() => dayText(Date.now(), f.zone));
  const replay = useMutation({
    mutationFn: (time: string) => api.replayWebhook({ params: { id }, body: { from: { time } } }),
    onSuccess: async () => {
      onClose();
      await client.invalidateQueries({ queryKey: webhooksQuery.queryKey });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    replay.mutate(periodOf(day, undefined, f.zone).from ?? day);
  };
  return (
    <Dialog onClose={onClose} title={t("webhooks.replayNamed", { name })}>
      <form onSubmit={submit} className="stack">
        <p className="muted plain">{t("webhooks.replayText")}</p>
        <TextField label={t("webhooks.replayFrom")} type="date" isFirst value={day} onText={setDay} />
        <FormFoot says={t("webhooks.replay")} error={replay.error} isPending={replay.isPending} />
      </form>
    </Dialog>
  );
}
