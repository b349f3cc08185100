import type { Session } from "@habitus/contract";
import { useQueryClient } from "@tanstack/react-query";
import { getRouteApi, useRouter } from "@tanstack/react-router";
import { sessionQuery } from "../../api/queries.ts";

const route = getRouteApi("/sign-in");

/** A path of this page's own origin to return to after signing in; never another site. */
export function safeReturn(path: string | undefined): string {
  return path !== undefined && /^\/(?![/\\])/.test(path) ? path : "/";
}

/** What to do once somebody is signed in: go where they were going. */
export function useEntered(): (session: Session) => void {
  const client = useQueryClient();
  const router = useRouter();
  const { from } = route.useSearch();
  return (session) => {
    client.setQueryData(sessionQuery.queryKey, session);
    router.history.push(safeReturn(from));
  };
}
