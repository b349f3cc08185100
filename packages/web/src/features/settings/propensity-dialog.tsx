import type { PropensityModel } from "@habitus/contract";
import { NumberInput, SimpleGrid, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import { api } from "../../api/client.ts";
import { modelsQuery } from "../../api/queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { SaveFoot } from "../../ui/save-foot.tsx";
import { useSave } from "../../ui/use-save.ts";
import { AnsweredFields } from "./name-fields.tsx";
import { propensityEditOf, type PropensityForm } from "./propensity-form.ts";

type Props = {
  /** Null for a new one. */
  readonly model: PropensityModel | null;
  readonly begin: PropensityForm;
  readonly onClose: () => void;
};

/** What may happen to whom, as the sentences of segments say it. */
export function PropensityDialog({ model, begin, onClose }: Props) {
  const { t } = useI18n();
  const [form, setForm] = useState(begin);
  const set = (change: Partial<PropensityForm>): void => setForm({ ...form, ...change });
  const send = () =>
    api.editModel({ params: { key: form.key }, body: propensityEditOf(form, model?.rev ?? 0) });
  const { save, submit } = useSave(send, [modelsQuery.queryKey], onClose);
  const sentence = { autosize: true, minRows: 1 } as const;
  return (
    <Dialog
      onClose={onClose}
      size="lg"
      title={model === null ? t("models.newPropensity") : t("entry.editNamed", { name: model.name })}
    >
      <form onSubmit={submit} className="stack">
        <AnsweredFields form={form} set={set} isNew={model === null} />
        <Textarea
          {...sentence}
          label={t("models.outcome")}
          description={t("models.outcomeNote")}
          required
          withAsterisk={false}
          value={form.outcome}
          onChange={(event) => set({ outcome: event.currentTarget.value })}
        />
        <Textarea
          {...sentence}
          label={t("models.audience")}
          description={t("models.audienceNote")}
          value={form.audience}
          onChange={(event) => set({ audience: event.currentTarget.value })}
        />
        <SimpleGrid style={{ alignItems: "end" }} cols={{ base: 1, sm: 3 }}>
          <TextInput
            label={t("models.valueOfAny")}
            value={form.valueProperty}
            onChange={(event) => set({ valueProperty: event.currentTarget.value })}
          />
          <TextInput
            label={t("models.purpose")}
            value={form.purpose}
            onChange={(event) => set({ purpose: event.currentTarget.value })}
          />
          <NumberInput
            hideControls
            allowDecimal={false}
            label={t("models.every")}
            min={1}
            value={form.everyHours}
            onChange={(everyHours) => set({ everyHours })}
          />
        </SimpleGrid>
        <SaveFoot save={save} />
      </form>
    </Dialog>
  );
}
