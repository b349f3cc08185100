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

export const openFindingsQuery = (limit: number) =>
  queryOptions({
    queryKey: ["segments", "findings", limit],
    queryFn: ({ signal }) => api.listOpenFindings({ query: { limit } }, { signal }),
  });

export const healthSettingsQuery = queryOptions({
  queryKey: ["segments", "health-settings"],
  queryFn: ({ signal }) => api.getHealthSettings({}, { signal }),
});
