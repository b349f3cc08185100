import { NativeSelect } from "@mantine/core";
import { lastSegmentsQuery, purposesQuery } from "../../api/queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { ChoiceField } from "../../ui/choice-field.tsx";
import { useBeside } from "../../ui/use-beside.ts";

export type AudienceChoice = {
  readonly segment: string;
  readonly members: "start" | "end";
  readonly purpose: string;
};

const MEMBERS_AT = ["end", "start"] as const;

type AudienceFieldsProps = {
  readonly value: AudienceChoice;
  readonly onChange: (part: Partial<AudienceChoice>) => void;
};

/** Whom a question is about; the same in all questions. */
export function AudienceFields({ value, onChange }: AudienceFieldsProps) {
  const { t } = useI18n();
  const segments = useBeside(lastSegmentsQuery).data?.segments ?? [];
  const purposes = useBeside(purposesQuery).data?.purposes ?? [];
  const named = (all: readonly { readonly key: string; readonly name: string }[], present: string) => {
    const options = all.map(({ key, name }) => ({ value: key, label: name }));
    const isKnown = present === "" || all.some(({ key }) => key === present);
    return isKnown ? options : [{ value: present, label: present }, ...options];
  };
  return (
    <>
      <NativeSelect
        label={t("explore.segment")}
        value={value.segment}
        data={[{ value: "", label: t("explore.everybody") }, ...named(segments, value.segment)]}
        onChange={(event) => onChange({ segment: event.currentTarget.value })}
      />
      {value.segment === "" ? null : (
        <ChoiceField
          label={t("explore.membersAt")}
          value={value.members}
          choices={MEMBERS_AT}
          nameOf={(each) => t(`explore.membersAt.${each}`)}
          onChange={(members) => onChange({ members })}
        />
      )}
      {purposes.length === 0 && value.purpose === "" ? null : (
        <NativeSelect
          label={t("explore.purpose")}
          value={value.purpose}
          data={[{ value: "", label: t("explore.noPurpose") }, ...named(purposes, value.purpose)]}
          onChange={(event) => onChange({ purpose: event.currentTarget.value })}
        />
      )}
    </>
  );
}
