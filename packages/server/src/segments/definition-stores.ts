import type { Instant } from "@habitus/kernel";
import type { Audit } from "../platform/audit.ts";
import type { Kv } from "../platform/kv.ts";
import { createSerially } from "../platform/serially.ts";
import { type ComputedTraits, createComputedTraits } from "./computed-traits.ts";
import { createOccasionStore, type OccasionStore } from "./occasion-store.ts";
import { createScoreStore, type RuleReader, type ScoreStore } from "./score-store.ts";
import { createSegmentStore, type SegmentStore } from "./segment-store.ts";

export type DefinitionStores = {
  readonly segments: SegmentStore;
  readonly scores: ScoreStore;
  readonly computedTraits: ComputedTraits;
  readonly occasions: OccasionStore;
};

/** Segments and scores, which may name each other, and the computed traits and occasions they ask for: their edits stand in one line. */
export function createDefinitionStores(deps: {
  readonly kv: Kv;
  readonly audit: Audit;
  readonly now: () => Instant;
  readonly ratings: () => readonly RuleReader[];
}): DefinitionStores {
  const serially = createSerially();
  const computed = () => computedTraits.meanings();
  const segments = createSegmentStore({ ...deps, serially, scores: () => scores.list(), computed });
  const scores = createScoreStore({ ...deps, serially, segments: () => segments.list(), computed });
  const reading = { ...deps, serially, segments: () => segments.list(), scores: () => scores.list() };
  const computedTraits: ComputedTraits = createComputedTraits(reading);
  return { segments, scores, computedTraits, occasions: createOccasionStore(reading) };
}
