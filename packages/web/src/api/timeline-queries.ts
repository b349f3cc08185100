import type { TimelineEntry } from "@habitus/contract";
import { infiniteQueryOptions } from "@tanstack/react-query";
import { api } from "./client.ts";
import { saidAs } from "./said-as.ts";

/** Some screens of it. */
const TIMELINE_PAGE = 100;

/** Which part of a timeline: kinds of entries, events of a name, and days of the workspace's zone. */
export type AskedTimeline = {
  readonly kind?: TimelineEntry["kind"];
  readonly name?: string;
  readonly from?: string;
  readonly to?: string;
};

export const timelineQuery = (id: string, asked: AskedTimeline) =>
  infiniteQueryOptions({
    queryKey: ["people", "timeline", id, asked],
    queryFn: ({ pageParam, signal }) =>
      api.getPersonTimeline(
        {
          params: { id },
          query: {
            ...saidAs(id),
            limit: TIMELINE_PAGE,
            ...asked,
            ...(pageParam === null ? {} : { before: pageParam }),
          },
        },
        { signal },
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });
