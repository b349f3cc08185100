import type { Segment } from "@habitus/contract";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { Counting } from "./counting.tsx";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { ShareBar } from "../../ui/share-bar.tsx";
import { useWhen } from "../../ui/when.tsx";
import { VirtualBody } from "../../ui/virtual-body.tsx";
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

const ROW_HEIGHT = 75;

/** Rows ask for their trends as they come in sight. */
export function SegmentTable(props: SegmentTableProps) {
  const { label, most, segments, people, withCare } = props;
  const { t } = useI18n();
  const rows = segments.slice(0, most);
  const headings = [
    t("segments.col.name"),
    t("segments.col.size"),
    t("segments.col.trend"),
    ...(withCare ? [t("segments.col.owner"), t("segments.col.usedBy"), t("segments.col.review")] : []),
  ];
  return (
    <table
      className={withCare ? "segment-table with-care" : "segment-table"}
      aria-label={label}
      aria-rowcount={rows.length + 1}
    >
      <thead>
        <tr aria-rowindex={1}>
          {headings.map((heading) => (
            <th key={heading} scope="col">
              {heading}
            </th>
          ))}
        </tr>
      </thead>
      <VirtualBody
        items={rows}
        keyOf={({ key }) => key}
        rowHeight={ROW_HEIGHT}
        columns={headings.length}
        render={(segment) => <Cells segment={segment} people={people} withCare={withCare} />}
      />
    </table>
  );
}

type CellsProps = Pick<SegmentTableProps, "people" | "withCare"> & {
  readonly segment: Segment;
};

function Cells({ segment, people, withCare }: CellsProps) {
  const { t } = useI18n();
  const when = useWhen();
  return (
    <>
      <td className="segment-name">
        <Link to="/segments/$key" params={{ key: segment.key }} search={{ tab: undefined }}>
          {segment.name}
        </Link>
        {segment.live === null || segment.live.state === "live" ? null : (
          <span className="pill">{t(`segments.${segment.live.state}`)}</span>
        )}
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
      {withCare ? (
        <td className="segment-owner">
          {segment.owner}
          <div className="segment-made">
            {t(segment.rev === 1 ? "segments.createdBy" : "segments.changedBy", {
              when: when(segment.updatedAt),
              who: segment.updatedBy.name,
            })}
          </div>
        </td>
      ) : null}
      {withCare ? (
        <td className="segment-users" data-none={segment.usedBy.length === 0 ? "" : undefined}>
          <Users segment={segment} />
        </td>
      ) : null}
      {withCare ? (
        <td className="segment-review" data-head={t("segments.col.review")}>
          <ReviewDate date={segment.reviewDate} />
        </td>
      ) : null}
    </>
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
  if (segment.size === null) return <Counting height={20} />;
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

/** How much is made of this one, or is sent of it; its page names each. */
function Users({ segment }: Pick<CellsProps, "segment">) {
  const { t, f } = useI18n();
  const users = segment.usedBy;
  if (users.length === 0) return <span className="muted">–</span>;
  const names = f.list(users.map(({ name }) => name));
  return (
    <Link
      className="quiet-link"
      to="/segments/$key"
      params={{ key: segment.key }}
      search={{ tab: undefined }}
      title={names}
      aria-label={t("segments.usedByNames", { count: users.length, name: segment.name, users: names })}
    >
      {t("segments.usedBy", { count: users.length })}
    </Link>
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
