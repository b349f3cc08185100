import { infiniteQueryOptions } from "@tanstack/react-query";
import { BY_PAGE } from "./by-page.ts";
import { api } from "./client.ts";

/** Everything that shows costs. */
export const COSTS_KEY = ["costs"];

/** Instants; undefined is without end. */
export type CostPeriod = { readonly from: string | undefined; readonly to: string | undefined };

export const costsQuery = ({ from, to }: CostPeriod) =>
  infiniteQueryOptions({
    queryKey: [...COSTS_KEY, from, to],
    queryFn: ({ pageParam, signal }) => {
      const query = {
        order: "newest" as const,
        ...(from === undefined ? {} : { from }),
        ...(to === undefined ? {} : { to }),
        ...pageParam,
      };
      return api.listCosts({ query }, { signal });
    },
    ...BY_PAGE,
  });
