import type { Webhook } from "@habitus/contract";
import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../api/client.ts";
import { webhooksQuery } from "../../api/queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { Confirm } from "../../ui/confirm.tsx";
import { Failure, Note } from "../../ui/notes.tsx";
import { EditWebhookDialog } from "./edit-webhook-dialog.tsx";
import { PutAsideDialog } from "./put-aside-dialog.tsx";
import { ReplayWebhookDialog } from "./replay-webhook-dialog.tsx";

/** What can be done about a webhook, and what came of it. */
export function WebhookActions({ webhook }: { readonly webhook: Webhook }) {
  const { t } = useI18n();
  const client = useQueryClient();
  const [opened, setOpened] = useState<"edit" | "replay" | "putAside" | "delete" | null>(null);
  const { id, name, paused, putAside } = webhook;
  const close = (): void => setOpened(null);
  const renew = () => client.invalidateQueries({ queryKey: webhooksQuery.queryKey });
  const test = useMutation({ mutationFn: () => api.tryWebhook({ params: { id } }), onSettled: renew });
  const pause = useMutation({
    mutationFn: () => api.changeWebhook({ params: { id }, body: { paused: paused === null } }),
    onSuccess: renew,
  });
  const remove = useMutation({
    mutationFn: () => api.deleteWebhook({ params: { id } }),
    onSuccess: async () => {
      close();
      await renew();
    },
  });
  return (
    <>
      <div className="settings-actions">
        <Button
          size="xs"
          variant="default"
          aria-label={t("webhooks.testNamed", { name })}
          loading={test.isPending}
          onClick={() => test.mutate()}
        >
          {t("webhooks.test")}
        </Button>
        <Button
          size="xs"
          variant="default"
          aria-label={t(paused === null ? "webhooks.pauseNamed" : "webhooks.goOnNamed", { name })}
          loading={pause.isPending}
          onClick={() => pause.mutate()}
        >
          {t(paused === null ? "webhooks.pause" : "webhooks.goOn")}
        </Button>
        <Button
          size="xs"
          variant="default"
          aria-label={t("webhooks.editNamed", { name })}
          onClick={() => setOpened("edit")}
        >
          {t("webhooks.edit")}
        </Button>
        <Button
          size="xs"
          variant="default"
          aria-label={t("webhooks.replayNamed", { name })}
          onClick={() => setOpened("replay")}
        >
          {t("webhooks.replay")}
        </Button>
        {putAside === 0 ? null : (
          <Button size="xs" variant="default" onClick={() => setOpened("putAside")}>
            {t("webhooks.putAside", { count: putAside })}
          </Button>
        )}
        <Button
          size="xs"
          variant="default"
          aria-label={t("webhooks.deleteNamed", { name })}
          onClick={() => setOpened("delete")}
        >
          {t("webhooks.delete")}
        </Button>
      </div>
      <output style={{ flexBasis: "100%" }}>
        {test.data === undefined ? null : (
          <Note tone={test.data.delivered ? "plain" : "warn"}>
            {t(test.data.delivered ? "webhooks.delivered" : "webhooks.notDelivered", {
              detail: test.data.detail,
            })}
          </Note>
        )}
        {test.isError ? <Failure error={test.error} /> : null}
        {pause.isError ? <Failure error={pause.error} /> : null}
      </output>
      {opened === "edit" ? <EditWebhookDialog webhook={webhook} onClose={close} /> : null}
      {opened === "replay" ? <ReplayWebhookDialog webhook={webhook} onClose={close} /> : null}
      {opened === "putAside" ? <PutAsideDialog webhook={webhook} onClose={close} /> : null}
      <Confirm
        opened={opened === "delete"}
        title={t("webhooks.deleteNamed", { name })}
        text={t("webhooks.deleteText")}
        action={t("webhooks.delete")}
        pending={remove.isPending}
        error={remove.error}
        onConfirm={() => remove.mutate()}
        onClose={close}
      />
    </>
  );
}
