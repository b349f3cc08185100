import type { Instant } from "@habitus/kernel";
import type { Audit } from "../platform/audit.ts";
import type { Kv } from "../platform/kv.ts";
import { createSerially } from "../platform/serially.ts";
import { createScoreStore, type ScoreStore } from "./score-store.ts";
import { createSegmentStore, type SegmentStore } from "./segment-store.ts";

/** Segments and scores, which may name each other: their edits stand in one line. */
export function createDefinitionStores(deps: {
  readonly kv: Kv;
  readonly audit: Audit;
  readonly now: () => Instant;
}): { readonly segments: SegmentStore; readonly scores: ScoreStore } {
  const serially = createSerially();
  const segments = createSegmentStore({ ...deps, serially, scores: () => scores.list() });
  const scores = createScoreStore({ ...deps, serially, segments: () => segments.list() });
  return { segments, scores };
}
