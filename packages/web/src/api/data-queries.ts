import type { CleaningRule, EventMarks, RetentionRule } from "@habitus/contract";
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { BY_PAGE } from "./by-page.ts";
import { api } from "./client.ts";

/** Looking at what was sent takes a while, and it changes slowly. */
const AUDIT_FRESH_MS = 60_000;

export const auditEventsQuery = infiniteQueryOptions({
  queryKey: ["data-audit", "events"],
  queryFn: ({ pageParam, signal }) => api.auditEvents({ query: pageParam }, { signal }),
  ...BY_PAGE,
  staleTime: AUDIT_FRESH_MS,
});

export const auditFieldsQuery = (event: string) =>
  infiniteQueryOptions({
    queryKey: ["data-audit", "fields", event],
    queryFn: ({ pageParam, signal }) => api.auditFields({ query: { event, ...pageParam } }, { signal }),
    ...BY_PAGE,
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

export const dataMarksQuery = queryOptions({
  queryKey: ["data-marks"],
  queryFn: ({ signal }) => api.listDataMarks({}, { signal }),
});

/** Nothing is asked while the marks are not known. */
export const marksPreviewQuery = (event: string, marks: Pick<EventMarks, "mark" | "fields"> | null) =>
  queryOptions({
    queryKey: ["data-marks", "preview", event, marks?.mark, marks?.fields],
    queryFn: ({ signal }) => {
      const { mark, fields } = marks ?? { mark: null, fields: {} };
      return api.previewDataMarks({ params: { event }, body: { mark, fields } }, { signal });
    },
    enabled: marks !== null,
  });

export const cleaningRulesQuery = queryOptions({
  queryKey: ["cleaning-rules"],
  queryFn: ({ signal }) => api.listCleaningRules({}, { signal }),
});

export const cleaningPreviewQuery = (event: string, rules: readonly CleaningRule[]) =>
  queryOptions({
    queryKey: ["cleaning-rules", "preview", event, rules],
    queryFn: ({ signal }) =>
      api.previewCleaningRules({ params: { event }, body: { rules: [...rules] } }, { signal }),
  });
