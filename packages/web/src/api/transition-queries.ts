import type { Transition } from "@habitus/contract";
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { BY_PAGE } from "./by-page.ts";
import { api } from "./client.ts";

/** Which entries and exits are looked at: of all people and both kinds, at any time, where nothing is said. */
export type AskedTransitions = {
  readonly segment: string;
  readonly person?: string;
  readonly kind?: Transition["kind"];
  /** Days, both whole. */
  readonly from?: string;
  readonly to?: string;
};

/** Nothing in the log of transitions is older. */
const FIRST_TRANSITION = "1";
const FRESH_MS = 30_000;

/** Who entered and left a segment, newest first. A page may hold nobody while there are more that the event store does not have yet. */
export const transitionsQuery = (asked: AskedTransitions) =>
  infiniteQueryOptions({
    queryKey: ["segments", "transitions", asked],
    queryFn: async ({ pageParam, signal }) => {
      const query = { ...asked, order: "newest", ...pageParam } as const;
      const { next, ...page } = await api.listTransitions({ query }, { signal });
      return { ...page, next: next === pageParam.after || next === FIRST_TRANSITION ? null : next };
    },
    ...BY_PAGE,
  });

type Span = { readonly from: string | undefined; readonly to: string | undefined };

/** How many entered and left on each day. */
export const movementsQuery = (key: string, { from, to }: Span) =>
  queryOptions({
    queryKey: ["segments", "movements", key, from, to],
    queryFn: ({ signal }) => {
      const query = { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
      return api.countSegmentMovements({ params: { key }, query }, { signal });
    },
    staleTime: FRESH_MS,
  });

/** Whether one that is told by the stream, which knows segments alone, is among those that are asked for. */
export function isAsked(
  { person, kind, from, to }: AskedTransitions,
  transition: Transition,
  dayOf: (instant: string) => string,
): boolean {
  const day = dayOf(transition.at);
  return (
    (kind === undefined || transition.kind === kind) &&
    (person === undefined ||
      transition.person === person ||
      transition.ids.some(({ value }) => value === person)) &&
    (from === undefined || day >= from) &&
    (to === undefined || day <= to)
  );
}
