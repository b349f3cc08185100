import { type Instant, MINUTE_MS } from "@habitus/kernel";
import { type Kv, put, type Table } from "../platform/kv.ts";
import type { Evaluator } from "./evaluate.ts";
import { isOwnFailure } from "./own-failure.ts";
import type { Question } from "./plan-contexts.ts";
import type { SegmentRecord } from "./segment-store.ts";
import type { WorkspaceStore } from "./workspace-store.ts";

export type SizeRecord = {
  readonly count: number;
  /** The logical now it was counted for. */
  readonly at: Instant;
  readonly countedAt: Instant;
  /** The definition version it was counted with. */
  readonly version: number;
};

/** Key: segment key; "" for everyone. */
const SEGMENT_SIZES: Table<SizeRecord> = { name: "segment_sizes", version: 1 };

export type SizeFailure = { readonly code: string; readonly message: string };

export type SegmentSizes = {
  last(segment: SegmentRecord): { readonly size: SizeRecord | null; readonly failure: SizeFailure | null };
  /** All people, as they were last counted. */
  lastPopulation(): SizeRecord | null;
  /**
   * Counts again what is of another version or now, or older than a minute. Calls at the same time share the work. A
   * segment that cannot be counted keeps its last size and its failure; a store that does not answer fails the call.
   */
  refresh(segments: readonly SegmentRecord[], signal: AbortSignal): Promise<void>;
};

export type SegmentSizesDeps = {
  readonly kv: Kv;
  readonly evaluator: Evaluator;
  readonly workspace: WorkspaceStore;
  readonly now: () => Instant;
  /** Exact sizes of what is live, at the logical now they hold for; null while nothing is known of them. */
  readonly live: () => LiveSizes | null;
};

export type LiveSizes = {
  readonly at: Instant;
  readonly segments: readonly { readonly key: string; readonly version: number; readonly size: number }[];
  /** Sizes that stay as they were at an instant. */
  readonly paused: readonly {
    readonly key: string;
    readonly version: number;
    readonly size: number;
    readonly at: Instant;
  }[];
};

export const SIZE_LIFE_MS = MINUTE_MS;

/** Work that others may be waiting for too does not end with the call that began it; the store's time limit ends it. */
const NEVER = new AbortController().signal;
const POPULATION = "";
const EVERYONE: Question = { definition: { version: 1, condition: { kind: "everyone" } }, purpose: null };

export function createSegmentSizes(deps: SegmentSizesDeps): SegmentSizes {
  const { kv, evaluator, workspace, now } = deps;
  const failures = new Map<string, SizeFailure & { readonly version: number }>();
  const counting = new Map<string, Promise<void>>();

  /**
   * What is live is counted as it changes; a workspace whose now is pinned asks for another instant. What is paused has the
   * size it had, whatever was edited since.
   */
  const liveSize = (key: string, version: number): SizeRecord | null => {
    const paused = deps.live()?.paused.find((segment) => segment.key === key);
    if (paused !== undefined) {
      return { count: paused.size, at: paused.at, countedAt: now(), version: paused.version };
    }
    const known = workspace.get().pinnedNow === null ? deps.live() : null;
    const found = known?.segments.find((segment) => segment.key === key && segment.version === version);
    if (known === null || found === undefined) return null;
    return { count: found.size, at: known.at, countedAt: now(), version };
  };
  const isStale = (size: SizeRecord | undefined, version: number): boolean => {
    if (size === undefined || size.version !== version) return true;
    const { pinnedNow } = workspace.get();
    // Of a now that was pinned then and is not any more, `at` is old as well.
    return (
      (pinnedNow === null ? now() - size.at >= SIZE_LIFE_MS : size.at !== pinnedNow) ||
      now() - size.countedAt >= SIZE_LIFE_MS
    );
  };
  const keep = (key: string, count: number, at: Instant, version: number): Promise<void> => {
    failures.delete(key);
    return kv.commit([put(SEGMENT_SIZES, [key], { count, at, countedAt: now(), version })]);
  };

  const count = async (key: string, question: Question, version: number): Promise<void> => {
    const at = workspace.logicalNow();
    try {
      await keep(key, await evaluator.count(question, at, "backfill", NEVER), at, version);
    } catch (error) {
      if (!isOwnFailure(error)) throw error;
      failures.set(key, { code: error.code, message: error.message, version });
    }
  };
  const countOnce = (key: string, work: () => Promise<void>): Promise<void> => {
    const running = counting.get(key) ?? work().finally(() => counting.delete(key));
    counting.set(key, running);
    return running;
  };

  return {
    last(segment) {
      const failure = failures.get(segment.key);
      return {
        size: liveSize(segment.key, segment.version) ?? kv.get(SEGMENT_SIZES, [segment.key]) ?? null,
        failure:
          failure === undefined || failure.version !== segment.version
            ? null
            : { code: failure.code, message: failure.message },
      };
    },
    lastPopulation: () => kv.get(SEGMENT_SIZES, [POPULATION]) ?? null,
    async refresh(segments, signal) {
      const all = [
        { key: POPULATION, version: 1, question: EVERYONE },
        ...segments.map((segment) => ({ key: segment.key, version: segment.version, question: segment })),
      ];
      for (const { key, question, version } of all) {
        signal.throwIfAborted();
        if (key !== POPULATION && liveSize(key, version) !== null) continue;
        if (!isStale(kv.get(SEGMENT_SIZES, [key]), version)) continue;
        await countOnce(key, () => count(key, question, version));
      }
    },
  };
}
