import { hashKey, type QueryKey, queryOptions } from "@tanstack/react-query";
import { api } from "./client.ts";

/** By the key of a question that is being asked, the id that its progress goes by. */
const watches = new Map<string, string>();

/** Asks a question under an id of its own. */
export async function watched<T>(queryKey: QueryKey, ask: (watch: string) => Promise<T>): Promise<T> {
  const question = hashKey(queryKey);
  const watch = newWatch();
  watches.set(question, watch);
  try {
    return await ask(watch);
  } finally {
    if (watches.get(question) === watch) watches.delete(question);
  }
}

/** 128 random bits; `randomUUID` is there on secure pages alone. */
function newWatch(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

const EVERY_MS = 700;

/** How far the question of this key is; null while there is none, or nothing is known of it. */
export const exploreProgressQuery = (queryKey: QueryKey) =>
  queryOptions({
    queryKey: ["explore progress", queryKey],
    queryFn: ({ signal }) => {
      const watch = watches.get(hashKey(queryKey));
      // Over in the meantime, or not there yet, is nothing to tell of.
      return watch === undefined
        ? null
        : api.getExploreProgress({ params: { id: watch } }, { signal }).catch(() => null);
    },
    refetchInterval: EVERY_MS,
    gcTime: 0,
    staleTime: 0,
  });
