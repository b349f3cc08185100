import type { Segment } from "@habitus/contract";
import { Link } from "@tanstack/react-router";
import { purposesQuery } from "../../api/queries.ts";
import { Counting } from "./counting.tsx";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { MeaningWarnings } from "../../ui/meaning-warnings.tsx";
import { Note } from "../../ui/notes.tsx";
import { Card, Facts } from "../../ui/page.tsx";
import { ShareBar } from "../../ui/share-bar.tsx";
import { useBeside } from "../../ui/use-beside.ts";
import { useWhen } from "../../ui/when.tsx";
import { ReachList } from "./reach-list.tsx";
import { SegmentOverlapCard } from "./segment-overlap.tsx";
import { SegmentUsers } from "./segment-users.tsx";
import { Sentence } from "./sentence.tsx";
import { SegmentWarnings } from "./segment-warnings.tsx";
import { SegmentThresholds } from "./segment-thresholds.tsx";
import { shareOf } from "./segment-list.ts";
import { TrendCard } from "./trend-card.tsx";
import { useSegmentsBeside } from "./use-segments.ts";

export function SegmentOverview({ segment }: { readonly segment: Segment }) {
  const { t, f } = useI18n();
  const when = useWhen();
  return (
    <div className="segment-layout">
      <div className="stack">
        <MeaningWarnings warnings={segment.warnings} />
        <SegmentWarnings segment={segment} />
        <SizeCard segment={segment} />
        <Card title={t("segment.who")}>
          <Sentence text={segment.definition.text} />
        </Card>
        <ReachCard segment={segment} />
        <SegmentThresholds segment={segment} />
        <TrendCard segment={segment} />
        <SegmentOverlapCard segment={segment} />
      </div>
      <div className="stack">
        <SegmentUsers segment={segment} />
        <Card>
          <Facts
            items={[
              [t("segment.action"), segment.action],
              [t("segment.owner"), segment.owner],
              [t("segment.review"), f.plainDate(segment.reviewDate)],
              [t("segment.purpose"), <Purpose key="purpose" purpose={segment.purpose} />],
              [
                t("segment.tags"),
                segment.tags.length === 0
                  ? t("common.none")
                  : segment.tags.map((tag) => (
                      <span key={tag} className="pill">
                        {tag}
                      </span>
                    )),
              ],
              [
                t("segment.version", { version: segment.version }),
                t("segment.updated", { when: when(segment.updatedAt), who: segment.updatedBy.name }),
              ],
            ]}
          />
        </Card>
      </div>
    </div>
  );
}

/** Who of them can be written to, once it is known whether the workspace has channels. */
function ReachCard({ segment: { definition, purpose } }: { readonly segment: Segment }) {
  const { t } = useI18n();
  if (useBeside(purposesQuery).data === undefined) return null;
  return (
    <Card title={t("reach.title")}>
      <ReachList asked={{ definition: definition.text, purpose, at: "" }} isCard />
    </Card>
  );
}

function Purpose({ purpose }: { readonly purpose: string }) {
  const { t } = useI18n();
  const all = useBeside(purposesQuery).data?.purposes;
  if (all === undefined) return purpose;
  const isSetUp = all.some(({ key }) => key === purpose);
  return (
    <>
      {purpose}
      <div className="muted" style={{ fontSize: 13 }}>
        {t(isSetUp ? "segment.purposeNote" : "segment.purposeNotSetUp")}
      </div>
    </>
  );
}

function NotCounted({ isCounting }: { readonly isCounting: boolean }) {
  const { t } = useI18n();
  if (isCounting) return <Counting height={52} />;
  return <p className="muted plain">{t("segments.notCounted")}</p>;
}

function SizeCard({ segment }: { readonly segment: Segment }) {
  const { t, f } = useI18n();
  const { segments, people, isCounting } = useSegmentsBeside();
  // The list holds the size for the present now; the segment itself the one last counted.
  const counted = segments?.find(({ key }) => key === segment.key) ?? segment;
  const share = shareOf(counted, people);
  return (
    <Card title={t("segment.now")}>
      {counted.sizeError === null ? null : (
        <Note tone="bad">{t("segments.countFailed", { reason: counted.sizeError.message })}</Note>
      )}
      {counted.size === null ? (
        <NotCounted isCounting={isCounting} />
      ) : (
        <>
          <div className="segment-big">
            <Link
              className="segment-big-count numbers"
              to="/segments/$key"
              params={{ key: segment.key }}
              search={{ tab: "members" }}
              aria-label={t("segments.openMembers", { count: counted.size.count, name: segment.name })}
            >
              {f.number(counted.size.count)}
            </Link>
            {share === null ? null : (
              <span className="muted">{t("segments.share", { share: f.percent(share) })}</span>
            )}
            <span className="muted">{t("segment.asOf", { date: f.dateTime(counted.size.at) })}</span>
            <Link
              className="card-link"
              style={{ marginLeft: "auto" }}
              to="/segments/$key"
              params={{ key: segment.key }}
              search={{ tab: "members" }}
            >
              {t("segment.members")}
            </Link>
          </div>
          {share === null ? null : (
            <div style={{ marginTop: 14 }}>
              <ShareBar share={share} />
            </div>
          )}
        </>
      )}
    </Card>
  );
}
