import { Button } from "@mantine/core";
import { IconCalendarOff } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import { type AskedTimeline, timelineQuery } from "../../api/timeline-queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { Empty } from "../../ui/empty.tsx";
import { Failure, Loading } from "../../ui/notes.tsx";
import { Card } from "../../ui/page.tsx";
import { PagedList } from "../../ui/paged-list.tsx";
import { useSegmentNames } from "../segments/use-segments.ts";
import { byDay, keyOfEntry, type TimelineRow } from "./timeline-entry.ts";
import { TimelineFilters } from "./timeline-filters.tsx";
import { DidRow, TransitionRow } from "./timeline-rows.tsx";
import { TwoClocks } from "./two-clocks.tsx";

const route = getRouteApi("/frame/people/$id");

/** What somebody did and was sent, and which segments they entered and left, newest first. */
export function Timeline({ id }: { readonly id: string }) {
  const { t } = useI18n();
  const { kind, event, from, to } = route.useSearch();
  const asked: AskedTimeline = {
    ...(kind === undefined ? {} : { kind }),
    ...(event === undefined ? {} : { name: event }),
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
  };
  return (
    <Card title={t("person.timeline")}>
      <TwoClocks />
      <TimelineFilters />
      <Entries id={id} asked={asked} />
    </Card>
  );
}

const ROW_HEIGHT = 66;

function Entries({ id, asked }: { readonly id: string; readonly asked: AskedTimeline }) {
  const { t, f } = useI18n();
  const query = useInfiniteQuery(timelineQuery(id, asked));
  const nameOf = useSegmentNames();
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const pages = query.data?.pages;
  const rows = useMemo(() => byDay(pages?.flatMap((page) => page.entries) ?? [], f.day), [pages, f]);
  if (query.isPending) return <Loading height={320} />;
  if (query.data === undefined) return <Failure error={query.error} retry={() => void query.refetch()} />;
  if (rows.length === 0) return <Nothing isFiltered={Object.keys(asked).length > 0} />;
  const toggle = (key: string) =>
    setOpen((now) => new Set(now.has(key) ? [...now].filter((one) => one !== key) : [...now, key]));
  return (
    <PagedList
      label={t("person.timeline")}
      query={query}
      items={rows}
      keyOf={keyOfRow}
      rowHeight={ROW_HEIGHT}
      render={(row) => {
        if (row.kind === "day") return <h3 className="timeline-day">{row.day}</h3>;
        const { entry } = row;
        const key = keyOfEntry(entry);
        const raw = { isOpen: open.has(key), onToggle: () => toggle(key) };
        return entry.kind === "transition" ? (
          <TransitionRow id={id} transition={entry.transition} nameOf={nameOf} raw={raw} />
        ) : (
          <DidRow entry={entry} raw={raw} />
        );
      }}
    />
  );
}

function Nothing({ isFiltered }: { readonly isFiltered: boolean }) {
  const { t } = useI18n();
  const navigate = route.useNavigate();
  if (!isFiltered) return <Empty icon={IconCalendarOff} title={t("person.noEventsYet")} />;
  return (
    <Empty icon={IconCalendarOff} title={t("person.noEvents")}>
      <p>{t("person.noEventsText")}</p>
      <Button variant="default" onClick={() => void navigate({ search: {}, replace: true })}>
        {t("common.showAll")}
      </Button>
    </Empty>
  );
}

function keyOfRow(row: TimelineRow): string {
  return row.kind === "day" ? `day ${row.day}` : keyOfEntry(row.entry);
}
