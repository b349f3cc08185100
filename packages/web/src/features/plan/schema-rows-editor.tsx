import type { EventSchema } from "@habitus/contract";
import { ActionIcon, Button, Checkbox, NativeSelect, NumberInput, TagsInput, TextInput } from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { freshName, ROW_TYPES, type SchemaRow, schemaRows, withoutRow, withRow } from "./schema-rows.ts";

type Props = { readonly schema: EventSchema; readonly onChange: (schema: EventSchema) => void };

/** The fields of an event, a row for each. */
export function SchemaRowsEditor({ schema, onChange }: Props) {
  const { t } = useI18n();
  const rows = schemaRows(schema);
  const taken = new Set(rows.map(({ name }) => name));
  const add = () => {
    const row = {
      type: "any",
      required: false,
      values: [],
      pattern: "",
      minimum: null,
      maximum: null,
    } as const;
    onChange(withRow(schema, null, { ...row, name: freshName(schema) }));
  };
  return (
    <fieldset className="plan-rows">
      <legend>{t("plan.rows")}</legend>
      {rows.map((row, place) => (
        // The name is what is being typed, so the place is the row's identity.
        <div key={place} className="plan-row">
          <RowFields
            row={row}
            onChange={(next) => {
              // Two fields of one name would be one.
              if (next.name === row.name || !taken.has(next.name)) onChange(withRow(schema, row.name, next));
            }}
            onRemove={() => onChange(withoutRow(schema, row.name))}
          />
        </div>
      ))}
      <Button variant="default" size="xs" leftSection={<IconPlus size={16} aria-hidden />} onClick={add}>
        {t("plan.addField")}
      </Button>
    </fieldset>
  );
}

type RowProps = {
  readonly row: SchemaRow;
  readonly onChange: (row: SchemaRow) => void;
  readonly onRemove: () => void;
};

function RowFields({ row, onChange, onRemove }: RowProps) {
  const { t } = useI18n();
  const { name, type, required } = row;
  return (
    <>
      <div className="plan-row-line">
        <TextInput
          size="sm"
          aria-label={t("plan.of", { what: t("plan.name"), name })}
          classNames={{ input: "code" }}
          required
          withAsterisk={false}
          value={name}
          onChange={({ currentTarget }) => onChange({ ...row, name: currentTarget.value })}
        />
        <NativeSelect
          size="sm"
          aria-label={t("plan.of", { what: t("plan.type"), name })}
          value={type}
          data={ROW_TYPES.filter((each) => each !== "other" || type === "other").map((each) => ({
            value: each,
            label: t(`plan.type.${each}`),
          }))}
          onChange={({ currentTarget }) =>
            onChange({ ...row, type: ROW_TYPES.find((each) => each === currentTarget.value) ?? "any" })
          }
        />
        <Checkbox
          label={t("plan.required")}
          aria-label={t("plan.of", { what: t("plan.required"), name })}
          checked={required}
          onChange={({ currentTarget }) => onChange({ ...row, required: currentTarget.checked })}
        />
        <ActionIcon
          variant="subtle"
          color="gray"
          size="lg"
          aria-label={t("plan.removeField", { name })}
          onClick={onRemove}
        >
          <IconTrash size={16} aria-hidden color="var(--hb-muted)" />
        </ActionIcon>
      </div>
      {type === "string" ? <TextRules row={row} onChange={onChange} /> : null}
      {type === "number" || type === "integer" ? <NumberRules row={row} onChange={onChange} /> : null}
    </>
  );
}

type RulesProps = Omit<RowProps, "onRemove">;

function TextRules({ row, onChange }: RulesProps) {
  const { t } = useI18n();
  const { name, values, pattern } = row;
  return (
    <div className="plan-row-rules">
      <TagsInput
        size="sm"
        label={t("plan.values")}
        aria-label={t("plan.of", { what: t("plan.values"), name })}
        placeholder={values.length === 0 ? t("plan.valuesNote") : ""}
        value={[...values]}
        onChange={(next) => onChange({ ...row, values: next })}
      />
      <TextInput
        size="sm"
        label={t("plan.pattern")}
        aria-label={t("plan.of", { what: t("plan.pattern"), name })}
        classNames={{ input: "code" }}
        placeholder="^[A-Z]{2}$"
        value={pattern}
        onChange={({ currentTarget }) => onChange({ ...row, pattern: currentTarget.value })}
      />
    </div>
  );
}

function NumberRules({ row, onChange }: RulesProps) {
  const { t } = useI18n();
  const bound = (end: "minimum" | "maximum") => (
    <NumberInput
      size="sm"
      label={t(`plan.${end}`)}
      aria-label={t("plan.of", { what: t(`plan.${end}`), name: row.name })}
      value={row[end] ?? ""}
      onChange={(value) => onChange({ ...row, [end]: value === "" ? null : Number(value) })}
    />
  );
  return (
    <div className="plan-row-rules">
      {bound("minimum")}
      {bound("maximum")}
    </div>
  );
}
