import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { BY_PAGE } from "./by-page.ts";
import { api } from "./client.ts";

/** Everything that shows the workspace's currency or rates into it. */
export const MONEY_KEY = ["money"];

export const moneyQuery = queryOptions({
  queryKey: [...MONEY_KEY, "own"],
  queryFn: ({ signal }) => api.getMoney({}, { signal }),
});

/** @param base The workspace's currency: others have other rates. */
export const ratesQuery = (base: string) =>
  infiniteQueryOptions({
    queryKey: [...MONEY_KEY, "rates", base],
    queryFn: ({ pageParam, signal }) => api.listRates({ query: pageParam }, { signal }),
    ...BY_PAGE,
  });
