import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { BY_PAGE } from "./by-page.ts";
import { api } from "./client.ts";

/** How many people segments share in every combination, two to six of them. */
export const overlapQuery = (segments: readonly string[]) =>
  queryOptions({
    queryKey: ["segments", "overlap", segments],
    queryFn: ({ signal }) => api.getSegmentOverlap({ body: { segments: [...segments] } }, { signal }),
  });

/** A combination: `within` are some of `segments`; nobody who is in another of them with `exactly`. */
export type OverlapChoice = {
  readonly segments: readonly string[];
  readonly within: readonly string[];
  readonly exactly: boolean;
};

export const overlapMembersQuery = ({ segments, within, exactly }: OverlapChoice) =>
  infiniteQueryOptions({
    queryKey: ["segments", "overlap", segments, within, exactly],
    queryFn: ({ pageParam, signal }) => {
      const body = { segments: [...segments], in: [...within], exactly, ...pageParam };
      return api.listOverlapMembers({ body }, { signal });
    },
    ...BY_PAGE,
  });
