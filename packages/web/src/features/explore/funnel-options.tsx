import { LIMITS } from "@habitus/contract";
import { NativeSelect } from "@mantine/core";
import { lastSegmentsQuery, vocabularyQuery } from "../../api/queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { ChoiceField } from "../../ui/choice-field.tsx";
import { SearchMultiSelect } from "../../ui/search-select.tsx";
import { useBeside } from "../../ui/use-beside.ts";
import { DurationFields } from "./duration-fields.tsx";
import { type FunnelDraft, type Within, WITHIN_UNITS } from "./funnel-question.ts";

type FunnelOptionsProps = {
  readonly draft: FunnelDraft;
  readonly onChange: (part: Partial<FunnelDraft>) => void;
};

const WEEK: Within = { amount: 7, unit: "day" };

/** How long people may take, and which of them are set apart. */
export function FunnelOptions({ draft, onChange }: FunnelOptionsProps) {
  const { t } = useI18n();
  const { within, split } = draft;
  return (
    <>
      <ChoiceField
        label={t("funnel.within")}
        value={within === null ? "none" : "first"}
        choices={LIMITED}
        nameOf={(each) => t(`funnel.within.${each}`)}
        onChange={(each) => onChange({ within: each === "first" ? WEEK : null })}
      />
      {within === null ? null : (
        <DurationFields
          label={t("funnel.withinAmount")}
          value={within}
          most={MOST}
          units={WITHIN_UNITS}
          onChange={(next) => onChange({ within: next })}
        />
      )}
      <ChoiceField
        label={t("funnel.split")}
        value={split}
        choices={SPLITS}
        nameOf={(each) => t(`funnel.split.${each}`)}
        onChange={(next) => onChange({ split: next })}
      />
      {split === "trait" ? <TraitField draft={draft} onChange={onChange} /> : null}
      {split === "segments" ? <SegmentsField draft={draft} onChange={onChange} /> : null}
    </>
  );
}

const LIMITED = ["none", "first"] as const;
const SPLITS = ["none", "trait", "segments"] as const;
const MOST = 100_000;

function TraitField({ draft: { trait }, onChange }: FunnelOptionsProps) {
  const { t } = useI18n();
  const traits = useBeside(vocabularyQuery).data?.traits ?? [];
  const names = [...new Set([...traits.map(({ path }) => path.join(".")), ...(trait === "" ? [] : [trait])])];
  return (
    <NativeSelect
      label={t("funnel.trait")}
      value={trait}
      data={[
        { value: "", label: t("b.trait.choose") },
        ...names.map((name) => ({ value: name, label: name })),
      ]}
      onChange={(event) => onChange({ trait: event.currentTarget.value })}
    />
  );
}

function SegmentsField({ draft: { segments }, onChange }: FunnelOptionsProps) {
  const { t } = useI18n();
  const known = useBeside(lastSegmentsQuery).data?.segments ?? [];
  return (
    <SearchMultiSelect
      label={t("funnel.segments")}
      maxValues={LIMITS.exploreGroups}
      data={known.map(({ key, name }) => ({ value: key, label: name }))}
      value={segments}
      onChange={(next) => onChange({ segments: next })}
    />
  );
}
