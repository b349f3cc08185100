import type { Purpose } from "@habitus/contract";
import { Autocomplete, Checkbox, Select, TextInput } from "@mantine/core";
import { useState } from "react";
import { api } from "../../api/client.ts";
import { vocabularyQuery } from "../../api/queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { listText, readList } from "./list-text.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { SaveFoot } from "../../ui/save-foot.tsx";
import { useBeside } from "../../ui/use-beside.ts";
import { useSave } from "../../ui/use-save.ts";
import { NameFields } from "./name-fields.tsx";

const KINDS = ["purpose", "channel"] as const;

type Form = {
  readonly key: string;
  readonly name: string;
  readonly kind: Purpose["kind"];
  readonly otherwise: boolean;
  readonly exceptIn: string;
  readonly refusedBySignal: boolean;
  readonly categories: string;
  /** Empty for none. */
  readonly address: string;
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
    address: purpose?.address ?? "",
  };
}

type Props = { readonly purpose: Purpose | null; readonly onClose: () => void };

export function PurposeDialog({ purpose, onClose }: Props) {
  const { t } = useI18n();
  const [form, setForm] = useState(() => formOf(purpose));
  const send = () => {
    const { key, exceptIn, categories, address: trait, ...rest } = form;
    const address = form.kind === "channel" && trait.trim() !== "" ? trait.trim() : null;
    const lists = { exceptIn: readList(exceptIn), categories: readList(categories), address };
    return api.editPurpose({ params: { key }, body: { ...rest, ...lists, rev: purpose?.rev ?? 0 } });
  };
  // Every count may be another one now.
  const { save, submit } = useSave(send, "all", onClose);
  return (
    <Dialog
      onClose={onClose}
      title={purpose === null ? t("purposes.new") : t("purposes.edit", { name: purpose.name })}
    >
      <form onSubmit={submit} className="stack">
        <Names form={form} isNew={purpose === null} set={(change) => setForm({ ...form, ...change })} />
        <Rules form={form} set={(change) => setForm({ ...form, ...change })} />
        <SaveFoot save={save} />
      </form>
    </Dialog>
  );
}

type PartProps = { readonly form: Form; readonly set: (change: Partial<Form>) => void };

/** Traits that are offered at once. */
const TRAITS_SHOWN = 20;

function Names({ form, isNew, set }: PartProps & { readonly isNew: boolean }) {
  const { t } = useI18n();
  const known = useBeside(vocabularyQuery).data?.traits ?? [];
  const traits = [...new Set(known.flatMap(({ path }) => path.slice(0, 1)))];
  return (
    <>
      <NameFields form={form} set={set} isNew={isNew} keyNote={t("purposes.keyNote")} />
      <Select
        label={t("purposes.kind")}
        allowDeselect={false}
        data={KINDS.map((value) => ({ value, label: t(`purposes.kind.${value}`) }))}
        value={form.kind}
        onChange={(value) => set({ kind: KINDS.find((one) => one === value) ?? "purpose" })}
      />
      {form.kind === "channel" ? (
        <Autocomplete
          label={t("purposes.address")}
          description={t("purposes.addressNote")}
          data={traits}
          limit={TRAITS_SHOWN}
          value={form.address}
          onChange={(address) => set({ address })}
        />
      ) : null}
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
