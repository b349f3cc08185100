import { ApiError } from "@habitus/contract";
import { MutationCache, QueryCache, QueryClient } from "@tanstack/react-query";
import { apiErrorCode } from "../api/client.ts";
import { sessionQuery } from "../api/queries.ts";

const TRIES = 3;

/** `onSessionEnd` is called when the server no longer knows the session of somebody who was signed in. */
export function createQueryClient(onSessionEnd: () => void): QueryClient {
  const onError = (error: unknown) => {
    if (apiErrorCode(error) !== "unauthenticated") return;
    const was = client.getQueryData(sessionQuery.queryKey) ?? null;
    client.setQueryData(sessionQuery.queryKey, null);
    if (was !== null) onSessionEnd();
  };
  const client = new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      queries: { staleTime: 2_000, retry: (failures, error) => failures < TRIES && isPassing(error) },
    },
  });
  return client;
}

/** No answer, or one that says to come again: the rest would fail the same way once more. */
function isPassing(error: unknown): boolean {
  return error instanceof ApiError && (error.status === 0 || error.status === 503 || error.status === 429);
}
