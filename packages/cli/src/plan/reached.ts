import {
  type Definition,
  type PlanContext,
  scoresReadBy,
  segmentKeyOf,
  segmentsReadBy,
} from "@habitus/segments";

/** Segments by key, and the definitions of which a score is made, by its key. */
export type World = {
  readonly segments: PlanContext["segments"];
  readonly scores: ReadonlyMap<string, readonly Definition[]>;
};

/** Keys of the segments that a definition reads, also through other segments and scores. What nobody has is left out. */
export function segmentsReached(definition: Definition, world: World): ReadonlySet<string> {
  const reached = new Set<string>();
  const scores = new Set<string>();
  const waiting = [definition];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    for (const called of segmentsReadBy(next)) {
      const key = segmentKeyOf(world, called);
      const segment = key === null ? undefined : world.segments[key];
      if (key === null || segment === undefined || reached.has(key)) continue;
      reached.add(key);
      waiting.push(segment.definition);
    }
    for (const score of scoresReadBy(next)) {
      if (scores.has(score)) continue;
      scores.add(score);
      waiting.push(...(world.scores.get(score) ?? []));
    }
  }
  return reached;
}
