import type { Segment } from "@habitus/contract";
import { Button, Skeleton } from "@mantine/core";
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
  /** No more than these, where another page has all. */
  readonly most?: number;
};

/** Of a long list so many rows are drawn at once: each asks for its trend. */
const PAGE = 50;

export function SegmentTable({ most, segments, ...table }: SegmentTableProps) {
  const { t } = useI18n();
  const [shown, setShown] = useState(PAGE);
  const left = Math.max(0, segments.length - shown);
  return (
    <>
      <Rows segments={segments.slice(0, most ?? shown)} {...table} />
      {most !== undefined || left === 0 ? null : (
        <div className="list-foot">
          <Button variant="default" onClick={() => setShown(shown + PAGE)}>
            {t("segments.more", { count: Math.min(PAGE, left), left })}
          </Button>
        </div>
      )}
    </>
  );
}

function Rows({ label, segments, people, withCare }: Omit<SegmentTableProps, "most">) {
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
  if (segment.size === null) return <Skeleton height={20} role="img" aria-label={t("segments.counting")} />;
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
