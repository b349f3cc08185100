import { SCORE_KINDS, type Score } from "@habitus/contract";
import { ActionIcon, Button, NumberInput, Textarea, TextInput } from "@mantine/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import { useState } from "react";
import { api } from "../../api/client.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { ChoiceField } from "../../ui/choice-field.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { SaveFoot } from "../../ui/save-foot.tsx";
import { useSave } from "../../ui/use-save.ts";
import { NameFields } from "./name-fields.tsx";

/** While a number is typed it may be none yet: a lone minus sign. */
type Element = { readonly id: number; readonly when: string; readonly value: number | string };

type Form = {
  readonly key: string;
  readonly name: string;
  readonly kind: Score["kind"];
  readonly purpose: string;
  readonly elements: readonly Element[];
};

const BLANK = { when: "", value: 10 };

function formOf(score: Score | null): Form {
  return {
    key: score?.key ?? "",
    name: score?.name ?? "",
    kind: score?.kind ?? "behaviour",
    purpose: score?.purpose ?? "",
    elements: (score?.elements ?? [BLANK]).map((element, id) => ({ ...element, id })),
  };
}

type Props = { readonly score: Score | null; readonly onClose: () => void };

export function ScoreDialog({ score, onClose }: Props) {
  const { t } = useI18n();
  const [form, setForm] = useState(() => formOf(score));
  const set = (change: Partial<Form>): void => setForm({ ...form, ...change });
  const send = () => {
    const { key, name, kind, purpose, elements } = form;
    const body = {
      name,
      kind,
      purpose: purpose.trim() === "" ? null : purpose.trim(),
      elements: elements.map(({ when, value }) => ({ when, value: Number(value) })),
      rev: score?.rev ?? 0,
    };
    return api.editScore({ params: { key }, body });
  };
  // Every count may be another one now.
  const { save, submit } = useSave(send, "all", onClose);
  return (
    <Dialog
      onClose={onClose}
      size="lg"
      title={score === null ? t("scores.new") : t("entry.editNamed", { name: score.name })}
    >
      <form onSubmit={submit} className="stack">
        <NameFields form={form} set={set} isNew={score === null} keyNote={t("scores.keyNote")} />
        <ChoiceField
          label={t("scores.kind")}
          value={form.kind}
          choices={SCORE_KINDS}
          nameOf={(kind) => t(`scores.kind.${kind}`)}
          onChange={(kind) => set({ kind })}
        />
        <p className="muted settings-note">{t(`scores.kindNote.${form.kind}`)}</p>
        <TextInput
          label={t("scores.purpose")}
          description={t("scores.purposeNote")}
          value={form.purpose}
          onChange={(event) => set({ purpose: event.currentTarget.value })}
        />
        <Elements elements={form.elements} onChange={(elements) => set({ elements })} />
        <SaveFoot save={save} />
      </form>
    </Dialog>
  );
}

type ElementsProps = {
  readonly elements: readonly Element[];
  readonly onChange: (elements: readonly Element[]) => void;
};

function Elements({ elements, onChange }: ElementsProps) {
  const { t } = useI18n();
  const change = (id: number, part: Partial<Element>): void =>
    onChange(elements.map((each) => (each.id === id ? { ...each, ...part } : each)));
  const next = Math.max(0, ...elements.map(({ id }) => id + 1));
  return (
    <fieldset className="stack plain-fieldset">
      <legend>{t("scores.elements")}</legend>
      {elements.map(({ id, when, value }, place) => (
        <div key={id} className="score-element">
          <Textarea
            label={t("scores.when", { number: place + 1 })}
            required
            withAsterisk={false}
            autosize
            minRows={1}
            value={when}
            onChange={(event) => change(id, { when: event.currentTarget.value })}
          />
          <NumberInput
            label={t("scores.points", { number: place + 1 })}
            required
            withAsterisk={false}
            hideControls
            decimalScale={4}
            value={value}
            onChange={(number) => change(id, { value: number })}
          />
          <ActionIcon
            variant="default"
            size="input-sm"
            aria-label={t("scores.removeElement", { number: place + 1 })}
            disabled={elements.length === 1}
            onClick={() => onChange(elements.filter((each) => each.id !== id))}
          >
            <IconX size={16} aria-hidden />
          </ActionIcon>
        </div>
      ))}
      <Button
        variant="subtle"
        size="compact-md"
        style={{ justifySelf: "start" }}
        leftSection={<IconPlus size={16} aria-hidden />}
        onClick={() => onChange([...elements, { ...BLANK, id: next }])}
      >
        {t("scores.addElement")}
      </Button>
    </fieldset>
  );
}
