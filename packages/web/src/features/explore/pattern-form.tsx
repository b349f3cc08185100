import { LIMITS, PATTERN_MEASURES } from "@habitus/contract";
import { vocabularyQuery } from "../../api/queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { ChoiceField } from "../../ui/choice-field.tsx";
import { SearchMultiSelect } from "../../ui/search-select.tsx";
import { useBeside } from "../../ui/use-beside.ts";
import { AudienceFields } from "./audience-fields.tsx";
import { NumberField } from "./number-field.tsx";
import { draftOf, type PatternSearch, searchOf, valuesKey, valuesLabel } from "./pattern-question.ts";
import { QuestionForm, type QuestionProps } from "./question-form.tsx";
import { useQuestion } from "./use-question.ts";

export function PatternForm({ search, ...asking }: QuestionProps<PatternSearch>) {
  const { t } = useI18n();
  const isAsked = search.weeks !== undefined;
  const { draft, set, ...question } = useQuestion(search, { draftOf, searchOf }, isAsked);
  return (
    <QuestionForm title={t("patterns.question")} question={question} incomplete="" {...asking}>
      <div className="explore-fields">
        <NumberField
          label={t("patterns.weeks")}
          value={draft.weeks}
          most={LIMITS.patternWeeks}
          onChange={(weeks) => set({ weeks })}
        />
        <ChoiceField
          label={t("patterns.measure")}
          value={draft.measure}
          choices={PATTERN_MEASURES}
          nameOf={(each) => t(`patterns.measure.${each}`)}
          onChange={(measure) => set({ measure })}
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
  const { events = [] } = useBeside(vocabularyQuery).data ?? {};
  const known = events.flatMap(({ name, properties }) =>
    properties
      .filter(({ path }) => path.length <= LIMITS.patternKeys)
      .map(({ path }) => valuesKey(name, path)),
  );
  return (
    <SearchMultiSelect
      label={t("patterns.values")}
      placeholder={values.length === 0 ? t("patterns.valuesUsual") : ""}
      maxValues={LIMITS.patternValues}
      data={[...new Set([...known, ...values])].map((value) => ({ value, label: valuesLabel(value) }))}
      value={values}
      onChange={onChange}
    />
  );
}
