import { Textarea, TextInput, type TextInputProps } from "@mantine/core";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { OwnerField, PurposeField } from "./segment-choices.tsx";
import type { Draft, DraftField, DraftProblems } from "./segment-draft.ts";

type SegmentFieldsProps = {
  readonly draft: Draft;
  readonly problems: DraftProblems;
  /** A key is chosen once, when the segment is made. */
  readonly keyIsFixed: boolean;
  readonly set: (field: DraftField, value: string) => void;
};

/** Everything a segment needs besides its sentence. */
export function SegmentFields({ draft, problems, keyIsFixed, set }: SegmentFieldsProps) {
  const { t } = useI18n();
  const field = (name: DraftField) => ({
    value: draft[name],
    onChange: (event: { readonly currentTarget: { readonly value: string } }) =>
      set(name, event.currentTarget.value),
    error: problems[name] === undefined ? undefined : t(problems[name]),
    required: name !== "tags",
    "data-field": name,
  });
  const choice = (name: DraftField) => ({ ...field(name), onChange: (value: string) => set(name, value) });
  const line: TextInputProps = { size: "md" };
  return (
    <div className="form-fields">
      <Textarea
        {...field("goal")}
        className="wide"
        size="md"
        autosize
        minRows={2}
        label={t("segment.form.goal")}
        description={t("segment.form.goalNote")}
      />
      <Textarea
        {...field("action")}
        className="wide"
        size="md"
        autosize
        minRows={2}
        label={t("segment.form.action")}
        description={t("segment.form.actionNote")}
      />
      <OwnerField {...choice("owner")} />
      <TextInput
        {...field("reviewDate")}
        {...line}
        type="date"
        label={t("segment.form.review")}
        description={t("segment.form.reviewNote")}
      />
      <PurposeField {...choice("purpose")} />
      <TextInput
        {...field("tags")}
        {...line}
        label={t("segment.form.tags")}
        description={t("segment.form.tagsNote")}
      />
      {keyIsFixed ? null : (
        <TextInput
          {...field("key")}
          {...line}
          className="wide"
          label={t("segment.form.key")}
          description={t("segment.form.keyNote")}
        />
      )}
    </div>
  );
}
