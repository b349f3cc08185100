import { PAGE_SIZES } from "@habitus/contract";
import { queryOptions } from "@tanstack/react-query";
import { api } from "./client.ts";

export const segmentHealthQuery = (key: string) =>
  queryOptions({
    queryKey: ["segments", "health", key],
    queryFn: ({ signal }) => api.getSegmentHealth({ params: { key } }, { signal }),
  });

export const segmentApartQuery = (key: string) =>
  queryOptions({
    queryKey: ["segments", "apart", key],
    queryFn: ({ signal }) => api.getSegmentApart({ params: { key } }, { signal }),
  });

export const healthListQuery = queryOptions({
  queryKey: ["segments", "health-list"],
  queryFn: ({ signal }) => api.listSegmentHealth({}, { signal }),
});

/** As many as one call answers with, which are then grouped. */
export const openFindingsQuery = (which: "open" | "aside" = "open") =>
  queryOptions({
    queryKey: ["segments", "findings", which],
    queryFn: ({ signal }) =>
      api.listOpenFindings({ query: { limit: PAGE_SIZES.standard.max, which } }, { signal }),
  });

/** Whatever tells of findings, by which they are asked for again. */
export const FINDING_KEYS = [
  ["segments", "findings"],
  ["segments", "health"],
  ["segments", "health-list"],
] as const;

export const healthSettingsQuery = queryOptions({
  queryKey: ["segments", "health-settings"],
  queryFn: ({ signal }) => api.getHealthSettings({}, { signal }),
});
