import type { CleaningRule } from "@habitus/contract";
import { ActionIcon, Autocomplete, Button, TagsInput, TextInput } from "@mantine/core";
import { IconArrowDown, IconArrowUp, IconTrash, type TablerIcon } from "@tabler/icons-react";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { ChoiceField } from "../../ui/choice-field.tsx";
import { CLEANINGS, ruleOf } from "./cleaning-draft.ts";

type Props = {
  readonly rule: CleaningRule;
  readonly place: number;
  readonly isLast: boolean;
  readonly fields: readonly string[];
  readonly onChange: (rule: CleaningRule) => void;
  readonly onMove: (by: -1 | 1) => void;
  readonly onRemove: () => void;
};

export function CleaningRuleRow({ rule, place, isLast, fields, onChange, onMove, onRemove }: Props) {
  const { t, f } = useI18n();
  const number = f.number(place + 1);
  const button = (Icon: TablerIcon, label: string, onClick: () => void, disabled = false) => (
    <ActionIcon variant="default" size="lg" aria-label={label} disabled={disabled} onClick={onClick}>
      <Icon size={16} aria-hidden />
    </ActionIcon>
  );
  return (
    <fieldset className="cleaning-rule">
      <legend>{t("cleaning.rule", { number })}</legend>
      <div className="cleaning-rule-line">
        <Autocomplete
          label={t("dataAudit.field")}
          required
          withAsterisk={false}
          data={[...new Set(fields)]}
          value={rule.field}
          onChange={(field) => onChange({ ...rule, field })}
        />
        <ChoiceField
          label={t("cleaning.what")}
          value={rule.do}
          choices={CLEANINGS}
          nameOf={(kind) => t(`cleaning.do.${kind}`)}
          onChange={(kind) => onChange(ruleOf(kind, rule.field, f.zone))}
        />
        <div className="cleaning-rule-actions">
          {button(IconArrowUp, t("cleaning.up", { number }), () => onMove(-1), place === 0)}
          {button(IconArrowDown, t("cleaning.down", { number }), () => onMove(1), isLast)}
          {button(IconTrash, t("cleaning.remove", { number }), onRemove)}
        </div>
      </div>
      <RuleDetails rule={rule} onChange={onChange} />
    </fieldset>
  );
}

function RuleDetails({ rule, onChange }: Pick<Props, "rule" | "onChange">) {
  const { t } = useI18n();
  switch (rule.do) {
    case "trim":
    case "lower":
    case "upper":
      return null;
    case "map":
      return <MapDetails rule={rule} onChange={onChange} />;
    case "number":
      return (
        <ChoiceField
          label={t("cleaning.decimal")}
          value={rule.decimal}
          choices={[".", ","]}
          nameOf={(mark) => (mark === "." ? "1,234.50" : "1.234,50")}
          onChange={(decimal) => onChange({ ...rule, decimal })}
        />
      );
    case "date":
      return (
        <div className="cleaning-rule-line">
          <TextInput
            label={t("cleaning.format")}
            description={t("cleaning.formatNote")}
            value={rule.format}
            onChange={({ currentTarget }) => onChange({ ...rule, format: currentTarget.value })}
          />
          <TextInput
            label={t("cleaning.zone")}
            description={t("cleaning.zoneNote")}
            value={rule.zone}
            onChange={({ currentTarget }) => onChange({ ...rule, zone: currentTarget.value })}
          />
        </div>
      );
    case "drop":
      return (
        <TagsInput
          label={t("cleaning.dropped")}
          description={t("cleaning.droppedNote")}
          value={[...rule.values]}
          onChange={(values) => onChange({ ...rule, values })}
        />
      );
  }
}

type MapRule = Extract<CleaningRule, { readonly do: "map" }>;
type MapProps = { readonly rule: MapRule; readonly onChange: (rule: MapRule) => void };

function MapDetails({ rule, onChange }: MapProps) {
  const { t, f } = useI18n();
  const { values } = rule;
  const change = (place: number, part: Partial<MapRule["values"][number]>) =>
    onChange({
      ...rule,
      values: values.map((each, index) => (index === place ? { ...each, ...part } : each)),
    });
  return (
    <>
      {values.map(({ from, to }, place) => (
        // The text is what is being typed, so the place is the pair's identity.
        <div key={place} className="cleaning-rule-line">
          <TextInput
            label={t("cleaning.from")}
            value={from}
            onChange={({ currentTarget }) => change(place, { from: currentTarget.value })}
          />
          <TextInput
            label={t("cleaning.to")}
            value={to}
            onChange={({ currentTarget }) => change(place, { to: currentTarget.value })}
          />
          <ActionIcon
            variant="default"
            size="lg"
            aria-label={t("cleaning.removeValue", { number: f.number(place + 1) })}
            disabled={values.length === 1}
            onClick={() => onChange({ ...rule, values: values.toSpliced(place, 1) })}
          >
            <IconTrash size={16} aria-hidden />
          </ActionIcon>
        </div>
      ))}
      <Button
        variant="default"
        size="xs"
        onClick={() => onChange({ ...rule, values: [...values, { from: "", to: "" }] })}
      >
        {t("cleaning.addValue")}
      </Button>
    </>
  );
}
