import type { Occasion } from "@habitus/contract";
import { Textarea } from "@mantine/core";
import { useState } from "react";
import { api } from "../../api/client.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { daysText, readDays } from "./occasion-days.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { SaveFoot } from "../../ui/save-foot.tsx";
import { useSave } from "../../ui/use-save.ts";
import { NameFields } from "./name-fields.tsx";

type Form = { readonly key: string; readonly name: string; readonly days: string };

function formOf(occasion: Occasion | null): Form {
  return {
    key: occasion?.key ?? "",
    name: occasion?.name ?? "",
    days: daysText(occasion?.days ?? []),
  };
}

type Props = { readonly occasion: Occasion | null; readonly onClose: () => void };

export function OccasionDialog({ occasion, onClose }: Props) {
  const { t } = useI18n();
  const [form, setForm] = useState(() => formOf(occasion));
  const set = (change: Partial<Form>): void => setForm({ ...form, ...change });
  const send = () => {
    const { key, name, days } = form;
    return api.editOccasion({
      params: { key },
      body: { name, days: readDays(days), rev: occasion?.rev ?? 0 },
    });
  };
  // Every count may be another one now.
  const { save, submit } = useSave(send, "all", onClose);
  return (
    <Dialog
      onClose={onClose}
      size="lg"
      title={occasion === null ? t("occasions.new") : t("entry.editNamed", { name: occasion.name })}
    >
      <form onSubmit={submit} className="stack">
        <NameFields form={form} set={set} isNew={occasion === null} keyNote={t("occasions.keyNote")} />
        <Textarea
          label={t("occasions.days")}
          description={t("occasions.daysNote")}
          required
          withAsterisk={false}
          autosize
          minRows={3}
          value={form.days}
          onChange={(event) => set({ days: event.currentTarget.value })}
        />
        <SaveFoot save={save} />
      </form>
    </Dialog>
  );
}
