import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { BY_PAGE } from "./by-page.ts";
import { api } from "./client.ts";

export const accountsQuery = (search: string) =>
  infiniteQueryOptions({
    queryKey: ["accounts", "list", search],
    queryFn: ({ pageParam, signal }) =>
      api.listAccounts(
        {
          query: {
            ...(search === "" ? {} : { search }),
            ...pageParam,
          },
        },
        { signal },
      ),
    ...BY_PAGE,
  });

/** For an editor: the first page of those whose id or name holds what is typed. */
export const accountsSoughtQuery = (search: string) =>
  queryOptions({
    queryKey: ["accounts", "sought", search],
    queryFn: async ({ signal }) => {
      const { accounts } = await api.listAccounts({ query: search === "" ? {} : { search } }, { signal });
      return accounts.map(({ id, name }) => ({ key: id, name: name ?? id }));
    },
    placeholderData: keepPreviousData,
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
      api.listAccountMembers({ params: { id }, query: pageParam }, { signal }),
    ...BY_PAGE,
  });
