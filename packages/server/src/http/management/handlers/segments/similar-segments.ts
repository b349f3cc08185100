import { LIMITS, type SimilarSegments } from "@habitus/contract";
import { formatInstant } from "@habitus/kernel";
import { jaccard } from "@habitus/models";
import type { Definition } from "@habitus/segments";
import { bitsOf, countInAll } from "../../../../membership/overlap.ts";
import type { Question } from "../../../../segments/plan-contexts.ts";
import type { SegmentRecord } from "../../../../segments/segment-store.ts";
import type { ManagementDeps } from "../../deps.ts";

type Deps = Pick<
  ManagementDeps,
  "evaluator" | "segments" | "sizes" | "health" | "workspace" | "liveSets" | "elapsed"
>;

/** Sizes may be a little older than the definition is counted. */
const SLACK = 0.9;

/** How a segment compares: its size, and how many of its people the definition holds for. Null where it is not live. */
type Compared = { readonly segment: SegmentRecord; readonly size: number; readonly both: number } | null;

/**
 * Segments that are nearly the same people as a definition. Two that share so much are of nearly one size, so that few need comparing.
 * @throws what the event store throws.
 */
export async function similarSegments(
  deps: Deps,
  question: Question,
  except: string | null,
  signal: AbortSignal,
): Promise<SimilarSegments> {
  const { evaluator, workspace, health, elapsed } = deps;
  const began = elapsed();
  const limit = health.settings.get().overlapLimit;
  const { pinnedNow } = workspace.get();
  const counted = { at: null, after: null, limit: 0, sql: false, conditions: false, signal };
  const { count, at } = await evaluator.evaluate(question, counted);
  const near = count === 0 ? [] : nearInSize(deps, count, SLACK * limit, except);
  const asked = near.slice(0, LIMITS.comparedSegments);
  const isCompared = pinnedNow !== null || count <= LIMITS.comparedPeople;
  const compare = pinnedNow === null ? comparedLive : comparedInStore;
  const compared = isCompared && asked.length > 0 ? await compare(deps, question, asked, signal) : [];
  return {
    at: formatInstant(at),
    count,
    limit,
    isCompared,
    segments: compared
      .flatMap((each) => (each === null ? [] : [each]))
      .map(({ segment, size, both }) => ({
        key: segment.key,
        size,
        both,
        share: jaccard(count, size, Math.min(both, count, size)),
      }))
      .filter(({ share }) => share >= limit)
      .toSorted((a, b) => b.share - a.share),
    leftOut: isCompared ? near.length - asked.length : 0,
    took_ms: Math.round((elapsed() - began) * 10) / 10,
  };
}

/** Those whose size allows them to share so much, the nearest first. */
function nearInSize(
  { segments, sizes }: Deps,
  count: number,
  limit: number,
  except: string | null,
): readonly SegmentRecord[] {
  return segments
    .list()
    .flatMap((segment) => {
      const size = sizes.last(segment).size?.count ?? 0;
      const share = size === 0 ? 0 : Math.min(size, count) / Math.max(size, count);
      return segment.key === except || share < limit ? [] : [{ segment, share }];
    })
    .toSorted((a, b) => b.share - a.share)
    .map(({ segment }) => segment);
}

async function comparedLive(
  { evaluator, liveSets }: Deps,
  question: Question,
  segments: readonly SegmentRecord[],
  signal: AbortSignal,
): Promise<readonly Compared[]> {
  const own = bitsOf(await evaluator.everybody(question, signal));
  const { sets } = await liveSets(segments.map(({ key }) => key));
  return segments.map((segment, place) => {
    const set = sets[place] ?? null;
    if (set === null) return null;
    // Both sets and what they share, by the bits of their places.
    const [, , size = 0, both = 0] = countInAll([own, set]);
    return { segment, size, both };
  });
}

/** Live membership is of the present: where the workspace's now stands still, the event store counts as of then. */
async function comparedInStore(
  { evaluator }: Deps,
  { definition, purpose }: Question,
  segments: readonly SegmentRecord[],
  signal: AbortSignal,
): Promise<readonly Compared[]> {
  const shared = segments.map(({ key }): Question => {
    const of = [definition.condition, { kind: "segment", segment: key } as const];
    return { definition: { version: 1, condition: { kind: "and", of } } satisfies Definition, purpose };
  });
  const counts = await evaluator.counts([...segments, ...shared], null, signal);
  return segments.map((segment, place) => ({
    segment,
    size: counts[place] ?? 0,
    both: counts[segments.length + place] ?? 0,
  }));
}
