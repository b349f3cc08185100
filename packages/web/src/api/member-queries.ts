import { LIMITS, type MEMBER_ORDERS, type MemberColumn, type PersonDescription } from "@habitus/contract";
import { infiniteQueryOptions, queryOptions, useQueries } from "@tanstack/react-query";
import { api } from "./client.ts";

const FRESH_MS = 30_000;
const CHANGES_FRESH_MS = 10 * 60_000;

export type MemberOrder = (typeof MEMBER_ORDERS)[number];

/** Which of a segment's people, and in which order; `q` empty for all. */
export type AskedMembers = {
  readonly q: string;
  readonly order: MemberOrder;
  /** As of this instant; empty for now. */
  readonly at: string;
  /** Counted again from the events up to then, or as it was told by then. */
  readonly as: "of" | "known" | undefined;
};

/** Pages are as large as one call describes. */
export const membersQuery = (key: string, version: number, { q, order, at, as }: AskedMembers) =>
  infiniteQueryOptions({
    queryKey: ["segments", "members", key, version, order, q, at, as],
    queryFn: ({ pageParam, signal }) =>
      api.listSegmentMembers(
        {
          params: { key },
          query: {
            limit: LIMITS.describedPeople,
            order,
            ...(q === "" ? {} : { search: q }),
            ...(at === "" ? {} : { at }),
            ...(as === undefined ? {} : { as }),
            ...pageParam,
          },
        },
        { signal },
      ),
    // All pages are as of the instant of the first.
    initialPageParam: null as { readonly after: string; readonly at: string } | null,
    getNextPageParam: ({ next, at: first }) => (next === null ? null : { after: next, at: first }),
  });

/** How every segment changed over the last week. */
export const changesQuery = queryOptions({
  queryKey: ["segments", "changes"],
  queryFn: ({ signal }) => api.getSegmentChanges({}, { signal }),
  staleTime: CHANGES_FRESH_MS,
});

const named = (columns: readonly MemberColumn[], kind: string): string[] =>
  columns.flatMap((column) => (column.startsWith(kind) ? [column.slice(kind.length)] : []));

/** What people are described for: only what each purpose, named or of a segment named, may look at is told. */
export type DescribedFor = {
  /** Also since when they are in it. */
  readonly segment?: string;
  readonly segments?: readonly string[];
  readonly purposes?: readonly string[];
};

const descriptionsQuery = (
  ids: readonly string[],
  columns: readonly MemberColumn[],
  { segment, segments = [], purposes = [] }: DescribedFor,
) => {
  const body = {
    people: [...ids],
    traits: named(columns, "trait:"),
    events: named(columns, "event:"),
    computed: named(columns, "computed:"),
    ...(segment === undefined ? {} : { segment }),
    ...(segments.length === 0 ? {} : { segments: [...new Set(segments)] }),
    ...(purposes.length === 0 ? {} : { purposes: [...new Set(purposes)] }),
  };
  return queryOptions({
    queryKey: ["people", "described", body],
    queryFn: ({ signal }) => api.describePeople({ body }, { signal }),
    staleTime: FRESH_MS,
    enabled: ids.length > 0,
  });
};

type Described = {
  /** By person, as far as it has come. */
  readonly of: ReadonlyMap<string, PersonDescription>;
  readonly notAllowed: readonly string[];
  /** Why some could not be described; null while all can. */
  readonly error: Error | null;
  readonly retry: () => void;
};

/** What is known of the people of some pages, a call each. */
export function useDescriptions(
  pages: readonly (readonly { readonly id: string }[])[],
  columns: readonly MemberColumn[],
  describedFor: DescribedFor,
): Described {
  return useQueries({
    queries: pages.map((people) => {
      const ids = people.slice(0, LIMITS.describedPeople).map(({ id }) => id);
      return descriptionsQuery(ids, columns, describedFor);
    }),
    combine: (answers) => ({
      of: new Map(answers.flatMap(({ data }) => data?.people ?? []).map((person) => [person.id, person])),
      notAllowed: [...new Set(answers.flatMap(({ data }) => data?.notAllowed ?? []))],
      error: answers.find(({ error }) => error !== null)?.error ?? null,
      retry: () => {
        for (const answer of answers) if (answer.isError) void answer.refetch();
      },
    }),
  });
}
