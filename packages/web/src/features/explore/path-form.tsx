import { LIMITS } from "@habitus/contract";
import { Checkbox } from "@mantine/core";
import { vocabularyQuery } from "../../api/queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { shownEvent } from "../../ui/event-name.ts";
import { ChoiceField } from "../../ui/choice-field.tsx";
import { SearchMultiSelect } from "../../ui/search-select.tsx";
import { useBeside } from "../../ui/use-beside.ts";
import { CHOSEN_EVENT } from "../builder/specs/steps.ts";
import { AudienceFields } from "./audience-fields.tsx";
import { DurationFields } from "./duration-fields.tsx";
import { PartsOf } from "./parts-of.tsx";
import { NumberField } from "./number-field.tsx";
import { draftOf, type PathDraft, type PathSearch, searchOf, WITHIN_UNITS } from "./path-question.ts";
import { QuestionForm, type QuestionProps } from "./question-form.tsx";
import { useQuestion } from "./use-question.ts";
import "../builder/builder.css";

const DIRECTIONS = ["after", "before"] as const;

export function PathForm({ search, ...asking }: QuestionProps<PathSearch>) {
  const { t } = useI18n();
  const { draft, set, ...question } = useQuestion(search, { draftOf, searchOf });
  return (
    <QuestionForm
      title={t("paths.question")}
      question={question}
      incomplete={t("paths.incomplete")}
      {...asking}
    >
      <div className="b-line explore-window">
        <PartsOf
          parts={CHOSEN_EVENT}
          value={draft.anchor}
          at="anchor"
          onChange={(anchor) => set({ anchor })}
        />
      </div>
      <div className="explore-fields">
        <ChoiceField
          label={t("paths.direction")}
          value={draft.direction}
          choices={DIRECTIONS}
          nameOf={(each) => t(`paths.direction.${each}`)}
          onChange={(direction) => set({ direction })}
        />
        <StepFields draft={draft} onChange={set} />
        <AudienceFields value={draft} onChange={set} />
        <HiddenField draft={draft} onChange={set} />
        <Checkbox
          label={t("paths.fold")}
          checked={draft.fold}
          onChange={(event) => set({ fold: event.currentTarget.checked })}
        />
      </div>
    </QuestionForm>
  );
}

type FieldsProps = {
  readonly draft: PathDraft;
  readonly onChange: (part: Partial<PathDraft>) => void;
};

const MOST_WITHIN = 10_000;

function StepFields({ draft: { days, steps, within, top }, onChange }: FieldsProps) {
  const { t } = useI18n();
  return (
    <>
      <NumberField
        label={t("paths.days")}
        value={days}
        most={LIMITS.pathDays}
        onChange={(next) => onChange({ days: next })}
      />
      <NumberField
        label={t("paths.steps")}
        value={steps}
        most={LIMITS.pathSteps}
        onChange={(next) => onChange({ steps: next })}
      />
      <DurationFields
        label={t("paths.within")}
        value={within}
        most={MOST_WITHIN}
        units={WITHIN_UNITS}
        onChange={(next) => onChange({ within: next })}
      />
      <NumberField
        label={t("paths.top")}
        value={top}
        most={LIMITS.pathNames}
        onChange={(next) => onChange({ top: next })}
      />
    </>
  );
}

function HiddenField({ draft: { hidden, anchor }, onChange }: FieldsProps) {
  const { t } = useI18n();
  const events = useBeside(vocabularyQuery).data?.events ?? [];
  const names = events.map(({ name }) => name).filter((name) => name !== anchor.event);
  return (
    <SearchMultiSelect
      label={t("paths.hidden")}
      maxValues={LIMITS.pathHidden}
      data={[...new Set([...names, ...hidden])].map((name) => ({
        value: name,
        label: shownEvent(name, t),
      }))}
      value={hidden}
      onChange={(next) => onChange({ hidden: next })}
    />
  );
}
