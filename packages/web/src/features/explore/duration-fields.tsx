import type { DurationUnit } from "@habitus/segments";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { ChoiceField } from "../../ui/choice-field.tsx";
import { NumberField } from "./number-field.tsx";

type Duration<Unit> = { readonly amount: number; readonly unit: Unit };

type DurationFieldsProps<Unit> = {
  readonly label: string;
  readonly value: Duration<Unit>;
  readonly most: number;
  readonly units: readonly Unit[];
  readonly onChange: (value: Duration<Unit>) => void;
};

/** A length of time: how many, and of what. */
export function DurationFields<Unit extends DurationUnit>(props: DurationFieldsProps<Unit>) {
  const { label, value, most, units, onChange } = props;
  const { t } = useI18n();
  return (
    <>
      <NumberField
        label={label}
        value={value.amount}
        most={most}
        onChange={(amount) => onChange({ ...value, amount })}
      />
      <ChoiceField
        label={t("b.unit")}
        value={value.unit}
        choices={units}
        nameOf={(unit: DurationUnit) => t(`b.unit.${unit}`)}
        onChange={(unit) => onChange({ ...value, unit })}
      />
    </>
  );
}
