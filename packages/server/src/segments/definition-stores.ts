import type { Instant } from "@habitus/kernel";
import type { Audit } from "../platform/audit.ts";
import type { Kv } from "../platform/kv.ts";
import { createSerially } from "../platform/serially.ts";
import { createOccasionStore, type OccasionStore } from "./occasion-store.ts";
import { createScoreStore, type RuleReader, type ScoreStore } from "./score-store.ts";
import { createSegmentStore, type SegmentStore } from "./segment-store.ts";

export type DefinitionStores = {
  readonly segments: SegmentStore;
  readonly scores: ScoreStore;
  readonly occasions: OccasionStore;
};

/** Segments and scores, which may name each other, and the occasions they ask for: their edits stand in one line. */
export function createDefinitionStores(deps: {
  readonly kv: Kv;
  readonly audit: Audit;
  readonly now: () => Instant;
  readonly ratings: () => readonly RuleReader[];
}): DefinitionStores {
  const serially = createSerially();
  const segments = createSegmentStore({ ...deps, serially, scores: () => scores.list() });
  const scores = createScoreStore({ ...deps, serially, segments: () => segments.list() });
  const reading = { segments: () => segments.list(), scores: () => scores.list() };
  return { segments, scores, occasions: createOccasionStore({ ...deps, serially, ...reading }) };
}
