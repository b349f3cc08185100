import { COST_KINDS, type CostDraft } from "@habitus/contract";
import { NativeSelect, TextInput } from "@mantine/core";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { ChoiceField } from "../../ui/choice-field.tsx";

const SAID = ["message", "segment", "note", "id"] as const;

type Props = {
  readonly columns: readonly string[];
  readonly mapping: CostDraft;
  /** Shown, but no longer to be changed. */
  readonly isFixed: boolean;
  readonly onChange: (mapping: CostDraft) => void;
};

/** Which columns of a file say what. */
export function CostMappingFields({ columns, mapping, isFixed, onChange }: Props) {
  const { t } = useI18n();
  const { at, amount, currency, kind } = mapping;
  const select = (
    label: string,
    value: string | null,
    set: (column: string | null) => void,
    isNeeded = false,
  ) => (
    <NativeSelect
      label={label}
      disabled={isFixed}
      required={isNeeded}
      withAsterisk={false}
      value={value ?? ""}
      data={[{ value: "", label: t(isNeeded ? "costs.chooseColumn" : "costs.noColumn") }, ...columns]}
      onChange={({ currentTarget }) => set(currentTarget.value === "" ? null : currentTarget.value)}
    />
  );
  return (
    <div className="cost-mapping">
      {select(
        t("costs.column.at"),
        at.column,
        (column) => onChange({ ...mapping, at: { ...at, column } }),
        true,
      )}
      <TextInput
        label={t("costs.column.format")}
        description={t("imports.timeFormatNote")}
        disabled={isFixed}
        value={at.format}
        onChange={({ currentTarget }) => onChange({ ...mapping, at: { ...at, format: currentTarget.value } })}
      />
      {select(
        t("costs.column.amount"),
        amount.column,
        (column) => onChange({ ...mapping, amount: { ...amount, column } }),
        true,
      )}
      <ChoiceField
        label={t("costs.column.decimal")}
        disabled={isFixed}
        value={amount.decimal}
        choices={[".", ","] as const}
        nameOf={(sign) => sign}
        onChange={(decimal) => onChange({ ...mapping, amount: { ...amount, decimal } })}
      />
      {select(t("costs.column.currency"), currency.column, (column) =>
        onChange({ ...mapping, currency: { ...currency, column } }),
      )}
      <TextInput
        label={t("costs.column.usualCurrency")}
        disabled={isFixed}
        value={currency.constant ?? ""}
        maxLength={3}
        onChange={({ currentTarget: { value } }) =>
          onChange({
            ...mapping,
            currency: { ...currency, constant: value === "" ? null : value.toUpperCase() },
          })
        }
      />
      {select(t("costs.column.kind"), kind.column, (column) =>
        onChange({ ...mapping, kind: { ...kind, column } }),
      )}
      <ChoiceField
        label={t("costs.column.usualKind")}
        disabled={isFixed}
        value={kind.constant ?? "message"}
        choices={COST_KINDS}
        nameOf={(each) => t(`costs.kind.${each}`)}
        onChange={(constant) => onChange({ ...mapping, kind: { ...kind, constant } })}
      />
      {SAID.map((name) => (
        <div key={name}>
          {select(t(`costs.column.${name}`), mapping[name], (column) =>
            onChange({ ...mapping, [name]: column }),
          )}
        </div>
      ))}
    </div>
  );
}
