import type {
  FunnelGroup,
  FunnelRequest,
  PathPeopleRequest,
  PathsRequest,
  PatternsRequest,
  RetentionRequest,
  RfmRequest,
  TrendGroup,
  TrendPeopleRequest,
  TrendsRequest,
} from "@habitus/contract";
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { BY_PAGE } from "./by-page.ts";
import { api } from "./client.ts";
import { watched } from "./explore-watches.ts";

const FRESH_MS = 60_000;

export const funnelQuery = (question: FunnelRequest | null) =>
  queryOptions({
    queryKey: ["explore", "funnel", question],
    queryFn: ({ queryKey, signal }) => {
      if (question === null) throw new Error("nothing is asked");
      return watched(queryKey, (watch) =>
        api.exploreFunnel({ query: { watch }, body: question }, { signal }),
      );
    },
    enabled: question !== null,
    staleTime: FRESH_MS,
  });

/** A number of a funnel that can be opened. */
export type FunnelPlace = {
  readonly step: number;
  readonly which: "reached" | "dropped";
  readonly group: FunnelGroup;
};

export const funnelPeopleQuery = (question: FunnelRequest, place: FunnelPlace) =>
  infiniteQueryOptions({
    queryKey: ["explore", "funnel", "people", question, place],
    queryFn: ({ pageParam, signal }) => {
      return api.listFunnelPeople({ body: { ...question, ...place, ...pageParam } }, { signal });
    },
    ...BY_PAGE,
  });

export const retentionTableQuery = (question: RetentionRequest | null) =>
  queryOptions({
    queryKey: ["explore", "retention", question],
    queryFn: ({ queryKey, signal }) => {
      if (question === null) throw new Error("nothing is asked");
      return watched(queryKey, (watch) =>
        api.exploreRetention({ query: { watch }, body: question }, { signal }),
      );
    },
    enabled: question !== null,
    staleTime: FRESH_MS,
  });

/** A number of a retention table that can be opened; without a period all who began. */
export type RetentionPlace = { readonly cohort: number; readonly period?: number };

export const retentionPeopleQuery = (question: RetentionRequest, place: RetentionPlace) =>
  infiniteQueryOptions({
    queryKey: ["explore", "retention", "people", question, place],
    queryFn: ({ pageParam, signal }) => {
      return api.listRetentionPeople({ body: { ...question, ...place, ...pageParam } }, { signal });
    },
    ...BY_PAGE,
  });

export const trendsQuery = (question: TrendsRequest | null) =>
  queryOptions({
    queryKey: ["explore", "trends", question],
    queryFn: ({ queryKey, signal }) => {
      if (question === null) throw new Error("nothing is asked");
      return watched(queryKey, (watch) =>
        api.exploreTrends({ query: { watch }, body: question }, { signal }),
      );
    },
    enabled: question !== null,
    staleTime: FRESH_MS,
  });

/** A number of a trend that can be opened. */
export type TrendPlace = Pick<TrendPeopleRequest, "line" | "period"> & {
  readonly group: TrendGroup;
  readonly before: boolean;
};

export const trendPeopleQuery = (question: TrendsRequest, place: TrendPlace) =>
  infiniteQueryOptions({
    queryKey: ["explore", "trends", "people", question, place],
    queryFn: ({ pageParam, signal }) => {
      return api.listTrendPeople({ body: { ...question, ...place, ...pageParam } }, { signal });
    },
    ...BY_PAGE,
  });

export const pathsQuery = (question: PathsRequest | null) =>
  queryOptions({
    queryKey: ["explore", "paths", question],
    queryFn: ({ queryKey, signal }) => {
      if (question === null) throw new Error("nothing is asked");
      return watched(queryKey, (watch) => api.explorePaths({ query: { watch }, body: question }, { signal }));
    },
    enabled: question !== null,
    staleTime: FRESH_MS,
  });

export const patternsQuery = (question: PatternsRequest | null) =>
  queryOptions({
    queryKey: ["explore", "patterns", question],
    queryFn: ({ queryKey, signal }) => {
      if (question === null) throw new Error("nothing is asked");
      return watched(queryKey, (watch) =>
        api.explorePatterns({ query: { watch }, body: question }, { signal }),
      );
    },
    enabled: question !== null,
    staleTime: FRESH_MS,
  });

export const rfmQuery = (question: RfmRequest | null) =>
  queryOptions({
    queryKey: ["explore", "rfm", question],
    queryFn: ({ signal }) => {
      if (question === null) throw new Error("nothing is asked");
      return api.exploreRfm({ body: question }, { signal });
    },
    enabled: question !== null,
    staleTime: FRESH_MS,
  });

/** A number of paths that can be opened. */
export type PathPlace = Pick<PathPeopleRequest, "step" | "node" | "next">;

export const pathPeopleQuery = (question: PathsRequest, place: PathPlace) =>
  infiniteQueryOptions({
    queryKey: ["explore", "paths", "people", question, place],
    queryFn: ({ pageParam, signal }) => {
      return api.listPathPeople({ body: { ...question, ...place, ...pageParam } }, { signal });
    },
    ...BY_PAGE,
  });
