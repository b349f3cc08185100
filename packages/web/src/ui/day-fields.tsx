import { TextInput } from "@mantine/core";
import { useI18n } from "../i18n/use-i18n.tsx";

export type Days = { readonly from?: string | undefined; readonly to?: string | undefined };

type DayFieldsProps = { readonly days: Days; readonly onChange: (change: Days) => void };

/** From which day to which, both whole and either open: what a list in the address is narrowed to. */
export function DayFields({ days, onChange }: DayFieldsProps) {
  const { t } = useI18n();
  return (["from", "to"] as const).map((end) => (
    <TextInput
      key={end}
      type="date"
      label={t(`common.${end}`)}
      value={days[end] ?? ""}
      onChange={({ currentTarget: { value } }) => onChange({ [end]: value === "" ? undefined : value })}
    />
  ));
}
