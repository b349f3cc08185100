import type { Segment } from "@habitus/contract";
import { Skeleton } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { ShareBar } from "../../ui/share-bar.tsx";
import { HealthBadge } from "./health-badge.tsx";
import { isReviewDue, needsBrowsing, shareOf } from "./segment-list.ts";
import { TrendCell } from "./trend-cell.tsx";
import "./segments.css";

type SegmentTableProps = {
  readonly label: string;
  readonly segments: readonly Segment[];
  readonly people: number | null;
  /** Also who answers for it and when it is looked at again. */
  readonly withCare: boolean;
};

export function SegmentTable({ label, segments, people, withCare }: SegmentTableProps) {
  const { t } = useI18n();
  return (
    <table className={withCare ? "segment-table with-care" : "segment-table"} aria-label={label}>
      <thead>
        <tr>
          <th scope="col">{t("segments.col.name")}</th>
          <th scope="col">{t("segments.col.size")}</th>
          <th scope="col">{t("segments.col.trend")}</th>
          {withCare ? <th scope="col">{t("segments.col.owner")}</th> : null}
          {withCare ? <th scope="col">{t("segments.col.review")}</th> : null}
        </tr>
      </thead>
      <tbody>
        {segments.map((segment) => (
          <tr key={segment.key}>
            <td className="segment-name">
              <Link to="/segments/$key" params={{ key: segment.key }} search={{ tab: undefined }}>
                {segment.name}
              </Link>
              {segment.live?.state === "paused" ? <span className="pill">{t("segments.paused")}</span> : null}
              {withCare ? <HealthBadge segment={segment.key} /> : null}
              <div className="segment-goal">{segment.goal}</div>
            </td>
            {needsBrowsing(segment) ? (
              <BrowsingHint colSpan={2} />
            ) : (
              <>
                <td className="segment-size">
                  <Size segment={segment} people={people} />
                </td>
                <td className="segment-trend">
                  <TrendCell segment={segment} />
                </td>
              </>
            )}
            {withCare ? <td className="segment-owner">{segment.owner}</td> : null}
            {withCare ? (
              <td className="segment-review">
                <ReviewDate date={segment.reviewDate} />
              </td>
            ) : null}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Size({ segment, people }: { readonly segment: Segment; readonly people: number | null }) {
  const { t, f } = useI18n();
  if (segment.sizeError !== null) {
    return (
      <span className="segment-failed">
        {t("segments.countFailed", { reason: segment.sizeError.message })}
      </span>
    );
  }
  if (segment.size === null) return <Skeleton height={20} aria-label={t("segments.counting")} />;
  const share = shareOf(segment, people);
  return (
    <>
      <div className="segment-figures numbers">
        <Link
          className="segment-count quiet-link"
          to="/segments/$key"
          params={{ key: segment.key }}
          search={{ tab: "members" }}
          aria-label={t("segments.openMembers", { count: segment.size.count, name: segment.name })}
        >
          {f.number(segment.size.count)}
        </Link>
        {share === null ? null : <span className="segment-share">{f.percent(share)}</span>}
      </div>
      {share === null ? null : <ShareBar share={share} />}
    </>
  );
}

function BrowsingHint({ colSpan }: { readonly colSpan: number }) {
  const { t } = useI18n();
  return (
    <td colSpan={colSpan} className="segment-hint">
      {t("interested.how")} <Link to="/settings/sources">{t("interested.link")}</Link>
    </td>
  );
}

function ReviewDate({ date }: { readonly date: string }) {
  const { t, f } = useI18n();
  const [today] = useState(() => new Date().toISOString().slice(0, 10));
  if (!isReviewDue(date, today)) return f.plainDate(date);
  return <span className="segment-due">{t("segments.reviewDue", { date: f.plainDate(date) })}</span>;
}
