import { type Webhook, WEBHOOK_LOADS } from "@habitus/contract";
import { type FormEvent, useState } from "react";
import type { api } from "../../api/client.ts";
import { lastSegmentsQuery } from "../../api/queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { BesideFailures } from "../../ui/beside-failures.tsx";
import { ChoiceField } from "../../ui/choice-field.tsx";
import { FormFoot } from "../../ui/form-foot.tsx";
import { SearchMultiSelect } from "../../ui/search-select.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { useBeside } from "../../ui/use-beside.ts";

export type WrittenWebhook = Required<Parameters<typeof api.createWebhook>[0]["body"]>;

type FormProps = {
  /** What stands there already; what a webhook sends never changes. */
  readonly before?: Webhook;
  /** On the button. */
  readonly says: string;
  readonly pending: boolean;
  readonly error: unknown;
  readonly onSubmit: (webhook: WrittenWebhook) => void;
};

/** What a person decides about a webhook. */
export function WebhookForm({ before, says, pending, error, onSubmit }: FormProps) {
  const { t } = useI18n();
  const known = useBeside(lastSegmentsQuery);
  const [name, setName] = useState(before?.name ?? "");
  const [url, setUrl] = useState(before?.url ?? "");
  const [sends, setSends] = useState<Webhook["sends"]>(before?.sends ?? "transitions");
  const [segments, setSegments] = useState<readonly string[]>(before?.segments ?? []);
  const names = new Map(known.data?.segments.map(({ key, name: called }) => [key, called]));
  // One that was deleted since stays chosen until somebody takes it out.
  const choices = [...new Set([...names.keys(), ...segments])].map((value) => ({
    value,
    label: names.get(value) ?? value,
  }));
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
      {before === undefined ? (
        <ChoiceField
          label={t("webhooks.sends")}
          value={sends}
          choices={WEBHOOK_LOADS}
          nameOf={(load) => t(`webhooks.sends.${load}`)}
          onChange={setSends}
        />
      ) : null}
      <SearchMultiSelect
        label={t("webhooks.segments")}
        description={t("webhooks.segmentsNote")}
        data={choices}
        value={segments}
        onChange={setSegments}
      />
      <BesideFailures />
      <FormFoot says={says} error={error} isPending={pending} />
    </form>
  );
}
