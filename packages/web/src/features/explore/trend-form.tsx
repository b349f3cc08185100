import { LIMITS, TREND_UNITS } from "@habitus/contract";
import { Autocomplete, Checkbox } from "@mantine/core";
import { vocabularyQuery } from "../../api/queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { ChoiceField } from "../../ui/choice-field.tsx";
import { useBeside } from "../../ui/use-beside.ts";
import { AudienceFields } from "./audience-fields.tsx";
import { NumberField } from "./number-field.tsx";
import { QuestionForm, type QuestionProps } from "./question-form.tsx";
import { TrendLines } from "./trend-lines.tsx";
import { draftOf, searchOf, type TrendDraft, type TrendSearch, USUAL_PERIODS } from "./trend-question.ts";
import { useQuestion } from "./use-question.ts";

const SPLITS = ["none", "trait", "property"] as const;

export function TrendForm({ search, ...asking }: QuestionProps<TrendSearch>) {
  const { t } = useI18n();
  const { draft, set, ...question } = useQuestion(search, { draftOf, searchOf });
  return (
    <QuestionForm
      title={t("trends.question")}
      question={question}
      incomplete={t("trends.incomplete")}
      {...asking}
    >
      <TrendLines lines={draft.lines} onChange={(lines) => set({ lines })} />
      <div className="explore-fields">
        <ChoiceField
          label={t("trends.unit")}
          value={draft.unit}
          choices={TREND_UNITS}
          nameOf={(unit) => t(`trends.unit.${unit}`)}
          onChange={(unit) => set({ unit, periods: USUAL_PERIODS[unit] })}
        />
        <NumberField
          label={t("trends.periods")}
          value={draft.periods}
          most={LIMITS.trendPeriods}
          onChange={(periods) => set({ periods })}
        />
        <SplitFields draft={draft} onChange={set} />
        <AudienceFields value={draft} onChange={set} />
        <Checkbox
          label={t("trends.compare")}
          checked={draft.compare}
          onChange={(event) => set({ compare: event.currentTarget.checked })}
        />
      </div>
    </QuestionForm>
  );
}

type SplitFieldsProps = {
  readonly draft: TrendDraft;
  readonly onChange: (part: Partial<TrendDraft>) => void;
};

function SplitFields({ draft: { split, by, top, lines }, onChange }: SplitFieldsProps) {
  const { t } = useI18n();
  const { traits = [], events = [] } = useBeside(vocabularyQuery).data ?? {};
  const chosen = new Set(lines.map(({ event }) => event.event));
  const properties = events.filter(({ name }) => chosen.has(name)).flatMap((event) => event.properties);
  const known = split === "trait" ? traits : properties;
  return (
    <>
      <ChoiceField
        label={t("trends.split")}
        value={split}
        choices={SPLITS}
        nameOf={(each) => t(`trends.split.${each}`)}
        onChange={(next) => onChange({ split: next, by: "" })}
      />
      {split === "none" ? null : (
        <>
          <Autocomplete
            label={t("trends.by")}
            value={by}
            data={[...new Set(known.map(({ path }) => path.join(".")))]}
            onChange={(next) => onChange({ by: next })}
          />
          <NumberField
            label={t("trends.top")}
            value={top}
            most={LIMITS.exploreGroups}
            onChange={(next) => onChange({ top: next })}
          />
        </>
      )}
    </>
  );
}
