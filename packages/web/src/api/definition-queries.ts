import type { DIFF_SIDES, ReachPart } from "@habitus/contract";
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { BY_PAGE } from "./by-page.ts";
import { api } from "./client.ts";
import type { Asked } from "./queries.ts";

const FRESH_MS = 30_000;
const AT_ONCE = 100;

/** One definition in the place of another, null for nobody; for no purpose and at the workspace's now where these are empty. */
export type Change = {
  readonly before: string | null;
  readonly after: string | null;
  readonly purpose: string;
  /** Of the one before, where it is for something else. */
  readonly purposeBefore?: string;
  readonly at: string;
};

const bodyOf = ({ before, after, purpose, purposeBefore, at }: Change) => ({
  before,
  after,
  ...(purpose === "" ? {} : { purpose }),
  ...(purposeBefore === undefined ? {} : { purposeBefore }),
  ...(at === "" ? {} : { at }),
});

type DiffOptions = {
  /** Also what decides about those who are named. */
  readonly reasons: boolean;
  /** People who are named on each side. */
  readonly examples: number;
};

/** Who comes in, goes and stays. */
export const diffQuery = (change: Change, { reasons, examples }: DiffOptions) =>
  queryOptions({
    queryKey: ["diff", change, reasons, examples],
    queryFn: ({ signal }) => api.diffSegment({ body: { ...bodyOf(change), reasons, examples } }, { signal }),
    staleTime: FRESH_MS,
  });

/** The people of one side of a change. */
export type Behind = Change & { readonly side: (typeof DIFF_SIDES)[number] };

export const behindQuery = ({ side, ...change }: Behind) =>
  infiniteQueryOptions({
    queryKey: ["diff", "people", side, change],
    queryFn: ({ pageParam, signal }) => {
      const cursor = pageParam === null ? {} : { cursor: pageParam };
      const body = { ...bodyOf(change), side, limit: AT_ONCE, ...cursor };
      return api.listDiffMembers({ body }, { signal });
    },
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
  });

/** Live segments that are nearly the same as a definition; `except` the one that is edited. */
export const similarQuery = ({ definition, purpose }: Asked, except: string | null) =>
  queryOptions({
    queryKey: ["similar", definition, purpose, except],
    queryFn: ({ signal }) => {
      const body = {
        definition,
        ...(purpose === "" ? {} : { purpose }),
        ...(except === null ? {} : { except }),
      };
      return api.listSimilarSegments({ body }, { signal });
    },
    staleTime: FRESH_MS,
  });

const questionOf = ({ definition, purpose, at }: Asked) => ({
  definition,
  ...(purpose === "" ? {} : { purpose }),
  ...(at === "" ? {} : { at }),
});

/** On which channels the people of a definition can be reached. */
export const reachQuery = (asked: Asked) =>
  queryOptions({
    queryKey: ["reach", asked],
    queryFn: ({ signal }) => api.getReach({ body: questionOf(asked) }, { signal }),
    staleTime: FRESH_MS,
  });

export const reachMembersQuery = (asked: Asked, channel: string, part: ReachPart) =>
  infiniteQueryOptions({
    queryKey: ["reach", asked, channel, part],
    queryFn: ({ pageParam, signal }) => {
      const body = { ...questionOf(asked), channel, part, limit: AT_ONCE, ...pageParam };
      return api.listReachMembers({ body }, { signal });
    },
    ...BY_PAGE,
  });
