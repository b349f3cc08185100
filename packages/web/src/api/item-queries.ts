import { infiniteQueryOptions } from "@tanstack/react-query";
import { api } from "./client.ts";

/** Everything that shows items. */
export const ITEMS_KEY = ["items"];

export const itemsQuery = (search: string) =>
  infiniteQueryOptions({
    queryKey: [...ITEMS_KEY, search],
    queryFn: ({ pageParam, signal }) => {
      const query = {
        ...(search === "" ? {} : { search }),
        ...(pageParam === null ? {} : { after: pageParam }),
      };
      return api.listItems({ query }, { signal });
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });
