import type { Segment, Session, SizeUnit } from "@habitus/contract";
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { BY_PAGE } from "./by-page.ts";
import { saidAs } from "./said-as.ts";
import { api, apiErrorCode } from "./client.ts";
import { createLimit } from "./limit.ts";

/** While a page is open, totals and lag are asked for again after so many milliseconds. */
const OVERVIEW_EVERY_MS = 5_000;
/** How delivery goes is looked at again so often while its page is open. */
const WEBHOOKS_EVERY_MS = 5_000;
const BUILDING_EVERY_MS = 2_000;
const SEGMENTS_FRESH_MS = 30_000;
const TREND_FRESH_MS = 10 * 60_000;

const limitTrends = createLimit(2);

export const sessionQuery = queryOptions({
  queryKey: ["session"],
  /** Null when nobody is signed in. */
  queryFn: async ({ signal }): Promise<Session | null> => {
    try {
      return await api.getSession({}, { signal });
    } catch (error) {
      if (apiErrorCode(error) === "unauthenticated") return null;
      throw error;
    }
  },
  staleTime: Number.POSITIVE_INFINITY,
});

export const setupQuery = queryOptions({
  queryKey: ["setup"],
  queryFn: ({ signal }) => api.getSetup({}, { signal }),
});

export const overviewQuery = queryOptions({
  queryKey: ["overview"],
  queryFn: ({ signal }) => api.getOverview({}, { signal }),
  refetchInterval: OVERVIEW_EVERY_MS,
});

/** Always as it is now: it is read to decide about it. */
export const demoRemovalQuery = queryOptions({
  queryKey: ["demo", "removal"],
  queryFn: ({ signal }) => api.getDemoRemoval({}, { signal }),
  staleTime: 0,
  gcTime: 0,
});

export const workspaceQuery = queryOptions({
  queryKey: ["workspace"],
  queryFn: ({ signal }) => api.getWorkspace({}, { signal }),
});

export const purposesQuery = queryOptions({
  queryKey: ["purposes"],
  queryFn: ({ signal }) => api.listPurposes({}, { signal }),
});

export const listsQuery = queryOptions({
  queryKey: ["lists"],
  queryFn: ({ signal }) => api.listLists({}, { signal }),
});

export const listMembersQuery = (key: string) =>
  infiniteQueryOptions({
    queryKey: ["lists", "members", key],
    queryFn: ({ pageParam, signal }) =>
      api.listListMembers({ params: { key }, query: pageParam }, { signal }),
    ...BY_PAGE,
  });

export const webhooksQuery = queryOptions({
  queryKey: ["webhooks"],
  queryFn: ({ signal }) => api.listWebhooks({}, { signal }),
  refetchInterval: WEBHOOKS_EVERY_MS,
});

export const putAsideQuery = (id: string) =>
  infiniteQueryOptions({
    queryKey: ["webhooks", "put-aside", id],
    queryFn: ({ pageParam, signal }) => api.listPutAside({ params: { id }, query: pageParam }, { signal }),
    ...BY_PAGE,
  });

/** They change with the program only. */
export const templatesQuery = queryOptions({
  queryKey: ["templates"],
  queryFn: ({ signal }) => api.listTemplates({}, { signal }),
  staleTime: SEGMENTS_FRESH_MS,
});

export const scoresQuery = queryOptions({
  queryKey: ["scores"],
  queryFn: ({ signal }) => api.listScores({}, { signal }),
});

export const modelsQuery = queryOptions({
  queryKey: ["models"],
  queryFn: ({ signal }) => api.listModels({}, { signal }),
});

export const occasionsQuery = queryOptions({
  queryKey: ["occasions"],
  queryFn: ({ signal }) => api.listOccasions({}, { signal }),
});

export const surveysQuery = queryOptions({
  queryKey: ["surveys"],
  queryFn: ({ signal }) => api.listSurveys({}, { signal }),
});

export const surveyAnswersQuery = (key: string) =>
  queryOptions({
    queryKey: ["surveys", key],
    queryFn: ({ signal }) => api.getSurveyAnswers({ params: { key } }, { signal }),
  });

