import { Autocomplete, type AutocompleteProps } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { lastSegmentsQuery, purposesQuery } from "../../api/queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { useBeside } from "../../ui/use-beside.ts";
import { useMay } from "../../ui/use-session.ts";
import { ownersOf } from "./segment-list.ts";

type ChoiceProps = Pick<AutocompleteProps, "error" | "required"> & {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly "data-field": string;
};

/** Those who answer for a segment already are offered; anybody else can be named. */
export function OwnerField(props: ChoiceProps) {
  const { t } = useI18n();
  const owners = ownersOf(useBeside(lastSegmentsQuery).data?.segments ?? []);
  return (
    <Autocomplete
      {...props}
      size="md"
      label={t("segment.form.owner")}
      description={t("segment.form.ownerNote")}
      data={[...owners]}
    />
  );
}

/**
 * The workspace's purposes are offered. Another word may be written, for a purpose can be set up later, but until then
 * it leaves nobody out, which is said where it is written.
 */
export function PurposeField(props: ChoiceProps) {
  const { t } = useI18n();
  const known = useBeside(purposesQuery).data?.purposes;
  const purposes = known?.filter(({ kind }) => kind === "purpose") ?? [];
  const purpose = props.value.trim();
  const isUnknown = known !== undefined && purpose !== "" && !known.some(({ key }) => key === purpose);
  return (
    <Autocomplete
      {...props}
      size="md"
      label={t("segment.form.purpose")}
      description={isUnknown ? <NotSetUp purpose={purpose} /> : t("segment.form.purposeNote")}
      // What is already there would hide the other choices.
      filter={({ options }) => options}
      data={purposes.map(({ key }) => key)}
      renderOption={({ option }) => {
        const name = purposes.find(({ key }) => key === option.value)?.name;
        return name === undefined ? option.value : `${option.value} · ${name}`;
      }}
    />
  );
}

function NotSetUp({ purpose }: { readonly purpose: string }) {
  const { t } = useI18n();
  const mayAdmin = useMay("admin");
  return (
    <output className="purpose-unknown">
      {t("segment.form.purposeUnknown", { purpose })}{" "}
      {mayAdmin ? <Link to="/settings/purposes">{t("segment.form.purposeSetUp")}</Link> : null}
    </output>
  );
}
