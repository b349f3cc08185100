import type { Weekday } from "@habitus/segments";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { ChipSelect } from "./controls.tsx";
import type { LocalDays } from "./specs/spec.ts";
import type { Word } from "./words.ts";

type DaysBoxProps = {
  readonly label: string;
  /** Undefined is any day. */
  readonly value: LocalDays | undefined;
  readonly onChange: (value: LocalDays | undefined) => void;
};

const DAYS: Readonly<Record<Weekday, Word>> = {
  monday: "b.day.monday",
  tuesday: "b.day.tuesday",
  wednesday: "b.day.wednesday",
  thursday: "b.day.thursday",
  friday: "b.day.friday",
  saturday: "b.day.saturday",
  sunday: "b.day.sunday",
};
const WEEK = Object.keys(DAYS) as readonly Weekday[];
const ANY = "any";

/** Days of the week: the usual choices, one day, or several as they were written. */
export function DaysBox({ label, value, onChange }: DaysBoxProps) {
  const { t } = useI18n();
  const choices: readonly { readonly days: LocalDays | undefined; readonly text: string }[] = [
    { days: undefined, text: t("b.day.any") },
    { days: "weekdays", text: t("b.day.weekdays") },
    { days: "weekends", text: t("b.day.weekends") },
    ...WEEK.map((day) => ({ days: [day], text: t(DAYS[day]) })),
  ];
  const written =
    typeof value === "object" && value.length !== 1
      ? [{ days: value, text: value.map((day) => t(DAYS[day])).join(", ") }]
      : [];
  const byKey = new Map(
    [...choices, ...written].map(({ days, text }) => [keyOf(days), { days, text }] as const),
  );
  return (
    <ChipSelect
      label={label}
      value={keyOf(value)}
      options={[...byKey].map(([option, { text }]) => ({ value: option, label: text }))}
      onChange={(chosen) => onChange(byKey.get(chosen)?.days)}
    />
  );
}

function keyOf(days: LocalDays | undefined): string {
  if (days === undefined) return ANY;
  return typeof days === "string" ? days : days.join();
}
