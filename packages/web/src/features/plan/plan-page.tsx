import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { trackingPlanQuery } from "../../api/plan-queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { Failure, Loading } from "../../ui/notes.tsx";
import { NothingSent } from "../../ui/nothing-sent.tsx";
import { PageHeader } from "../../ui/page.tsx";
import { useMay } from "../../ui/use-session.ts";
import { InnerMarks } from "./inner-marks.tsx";
import { PlanDialog } from "./plan-dialog.tsx";
import { PlannedEventCard } from "./planned-event-card.tsx";
import { PlannedTable } from "./planned-table.tsx";
import { UnplannedTable } from "./unplanned-table.tsx";
import "../../ui/wide-table.css";
import "./plan.css";

const route = getRouteApi("/frame/plan");

export function PlanPage() {
  const { t } = useI18n();
  const { event, edit } = route.useSearch();
  const navigate = route.useNavigate();
  const mayEdit = useMay("editor");
  const query = useQuery(trackingPlanQuery);
  const close = () => void navigate({ search: { event }, replace: true, resetScroll: false });
  return (
    <>
      <PageHeader title={t("plan.title")} lead={t("plan.lead")} />
      {query.isPending ? <Loading height={320} /> : null}
      {query.isError ? <Failure error={query.error} retry={() => void query.refetch()} /> : null}
      {query.data === undefined ? null : (
        <div className="stack">
          <NothingSent />
          {event === undefined ? null : (
            <PlannedEventCard
              key={event}
              event={event}
              summary={query.data.events.find((each) => each.event === event) ?? null}
            />
          )}
          {event === undefined ? null : <InnerMarks key={`inside ${event}`} event={event} />}
          <PlannedTable events={query.data.events} chosen={event} />
          <UnplannedTable planned={query.data.events} />
          {event === undefined || edit === undefined || !mayEdit ? null : (
            <PlanDialog
              event={event}
              isPlanned={query.data.events.some((each) => each.event === event)}
              onClose={close}
            />
          )}
        </div>
      )}
    </>
  );
}
