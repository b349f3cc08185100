import { type BuyingModel, MODEL_KINDS } from "@habitus/contract";
import { NumberInput, SimpleGrid, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import { api } from "../../api/client.ts";
import { modelsQuery } from "../../api/queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { ChoiceField } from "../../ui/choice-field.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { SaveFoot } from "../../ui/save-foot.tsx";
import { useSave } from "../../ui/use-save.ts";
import { editOf, type ModelForm } from "./model-form.ts";
import { AnsweredFields } from "./name-fields.tsx";

type Props = {
  /** Null for a new one. */
  readonly model: BuyingModel | null;
  readonly begin: ModelForm;
  readonly onClose: () => void;
};

export function ModelDialog({ model, begin, onClose }: Props) {
  const { t } = useI18n();
  const [form, setForm] = useState(begin);
  const set = (change: Partial<ModelForm>): void => setForm({ ...form, ...change });
  const send = () => api.editModel({ params: { key: form.key }, body: editOf(form, model) });
  const { save, submit } = useSave(send, [modelsQuery.queryKey], onClose);
  return (
    <Dialog
      onClose={onClose}
      size="lg"
      title={model === null ? t("models.new") : t("entry.editNamed", { name: model.name })}
    >
      <form onSubmit={submit} className="stack">
        <AnsweredFields form={form} set={set} isNew={model === null} />
        <ChoiceField
          label={t("models.kind")}
          value={form.kind}
          choices={MODEL_KINDS}
          nameOf={(kind) => t(`models.kind.${kind}`)}
          onChange={(kind) => set({ kind })}
        />
        <OrderFields form={form} set={set} />
        <NumberFields form={form} set={set} />
        <SaveFoot save={save} />
      </form>
    </Dialog>
  );
}

type FieldProps = { readonly form: ModelForm; readonly set: (change: Partial<ModelForm>) => void };

/** Labels may take two lines; the boxes below them stand in one row. */
const ALIGNED = { style: { alignItems: "end" } } as const;
function OrderFields({ form, set }: FieldProps) {
  const { t } = useI18n();
  return (
    <>
      <Textarea
        label={t("models.orders")}
        description={t("models.ordersNote")}
        required
        withAsterisk={false}
        autosize
        minRows={1}
        value={form.orders}
        onChange={(event) => set({ orders: event.currentTarget.value })}
      />
      <SimpleGrid {...ALIGNED} cols={{ base: 1, sm: 2 }}>
        <TextInput
          label={t("models.value")}
          description={t("models.valueNote")}
          value={form.valueProperty}
          onChange={(event) => set({ valueProperty: event.currentTarget.value })}
        />
        {form.kind === "paretonbd" ? (
          <Textarea
            label={t("models.covariates")}
            description={t("models.covariatesNote")}
            autosize
            minRows={1}
            value={form.covariates}
            onChange={(event) => set({ covariates: event.currentTarget.value })}
          />
        ) : null}
        <TextInput
          label={t("models.purpose")}
          description={t("models.purposeNote")}
          value={form.purpose}
          onChange={(event) => set({ purpose: event.currentTarget.value })}
        />
      </SimpleGrid>
    </>
  );
}

function NumberFields({ form, set }: FieldProps) {
  const { t } = useI18n();
  const common = { required: true, withAsterisk: false, hideControls: true, allowDecimal: false } as const;
  return (
    <SimpleGrid {...ALIGNED} cols={{ base: 1, sm: 3 }}>
      <NumberInput
        {...common}
        label={t("models.horizon")}
        min={1}
        value={form.horizonDays}
        onChange={(horizonDays) => set({ horizonDays })}
      />
      <NumberInput
        {...common}
        label={t("models.holdout")}
        min={0}
        value={form.holdoutDays}
        onChange={(holdoutDays) => set({ holdoutDays })}
      />
      <NumberInput
        {...common}
        required={false}
        label={t("models.every")}
        min={1}
        value={form.everyHours}
        onChange={(everyHours) => set({ everyHours })}
      />
    </SimpleGrid>
  );
}
