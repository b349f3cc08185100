import type { RetentionRule } from "@habitus/contract";
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api } from "./client.ts";

/** Looking at what was sent takes a while, and it changes slowly. */
const AUDIT_FRESH_MS = 60_000;

export const auditEventsQuery = infiniteQueryOptions({
  queryKey: ["data-audit", "events"],
  queryFn: ({ pageParam, signal }) =>
    api.auditEvents({ query: pageParam === null ? {} : { after: pageParam } }, { signal }),
  initialPageParam: null as string | null,
  getNextPageParam: (page) => page.next,
  staleTime: AUDIT_FRESH_MS,
});

export const auditFieldsQuery = (event: string) =>
  infiniteQueryOptions({
    queryKey: ["data-audit", "fields", event],
    queryFn: ({ pageParam, signal }) =>
      api.auditFields({ query: { event, ...(pageParam === null ? {} : { after: pageParam }) } }, { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    staleTime: AUDIT_FRESH_MS,
  });

export const segmentWarningsQuery = (key: string, version: number) =>
  queryOptions({
    queryKey: ["segments", key, "warnings", version],
    queryFn: ({ signal }) => api.getSegmentWarnings({ params: { key } }, { signal }),
    staleTime: AUDIT_FRESH_MS,
  });

export const retentionQuery = queryOptions({
  queryKey: ["retention"],
  queryFn: ({ signal }) => api.getRetention({}, { signal }),
});

export const retentionPreviewQuery = (rules: readonly RetentionRule[]) =>
  queryOptions({
    queryKey: ["retention", "preview", rules],
    queryFn: ({ signal }) => api.previewRetention({ body: { rules: [...rules] } }, { signal }),
  });
