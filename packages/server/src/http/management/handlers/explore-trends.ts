import type { ManagementDeps } from "../deps.ts";
import type { HandlersFor } from "../handler.ts";

export function exploreTrendHandlers({
  explore,
}: ManagementDeps): HandlersFor<"exploreTrends" | "listTrendPeople"> {
  return {
    exploreTrends: ({ body }, { signal }) => explore.trends.trends(body, signal),
    listTrendPeople: ({ body }, { signal }) => explore.trends.people(body, signal),
  };
}
