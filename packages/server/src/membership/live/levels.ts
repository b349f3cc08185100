import { transitionsRead } from "@habitus/segments";
import type { PlannedSegment } from "./registry.ts";

/**
 * Keys in the order in which they are settled: a segment stands behind those whose transitions it reads, keys of one level ascend.
 * A ring, which only versions of different times can make, is cut where it is met.
 */
export function levelsOf(segments: readonly PlannedSegment[]): readonly (readonly string[])[] {
  const reads = new Map(segments.map(({ key, plan }) => [key, transitionsRead(plan.leaves)]));
  const known = new Map<string, number>();
  const levelOf = (key: string): number => {
    const level = known.get(key);
    if (level !== undefined) return level;
    known.set(key, 0);
    const below = (reads.get(key) ?? []).filter((read) => reads.has(read));
    const own = Math.max(0, ...below.map((read) => levelOf(read) + 1));
    known.set(key, own);
    return own;
  };
  const levels: string[][] = [];
  for (const key of [...reads.keys()].sort()) {
    const level = levelOf(key);
    while (levels.length <= level) levels.push([]);
    levels[level]?.push(key);
  }
  return levels;
}
