import { Autocomplete, Select, TextInput } from "@mantine/core";
import { eventNamesQuery, keysQuery } from "../../api/queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { eventShownAs, shownEvent } from "../../ui/event-name.ts";
import { useBeside } from "../../ui/use-beside.ts";
import { useMay } from "../../ui/use-session.ts";
import type { LiveFilters } from "./live-list.ts";

type EventFiltersProps = {
  readonly filters: LiveFilters;
  readonly onChange: (change: Partial<LiveFilters>) => void;
};

const orNothing = (text: string | null) => (text === null || text === "" ? undefined : text);

export function EventFilters({ filters, onChange }: EventFiltersProps) {
  const { t } = useI18n();
  // Only an admin may list the sources; for the others the filter stays away.
  const maySeeSources = useMay("admin");
  const names = useBeside(eventNamesQuery);
  const keys = useBeside({ ...keysQuery, enabled: maySeeSources });
  const sources = (keys.data?.keys ?? []).filter(({ kind }) => kind === "source");
  return (
    <search className="event-filters">
      <Autocomplete
        label={t("events.name")}
        data={(names.data?.names ?? []).map(({ name }) => shownEvent(name, t))}
        value={shownEvent(filters.name ?? "", t)}
        onChange={(text) => onChange({ name: orNothing(eventShownAs(text, t)) })}
      />
      <TextInput
        label={t("events.person")}
        value={filters.id ?? ""}
        onChange={(event) => onChange({ id: orNothing(event.currentTarget.value) })}
      />
      {maySeeSources ? (
        <Select
          label={t("events.source")}
          placeholder={t("events.anySource")}
          clearable
          data={sources.map(({ id, name }) => ({ value: id, label: name }))}
          value={filters.source ?? null}
          onChange={(source) => onChange({ source: orNothing(source) })}
        />
      ) : null}
    </search>
  );
}
