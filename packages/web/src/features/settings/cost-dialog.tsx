import { type Cost, COST_KINDS, type CostEntry, LIMITS } from "@habitus/contract";
import { Group, NativeSelect, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import { api } from "../../api/client.ts";
import { COSTS_KEY } from "../../api/cost-queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { ChoiceField } from "../../ui/choice-field.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { SaveFoot } from "../../ui/save-foot.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { useSave } from "../../ui/use-save.ts";
import { useSegmentsBeside } from "../segments/use-segments.ts";
import { dayText, periodOf } from "../../ui/local-time.ts";
import { type CostKind, takingBack } from "./cost-entries.ts";

type Form = {
  readonly kind: CostKind;
  readonly amount: string;
  readonly currency: string;
  readonly day: string;
  readonly message: string;
  readonly segment: string;
  readonly note: string;
};

type CostDialogProps = {
  /** The one that is corrected; null for a new one. */
  readonly cost: Cost | null;
  /** What is spent in as a rule. */
  readonly currency: string;
  readonly onClose: () => void;
};

export function CostDialog({ cost, currency, onClose }: CostDialogProps) {
  const { t, f } = useI18n();
  // Sent again after a failure it is still the same entry.
  const [id] = useState(newId);
  const [form, setForm] = useState(() => formOf(cost, currency, f.zone));
  const set = (part: Partial<Form>): void => setForm({ ...form, ...part });
  const send = async (): Promise<void> => {
    // What may be refused goes first, so that a refusal leaves all as it was.
    await api.noteCost({ body: entryOf(id, form, cost, f.zone) });
    if (cost !== null) await api.noteCost({ body: takingBack(cost, t("costs.takesBack", { id: cost.id })) });
  };
  const { save, submit } = useSave(send, [COSTS_KEY], onClose);
  return (
    <Dialog onClose={onClose} size="lg" title={cost === null ? t("costs.new") : t("costs.correct")}>
      <form onSubmit={submit} className="stack">
        {cost === null ? null : <p className="muted plain">{t("costs.correctText")}</p>}
        <Group grow align="flex-start">
          <TextField
            label={t("costs.field.amount")}
            isFirst
            value={form.amount}
            onText={(amount) => set({ amount })}
          />
          <TextField
            label={t("costs.field.currency")}
            placeholder="EUR"
            value={form.currency}
            onText={(text) => set({ currency: text })}
          />
        </Group>
        <Group grow align="flex-start">
          <ChoiceField
            label={t("costs.field.kind")}
            value={form.kind}
            choices={COST_KINDS}
            nameOf={(kind) => t(`costs.kind.${kind}`)}
            onChange={(kind) => set({ kind })}
          />
          <TextField
            type="date"
            label={t("costs.field.day")}
            value={form.day}
            onText={(day) => set({ day })}
          />
        </Group>
        <Group grow align="flex-start">
          <TextInput
            label={t("costs.field.message")}
            maxLength={LIMITS.costMessageLength}
            value={form.message}
            onChange={(event) => set({ message: event.currentTarget.value })}
          />
          <SegmentField value={form.segment} onChange={(segment) => set({ segment })} />
        </Group>
        <Textarea
          label={t("costs.field.note")}
          autosize
          maxLength={LIMITS.costNoteLength}
          value={form.note}
          onChange={(event) => set({ note: event.currentTarget.value })}
        />
        <SaveFoot save={save} />
      </form>
    </Dialog>
  );
}

type SegmentFieldProps = { readonly value: string; readonly onChange: (segment: string) => void };

function SegmentField({ value, onChange }: SegmentFieldProps) {
  const { t } = useI18n();
  const { segments = [] } = useSegmentsBeside();
  const isGone = value !== "" && !segments.some(({ key }) => key === value);
  return (
    <NativeSelect
      label={t("costs.field.segment")}
      value={value}
      data={[
        { value: "", label: t("costs.field.noSegment") },
        ...(isGone ? [{ value, label: value }] : []),
        ...segments.map(({ key, name }) => ({ value: key, label: name })),
      ]}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

function formOf(cost: Cost | null, currency: string, zone: string): Form {
  return {
    kind: cost?.kind ?? "message",
    amount: cost?.amount ?? "",
    currency: cost?.currency ?? currency,
    day: dayText(cost === null ? Date.now() : Date.parse(cost.at), zone),
    message: cost?.what.message ?? "",
    segment: cost?.what.segment ?? "",
    note: cost?.note ?? "",
  };
}

/** What is corrected keeps its time of day, unless its day is another one. */
function entryOf(id: string, form: Form, cost: Cost | null, zone: string): CostEntry {
  const { kind, amount, currency, day, message, segment, note } = form;
  const isSameDay = cost !== null && dayText(Date.parse(cost.at), zone) === day;
  return {
    id,
    at: isSameDay ? cost.at : (periodOf(day, undefined, zone).from ?? day),
    kind,
    amount: amount.trim(),
    currency: currency.trim(),
    what: {
      ...(message.trim() === "" ? {} : { message: message.trim() }),
      ...(segment === "" ? {} : { segment }),
    },
    ...(note.trim() === "" ? {} : { note: note.trim() }),
  };
}

/** `crypto.randomUUID` is for secure origins only. */
function newId(): string {
  return `page-${Array.from(crypto.getRandomValues(new Uint32Array(4)), (part) => part.toString(36)).join("")}`;
}
