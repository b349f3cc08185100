import type { PlannedEventSummary } from "@habitus/contract";
import { IconListCheck } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { Empty } from "../../ui/empty.tsx";
import { shownEvent } from "../../ui/event-name.ts";
import { Card } from "../../ui/page.tsx";
import { When } from "../../ui/when.tsx";

type Props = { readonly events: readonly PlannedEventSummary[]; readonly chosen: string | undefined };

export function PlannedTable({ events, chosen }: Props) {
  const { t } = useI18n();
  if (events.length === 0) {
    return (
      <Card>
        <Empty icon={IconListCheck} title={t("plan.none")}>
          {t("plan.noneText")}
        </Empty>
      </Card>
    );
  }
  return (
    <Card title={t("plan.planned")}>
      <table className="wide-table">
        <thead>
          <tr>
            <th scope="col">{t("plan.event")}</th>
            <th scope="col">{t("plan.fields")}</th>
            <th scope="col">{t("plan.mode")}</th>
            <th scope="col">{t("plan.day")}</th>
            <th scope="col">{t("plan.week")}</th>
            <th scope="col">{t("plan.changed")}</th>
          </tr>
        </thead>
        <tbody>
          {events.map((event) => (
            <PlannedRow key={event.event} planned={event} isChosen={event.event === chosen} />
          ))}
        </tbody>
      </table>
    </Card>
  );
}

function PlannedRow({
  planned,
  isChosen,
}: {
  readonly planned: PlannedEventSummary;
  readonly isChosen: boolean;
}) {
  const { t, f } = useI18n();
  const { event, fields, mode, violations, updatedAt } = planned;
  return (
    <tr data-chosen={isChosen ? "" : undefined}>
      <th scope="row">
        <Link to="/plan" search={{ event }} aria-current={isChosen ? "true" : undefined}>
          {shownEvent(event, t)}
        </Link>
      </th>
      <td className="numbers" data-head={t("plan.fields")}>
        {f.number(fields)}
      </td>
      <td data-head={t("plan.mode")}>{t(`plan.mode.${mode}`)}</td>
      <td className="numbers" data-head={t("plan.day")}>
        {f.number(violations.day)}
      </td>
      <td className="numbers" data-head={t("plan.week")}>
        {f.number(violations.week)}
      </td>
      <td className="muted" data-head={t("plan.changed")}>
        <When at={updatedAt} />
      </td>
    </tr>
  );
}
