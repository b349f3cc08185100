import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { BY_PAGE } from "./by-page.ts";
import { api } from "./client.ts";

export const rehearsalsQuery = queryOptions({
  queryKey: ["rehearsals"],
  queryFn: ({ signal }) => api.listRehearsals({}, { signal }),
});

/** A figure of a rehearsal; `day` null for the whole span. */
export type RehearsedFigure = {
  readonly id: string;
  readonly side: "before" | "entered" | "left" | "in";
  readonly day: string | null;
};

export const rehearsedPeopleQuery = ({ id, side, day }: RehearsedFigure) =>
  infiniteQueryOptions({
    queryKey: ["rehearsals", id, side, day],
    queryFn: ({ pageParam, signal }) => {
      const query = {
        side,
        ...(day === null ? {} : { day }),
        ...pageParam,
      };
      return api.listRehearsedPeople({ params: { id }, query }, { signal });
    },
    ...BY_PAGE,
  });
