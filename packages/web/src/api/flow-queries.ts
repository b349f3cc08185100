import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { BY_PAGE } from "./by-page.ts";
import { api } from "./client.ts";

const FRESH_MS = 30_000;

type Span = { readonly from: string | undefined; readonly to: string | undefined };

/** @param span Instants; of the newest 30 days without them. */
export const flowQuery = (key: string, { from, to }: Span) =>
  queryOptions({
    queryKey: ["segments", "flow", key, from, to],
    queryFn: ({ signal }) => {
      const query = { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
      return api.getSegmentFlow({ params: { key }, query }, { signal });
    },
    staleTime: FRESH_MS,
  });

/** A number of a flow: whoever came or went, of them those of another segment, or of none. */
export type FlowFigure = {
  readonly key: string;
  readonly from: string;
  readonly to: string;
  readonly side: "joined" | "left";
  readonly other: { readonly kind: "any" | "nowhere" } | { readonly kind: "segment"; readonly key: string };
};

export const flowMembersQuery = ({ key, from, to, side, other }: FlowFigure) =>
  infiniteQueryOptions({
    queryKey: ["segments", "flow", key, from, to, side, other],
    queryFn: ({ pageParam, signal }) => {
      const which =
        other.kind === "segment"
          ? { other: other.key }
          : other.kind === "nowhere"
            ? { nowhere: "true" as const }
            : {};
      return api.listFlowMembers(
        { params: { key }, query: { from, to, side, ...which, ...pageParam } },
        { signal },
      );
    },
    ...BY_PAGE,
  });
