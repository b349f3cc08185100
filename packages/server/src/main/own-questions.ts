import {
  dailiesStatement,
  dailyNamesStatement,
  funnelPeopleCount,
  funnelPeopleStatement,
  funnelStatement,
  pathNamesStatement,
  pathPeopleCount,
  pathPeopleStatement,
  pathsStatement,
  funnelValuesStatement,
  calendarPeriods,
  readDaily,
  readFunnel,
  readReturns,
  returnsPeopleCount,
  returnsPeopleStatement,
  returnsStatement,
  readPath,
  readTrend,
  trendPeopleCount,
  trendPeopleStatement,
  trendStatement,
  trendValuesStatement,
  knowZonesOf,
  windowSpan,
} from "@habitus/segments-sql";
import { createExplore, type Explore } from "../explore/explore.ts";
import type { ExploreQueries } from "../explore/explore-queries.ts";
import type { StageStatus } from "../membership/stage-status.ts";
import { personId } from "../profiles/identity.ts";
import type { ProfileReads } from "../profiles/profile-reads.ts";
import { shownIds, type ShownIdsDeps } from "../people/shown-ids.ts";
import { createEvaluator, type Evaluator, type PersonIds } from "../segments/evaluate.ts";
import { createCountsTogether } from "../segments/counts-together.ts";
import { type CountedData, createKeptSizes } from "../segments/kept-sizes.ts";
import type { PlanContexts } from "../segments/plan-contexts.ts";
import { createSegmentSizes, type SegmentSizes } from "../segments/segment-sizes.ts";
import type { SegmentStore } from "../segments/segment-store.ts";
import type { Thresholds } from "../segments/thresholds.ts";
import type { SizesAt } from "../segments/trend.ts";
import type { EventReads } from "../store/event-reads.ts";
import type { WorkspaceStore } from "../segments/workspace-store.ts";
import { SEGMENT_QUERIES } from "./segment-queries.ts";
import type { ServiceOptions } from "./services.ts";
import type { Stores } from "./stores.ts";

const EXPLORE_QUERIES: ExploreQueries = {
  span: windowSpan,
  funnel: funnelStatement,
  readFunnel,
  funnelValues: funnelValuesStatement,
  funnelPeople: funnelPeopleStatement,
  funnelPeopleCount,
  periods: calendarPeriods,
  returns: returnsStatement,
  readReturns,
  returnsPeople: returnsPeopleStatement,
  returnsPeopleCount,
  trend: trendStatement,
  readTrend,
  trendValues: trendValuesStatement,
  trendPeople: trendPeopleStatement,
  trendPeopleCount,
  pathNames: pathNamesStatement,
  paths: pathsStatement,
  readPath,
  pathPeople: pathPeopleStatement,
  pathPeopleCount,
  dailyNames: dailyNamesStatement,
  dailies: dailiesStatement,
  readDaily,
};

type QuestionParts = {
  readonly workspace: WorkspaceStore;
  readonly context: PlanContexts;
  readonly segments: SegmentStore;
  readonly thresholds: Thresholds;
  readonly profiles: ProfileReads;
  readonly membership: () => StageStatus | null;
  readonly events: EventReads;
  readonly showing: ShownIdsDeps;
};

export type OwnQuestions = {
  readonly evaluator: Evaluator;
  readonly explore: Explore;
  readonly sizes: SegmentSizes;
  readonly sizesAt: SizesAt;
};

/** All that asks the event store about everybody and is waited for. */
export function ownQuestions(
  { kv, store, pipeline }: Stores,
  { now }: ServiceOptions,
  { workspace, context, segments, thresholds, profiles, membership, events, showing }: QuestionParts,
): OwnQuestions {
  knowZonesOf(process.versions);
  const people: PersonIds = {
    id: personId,
    ids: (person, purposes) => shownIds(showing, profiles.ids(person), purposes).map(({ value }) => value),
  };
  const elapsed = (): number => performance.now();
  const asked = { store, people, workspace, context, elapsed };
  const evaluator = createEvaluator({ ...asked, queries: SEGMENT_QUERIES, thresholds });
  return {
    evaluator,
    explore: createExplore({ ...asked, queries: EXPLORE_QUERIES, evaluator, segments, events }),
    sizes: createSegmentSizes({ kv, evaluator, workspace, now, live: membership }),
    sizesAt: createKeptSizes({
      ...asked,
      count: createCountsTogether(evaluator),
      thresholds,
      data: () => countedData(pipeline.status()),
    }),
  };
}

function countedData(status: ReturnType<Stores["pipeline"]["status"]>): CountedData | null {
  return status === null ? null : { past: status.store.past, transitions: status.history.position };
}
