import { queryOptions } from "@tanstack/react-query";
import { api } from "./client.ts";

export const PLAN_KEY = ["tracking-plan"] as const;

export const trackingPlanQuery = queryOptions({
  queryKey: [...PLAN_KEY, "list"],
  queryFn: ({ signal }) => api.listTrackingPlan({}, { signal }),
});

export const plannedEventQuery = (event: string) =>
  queryOptions({
    queryKey: [...PLAN_KEY, "event", event],
    queryFn: ({ signal }) => api.getPlannedEvent({ params: { event } }, { signal }),
  });

export const violationsQuery = (event: string) =>
  queryOptions({
    queryKey: [...PLAN_KEY, "violations", event],
    queryFn: ({ signal }) => api.listViolations({ params: { event } }, { signal }),
  });

export const planDraftQuery = (event: string) =>
  queryOptions({
    queryKey: [...PLAN_KEY, "draft", event],
    queryFn: ({ signal }) => api.draftPlannedEvent({ params: { event } }, { signal }),
    // A draft that is being edited is not drafted anew behind its back.
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
