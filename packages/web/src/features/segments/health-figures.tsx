import type { HealthReport } from "@habitus/contract";
import { DAY_MS } from "@habitus/kernel";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { shownEvent } from "../../ui/event-name.ts";
import { Card, Facts } from "../../ui/page.tsx";
import { useSegmentsBeside } from "./use-segments.ts";

const NEAREST = 3;
/** The goal is looked for in so long a time, among those who were inside at its beginning. */
const GOAL_MS = 30 * DAY_MS;

/** What was measured: the goal rate, how long people stay, which segments are near. */
export function HealthFigures({ report }: { readonly report: HealthReport }) {
  const { t, f } = useI18n();
  const { segments } = useSegmentsBeside();
  const { goal, overlaps } = report;
  const nameOf = (key: string): string => segments?.find((each) => each.key === key)?.name ?? key;
  const items: (readonly [string, ReactNode])[] = [];
  if (goal !== null && goal.people > 0) {
    items.push([t("health.goalRate"), <GoalRate key="goal" report={report} goal={goal} />]);
  }
  if (report.stays !== null) items.push([t("health.stay"), <Stays key="stays" stays={report.stays} />]);
  if (overlaps.length > 0) {
    const near = overlaps.slice(0, NEAREST).map(({ segment, jaccard }) => (
      <div key={segment}>
        <Link to="/segments/$key" params={{ key: segment }} search={{ tab: undefined }}>
          {nameOf(segment)}
        </Link>{" "}
        <span className="muted">{t("health.nearText", { share: f.percent(jaccard) })}</span>
      </div>
    ));
    items.push([t("health.near"), near]);
  }
  if (items.length === 0) return null;
  return (
    <Card title={t("health.figures")}>
      <Facts items={items} />
    </Card>
  );
}

type GoalRateProps = { readonly report: HealthReport; readonly goal: NonNullable<HealthReport["goal"]> };

/** Leads to those of whom it is the share. */
function GoalRate({ report: { segment, at }, goal: { event, people, reached } }: GoalRateProps) {
  const { t, f } = useI18n();
  const then = new Date(Date.parse(at) - GOAL_MS).toISOString();
  return (
    <>
      {t("health.goalRateText", { share: f.percent(reached / people), event: shownEvent(event, t), reached })}{" "}
      <Link to="/segments/$key" params={{ key: segment }} search={{ tab: "members", at: then }}>
        {t("health.goalRateOf", { count: people })}
      </Link>
    </>
  );
}

function Stays({ stays }: { readonly stays: NonNullable<HealthReport["stays"]> }) {
  const { t, f } = useI18n();
  const { medianDays, after } = stays;
  return (
    <>
      <div>{medianDays === null ? t("health.stayLong") : t("health.stayMedian", { count: medianDays })}</div>
      {after.map(({ days, share }) => (
        <div key={days} className="muted">
          {t("health.stayAfter", { share: f.percent(share), count: days })}
        </div>
      ))}
    </>
  );
}
