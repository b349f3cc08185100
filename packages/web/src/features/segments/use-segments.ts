import type { Segment } from "@habitus/contract";
import { useQuery, type UseQueryResult } from "@tanstack/react-query";
import { freshSegmentsQuery, lastSegmentsQuery } from "../../api/queries.ts";
import { useBeside } from "../../ui/use-beside.ts";

type KnownSegments = {
  /** Undefined until the first answer. */
  readonly segments: readonly Segment[] | undefined;
  /** All people, to draw shares from; null while unknown. */
  readonly people: number | null;
};

export type SegmentsView = KnownSegments & {
  readonly error: unknown;
  readonly retry: () => void;
};

/** The last sizes at once, the present ones as soon as they are counted. Whoever asks so tells of the failure. */
export function useSegments(): SegmentsView {
  const last = useQuery(lastSegmentsQuery);
  const fresh = useQuery(freshSegmentsQuery);
  return {
    ...newestOf(last, fresh),
    error: fresh.error ?? last.error,
    retry: () => {
      void last.refetch();
      void fresh.refetch();
    },
  };
}

/** The same where the page is about something else. */
export function useSegmentsBeside(): KnownSegments & { readonly isCounting: boolean } {
  const last = useBeside(lastSegmentsQuery);
  const fresh = useBeside(freshSegmentsQuery);
  return { ...newestOf(last, fresh), isCounting: last.isFetching || fresh.isFetching };
}

type Answer = UseQueryResult<{ readonly segments: readonly Segment[]; readonly people: number | null }>;

function newestOf(last: Answer, fresh: Answer): KnownSegments {
  const newest = fresh.dataUpdatedAt >= last.dataUpdatedAt ? (fresh.data ?? last.data) : last.data;
  return { segments: newest?.segments, people: newest?.people ?? null };
}

/** Names of segments by key; a segment that is gone has its key only. Nothing is counted for them. */
export function useSegmentNames(): (key: string) => string {
  const segments = useBeside(lastSegmentsQuery).data?.segments ?? [];
  return (key) => segments.find((each) => each.key === key)?.name ?? key;
}
