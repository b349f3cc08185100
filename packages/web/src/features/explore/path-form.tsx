import { LIMITS } from "@habitus/contract";
import { Checkbox, MultiSelect, NativeSelect } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { vocabularyQuery } from "../../api/queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { CHOSEN_EVENT } from "../builder/specs/steps.ts";
import { AudienceFields } from "./audience-fields.tsx";
import { PartsOf } from "./parts-of.tsx";
import { NumberField } from "./number-field.tsx";
import { draftOf, type PathDraft, type PathSearch, searchOf, WITHIN_UNITS } from "./path-question.ts";
import { QuestionForm } from "./question-form.tsx";
import "../builder/builder.css";

type PathFormProps = {
  readonly search: PathSearch;
  readonly isCounting: boolean;
  readonly onShow: (search: PathSearch) => void;
  /** The question is the one that is shown. */
  readonly onAgain: () => void;
};

const DIRECTIONS = ["after", "before"] as const;

export function PathForm({ search, isCounting, onShow, onAgain }: PathFormProps) {
  const { t } = useI18n();
  const [draft, setDraft] = useState(() => draftOf(search));
  const set = (part: Partial<PathDraft>): void => setDraft({ ...draft, ...part });
  const next = searchOf(draft);
  const isShown = JSON.stringify(next) === JSON.stringify(searchOf(draftOf(search)));
  return (
    <QuestionForm
      title={t("paths.question")}
      missing={next === null ? t("paths.incomplete") : null}
      isShown={isShown}
      isAsked={search.anchor !== undefined}
      isCounting={isCounting}
      onShow={() => (isShown || next === null ? onAgain() : onShow(next))}
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
        <NativeSelect
          label={t("paths.direction")}
          value={draft.direction}
          data={DIRECTIONS.map((each) => ({ value: each, label: t(`paths.direction.${each}`) }))}
          onChange={({ currentTarget: { value } }) =>
            set({ direction: DIRECTIONS.find((each) => each === value) ?? draft.direction })
          }
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
      <NumberField
        label={t("paths.within")}
        value={within.amount}
        most={MOST_WITHIN}
        onChange={(amount) => onChange({ within: { ...within, amount } })}
      />
      <NativeSelect
        label={t("b.unit")}
        value={within.unit}
        data={WITHIN_UNITS.map((unit) => ({ value: unit, label: t(`b.unit.${unit}`) }))}
        onChange={({ currentTarget: { value } }) =>
          onChange({
            within: { ...within, unit: WITHIN_UNITS.find((unit) => unit === value) ?? within.unit },
          })
        }
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
  const events = useQuery(vocabularyQuery).data?.events ?? [];
  const names = events.map(({ name }) => name).filter((name) => name !== anchor.event);
  return (
    <MultiSelect
      label={t("paths.hidden")}
      searchable
      maxValues={LIMITS.pathHidden}
      data={[...new Set([...names, ...hidden])]}
      value={[...hidden]}
      onChange={(next) => onChange({ hidden: next })}
    />
  );
}
