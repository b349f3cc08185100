import { LIMITS } from "@habitus/contract";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { ChoiceField } from "../../ui/choice-field.tsx";
import { CHOSEN_EVENT } from "../builder/specs/steps.ts";
import { AudienceFields } from "./audience-fields.tsx";
import { NumberField } from "./number-field.tsx";
import { PartsOf } from "./parts-of.tsx";
import { QuestionForm, type QuestionProps } from "./question-form.tsx";
import { draftOf, type RetentionDraft, type RetentionSearch, searchOf } from "./retention-question.ts";
import { useQuestion } from "./use-question.ts";
import "../builder/builder.css";

export function RetentionForm({ search, ...asking }: QuestionProps<RetentionSearch>) {
  const { t } = useI18n();
  const { draft, set, ...question } = useQuestion(search, { draftOf, searchOf });
  return (
    <QuestionForm
      title={t("returning.question")}
      question={question}
      incomplete={t("returning.incomplete")}
      {...asking}
    >
      <div className="explore-events">
        {(["start", "back"] as const).map((field) => (
          <div key={field} className="b-line">
            <span className="b-words">{t(`returning.${field}`)}</span>
            <PartsOf
              parts={CHOSEN_EVENT}
              value={draft[field]}
              at={field}
              onChange={(event) => set({ [field]: event })}
            />
          </div>
        ))}
      </div>
      <div className="explore-fields">
        <Options draft={draft} onChange={set} />
        <AudienceFields value={draft} onChange={set} />
      </div>
    </QuestionForm>
  );
}

const CHOICES = {
  cohorts: ["first", "every"],
  unit: ["day", "week", "month"],
  counting: ["classic", "rolling"],
} as const;

type OptionsProps = {
  readonly draft: RetentionDraft;
  readonly onChange: (part: Partial<RetentionDraft>) => void;
};

function Options({ draft, onChange }: OptionsProps) {
  const { t } = useI18n();
  return (
    <>
      <ChoiceField
        label={t("returning.cohorts")}
        value={draft.cohorts}
        choices={CHOICES.cohorts}
        nameOf={(each) => t(`returning.cohorts.${each}`)}
        onChange={(cohorts) => onChange({ cohorts })}
      />
      <ChoiceField
        label={t("returning.unit")}
        value={draft.unit}
        choices={CHOICES.unit}
        nameOf={(each) => t(`returning.unit.${each}`)}
        onChange={(unit) => onChange({ unit })}
      />
      <NumberField
        label={t("returning.periods")}
        value={draft.periods}
        most={LIMITS.retentionPeriods}
        onChange={(periods) => onChange({ periods })}
      />
      <ChoiceField
        label={t("returning.counting")}
        value={draft.counting}
        choices={CHOICES.counting}
        nameOf={(each) => t(`returning.counting.${each}`)}
        onChange={(counting) => onChange({ counting })}
      />
    </>
  );
}
