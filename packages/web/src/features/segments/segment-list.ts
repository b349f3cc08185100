import type { Segment } from "@habitus/contract";
import { SMALL } from "./advice.ts";

export const SORTS = ["size", "name", "review", "changed"] as const;
export type Sort = (typeof SORTS)[number];

export const STATES = ["live", "building", "paused"] as const;

/** Which segments are listed; what is absent lets all through. */
export type SegmentFilter = {
  readonly tag?: string | undefined;
  readonly state?: (typeof STATES)[number] | undefined;
  readonly purpose?: string | undefined;
};

/** Tag of ready-made segments that stay empty until a site sends browsing events. */
const NEEDS_BROWSING = "needs browsing events";

export function needsBrowsing({ tags, size }: Segment): boolean {
  return tags.includes(NEEDS_BROWSING) && size?.count === 0;
}

/** Segments whose name, key, goal, owner or tags hold the text, in the order asked for; equals by name. */
export function arrangeSegments(
  segments: readonly Segment[],
  search: string,
  sort: Sort,
  filter: SegmentFilter = {},
): readonly Segment[] {
  const text = search.trim().toLowerCase();
  const isFound = ({ name, key, goal, owner, tags }: Segment) =>
    text === "" || [name, key, goal, owner, ...tags].some((part) => part.toLowerCase().includes(text));
  return segments
    .filter((segment) => isFound(segment) && isLetThrough(segment, filter))
    .sort((a, b) => compare(a, b, sort) || a.name.localeCompare(b.name));
}

function isLetThrough({ tags, live, purpose }: Segment, filter: SegmentFilter): boolean {
  if (filter.tag !== undefined && !tags.includes(filter.tag)) return false;
  if (filter.state !== undefined && live?.state !== filter.state) return false;
  return filter.purpose === undefined || purpose === filter.purpose;
}

/** What there is to choose from, each once and in order; states that no segment is in are left out. */
export function filterChoices(segments: readonly Segment[]) {
  const each = (values: readonly string[]) => [...new Set(values)].sort((a, b) => a.localeCompare(b));
  return {
    tag: each(segments.flatMap(({ tags }) => tags)),
    state: STATES.filter((state) => segments.some(({ live }) => live?.state === state)),
    purpose: each(segments.map(({ purpose }) => purpose)),
  };
}

function compare(a: Segment, b: Segment, sort: Sort): number {
  switch (sort) {
    case "size":
      return (b.size?.count ?? -1) - (a.size?.count ?? -1);
    case "name":
      return 0;
    case "review":
      return a.reviewDate.localeCompare(b.reviewDate);
    case "changed":
      return b.updatedAt.localeCompare(a.updatedAt);
  }
}

/** Who answers for segments, by name, each once. */
export function ownersOf(segments: readonly Segment[]): readonly string[] {
  return [...new Set(segments.map(({ owner }) => owner))].sort((a, b) => a.localeCompare(b));
}

/** True on the review date and after it; both are calendar dates. */
export function isReviewDue(reviewDate: string, today: string): boolean {
  return reviewDate <= today;
}

/** Share of all people, between 0 and 1; null while either is unknown. */
export function shareOf(segment: Segment, people: number | null): number | null {
  if (segment.size === null || people === null || people === 0) return null;
  return segment.size.count / people;
}

/** Relative change from the first to the last size; null when it began with so few that the numbers themselves say more. */
export function changeOf(sizes: readonly number[]): number | null {
  const [first] = sizes;
  const last = sizes.at(-1);
  if (first === undefined || last === undefined || first < SMALL) return null;
  return (last - first) / first;
}
