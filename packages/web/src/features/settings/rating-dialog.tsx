import { RATING_KINDS, type Rating } from "@habitus/contract";
import { NumberInput, SimpleGrid, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import { api } from "../../api/client.ts";
import { ratingsQuery } from "../../api/rating-queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { ChoiceField } from "../../ui/choice-field.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Note } from "../../ui/notes.tsx";
import { SaveFoot } from "../../ui/save-foot.tsx";
import { useSave } from "../../ui/use-save.ts";
import { badLine, newRating, ratingEditOf, type RatingForm } from "./rating-form.ts";
import { RatingPartFields } from "./rating-part-fields.tsx";
import { AnsweredFields } from "./name-fields.tsx";

type Props = {
  /** Null for a new one. */
  readonly rating: Rating | null;
  readonly begin: RatingForm;
  readonly owner: string;
  readonly onClose: () => void;
};

export function RatingDialog({ rating, begin, owner, onClose }: Props) {
  const { t } = useI18n();
  const [form, setForm] = useState(begin);
  const [bad, setBad] = useState<string | null>(null);
  const set = (change: Partial<RatingForm>): void => setForm({ ...form, ...change });
  const send = () => api.editRating({ params: { key: form.key }, body: ratingEditOf(form, rating) });
  const { save, submit } = useSave(send, [ratingsQuery.queryKey], onClose);
  const isNew = rating === null;
  return (
    <Dialog
      onClose={onClose}
      size="lg"
      title={isNew ? t("ratings.new") : t("entry.editNamed", { name: rating.name })}
    >
      <form
        className="stack"
        onSubmit={(event) => {
          const line = badLine(form);
          setBad(line);
          if (line === null) submit(event);
          else event.preventDefault();
        }}
      >
        {isNew ? (
          <ChoiceField
            label={t("ratings.kind")}
            value={form.kind}
            choices={RATING_KINDS}
            nameOf={(kind) => t(`ratings.kind.${kind}`)}
            onChange={(kind) => setForm(newRating(kind, owner))}
          />
        ) : null}
        <p className="muted settings-note">
          {t(`ratings.kindNote.${form.kind}`)} {isNew ? null : t("ratings.partsStay")}
        </p>
        <AnsweredFields form={form} set={set} isNew={isNew} />
        <RatingPartFields form={form} set={set} isNew={isNew} />
        {form.kind === "lead" ? (
          <Textarea
            label={t("ratings.bands")}
            autosize
            minRows={2}
            value={form.bands}
            onChange={(event) => set({ bands: event.currentTarget.value })}
          />
        ) : null}
        <NumberFields form={form} set={set} />
        {bad === null ? null : <Note tone="bad">{t("ratings.badRule", { line: bad })}</Note>}
        <SaveFoot save={save} />
      </form>
    </Dialog>
  );
}

type FieldProps = { readonly form: RatingForm; readonly set: (change: Partial<RatingForm>) => void };

/** Labels may take two lines; the boxes below them stand in one row. */
const ALIGNED = { style: { alignItems: "end" } } as const;

function NumberFields({ form, set }: FieldProps) {
  const { t } = useI18n();
  const common = { withAsterisk: false, hideControls: true } as const;
  return (
    <SimpleGrid {...ALIGNED} cols={{ base: 1, sm: 2 }}>
      <NumberInput
        {...common}
        required
        label={t("ratings.halfLife")}
        value={form.halfLifeDays}
        onChange={(halfLifeDays) => set({ halfLifeDays })}
      />
      {form.kind === "benefits" ? (
        <NumberInput
          {...common}
          required
          label={t("ratings.clearFrom")}
          value={form.clearFrom}
          onChange={(clearFrom) => set({ clearFrom })}
        />
      ) : null}
      <NumberInput
        {...common}
        allowDecimal={false}
        label={t("ratings.every")}
        min={1}
        value={form.everyHours}
        onChange={(everyHours) => set({ everyHours })}
      />
      <TextInput
        label={t("models.purpose")}
        description={t("models.purposeNote")}
        value={form.purpose}
        onChange={(event) => set({ purpose: event.currentTarget.value })}
      />
    </SimpleGrid>
  );
}
