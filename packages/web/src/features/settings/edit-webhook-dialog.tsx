import type { Webhook } from "@habitus/contract";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api } from "../../api/client.ts";
import { webhooksQuery } from "../../api/queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { WebhookForm, type WrittenWebhook } from "./webhook-form.tsx";
import { Dialog } from "../../ui/dialog.tsx";

type EditWebhookProps = { readonly webhook: Webhook; readonly onClose: () => void };

/** Another name, address or choice of segments; its secret and what it sends stay. */
export function EditWebhookDialog({ webhook, onClose }: EditWebhookProps) {
  const { t } = useI18n();
  const client = useQueryClient();
  const change = useMutation({
    mutationFn: ({ name, url, segments }: WrittenWebhook) =>
      api.changeWebhook({ params: { id: webhook.id }, body: { name, url, segments } }),
    onSuccess: async () => {
      onClose();
      await client.invalidateQueries({ queryKey: webhooksQuery.queryKey });
    },
  });
  return (
    <Dialog onClose={onClose} title={t("webhooks.editNamed", { name: webhook.name })}>
      <WebhookForm
        before={webhook}
        says={t("webhooks.save")}
        pending={change.isPending}
        error={change.error}
        onSubmit={change.mutate}
      />
    </Dialog>
  );
}
