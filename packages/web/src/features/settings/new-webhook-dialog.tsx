import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api } from "../../api/client.ts";
import { webhooksQuery } from "../../api/queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { SecretDialog } from "../../ui/secret-dialog.tsx";
import { WebhookForm, type WrittenWebhook } from "./webhook-form.tsx";

/** Makes a webhook and then shows its secret, this once. */
export function NewWebhookDialog({ onClose }: { readonly onClose: () => void }) {
  const { t } = useI18n();
  const client = useQueryClient();
  const create = useMutation({
    mutationFn: (body: WrittenWebhook) => api.createWebhook({ body }),
    onSuccess: () => client.invalidateQueries({ queryKey: webhooksQuery.queryKey }),
  });
  return (
    <SecretDialog
      title={t("webhooks.new")}
      secretTitle={t("webhooks.secretTitle")}
      secretText={t("webhooks.secretText")}
      done={t("webhooks.secretDone")}
      secret={create.data?.secret ?? null}
      form={
        <WebhookForm
          says={t("webhooks.new")}
          pending={create.isPending}
          error={create.error}
          onSubmit={create.mutate}
        />
      }
      onClose={onClose}
    />
  );
}
