import { LIMITS, TREND_UNITS } from "@habitus/contract";
import { Autocomplete, Checkbox, NativeSelect } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { vocabularyQuery } from "../../api/queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { AudienceFields } from "./audience-fields.tsx";
import { NumberField } from "./number-field.tsx";
import { QuestionForm } from "./question-form.tsx";
import { TrendLines } from "./trend-lines.tsx";
import { draftOf, searchOf, type TrendDraft, type TrendSearch, USUAL_PERIODS } from "./trend-question.ts";

type TrendFormProps = {
  readonly search: TrendSearch;
  readonly isCounting: boolean;
  readonly onShow: (search: TrendSearch) => void;
  /** The question is the one that is shown. */
  readonly onAgain: () => void;
};

const SPLITS = ["none", "trait", "property"] as const;

export function TrendForm({ search, isCounting, onShow, onAgain }: TrendFormProps) {
  const { t } = useI18n();
  const [draft, setDraft] = useState(() => draftOf(search));
  const set = (part: Partial<TrendDraft>): void => setDraft({ ...draft, ...part });
  const next = searchOf(draft);
  const isShown = JSON.stringify(next) === JSON.stringify(searchOf(draftOf(search)));
  return (
    <QuestionForm
      title={t("trends.question")}
      missing={next === null ? t("trends.incomplete") : null}
      isShown={isShown}
      isAsked={search.lines !== undefined}
      isCounting={isCounting}
      onShow={() => (isShown || next === null ? onAgain() : onShow(next))}
    >
      <TrendLines lines={draft.lines} onChange={(lines) => set({ lines })} />
      <div className="explore-fields">
        <NativeSelect
          label={t("trends.unit")}
          value={draft.unit}
          data={TREND_UNITS.map((unit) => ({ value: unit, label: t(`trends.unit.${unit}`) }))}
          onChange={({ currentTarget: { value } }) => {
            const unit = TREND_UNITS.find((each) => each === value) ?? draft.unit;
            set({ unit, periods: USUAL_PERIODS[unit] });
          }}
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
  const { traits = [], events = [] } = useQuery(vocabularyQuery).data ?? {};
  const chosen = new Set(lines.map(({ event }) => event.event));
  const properties = events.filter(({ name }) => chosen.has(name)).flatMap((event) => event.properties);
  const known = split === "trait" ? traits : properties;
  return (
    <>
      <NativeSelect
        label={t("trends.split")}
        value={split}
        data={SPLITS.map((each) => ({ value: each, label: t(`trends.split.${each}`) }))}
        onChange={({ currentTarget: { value } }) =>
          onChange({ split: SPLITS.find((each) => each === value) ?? "none", by: "" })
        }
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
