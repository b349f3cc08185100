import type { ManagementDeps } from "../deps.ts";
import type { HandlersFor } from "../handler.ts";
import { watchOf } from "./explore-progress.ts";

export function exploreTrendHandlers({
  explore,
}: ManagementDeps): HandlersFor<"exploreTrends" | "listTrendPeople"> {
  return {
    exploreTrends: ({ body, query }, { signal, caller }) =>
      explore.ask(watchOf(query, caller), (asked) => asked.trends.trends(body, signal)),
    listTrendPeople: ({ body }, { signal }) => explore.trends.people(body, signal),
  };
}
