import { LIMITS, PATTERN_MEASURES } from "@habitus/contract";
import { MultiSelect, NativeSelect } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { vocabularyQuery } from "../../api/queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { AudienceFields } from "./audience-fields.tsx";
import { NumberField } from "./number-field.tsx";
import { draftOf, type PatternDraft, type PatternSearch, searchOf, valuesText } from "./pattern-question.ts";
import { QuestionForm } from "./question-form.tsx";

type PatternFormProps = {
  readonly search: PatternSearch;
  readonly isCounting: boolean;
  readonly onShow: (search: PatternSearch) => void;
  /** The question is the one that is shown. */
  readonly onAgain: () => void;
};

export function PatternForm({ search, isCounting, onShow, onAgain }: PatternFormProps) {
  const { t } = useI18n();
  const [draft, setDraft] = useState(() => draftOf(search));
  const set = (part: Partial<PatternDraft>): void => setDraft({ ...draft, ...part });
  const next = searchOf(draft);
  const isAsked = search.weeks !== undefined;
  const isShown = isAsked && JSON.stringify(next) === JSON.stringify(searchOf(draftOf(search)));
  return (
    <QuestionForm
      title={t("patterns.question")}
      missing={null}
      isShown={isShown}
      isAsked={isAsked}
      isCounting={isCounting}
      onShow={() => (isShown ? onAgain() : onShow(next))}
    >
      <div className="explore-fields">
        <NumberField
          label={t("patterns.weeks")}
          value={draft.weeks}
          most={LIMITS.patternWeeks}
          onChange={(weeks) => set({ weeks })}
        />
        <NativeSelect
          label={t("patterns.measure")}
          value={draft.measure}
          data={PATTERN_MEASURES.map((each) => ({ value: each, label: t(`patterns.measure.${each}`) }))}
          onChange={({ currentTarget: { value } }) =>
            set({ measure: PATTERN_MEASURES.find((each) => each === value) ?? draft.measure })
          }
        />
        <ValuesField values={draft.values} onChange={(values) => set({ values })} />
        <AudienceFields value={draft} onChange={set} />
      </div>
    </QuestionForm>
  );
}

type ValuesFieldProps = {
  readonly values: readonly string[];
  readonly onChange: (values: readonly string[]) => void;
};

function ValuesField({ values, onChange }: ValuesFieldProps) {
  const { t } = useI18n();
  const { events = [] } = useQuery(vocabularyQuery).data ?? {};
  const known = events.flatMap(({ name, properties }) =>
    properties
      .filter(({ path }) => path.length <= LIMITS.patternKeys)
      .map(({ path }) => valuesText(name, path)),
  );
  return (
    <MultiSelect
      label={t("patterns.values")}
      placeholder={values.length === 0 ? t("patterns.valuesUsual") : ""}
      searchable
      maxValues={LIMITS.patternValues}
      data={[...new Set([...known, ...values])]}
      value={[...values]}
      onChange={onChange}
    />
  );
}
