import type { Segment } from "@habitus/contract";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { overviewQuery } from "../../api/queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { Note } from "../../ui/notes.tsx";
import { MovementChartCard } from "./movement-chart-card.tsx";
import { MovementList } from "./movement-list.tsx";
import { RehearsalCard } from "./rehearsal-card.tsx";
import { SegmentFlowCard } from "./segment-flow.tsx";

const route = getRouteApi("/frame/segments/$key");

/** How it would have been before, where people came from and went to since it is live, and each who came or went. */
export function SegmentMovements({ segment }: { readonly segment: Segment }) {
  const { since, from, to } = route.useSearch();
  return (
    <div className="stack">
      <FixedNow segment={segment} />
      <RehearsalCard
        asked={{ definition: segment.definition.text, purpose: segment.purpose, segment: segment.key }}
        since={since}
      />
      <MovementChartCard segment={segment.key} />
      <SegmentFlowCard segment={segment} from={from} to={to} />
      <MovementList segment={segment} />
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
