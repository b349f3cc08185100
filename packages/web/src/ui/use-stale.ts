import { type Query, type QueryCache, useQueryClient } from "@tanstack/react-query";
import { overviewQuery } from "../api/queries.ts";
import { useCacheReading } from "./use-cache-reading.ts";

/** What is shown as it was, because it was asked for again in vain. Where it was never had, its place tells of that itself. */
export function useStale(): readonly Query[] {
  const cache = useQueryClient().getQueryCache();
  useCacheReading(staleText);
  return staleIn(cache);
}

export const staleIn = (cache: QueryCache): readonly Query[] => cache.getAll().filter(isStale);

function staleText(cache: QueryCache): string {
  return staleIn(cache)
    .map(({ queryHash, state }) => `${queryHash} ${state.errorUpdateCount}`)
    .join("\n");
}

function isStale(query: Query): boolean {
  const { status, data, fetchMeta } = query.state;
  if (status !== "error" || data === undefined || !query.isActive()) return false;
  // A further page that did not come is told of under the list, and the overview by a banner.
  return fetchMeta?.fetchMore === undefined && query.queryKey[0] !== overviewQuery.queryKey[0];
}
