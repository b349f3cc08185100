import { WEBHOOK_LOADS } from "@habitus/contract";
import { MultiSelect } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { api } from "../../api/client.ts";
import { lastSegmentsQuery, webhooksQuery } from "../../api/queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { FormFoot } from "../../ui/form-foot.tsx";
import { ChoiceField } from "../../ui/choice-field.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { SecretDialog } from "../../ui/secret-dialog.tsx";
import { BesideFailures } from "../../ui/beside-failures.tsx";
import { useBeside } from "../../ui/use-beside.ts";

/** Makes a webhook and then shows its secret, this once. */
export function NewWebhookDialog({ onClose }: { readonly onClose: () => void }) {
  const { t } = useI18n();
  const client = useQueryClient();
  const create = useMutation({
    mutationFn: (body: NewWebhook) => api.createWebhook({ body }),
    onSuccess: () => client.invalidateQueries({ queryKey: webhooksQuery.queryKey }),
  });
  return (
    <SecretDialog
      title={t("webhooks.new")}
      secretTitle={t("webhooks.secretTitle")}
      secretText={t("webhooks.secretText")}
      done={t("webhooks.secretDone")}
      secret={create.data?.secret ?? null}
      form={<NewWebhookForm pending={create.isPending} error={create.error} onSubmit={create.mutate} />}
      onClose={onClose}
    />
  );
}

type NewWebhook = Parameters<typeof api.createWebhook>[0]["body"];

type FormProps = {
  readonly pending: boolean;
  readonly error: unknown;
  readonly onSubmit: (webhook: NewWebhook) => void;
};

function NewWebhookForm({ pending, error, onSubmit }: FormProps) {
  const { t } = useI18n();
  const known = useBeside(lastSegmentsQuery);
  const [name, setName] = useState("");
  const [url, setUrl] = useState("");
  const [sends, setSends] = useState<(typeof WEBHOOK_LOADS)[number]>("transitions");
  const [segments, setSegments] = useState<readonly string[]>([]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSubmit({ name, url: url.trim(), sends, segments: segments.length === 0 ? null : [...segments] });
  };
  return (
    <form onSubmit={submit} className="stack">
      <TextField
        label={t("webhooks.name")}
        placeholder={t("webhooks.nameHint")}
        isFirst
        value={name}
        onText={setName}
      />
      <TextField label={t("webhooks.url")} type="url" placeholder="https://" value={url} onText={setUrl} />
      <ChoiceField
        label={t("webhooks.sends")}
        value={sends}
        choices={WEBHOOK_LOADS}
        nameOf={(load) => t(`webhooks.sends.${load}`)}
        onChange={setSends}
      />
      <MultiSelect
        label={t("webhooks.segments")}
        description={t("webhooks.segmentsNote")}
        searchable
        data={(known.data?.segments ?? []).map((segment) => ({ value: segment.key, label: segment.name }))}
        value={[...segments]}
        onChange={setSegments}
      />
      <BesideFailures />
      <FormFoot says={t("webhooks.new")} error={error} isPending={pending} />
    </form>
  );
}
