import type { IdKind } from "@habitus/contract";
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { BY_PAGE } from "./by-page.ts";
import { api } from "./client.ts";

export const idKindsQuery = queryOptions({
  queryKey: ["id-kinds"],
  queryFn: ({ signal }) => api.listIdKinds({}, { signal }),
});

type UnreadSource = {
  readonly from: IdKind["unread"][number]["source"]["from"];
  readonly name: string;
};

/** Who has said what is no id of the kind, where it is read. */
export const unreadPeopleQuery = (key: string, source: UnreadSource) =>
  infiniteQueryOptions({
    queryKey: ["id-kinds", key, "unread", source],
    queryFn: ({ pageParam, signal }) =>
      api.listUnreadPeople({ params: { key }, query: { ...source, ...pageParam } }, { signal }),
    ...BY_PAGE,
  });

export const heldIdsQuery = queryOptions({
  queryKey: ["held-ids"],
  queryFn: ({ signal }) => api.listHeldIds({}, { signal }),
});
