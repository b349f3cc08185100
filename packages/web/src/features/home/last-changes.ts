import type { Segment, Trend } from "@habitus/contract";

export type Change = {
  readonly segment: Segment;
  readonly from: number;
  readonly to: number;
  /** Instant of the size before. */
  readonly since: string;
};

type WithTrend = { readonly segment: Segment; readonly points: Trend["points"] };

/** What moved between the last two points of each trend, largest move in people first. */
export function lastChanges(all: readonly WithTrend[]): readonly Change[] {
  return all
    .flatMap(({ segment, points }): readonly Change[] => {
      const [before, now] = points.slice(-2);
      if (before === undefined || now === undefined || before.size === now.size) return [];
      return [{ segment, from: before.size, to: now.size, since: before.at }];
    })
    .sort((a, b) => Math.abs(b.to - b.from) - Math.abs(a.to - a.from));
}
