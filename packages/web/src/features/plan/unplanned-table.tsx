import type { PlannedEventSummary } from "@habitus/contract";
import { useInfiniteQuery } from "@tanstack/react-query";
import { auditEventsQuery } from "../../api/data-queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { shownEvent } from "../../ui/event-name.ts";
import { LinkButton } from "../../ui/link-button.tsx";
import { LoadMore } from "../../ui/load-more.tsx";
import { Failure, Loading } from "../../ui/notes.tsx";
import { Card } from "../../ui/page.tsx";
import { useMay } from "../../ui/use-session.ts";
import { EventFigure } from "../audit/event-figure.tsx";

/** What was sent and nobody planned, most frequent first. */
export function UnplannedTable({ planned }: { readonly planned: readonly PlannedEventSummary[] }) {
  const { t } = useI18n();
  const mayEdit = useMay("editor");
  const query = useInfiniteQuery(auditEventsQuery);
  if (query.isPending) return <Loading height={200} />;
  if (query.data === undefined) return <Failure error={query.error} retry={() => void query.refetch()} />;
  const known = new Set(planned.map(({ event }) => event));
  const sent = query.data.pages.flatMap((page) => page.events);
  const events = sent.filter(({ name }) => !known.has(name));
  return (
    <Card title={t("plan.unplanned")} lead={t("plan.unplannedLead")}>
      {events.length === 0 ? (
        <p className="muted">{t(sent.length === 0 ? "plan.nothingSent" : "plan.allPlanned")}</p>
      ) : (
        <table className="wide-table">
          <thead>
            <tr>
              <th scope="col">{t("plan.event")}</th>
              <th scope="col">{t("plan.count")}</th>
              <th scope="col">{t("plan.recent")}</th>
              {mayEdit ? (
                <th scope="col" className="plan-action">
                  {t("plan.plan")}
                </th>
              ) : null}
            </tr>
          </thead>
          <tbody>
            {events.map(({ name, events: count, recent }) => (
              <tr key={name}>
                <th scope="row">{shownEvent(name, t)}</th>
                <td className="numbers" data-head={t("plan.count")}>
                  <EventFigure event={name} when="ever" count={count} />
                </td>
                <td className="numbers" data-head={t("plan.recent")}>
                  <EventFigure event={name} when="recent" count={recent} />
                </td>
                {mayEdit ? (
                  <td className="plan-action">
                    <LinkButton
                      to="/plan"
                      search={{ event: name, edit: "rows" }}
                      size="xs"
                      variant="default"
                      aria-label={t("plan.draftNamed", { event: shownEvent(name, t) })}
                    >
                      {t("plan.draft")}
                    </LinkButton>
                  </td>
                ) : null}
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <div className="list-foot">
        <LoadMore query={query} />
      </div>
    </Card>
  );
}
