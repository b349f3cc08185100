import type { Segment, Transition } from "@habitus/contract";
import { IconArrowsLeftRight, IconLogin2, IconLogout2 } from "@tabler/icons-react";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { overviewQuery, transitionsQuery } from "../../api/queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { Empty } from "../../ui/empty.tsx";
import { LoadMore } from "../../ui/load-more.tsx";
import { Failure, Loading, Note } from "../../ui/notes.tsx";
import { Card } from "../../ui/page.tsx";
import { personLabel } from "../../ui/person-label.ts";
import { VirtualList } from "../../ui/virtual-list.tsx";
import { RehearsalCard } from "./rehearsal-card.tsx";
import { SegmentFlowCard } from "./segment-flow.tsx";

const ROW_HEIGHT = 66;

const route = getRouteApi("/frame/segments/$key");

/** How it would have been before, where people came from and went to since it is live, and each who came or went. */
export function SegmentMovements({ segment }: { readonly segment: Segment }) {
  const { since } = route.useSearch();
  return (
    <div className="stack">
      <FixedNow segment={segment} />
      <RehearsalCard
        asked={{ definition: segment.definition.text, purpose: segment.purpose, segment: segment.key }}
        since={since}
      />
      <SegmentFlowCard segment={segment} />
      <Movements segment={segment} />
    </div>
  );
}

/** Where sizes are counted as of a fixed instant, entries and exits are not: they go by the clock. */
function FixedNow({ segment: { live } }: { readonly segment: Segment }) {
  const { t, f } = useI18n();
  const pinnedNow = useQuery(overviewQuery).data?.workspace.pinnedNow ?? null;
  if (pinnedNow === null || live === null || live.since === null) return null;
  const dates = { now: f.dateTime(pinnedNow), since: f.dateTime(live.since) };
  return <Note title={t("movements.fixed", dates)}>{t("movements.fixedText", dates)}</Note>;
}

/** Who entered and left, newest first. */
function Movements({ segment }: { readonly segment: Segment }) {
  const { t, f } = useI18n();
  const query = useInfiniteQuery(transitionsQuery(segment.key));
  if (query.isPending) return <Loading height={320} />;
  if (query.data === undefined) return <Failure error={query.error} retry={() => void query.refetch()} />;
  const transitions = query.data.pages.flatMap((page) => page.transitions);
  const since = segment.live?.since ?? null;
  if (transitions.length === 0 && !query.hasNextPage) {
    return (
      <Card>
        <Empty icon={IconArrowsLeftRight} title={t("movements.none")}>
          {since === null ? t("movements.noneText") : t("movements.noneSince", { date: f.dateTime(since) })}
        </Empty>
      </Card>
    );
  }
  const more = () => {
    if (query.hasNextPage && !query.isFetchingNextPage && !query.isError) void query.fetchNextPage();
  };
  return (
    <Card title={t("segment.tab.movements")} lead={t("movements.lead")}>
      <VirtualList
        label={t("segment.tab.movements")}
        items={transitions}
        keyOf={({ id }) => id}
        rowHeight={ROW_HEIGHT}
        render={(transition) => <Movement transition={transition} />}
        onEnd={more}
      />
      <div className="list-foot">
        <LoadMore query={query} />
      </div>
    </Card>
  );
}

function Movement({ transition }: { readonly transition: Transition }) {
  const { t, f } = useI18n();
  const { kind, person, ids, at, cause } = transition;
  const Icon = kind === "entered" ? IconLogin2 : IconLogout2;
  return (
    <div className="list-row movement" data-kind={kind}>
      <Icon size={19} aria-hidden />
      <div>
        <Link to="/people/$id" params={{ id: person }} search={{ tab: "segments" }} className="row-link">
          {personLabel({ id: person, ids })}
        </Link>
        <div className="muted">
          {t(kind === "entered" ? "movements.entered" : "movements.left", { date: f.dateTime(at) })} ·{" "}
          {t(`movements.cause.${cause}`)}
        </div>
      </div>
    </div>
  );
}
