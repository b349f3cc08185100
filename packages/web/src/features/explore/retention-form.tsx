import { LIMITS } from "@habitus/contract";
import { NativeSelect, NumberInput } from "@mantine/core";
import { useState } from "react";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { Card } from "../../ui/page.tsx";
import { CHOSEN_EVENT } from "../builder/specs/steps.ts";
import { AudienceFields } from "./audience-fields.tsx";
import { PartsOf } from "./parts-of.tsx";
import { QuestionFoot } from "./question-foot.tsx";
import { draftOf, type RetentionDraft, type RetentionSearch, searchOf } from "./retention-question.ts";
import "../builder/builder.css";

type RetentionFormProps = {
  readonly search: RetentionSearch;
  readonly isCounting: boolean;
  readonly onShow: (search: RetentionSearch) => void;
  /** The question is the one that is shown. */
  readonly onAgain: () => void;
};

export function RetentionForm({ search, isCounting, onShow, onAgain }: RetentionFormProps) {
  const { t } = useI18n();
  const [draft, setDraft] = useState(() => draftOf(search));
  const set = (part: Partial<RetentionDraft>): void => setDraft({ ...draft, ...part });
  const next = searchOf(draft);
  const isShown = JSON.stringify(next) === JSON.stringify(searchOf(draftOf(search)));
  return (
    <Card title={t("returning.question")}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (next === null) return;
          if (isShown && search.start !== undefined) onAgain();
          else onShow(next);
        }}
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
        <QuestionFoot
          missing={next === null ? t("returning.incomplete") : null}
          isChanged={!isShown && search.start !== undefined}
          isCounting={isCounting}
        />
      </form>
    </Card>
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
      <NativeSelect
        label={t("returning.cohorts")}
        value={draft.cohorts}
        data={CHOICES.cohorts.map((each) => ({ value: each, label: t(`returning.cohorts.${each}`) }))}
        onChange={({ currentTarget: { value } }) =>
          onChange({ cohorts: CHOICES.cohorts.find((each) => each === value) ?? draft.cohorts })
        }
      />
      <NativeSelect
        label={t("returning.unit")}
        value={draft.unit}
        data={CHOICES.unit.map((each) => ({ value: each, label: t(`returning.unit.${each}`) }))}
        onChange={({ currentTarget: { value } }) =>
          onChange({ unit: CHOICES.unit.find((each) => each === value) ?? draft.unit })
        }
      />
      <NumberInput
        label={t("returning.periods")}
        min={1}
        max={LIMITS.retentionPeriods}
        allowDecimal={false}
        value={draft.periods}
        onChange={(periods) => {
          if (typeof periods === "number" && periods >= 1) onChange({ periods });
        }}
      />
      <NativeSelect
        label={t("returning.counting")}
        value={draft.counting}
        data={CHOICES.counting.map((each) => ({ value: each, label: t(`returning.counting.${each}`) }))}
        onChange={({ currentTarget: { value } }) =>
          onChange({ counting: CHOICES.counting.find((each) => each === value) ?? draft.counting })
        }
      />
    </>
  );
}
