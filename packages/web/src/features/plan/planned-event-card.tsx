import type { PlannedEventSummary, Violation, ViolationCase } from "@habitus/contract";
import { jsonText } from "@habitus/kernel";
import { Button, Group } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { api } from "../../api/client.ts";
import { PLAN_KEY, violationsQuery } from "../../api/plan-queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { Confirm } from "../../ui/confirm.tsx";
import { shownEvent } from "../../ui/event-name.ts";
import { LinkButton } from "../../ui/link-button.tsx";
import { Failure, Loading } from "../../ui/notes.tsx";
import { Card } from "../../ui/page.tsx";
import { useNotice } from "../../ui/use-notice.ts";
import { useMay } from "../../ui/use-session.ts";
import { useWhen } from "../../ui/when.tsx";

type Props = { readonly event: string; readonly summary: PlannedEventSummary | null };

/** One event of the plan: what of it was not as planned. */
export function PlannedEventCard({ event, summary }: Props) {
  const { t } = useI18n();
  const mayEdit = useMay("editor");
  const edit = (
    <LinkButton to="/plan" search={{ event, edit: "rows" }} size="xs" variant="default">
      {t(summary === null ? "plan.draft" : "plan.edit")}
    </LinkButton>
  );
  if (summary === null) {
    return (
      <Card title={t("plan.notPlanned", { event: shownEvent(event, t) })} aside={mayEdit ? edit : null}>
        <p className="muted">{t("plan.notPlannedText")}</p>
      </Card>
    );
  }
  const { version, updatedBy } = summary;
  const actions = (
    <Group gap="xs">
      {edit}
      <RemoveButton event={event} />
    </Group>
  );
  return (
    <Card
      title={shownEvent(event, t)}
      lead={t("plan.by", { version, name: updatedBy.name })}
      aside={mayEdit ? actions : null}
    >
      <Violations event={event} />
    </Card>
  );
}

function RemoveButton({ event }: { readonly event: string }) {
  const { t } = useI18n();
  const notice = useNotice();
  const client = useQueryClient();
  const [asks, setAsks] = useState(false);
  const removing = useMutation({
    mutationFn: () => api.deletePlannedEvent({ params: { event } }),
    onSuccess: async () => {
      notice(t("plan.removed"));
      setAsks(false);
      await client.invalidateQueries({ queryKey: PLAN_KEY });
    },
  });
  return (
    <>
      <Button size="xs" variant="default" onClick={() => setAsks(true)}>
        {t("plan.remove")}
      </Button>
      <Confirm
        opened={asks}
        title={t("plan.removeTitle", { event: shownEvent(event, t) })}
        text={t("plan.removeText")}
        action={t("plan.remove")}
        pending={removing.isPending}
        error={removing.error}
        onConfirm={() => removing.mutate()}
        onClose={() => setAsks(false)}
      />
    </>
  );
}

function Violations({ event }: { readonly event: string }) {
  const { t, f } = useI18n();
  const query = useQuery(violationsQuery(event));
  if (query.isPending) return <Loading height={120} />;
  if (query.data === undefined) return <Failure error={query.error} retry={() => void query.refetch()} />;
  const { events, violations } = query.data;
  if (violations.length === 0) return <p className="muted">{t("plan.allGood")}</p>;
  return (
    <>
      <h3>{t("plan.violations")}</h3>
      <p className="muted">{t("plan.violationsLead", { count: events.week })}</p>
      <table className="wide-table">
        <thead>
          <tr>
            <th scope="col">{t("plan.field")}</th>
            <th scope="col">{t("plan.what")}</th>
            <th scope="col">{t("plan.day")}</th>
            <th scope="col">{t("plan.week")}</th>
            <th scope="col">{t("plan.cases")}</th>
          </tr>
        </thead>
        <tbody>
          {violations.map((violation) => (
            <tr key={`${violation.rule} ${violation.path}`}>
              <th scope="row" className={violation.path === "" ? undefined : "code"}>
                {violation.path === "" ? t("plan.whole") : violation.path}
              </th>
              <td data-head={t("plan.what")}>{violation.says}</td>
              <td className="numbers" data-head={t("plan.day")}>
                {f.number(violation.day)}
              </td>
              <td className="numbers" data-head={t("plan.week")}>
                {f.number(violation.week)}
              </td>
              <td data-head={t("plan.cases")}>
                <Cases violation={violation} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

function Cases({ violation: { cases } }: { readonly violation: Violation }) {
  return (
    <ul className="plan-cases">
      {cases.map((each, index) => (
        // Cases of one instant have no other identity than their place.
        <li key={`${each.at} ${index}`}>
          <Case shown={each} />
        </li>
      ))}
    </ul>
  );
}

function Case({ shown: { at, event, deadLetter } }: { readonly shown: ViolationCase }) {
  const { t } = useI18n();
  const when = useWhen()(at);
  if (deadLetter !== null) {
    return (
      <Link to="/problems" search={{ open: deadLetter }}>
        {t("plan.caseRefused", { when })}
      </Link>
    );
  }
  if (event === null || event.person === null)
    return <span className="muted">{t("plan.caseGone", { when })}</span>;
  return (
    <>
      <Link to="/people/$id" params={{ id: event.person }}>
        {t("plan.caseOf", { when })}
      </Link>
      <details>
        <summary>{t("plan.sent")}</summary>
        <pre className="plan-sent">{jsonText(event.properties, 1)}</pre>
      </details>
    </>
  );
}
