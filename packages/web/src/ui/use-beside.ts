import {
  type Query,
  type QueryCache,
  type QueryKey,
  useQuery,
  useQueryClient,
  type UseQueryOptions,
} from "@tanstack/react-query";
import { useCacheReading } from "./use-cache-reading.ts";

const BESIDE: Readonly<Record<string, unknown>> = { stands: "beside" };

/**
 * Asks for what a page can be read without: choices of a picker, names, a badge. Whoever asks so need not tell that it
 * failed: `BesideFailures` does, once for all of a page.
 */
export function useBeside<Answer, Data, Key extends QueryKey>(
  options: UseQueryOptions<Answer, Error, Data, Key>,
) {
  return useQuery({ ...options, meta: BESIDE });
}

/** What stands beside the page and could not be had. What is also a subject of the page is told of there. */
export function useBesideFailed(): readonly Query[] {
  const cache = useQueryClient().getQueryCache();
  useCacheReading(failedText);
  return failedIn(cache);
}

const failedIn = (cache: QueryCache): readonly Query[] => cache.getAll().filter(isBesideFailed);

function failedText(cache: QueryCache): string {
  return failedIn(cache)
    .map(({ queryHash, state }) => `${queryHash} ${state.errorUpdateCount}`)
    .join("\n");
}

function isBesideFailed(query: Query): boolean {
  const { state, observers } = query;
  return (
    state.status === "error" &&
    state.data === undefined &&
    query.isActive() &&
    observers.every(({ options }) => options.meta === BESIDE)
  );
}
