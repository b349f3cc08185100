import { TIMELINE_KINDS, type TimelineEntry } from "@habitus/contract";
import { NativeSelect } from "@mantine/core";
import { getRouteApi } from "@tanstack/react-router";
import { eventNamesQuery } from "../../api/queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { DayFields } from "../../ui/day-fields.tsx";
import { shownEvent } from "../../ui/event-name.ts";
import { SearchSelect } from "../../ui/search-select.tsx";
import { useBeside } from "../../ui/use-beside.ts";

const route = getRouteApi("/frame/people/$id");

type Filters = {
  readonly kind?: TimelineEntry["kind"] | undefined;
  readonly event?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
};

/** What of a timeline is shown; it stands in the address. */
export function TimelineFilters() {
  const { t } = useI18n();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const change = (next: Filters) =>
    void navigate({ search: (now) => ({ ...now, ...next }), replace: true, resetScroll: false });
  return (
    <div className="timeline-filters">
      <NativeSelect
        label={t("person.kind")}
        data={[
          { value: "", label: t("person.kind.all") },
          ...TIMELINE_KINDS.map((kind) => ({ value: kind, label: t(`person.kind.${kind}`) })),
        ]}
        value={search.kind ?? ""}
        onChange={({ currentTarget: { value } }) => {
          const kind = TIMELINE_KINDS.find((each) => each === value);
          // An event's name says nothing of segments.
          change(kind === "transition" ? { kind, event: undefined } : { kind });
        }}
      />
      <EventName
        chosen={search.event}
        disabled={search.kind === "transition"}
        onChange={(event) => change({ event })}
      />
      <DayFields days={search} onChange={change} />
    </div>
  );
}

type EventNameProps = {
  readonly chosen: string | undefined;
  readonly disabled: boolean;
  readonly onChange: (name: string | undefined) => void;
};

function EventName({ chosen, disabled, onChange }: EventNameProps) {
  const { t } = useI18n();
  const { data } = useBeside(eventNamesQuery);
  const names = new Set([
    ...(data?.names.map(({ name }) => name) ?? []),
    ...(chosen === undefined ? [] : [chosen]),
  ]);
  return (
    <SearchSelect
      label={t("person.eventName")}
      placeholder={t("person.allEvents")}
      clearable
      disabled={disabled}
      data={[...names].map((name) => ({ value: name, label: shownEvent(name, t) }))}
      value={chosen ?? null}
      onChange={(name) => onChange(name ?? undefined)}
    />
  );
}
