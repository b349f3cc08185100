import { infiniteQueryOptions } from "@tanstack/react-query";
import { BY_PAGE } from "./by-page.ts";
import { api } from "./client.ts";

/** Everything that shows items. */
export const ITEMS_KEY = ["items"];

export const itemsQuery = (search: string) =>
  infiniteQueryOptions({
    queryKey: [...ITEMS_KEY, search],
    queryFn: ({ pageParam, signal }) => {
      const query = {
        ...(search === "" ? {} : { search }),
        ...pageParam,
      };
      return api.listItems({ query }, { signal });
    },
    ...BY_PAGE,
  });
