import type { Purpose } from "@habitus/contract";
import { Button, Checkbox, Group, Modal, Select, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { api } from "../../api/client.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { Failure } from "../../ui/notes.tsx";
import { useNotice } from "../../ui/use-notice.ts";
import { listText, readList } from "./list-text.ts";

const KINDS = ["purpose", "channel"] as const;

type Form = {
  readonly key: string;
  readonly name: string;
  readonly kind: Purpose["kind"];
  readonly otherwise: boolean;
  readonly exceptIn: string;
  readonly refusedBySignal: boolean;
  readonly categories: string;
};

function formOf(purpose: Purpose | null): Form {
  return {
    key: purpose?.key ?? "",
    name: purpose?.name ?? "",
    kind: purpose?.kind ?? "purpose",
    otherwise: purpose?.otherwise ?? false,
    exceptIn: listText(purpose?.exceptIn ?? []),
    refusedBySignal: purpose?.refusedBySignal ?? true,
    categories: listText(purpose?.categories ?? []),
  };
}

type Props = { readonly purpose: Purpose | null; readonly onClose: () => void };

export function PurposeDialog({ purpose, onClose }: Props) {
  const { t } = useI18n();
  const notice = useNotice();
  const client = useQueryClient();
  const [form, setForm] = useState(() => formOf(purpose));
  const save = useMutation({
    mutationFn: () => {
      const { key, exceptIn, categories, ...rest } = form;
      const body = {
        ...rest,
        exceptIn: readList(exceptIn),
        categories: readList(categories),
        rev: purpose?.rev ?? 0,
      };
      return api.editPurpose({ params: { key }, body });
    },
    onSuccess: async () => {
      notice(t("common.saved"));
      // Every count may be another one now.
      await client.invalidateQueries();
      onClose();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={purpose === null ? t("purposes.new") : t("purposes.edit", { name: purpose.name })}
      closeButtonProps={{ "aria-label": t("common.close") }}
    >
      <form onSubmit={submit} className="stack">
        <Names form={form} isNew={purpose === null} set={(change) => setForm({ ...form, ...change })} />
        <Rules form={form} set={(change) => setForm({ ...form, ...change })} />
        {save.isError ? <Failure error={save.error} /> : null}
        <Group justify="flex-end">
          <Button type="submit" loading={save.isPending}>
            {t("common.save")}
          </Button>
        </Group>
      </form>
    </Modal>
  );
}

type PartProps = { readonly form: Form; readonly set: (change: Partial<Form>) => void };

function Names({ form, isNew, set }: PartProps & { readonly isNew: boolean }) {
  const { t } = useI18n();
  return (
    <>
      <TextField
        label={t("purposes.name")}
        isFirst
        value={form.name}
        onText={(text) => set({ name: text })}
      />
      {isNew ? (
        <TextField
          label={t("purposes.key")}
          description={t("purposes.keyNote")}
          value={form.key}
          onText={(text) => set({ key: text })}
        />
      ) : null}
      <Select
        label={t("purposes.kind")}
        allowDeselect={false}
        data={KINDS.map((value) => ({ value, label: t(`purposes.kind.${value}`) }))}
        value={form.kind}
        onChange={(value) => set({ kind: KINDS.find((one) => one === value) ?? "purpose" })}
      />
    </>
  );
}

function Rules({ form, set }: PartProps) {
  const { t } = useI18n();
  return (
    <>
      <Checkbox
        label={t("purposes.otherwise")}
        checked={form.otherwise}
        onChange={(event) => set({ otherwise: event.currentTarget.checked })}
      />
      <TextInput
        label={t("purposes.exceptIn")}
        description={t("purposes.exceptInNote")}
        value={form.exceptIn}
        onChange={(event) => set({ exceptIn: event.currentTarget.value })}
      />
      <Checkbox
        label={t("purposes.signal")}
        description={t("purposes.signalNote")}
        checked={form.refusedBySignal}
        onChange={(event) => set({ refusedBySignal: event.currentTarget.checked })}
      />
      <TextInput
        label={t("purposes.categories")}
        description={t("purposes.categoriesNote")}
        value={form.categories}
        onChange={(event) => set({ categories: event.currentTarget.value })}
      />
    </>
  );
}
