import type { HealthList, Segment } from "@habitus/contract";

type Found = { readonly segment: Segment; readonly findings: number };

const RANK = { serious: 0, warning: 1, hint: 2 } as const;

/** The segments of which something is the matter, the gravest first, then those with more findings. */
export function worstFirst(
  list: Pick<HealthList, "segments">,
  segments: readonly Segment[],
): readonly Found[] {
  return list.segments
    .flatMap(({ segment: key, worst, findings }) => {
      const segment = segments.find((each) => each.key === key);
      return worst === null || segment === undefined ? [] : [{ segment, findings, rank: RANK[worst] }];
    })
    .sort((a, b) => a.rank - b.rank || b.findings - a.findings);
}
