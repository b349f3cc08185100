import type { Segment } from "@habitus/contract";
import { SMALL } from "./advice.ts";

export const SORTS = ["size", "name", "review"] as const;
export type Sort = (typeof SORTS)[number];

/** Tag of ready-made segments that stay empty until a site sends browsing events. */
const NEEDS_BROWSING = "needs browsing events";

export function needsBrowsing({ tags, size }: Segment): boolean {
  return tags.includes(NEEDS_BROWSING) && size?.count === 0;
}

/** Segments whose name, goal, owner or tags hold the text, in the order asked for; equals by name. */
export function arrangeSegments(
  segments: readonly Segment[],
  search: string,
  sort: Sort,
): readonly Segment[] {
  const text = search.trim().toLowerCase();
  const fits = ({ name, goal, owner, tags }: Segment) =>
    text === "" || [name, goal, owner, ...tags].some((part) => part.toLowerCase().includes(text));
  return segments.filter(fits).sort((a, b) => compare(a, b, sort) || a.name.localeCompare(b.name));
}

function compare(a: Segment, b: Segment, sort: Sort): number {
  switch (sort) {
    case "size":
      return (b.size?.count ?? -1) - (a.size?.count ?? -1);
    case "name":
      return 0;
    case "review":
      return a.reviewDate.localeCompare(b.reviewDate);
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
