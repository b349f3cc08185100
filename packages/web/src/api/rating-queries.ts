import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { saidAs } from "./said-as.ts";
import { BY_PAGE } from "./by-page.ts";
import { api } from "./client.ts";

export const ratingsQuery = queryOptions({
  queryKey: ["ratings"],
  queryFn: ({ signal }) => api.listRatings({}, { signal }),
});

/** @param segment its key; "" for everybody. */
export const ratedPeopleQuery = (key: string, score: string, segment: string) =>
  infiniteQueryOptions({
    queryKey: ["ratings", key, "people", score, segment],
    queryFn: ({ pageParam, signal }) =>
      api.listRatedPeople(
        {
          params: { key },
          query: {
            score,
            ...(segment === "" ? {} : { segment }),
            ...pageParam,
          },
        },
        { signal },
      ),
    ...BY_PAGE,
  });

export const personScoresQuery = (id: string) =>
  queryOptions({
    queryKey: ["people", "scores", id],
    queryFn: ({ signal }) => api.getPersonScores({ params: { id }, query: saidAs(id) }, { signal }),
  });
