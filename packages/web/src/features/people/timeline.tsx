import type { PersonEvent } from "@habitus/contract";
import { jsonText } from "@habitus/kernel";
import { Select, UnstyledButton } from "@mantine/core";
import { IconCalendarOff, IconCode } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { eventNamesQuery, timelineQuery } from "../../api/queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { CodeBlock } from "../../ui/code-block.tsx";
import { Empty } from "../../ui/empty.tsx";
import { LoadMore } from "../../ui/load-more.tsx";
import { Failure, Loading } from "../../ui/notes.tsx";
import { Card } from "../../ui/page.tsx";
import { useBeside } from "../../ui/use-beside.ts";
import { VirtualList } from "../../ui/virtual-list.tsx";
import { shownEvent } from "../../ui/event-name.ts";
import { byDay, eventDetails, eventMoney, type TimelineRow } from "./timeline-entry.ts";

const route = getRouteApi("/frame/people/$id");

export function Timeline({ id }: { readonly id: string }) {
  const { t } = useI18n();
  const { event } = route.useSearch();
  return (
    <Card title={t("person.timeline")} aside={<NameFilter chosen={event} />}>
      <Events id={id} name={event} />
    </Card>
  );
}

function NameFilter({ chosen }: { readonly chosen: string | undefined }) {
  const i18n = useI18n();
  const navigate = route.useNavigate();
  const { data } = useBeside(eventNamesQuery);
  const names = new Set([
    ...(data?.names.map(({ name }) => name) ?? []),
    ...(chosen === undefined ? [] : [chosen]),
  ]);
  return (
    <Select
      aria-label={i18n.t("person.filter")}
      placeholder={i18n.t("person.allEvents")}
      clearable
      searchable
      w={220}
      data={[...names].map((name) => ({ value: name, label: shownEvent(name, i18n.t) }))}
      value={chosen ?? null}
      onChange={(name) => void navigate({ search: { event: name ?? undefined }, replace: true })}
    />
  );
}

const ROW_HEIGHT = 66;

function Events({ id, name }: { readonly id: string; readonly name: string | undefined }) {
  const { t, f } = useI18n();
  const query = useInfiniteQuery(timelineQuery(id, name));
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  if (query.isPending) return <Loading height={320} />;
  if (query.data === undefined) return <Failure error={query.error} retry={() => void query.refetch()} />;
  const rows = byDay(
    query.data.pages.flatMap((page) => page.events),
    f.day,
  );
  if (rows.length === 0) {
    return (
      <Empty
        icon={IconCalendarOff}
        title={name === undefined ? t("person.noEventsYet") : t("person.noEvents")}
      />
    );
  }
  const more = () => {
    if (query.hasNextPage && !query.isFetchingNextPage && !query.isError) void query.fetchNextPage();
  };
  const toggle = (event: string) =>
    setOpen((now) => new Set(now.has(event) ? [...now].filter((one) => one !== event) : [...now, event]));
  return (
    <>
      <VirtualList
        label={t("person.timeline")}
        items={rows}
        keyOf={keyOfRow}
        rowHeight={ROW_HEIGHT}
        render={(row) =>
          row.kind === "day" ? (
            <h3 className="timeline-day">{row.day}</h3>
          ) : (
            <Event event={row.event} isOpen={open.has(row.event.id)} onToggle={() => toggle(row.event.id)} />
          )
        }
        onEnd={more}
      />
      <div className="list-foot">
        <LoadMore query={query} />
      </div>
    </>
  );
}

/** A message id may come twice under two sources, so the time belongs to the key. */
function keyOfRow(row: TimelineRow): string {
  return row.kind === "day" ? `day ${row.day}` : `${row.event.source} ${row.event.time} ${row.event.id}`;
}

type EventProps = { readonly event: PersonEvent; readonly isOpen: boolean; readonly onToggle: () => void };

function Event({ event, isOpen, onToggle }: EventProps) {
  const i18n = useI18n();
  const { t, f } = i18n;
  const money = eventMoney(event.properties, i18n);
  return (
    <div className="timeline-event">
      <span className="timeline-dot" aria-hidden />
      <div className="timeline-body">
        <div className="timeline-line">
          <span className="timeline-name">{shownEvent(event.name, i18n.t)}</span>
          {money === null ? null : <span className="timeline-money numbers">{money}</span>}
          <time className="timeline-time numbers" dateTime={event.time} title={f.dateTime(event.time)}>
            {f.time(event.time)}
          </time>
          <UnstyledButton
            className="timeline-raw"
            aria-expanded={isOpen}
            aria-label={t("person.showRaw")}
            title={t("person.showRaw")}
            onClick={onToggle}
          >
            <IconCode size={17} aria-hidden />
          </UnstyledButton>
        </div>
        <div className="timeline-details">{eventDetails(event.properties, i18n).join(" · ")}</div>
        {isOpen ? (
          <div className="timeline-json">
            <CodeBlock label={t("person.raw")} code={jsonText(event, 2)} />
          </div>
        ) : null}
      </div>
    </div>
  );
}
