import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api } from "./client.ts";

export const accountsQuery = (search: string) =>
  infiniteQueryOptions({
    queryKey: ["accounts", "list", search],
    queryFn: ({ pageParam, signal }) =>
      api.listAccounts(
        {
          query: {
            ...(search === "" ? {} : { search }),
            ...(pageParam === null ? {} : { after: pageParam }),
          },
        },
        { signal },
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });

export const accountQuery = (id: string) =>
  queryOptions({
    queryKey: ["accounts", "one", id],
    queryFn: ({ signal }) => api.getAccount({ params: { id } }, { signal }),
  });

export const accountMembersQuery = (id: string) =>
  infiniteQueryOptions({
    queryKey: ["accounts", "members", id],
    queryFn: ({ pageParam, signal }) =>
      api.listAccountMembers(
        { params: { id }, query: pageParam === null ? {} : { after: pageParam } },
        { signal },
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });
