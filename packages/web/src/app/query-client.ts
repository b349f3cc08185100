import { ApiError } from "@habitus/contract";
import { hashKey, MutationCache, type Query, QueryCache, QueryClient } from "@tanstack/react-query";
import { apiErrorCode, isUnreachable } from "../api/client.ts";
import { overviewQuery, sessionQuery } from "../api/queries.ts";

const TRIES = 3;
const FIRST_WAIT_MS = 500;
/** Whoever is to come again later than that is told so, and not kept waiting without a word. */
const LONGEST_WAIT_MS = 10_000;
/** A list of more pages is not asked for again behind the back of whoever reads it: each page is a question. */
const FEW_PAGES = 3;

/** `onSessionEnd` is called when the server no longer knows the session of somebody who was signed in. */
export function createQueryClient(onSessionEnd: () => void): QueryClient {
  const onError = (error: unknown) => {
    if (apiErrorCode(error) !== "unauthenticated") return;
    const was = client.getQueryData(sessionQuery.queryKey) ?? null;
    client.setQueryData(sessionQuery.queryKey, null);
    if (was !== null) onSessionEnd();
  };
  const onSettled = whenBack(() => {
    const isLost = ({ state }: Query) => state.status === "error" && isUnreachable(state.error);
    void client.refetchQueries({ type: "active", predicate: isLost });
  });
  const client = new QueryClient({
    queryCache: new QueryCache({
      onError,
      onSettled: (_, error, { queryHash }) => onSettled(queryHash, error),
    }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      queries: {
        staleTime: 2_000,
        retry: (failures, error) =>
          failures < TRIES && isPassing(error) && retryDelay(failures, error) <= LONGEST_WAIT_MS,
        retryDelay,
        // A browser that takes itself to be offline may reach a server beside it, and must not wait in silence.
        networkMode: "always",
        refetchOnWindowFocus: hasFewPages,
        refetchOnReconnect: hasFewPages,
      },
      mutations: { networkMode: "always" },
    },
  });
  return client;
}

const OVERVIEW = hashKey(overviewQuery.queryKey);

/** What every page asks for over and over tells that the server is back: what was asked in vain is then asked again. */
function whenBack(onBack: () => void): (queryHash: string, error: unknown) => void {
  let isGone = false;
  return (queryHash, error) => {
    if (queryHash !== OVERVIEW) return;
    if (isUnreachable(error)) isGone = true;
    if (error !== null || !isGone) return;
    isGone = false;
    onBack();
  };
}

function hasFewPages({ state: { data } }: Query<unknown, Error, unknown>): boolean {
  const isPaged = typeof data === "object" && data !== null && "pages" in data && Array.isArray(data.pages);
  return !isPaged || (data.pages as readonly unknown[]).length <= FEW_PAGES;
}

/** As long as the server says, where it does. */
function retryDelay(failures: number, error: unknown): number {
  const asked = error instanceof ApiError ? error.retryAfterSeconds : null;
  return asked === null ? FIRST_WAIT_MS * 2 ** failures : asked * 1_000;
}

/** No answer, or one that says to come again: the rest would fail the same way once more. */
function isPassing(error: unknown): boolean {
  return (
    isUnreachable(error) || (error instanceof ApiError && (error.status === 503 || error.status === 429))
  );
}
