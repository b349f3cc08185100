import { Button, Group, Modal, MultiSelect, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { api } from "../../api/client.ts";
import { lastSegmentsQuery, webhooksQuery } from "../../api/queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { CodeBlock } from "../../ui/code-block.tsx";
import { Failure, Note } from "../../ui/notes.tsx";

/** Makes a webhook and then shows its secret, this once. */
export function NewWebhookDialog({ onClose }: { readonly onClose: () => void }) {
  const { t } = useI18n();
  const client = useQueryClient();
  const create = useMutation({
    mutationFn: (body: NewWebhook) => api.createWebhook({ body }),
    onSuccess: () => client.invalidateQueries({ queryKey: webhooksQuery.queryKey }),
  });
  const secret = create.data?.secret ?? null;
  return (
    <Modal
      opened
      // A click beside the dialog must not lose the secret.
      closeOnClickOutside={secret === null}
      onClose={onClose}
      size="lg"
      title={t(secret === null ? "webhooks.new" : "webhooks.secretTitle")}
      closeButtonProps={{ "aria-label": t("common.close") }}
    >
      {secret === null ? (
        <NewWebhookForm pending={create.isPending} error={create.error} onSubmit={create.mutate} />
      ) : (
        <div className="stack">
          <Note tone="warn">{t("webhooks.secretText")}</Note>
          <CodeBlock label={t("webhooks.secretTitle")} code={secret} />
          <Group justify="flex-end">
            <Button onClick={onClose}>{t("webhooks.secretDone")}</Button>
          </Group>
        </div>
      )}
    </Modal>
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
  const known = useQuery(lastSegmentsQuery);
  const [name, setName] = useState("");
  const [url, setUrl] = useState("");
  const [segments, setSegments] = useState<readonly string[]>([]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSubmit({ name, url: url.trim(), segments: segments.length === 0 ? null : [...segments] });
  };
  return (
    <form onSubmit={submit} className="stack">
      <TextInput
        label={t("webhooks.name")}
        placeholder={t("webhooks.nameHint")}
        required
        withAsterisk={false}
        data-autofocus
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <TextInput
        label={t("webhooks.url")}
        type="url"
        placeholder="https://"
        required
        withAsterisk={false}
        value={url}
        onChange={(event) => setUrl(event.currentTarget.value)}
      />
      <MultiSelect
        label={t("webhooks.segments")}
        description={t("webhooks.segmentsNote")}
        searchable
        data={(known.data?.segments ?? []).map((segment) => ({ value: segment.key, label: segment.name }))}
        value={[...segments]}
        onChange={setSegments}
      />
      {error === null ? null : <Failure error={error} />}
      <Group justify="flex-end">
        <Button type="submit" loading={pending}>
          {t("webhooks.new")}
        </Button>
      </Group>
    </form>
  );
}
