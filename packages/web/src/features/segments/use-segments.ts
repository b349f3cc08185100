import type { Segment } from "@habitus/contract";
import { useQuery } from "@tanstack/react-query";
import { freshSegmentsQuery, lastSegmentsQuery } from "../../api/queries.ts";

export type SegmentsView = {
  /** Undefined until the first answer. */
  readonly segments: readonly Segment[] | undefined;
  /** All people, to draw shares from; null while unknown. */
  readonly people: number | null;
  /** Sizes are being counted again. */
  readonly counting: boolean;
  readonly error: unknown;
  readonly retry: () => void;
};

/** The last sizes at once, the present ones as soon as they are counted. */
export function useSegments(): SegmentsView {
  const last = useQuery(lastSegmentsQuery);
  const fresh = useQuery(freshSegmentsQuery);
  const newest = fresh.dataUpdatedAt >= last.dataUpdatedAt ? (fresh.data ?? last.data) : last.data;
  return {
    segments: newest?.segments,
    people: newest?.people ?? null,
    counting: fresh.isFetching,
    error: fresh.error ?? last.error,
    retry: () => {
      void last.refetch();
      void fresh.refetch();
    },
  };
}

/** Names of segments by key; a segment that is gone has its key only. */
export function useSegmentNames(): (key: string) => string {
  const { segments = [] } = useSegments();
  return (key) => segments.find((each) => each.key === key)?.name ?? key;
}
