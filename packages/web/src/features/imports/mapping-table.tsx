import { FIELD_TYPES, type FieldType, type ImportFile } from "@habitus/contract";
import { Select, TextInput } from "@mantine/core";
import { useI18n } from "../../i18n/use-i18n.tsx";
import {
  type ColumnDraft,
  type ColumnRole,
  isField,
  type MappingDraft,
  ROLES,
  rolesOf,
  withColumn,
  withRole,
} from "./mapping-draft.ts";

type Props = {
  readonly file: ImportFile;
  readonly draft: MappingDraft;
  readonly onChange: (draft: MappingDraft) => void;
};

/** Each column with its first values, and what becomes of it. */
export function MappingTable({ file, draft, onChange }: Props) {
  const { t } = useI18n();
  return (
    // A wide table scrolls, so it must be reachable by keyboard.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <section className="mapping-scroll" tabIndex={0} aria-label={t("imports.table")}>
      <table className="mapping-table">
        <thead>
          <tr>
            <th scope="col">{t("imports.column")}</th>
            <th scope="col">{t("imports.firstValues")}</th>
            <th scope="col">{t("imports.becomes")}</th>
            <th scope="col">{t("imports.name")}</th>
            <th scope="col">{t("imports.type")}</th>
          </tr>
        </thead>
        <tbody>
          {draft.columns.map((column, index) => (
            <ColumnRow
              key={column.column}
              column={column}
              values={file.rows.slice(0, VALUES_SHOWN).map((row) => row[index] ?? null)}
              draft={draft}
              onChange={onChange}
            />
          ))}
        </tbody>
      </table>
    </section>
  );
}

const VALUES_SHOWN = 3;

type RowProps = Omit<Props, "file"> & {
  readonly column: ColumnDraft;
  readonly values: readonly (string | null)[];
};

function ColumnRow({ column: own, values, draft, onChange }: RowProps) {
  const { t } = useI18n();
  const { column, role, to } = own;
  const hasName = isField(role);
  return (
    <tr className={role === "none" ? "mapping-out" : ""}>
      <th scope="row">{column}</th>
      <td>
        {values.map((value, place) => (
          // Values may be the same.
          <div key={`${place}`} className="mapping-value">
            {value === null || value === "" ? <span className="muted">{t("imports.blank")}</span> : value}
          </div>
        ))}
      </td>
      <td>
        <Select
          size="sm"
          allowDeselect={false}
          aria-label={t("imports.becomesOf", { column })}
          data={rolesOf(draft.what).map((value) => ({ value, label: t(`imports.role.${value}`) }))}
          value={role}
          onChange={(value) => onChange(withRole(draft, column, roleOf(value)))}
        />
      </td>
      <td>
        {hasName ? (
          <TextInput
            size="sm"
            aria-label={t("imports.nameOf", { column })}
            value={to}
            onChange={(event) => onChange(withColumn(draft, column, { to: event.currentTarget.value }))}
          />
        ) : null}
      </td>
      <td>{hasName ? <TypeSelect own={own} draft={draft} onChange={onChange} /> : null}</td>
    </tr>
  );
}

function roleOf(value: string | null): ColumnRole {
  return ROLES.find((role) => role === value) ?? "none";
}

const COMMA_TYPES = { commaNumber: "number", commaMoney: "money" } as const;

function TypeSelect({ own, draft, onChange }: Omit<Props, "file"> & { readonly own: ColumnDraft }) {
  const { t } = useI18n();
  const { column, type, decimal } = own;
  const shown =
    decimal === "," && type === "number"
      ? "commaNumber"
      : decimal === "," && type === "money"
        ? "commaMoney"
        : type;
  const choices = [...FIELD_TYPES, "commaNumber", "commaMoney"] as const;
  const choose = (value: string | null): void => {
    if (value === "commaNumber" || value === "commaMoney") {
      onChange(withColumn(draft, column, { type: COMMA_TYPES[value], decimal: "," }));
    } else onChange(withColumn(draft, column, { type: typeOf(value), decimal: "." }));
  };
  return (
    <Select
      size="sm"
      allowDeselect={false}
      aria-label={t("imports.typeOf", { column })}
      data={choices.map((value) => ({ value, label: t(`imports.type.${value}`) }))}
      value={shown}
      onChange={choose}
    />
  );
}

function typeOf(value: string | null): FieldType {
  return FIELD_TYPES.find((type) => type === value) ?? "text";
}
