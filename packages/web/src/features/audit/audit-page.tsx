import type { AuditedEvent } from "@habitus/contract";
import { Button } from "@mantine/core";
import { IconDownload, IconReportAnalytics } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { auditEventsQuery } from "../../api/data-queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { Empty } from "../../ui/empty.tsx";
import { shownEvent } from "../../ui/event-name.ts";
import { LinkButton } from "../../ui/link-button.tsx";
import { LoadMore } from "../../ui/load-more.tsx";
import { Failure, Loading, Note } from "../../ui/notes.tsx";
import { Card, PageHeader } from "../../ui/page.tsx";
import { CleaningCard } from "./cleaning-card.tsx";
import { EventFigure } from "./event-figure.tsx";
import { EventFields } from "./event-fields.tsx";
import { MarkSelect } from "./mark-select.tsx";
import { NotKept } from "./not-kept.tsx";
import { UsedBy } from "./used-by.tsx";
import "../../ui/wide-table.css";
import "./audit.css";

const route = getRouteApi("/frame/audit");

export function DataAuditPage() {
  const { t } = useI18n();
  const { event } = route.useSearch();
  const download = (
    <Button
      component="a"
      href="/api/audit/data/csv"
      download="data-audit.csv"
      variant="default"
      leftSection={<IconDownload size={16} aria-hidden />}
    >
      {t("dataAudit.csv")}
    </Button>
  );
  return (
    <>
      <PageHeader title={t("dataAudit.title")} lead={t("dataAudit.lead")} actions={download} />
      <div className="stack">
        {event === undefined ? null : <EventFields key={event} event={event} />}
        {event === undefined ? null : <CleaningCard key={`cleaning ${event}`} event={event} />}
        <Events chosen={event} />
        <NotKept />
      </div>
    </>
  );
}

function Events({ chosen }: { readonly chosen: string | undefined }) {
  const { t, f } = useI18n();
  const query = useInfiniteQuery(auditEventsQuery);
  if (query.isPending) return <Loading height={320} />;
  if (query.data === undefined) return <Failure error={query.error} retry={() => void query.refetch()} />;
  const events = query.data.pages.flatMap((page) => page.events);
  const missing = query.data.pages.flatMap((page) => page.missing);
  if (events.length === 0) {
    return (
      <Card>
        <Empty
          icon={IconReportAnalytics}
          title={t("dataAudit.none")}
          actions={<LinkButton to="/settings/sources">{t("nothingSent.toSources")}</LinkButton>}
        >
          {t("dataAudit.noneText")}
        </Empty>
      </Card>
    );
  }
  return (
    <Card title={t("dataAudit.events")}>
      {missing.length === 0 ? null : (
        <Note tone="warn">{t("marks.missingEvents", { names: f.list(missing) })}</Note>
      )}
      <table className="wide-table">
        <thead>
          <tr>
            <th scope="col">{t("dataAudit.event")}</th>
            <th scope="col">{t("dataAudit.count")}</th>
            <th scope="col">{t("dataAudit.weeks")}</th>
            <th scope="col">{t("dataAudit.seen")}</th>
            <th scope="col">{t("dataAudit.usedBy")}</th>
            <th scope="col">{t("marks.mark")}</th>
          </tr>
        </thead>
        <tbody>
          {events.map((event) => (
            <EventRow key={event.name} event={event} isChosen={event.name === chosen} />
          ))}
        </tbody>
      </table>

      <div className="list-foot">
        <LoadMore query={query} />
      </div>
    </Card>
  );
}

function EventRow({ event, isChosen }: { readonly event: AuditedEvent; readonly isChosen: boolean }) {
  const { t, f } = useI18n();
  const { name, events, recent, before, volume, firstSeen, lastSeen, mark, segments } = event;
  return (
    <tr data-chosen={isChosen ? "" : undefined}>
      <th scope="row">
        <Link to="/audit" search={{ event: name }} aria-current={isChosen ? "true" : undefined}>
          {shownEvent(name, t)}
        </Link>
      </th>
      <td className="numbers" data-head={t("dataAudit.count")}>
        <EventFigure event={name} when="ever" count={events} />
      </td>
      <td data-head={t("dataAudit.weeks")}>
        <div className="numbers">
          <EventFigure event={name} when="recent" count={recent} />
        </div>
        <div className="muted">
          <EventFigure event={name} when="before" count={Math.round(before / 4)} />
        </div>
        {volume === "none" ? null : (
          <span className="pill audit-warn">{t(`dataAudit.volume.${volume}`)}</span>
        )}
      </td>
      <td data-head={t("dataAudit.seen")}>
        <div>{f.dateTime(lastSeen)}</div>
        <div className="muted">{f.date(firstSeen)}</div>
      </td>
      <td data-head={t("dataAudit.usedBy")}>
        <UsedBy segments={segments} />
      </td>
      <td data-head={t("marks.mark")}>
        <MarkSelect event={name} field={null} mark={mark} />
      </td>
    </tr>
  );
}