export const computedTraitsQuery = queryOptions({
  queryKey: ["computed-traits"],
  queryFn: ({ signal }) => api.listComputedTraits({}, { signal }),
});

/** What is shown of computed traits, of the workspace's and of people. */
export const COMPUTED_KEYS = [computedTraitsQuery.queryKey, ["people", "computed"]] as const;

export const traitHistoryQuery = (id: string, name: string) =>
  infiniteQueryOptions({
    queryKey: ["people", "trait", id, name],
    queryFn: ({ pageParam, signal }) => {
      const query = { ...saidAs(id), ...(pageParam === null ? {} : { before: pageParam }) };
      return api.getTraitHistory({ params: { id, name }, query }, { signal });
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });

export const personComputedQuery = (id: string) =>
  queryOptions({
    queryKey: ["people", "computed", id],
    queryFn: ({ signal }) => api.getPersonComputed({ params: { id }, query: saidAs(id) }, { signal }),
  });

export const consentQuery = (id: string) =>
  queryOptions({
    queryKey: ["people", "consent", id],
    queryFn: ({ signal }) => api.getPersonConsent({ params: { id }, query: saidAs(id) }, { signal }),
  });

/** The sizes as they were last counted: answered at once. */
export const lastSegmentsQuery = queryOptions({
  queryKey: ["segments", "last"],
  queryFn: ({ signal }) => api.listSegments({}, { signal }),
  refetchInterval: ({ state: { data } }) =>
    data?.segments.some(({ live }) => isOnItsWay(live)) === true ? BUILDING_EVERY_MS : false,
});

/** The sizes counted for the workspace's present now: may take long. */
export const freshSegmentsQuery = queryOptions({
  queryKey: ["segments", "fresh"],
  queryFn: ({ signal }) => api.listSegments({ query: { sizes: "fresh" } }, { signal }),
  staleTime: SEGMENTS_FRESH_MS,
});

function isOnItsWay(live: Segment["live"]): boolean {
  if (live === null) return false;
  const isPausing = live.state === "paused" && live.version !== null && live.frozenSince === null;
  return live.state === "building" || isPausing;
}

export const segmentQuery = (key: string) =>
  queryOptions({
    queryKey: ["segments", "one", key],
    queryFn: ({ signal }) => api.getSegment({ params: { key } }, { signal }),
    // While it is being made live, or is being paused, one wants to see it come.
    refetchInterval: ({ state: { data } }) => (isOnItsWay(data?.live ?? null) ? BUILDING_EVERY_MS : false),
  });

/** A job as it stands; nothing is asked for without one. */
export const jobQuery = (id: string | null) =>
  queryOptions({
    queryKey: ["jobs", id],
    queryFn: ({ signal }) => (id === null ? null : api.getJob({ params: { id } }, { signal })),
    enabled: id !== null,
  });

export const segmentThresholdsQuery = (key: string, version: number) =>
  queryOptions({
    queryKey: ["segments", "thresholds", key, version],
    queryFn: ({ signal }) => api.getSegmentThresholds({ params: { key } }, { signal }),
  });

/** So many periods are shown of each length. */
const SIZE_POINTS = { minute: 31, hour: 25, day: 31, week: 14, month: 13 } as const satisfies Readonly<
  Record<SizeUnit, number>
>;

/** A segment's size over time: at the beginnings of periods, or over 90 days where none are named. */
export const trendQuery = (key: string, version: number, unit?: SizeUnit) =>
  queryOptions({
    queryKey: ["segments", "trend", key, version, unit ?? ""],
    queryFn: ({ signal }) => {
      const query = unit === undefined ? {} : { unit, points: SIZE_POINTS[unit] };
      return limitTrends(() => api.getSegmentTrend({ params: { key }, query }, { signal }));
    },
    staleTime: TREND_FRESH_MS,
  });

export const versionsQuery = (key: string) =>
  infiniteQueryOptions({
    queryKey: ["segments", "versions", key],
    queryFn: ({ pageParam, signal }) =>
      api.listSegmentVersions({ params: { key }, query: pageParam }, { signal }),
    ...BY_PAGE,
  });

/** A definition, the segment it is meant for and what that is run for; each empty where it is not known yet. */
export type AskedCheck = {
  readonly definition: string;
  readonly key: string;
  readonly purpose: string;
};

export const checkQuery = ({ definition, key, purpose }: AskedCheck) =>
  queryOptions({
    queryKey: ["check", definition, key, purpose],
    queryFn: ({ signal }) =>
      api.checkSegment(
        {
          body: {
            definition,
            ...(key === "" ? {} : { key }),
            ...(purpose === "" ? {} : { purpose }),
          },
        },
        { signal },
      ),
    staleTime: Number.POSITIVE_INFINITY,
  });

/** A definition that is counted for a purpose as of an instant; empty: for none, at the workspace's now. */
export type Asked = {
  readonly definition: string;
  readonly purpose: string;
  readonly at: string;
};

function bodyOf({ definition, purpose, at }: Asked) {
  return {
    definition,
    ...(purpose === "" ? {} : { purpose }),
    ...(at === "" ? {} : { at }),
  };
}

/** How many, and how many of each line, which takes longer. */
export const linesQuery = (asked: Asked) =>
  queryOptions({
    queryKey: ["lines", asked],
    queryFn: ({ signal }) =>
      api.evaluateSegment({ body: { ...bodyOf(asked), limit: 0, conditions: true } }, { signal }),
    staleTime: SEGMENTS_FRESH_MS,
  });

export const peopleQuery = (search: string) =>
  infiniteQueryOptions({
    queryKey: ["people", "list", search],
    queryFn: ({ pageParam, signal }) =>
      api.listPeople(
        {
          query: {
            ...(search === "" ? {} : { search }),
            ...pageParam,
          },
        },
        { signal },
      ),
    ...BY_PAGE,
  });

export const personQuery = (id: string) =>
  queryOptions({
    queryKey: ["people", "one", id],
    queryFn: ({ signal }) => api.getPerson({ params: { id }, query: saidAs(id) }, { signal }),
  });

export const eventNamesQuery = queryOptions({
  queryKey: ["event-names"],
  queryFn: ({ signal }) => api.listEventNames({}, { signal }),
});

export const deadLettersQuery = (reason: string | undefined) =>
  infiniteQueryOptions({
    queryKey: ["dead-letters", "list", reason ?? ""],
    queryFn: ({ pageParam, signal }) =>
      api.listDeadLetters(
        {
          query: {
            ...(reason === undefined ? {} : { reason }),
            ...pageParam,
          },
        },
        { signal },
      ),
    ...BY_PAGE,
  });

export const deadLetterQuery = (id: string) =>
  queryOptions({
    queryKey: ["dead-letters", "one", id],
    queryFn: ({ signal }) => api.getDeadLetter({ params: { id } }, { signal }),
  });

export const keysQuery = queryOptions({
  queryKey: ["keys"],
  queryFn: ({ signal }) => api.listKeys({}, { signal }),
});

export const usersQuery = queryOptions({
  queryKey: ["users"],
  queryFn: ({ signal }) => api.listUsers({}, { signal }),
});

export const erasuresQuery = infiniteQueryOptions({
  queryKey: ["erasures"],
  queryFn: ({ pageParam, signal }) => api.listErasures({ query: pageParam }, { signal }),
  ...BY_PAGE,
  refetchInterval: ({ state }) => {
    const erasures = state.data?.pages.flatMap((page) => page.erasures) ?? [];
    return erasures.some(({ complete }) => !complete) ? BUILDING_EVERY_MS : false;
  },
});

/** Which entries of the audit log; what is absent lets all through. Of instants, `to` is exclusive. */
export type AuditFilter = {
  readonly target?: string;
  readonly actor?: string;
  readonly action?: string;
  readonly from?: string;
  readonly to?: string;
};

export const auditQuery = (filter: AuditFilter) =>
  infiniteQueryOptions({
    queryKey: ["audit", filter],
    queryFn: ({ pageParam, signal }) => api.listAudit({ query: { ...filter, ...pageParam } }, { signal }),
    ...BY_PAGE,
  });

export const segmentAuditQuery = (key: string) =>
  infiniteQueryOptions({
    queryKey: ["segments", "audit", key],
    queryFn: ({ pageParam, signal }) =>
      api.listSegmentAudit({ params: { key }, query: pageParam }, { signal }),
    ...BY_PAGE,
  });

export const deletedSegmentsQuery = queryOptions({
  queryKey: ["segments", "deleted"],
  queryFn: ({ signal }) => api.listDeletedSegments({}, { signal }),
});

/** What there is to make definitions of. */
export const vocabularyQuery = queryOptions({
  queryKey: ["vocabulary"],
  queryFn: ({ signal }) => api.getVocabulary({}, { signal }),
  staleTime: SEGMENTS_FRESH_MS,
  // The names of the first events are waited for.
  refetchInterval: ({ state: { data } }) => (data?.events.length === 0 ? OVERVIEW_EVERY_MS : false),
});

/** The same, with what a rarer event carries. */
export const vocabularyOfQuery = (event: string) =>
  queryOptions({
    queryKey: ["vocabulary", event],
    queryFn: ({ signal }) => api.getVocabulary({ query: { event } }, { signal }),
    staleTime: SEGMENTS_FRESH_MS,
  });

export const subscriptionGroupsQuery = queryOptions({
  queryKey: ["subscription-groups"],
  queryFn: ({ signal }) => api.listSubscriptionGroups({}, { signal }),
});

export const membershipsQuery = (id: string) =>
  queryOptions({
    queryKey: ["people", "memberships", id],
    queryFn: ({ signal }) => api.listPersonMemberships({ params: { id }, query: saidAs(id) }, { signal }),
  });

/** @param transition The place of the one that is asked about; undefined for now. */
export const whyQuery = (id: string, segment: string, transition: string | undefined) =>
  queryOptions({
    queryKey: ["people", "why", id, segment, transition],
    queryFn: ({ signal }) => {
      const query = {
        ...saidAs(id),
        segment,
        ...(transition === undefined ? {} : { transition: Number(transition) }),
      };
      return api.explainMembership({ params: { id }, query }, { signal });
    },
  });

export const mergesQuery = (id: string) =>
  queryOptions({
    queryKey: ["people", "merges", id],
    queryFn: ({ signal }) => api.listPersonMerges({ params: { id }, query: saidAs(id) }, { signal }),
  });

/** Only how many. */
export const countQuery = (asked: Asked) =>
  queryOptions({
    queryKey: ["count", asked],
    queryFn: ({ signal }) => api.evaluateSegment({ body: { ...bodyOf(asked), limit: 0 } }, { signal }),
    staleTime: SEGMENTS_FRESH_MS,
  });

export const importFilesQuery = queryOptions({
  queryKey: ["imports", "files"],
  queryFn: ({ signal }) => api.listImportFiles({}, { signal }),
});

export const importFileQuery = (id: string) =>
  queryOptions({
    queryKey: ["imports", "files", id],
    queryFn: ({ signal }) => api.getImportFile({ params: { id } }, { signal }),
    // It never changes, and goes once it is imported.
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });

const GOING: ReadonlySet<string> = new Set(["queued", "running", "interrupted"]);

export const importsQuery = infiniteQueryOptions({
  queryKey: ["imports", "list"],
  queryFn: ({ pageParam, signal }) => api.listImports({ query: pageParam }, { signal }),
  ...BY_PAGE,
  refetchInterval: ({ state: { data } }) => {
    const all = data?.pages.flatMap((page) => page.imports) ?? [];
    return all.some(({ state }) => GOING.has(state)) ? BUILDING_EVERY_MS : false;
  },
});

export const importQuery = (id: string) =>
  queryOptions({
    queryKey: ["imports", "one", id],
    queryFn: ({ signal }) => api.getImport({ params: { id } }, { signal }),
  });

export const importMappingsQuery = queryOptions({
  queryKey: ["imports", "mappings"],
  queryFn: ({ signal }) => api.listImportMappings({}, { signal }),
});
