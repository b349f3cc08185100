import type { Segment } from "@habitus/contract";
import { Group, Progress } from "@mantine/core";
import { IconChevronLeft, IconPencil } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { apiErrorCode } from "../../api/client.ts";
import { jobQuery, segmentQuery } from "../../api/queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { describeProgress } from "../../ui/job-progress.ts";
import { LinkButton } from "../../ui/link-button.tsx";
import { Failure, Loading, Note } from "../../ui/notes.tsx";
import { PageHeader } from "../../ui/page.tsx";
import { useBeside } from "../../ui/use-beside.ts";
import { hasEnded, useJob } from "../../ui/use-job.ts";
import { useMay } from "../../ui/use-session.ts";
import { DeleteSegment } from "./delete-segment.tsx";
import { PausedNote, PauseSegment } from "./pause-segment.tsx";
import { SegmentHealth } from "./segment-health.tsx";
import { SegmentMembers } from "./segment-members.tsx";
import { SegmentMovements } from "./segment-movements.tsx";
import { SegmentOverview } from "./segment-overview.tsx";
import { SegmentVersions } from "./segment-versions.tsx";
import "./segments.css";

const route = getRouteApi("/frame/segments/$key");

export function SegmentPage() {
  const { t } = useI18n();
  const { key } = route.useParams();
  const segment = useQuery(segmentQuery(key));
  const title =
    segment.data?.name ?? (apiErrorCode(segment.error) === "not_found" ? t("failure.notFound") : key);
  return (
    <>
      <PageHeader
        title={title}
        above={
          <Link to="/segments" className="crumb">
            <IconChevronLeft size={16} aria-hidden />
            {t("segments.title")}
          </Link>
        }
        actions={segment.data === undefined ? null : <Actions segment={segment.data} />}
        lead={segment.data === undefined ? undefined : <Lead segment={segment.data} />}
      />
      {segment.isPending ? <Loading height={320} /> : null}
      {segment.isError ? <Failure error={segment.error} retry={() => void segment.refetch()} /> : null}
      {segment.data === undefined ? null : <PausedNote segment={segment.data} />}
      {segment.data === undefined ? null : <Building segment={segment.data} />}
      {segment.data === undefined ? null : <Differences segment={segment.data} />}
      {segment.data === undefined ? null : <Tabs segment={segment.data} />}
    </>
  );
}

/** What it is for, and since when it is told who comes and goes. */
function Lead({ segment: { goal, live } }: { readonly segment: Segment }) {
  const { t, f } = useI18n();
  if (live?.state !== "live" || live.since === null) return goal;
  return (
    <>
      {goal} <span className="pill">{t("live.since", { date: f.dateTime(live.since) })}</span>
    </>
  );
}

function Actions({ segment }: { readonly segment: Segment }) {
  const { t } = useI18n();
  const mayEdit = useMay("editor");
  if (!mayEdit) return null;
  return (
    <Group gap="xs">
      <LinkButton
        to="/segments/$key/edit"
        params={{ key: segment.key }}
        leftSection={<IconPencil size={17} aria-hidden />}
      >
        {t("segment.edit")}
      </LinkButton>
      <LinkButton to="/new-segment" search={{ copyOf: segment.key }} variant="default">
        {t("segment.duplicate")}
      </LinkButton>
      <PauseSegment segment={segment} />
      <DeleteSegment segment={segment} />
    </Group>
  );
}

/** How far the newest version is on its way to being live. */
function Building({ segment: { live } }: { readonly segment: Segment }) {
  const i18n = useI18n();
  const { t } = i18n;
  const found = useBeside(jobQuery(live?.job ?? null));
  const job = useJob(found.data ?? null);
  if (live?.state !== "building") return null;
  const { version } = live;
  const isUnderWay = job !== null && !hasEnded(job) && job.total !== null;
  const progress = isUnderWay ? { done: job.done, total: job.total ?? 0, events: 0 } : live.progress;
  return (
    <div className="building">
      <Note title={t(version === null ? "live.first" : "live.next")}>
        {progress === null ? (
          t("live.waits")
        ) : (
          <>
            <Progress
              my={8}
              value={progress.total === 0 ? 0 : (progress.done / progress.total) * 100}
              aria-label={t("live.building")}
            />
            <span className="numbers">
              {isUnderWay ? describeProgress(job, i18n) : t("live.progress", progress)}
            </span>
          </>
        )}
      </Note>
    </div>
  );
}

/** What the newest reconciliation had to mend. */
function Differences({ segment: { live } }: { readonly segment: Segment }) {
  const { t } = useI18n();
  const count = live?.differences ?? 0;
  return count === 0 ? null : <Note tone="bad">{t("live.differences", { count })}</Note>;
}

const TABS = [undefined, "health", "members", "movements", "versions"] as const;

function Tabs({ segment }: { readonly segment: Segment }) {
  const { t } = useI18n();
  const { tab } = route.useSearch();
  return (
    <>
      <nav className="tabs" aria-label={segment.name}>
        {TABS.map((name) => (
          <Link
            key={name ?? "overview"}
            to="/segments/$key"
            params={{ key: segment.key }}
            search={{ tab: name }}
            aria-current={tab === name ? "page" : undefined}
            activeOptions={{ exact: true, includeSearch: true, explicitUndefined: true }}
          >
            {t(`segment.tab.${name ?? "overview"}`)}
          </Link>
        ))}
      </nav>
      {tab === undefined ? <SegmentOverview segment={segment} /> : null}
      {tab === "health" ? <SegmentHealth segment={segment} /> : null}
      {tab === "members" ? <SegmentMembers segment={segment} /> : null}
      {tab === "movements" ? <SegmentMovements segment={segment} /> : null}
      {tab === "versions" ? <SegmentVersions segment={segment} /> : null}
    </>
  );
}
