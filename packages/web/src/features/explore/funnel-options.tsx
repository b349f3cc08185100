import { LIMITS } from "@habitus/contract";
import { MultiSelect, NativeSelect, NumberInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { lastSegmentsQuery, vocabularyQuery } from "../../api/queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
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
      <NativeSelect
        label={t("funnel.within")}
        value={within === null ? "none" : "first"}
        data={(["none", "first"] as const).map((each) => ({
          value: each,
          label: t(`funnel.within.${each}`),
        }))}
        onChange={(event) => onChange({ within: event.currentTarget.value === "first" ? WEEK : null })}
      />
      {within === null ? null : (
        <WithinFields within={within} onChange={(next) => onChange({ within: next })} />
      )}
      <NativeSelect
        label={t("funnel.split")}
        value={split}
        data={SPLITS.map((each) => ({ value: each, label: t(`funnel.split.${each}`) }))}
        onChange={({ currentTarget: { value } }) =>
          onChange({ split: SPLITS.find((each) => each === value) ?? "none" })
        }
      />
      {split === "trait" ? <TraitField draft={draft} onChange={onChange} /> : null}
      {split === "segments" ? <SegmentsField draft={draft} onChange={onChange} /> : null}
    </>
  );
}

const SPLITS = ["none", "trait", "segments"] as const;
const MOST = 100_000;

function WithinFields({
  within,
  onChange,
}: {
  readonly within: Within;
  readonly onChange: (within: Within) => void;
}) {
  const { t } = useI18n();
  return (
    <>
      <NumberInput
        label={t("funnel.withinAmount")}
        min={1}
        max={MOST}
        allowDecimal={false}
        value={within.amount}
        onChange={(amount) => {
          if (typeof amount === "number" && amount >= 1) onChange({ ...within, amount });
        }}
      />
      <NativeSelect
        label={t("b.unit")}
        value={within.unit}
        data={WITHIN_UNITS.map((unit) => ({ value: unit, label: t(`b.unit.${unit}`) }))}
        onChange={({ currentTarget: { value } }) =>
          onChange({ ...within, unit: WITHIN_UNITS.find((unit) => unit === value) ?? within.unit })
        }
      />
    </>
  );
}

function TraitField({ draft: { trait }, onChange }: FunnelOptionsProps) {
  const { t } = useI18n();
  const traits = useQuery(vocabularyQuery).data?.traits ?? [];
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
  const known = useQuery(lastSegmentsQuery).data?.segments ?? [];
  return (
    <MultiSelect
      label={t("funnel.segments")}
      searchable
      maxValues={LIMITS.exploreGroups}
      data={known.map(({ key, name }) => ({ value: key, label: name }))}
      value={[...segments]}
      onChange={(next) => onChange({ segments: next })}
    />
  );
}
