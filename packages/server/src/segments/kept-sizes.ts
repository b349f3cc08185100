import { DAY_MS, HabitusError, type Instant, MINUTE_MS } from "@habitus/kernel";
import { type ChangedPast, changedSince } from "../store/changed-past.ts";
import type { CountTogether } from "./counts-together.ts";
import { meaningOf, type PlanContexts, type Question } from "./plan-contexts.ts";
import type { Thresholds } from "./thresholds.ts";
import type { SizesAt } from "./trend.ts";
import type { WorkspaceStore } from "./workspace-store.ts";

/** What sizes of the past are counted of. */
export type CountedData = {
  readonly past: ChangedPast;
  /** Every transition up to this place of their log is in the store. */
  readonly transitions: number;
};

export type KeptSizesDeps = {
  readonly count: CountTogether;
  readonly context: PlanContexts;
  readonly thresholds: Pick<Thresholds, "pinnedDuring">;
  readonly workspace: Pick<WorkspaceStore, "get">;
  /** Null while it is not known: then nothing is kept. */
  readonly data: () => CountedData | null;
  /** Milliseconds on a clock that never goes back. */
  readonly elapsed: () => number;
};

type KeptSize = {
  readonly size: number;
  readonly upTo: number;
  readonly transitions: number;
  readonly countedAt: number;
};

/** Some megabytes. */
const MOST_KEPT = 20_000;

/**
 * What came meanwhile and is dated later leaves a size as it was, but for what moves the past of people: new names, who was found
 * to be who, what they allow, transitions. That is seen so much later.
 */
export const KEPT_SIZE_LIFE_MS = 10 * MINUTE_MS;
/** Also where nothing comes: what people allow is read at the present, and may end by itself. */
export const QUIET_LIFE_MS = DAY_MS;

/**
 * Sizes at instants, each counted once: for `QUIET_LIFE_MS` where nothing comes to the event store, and for `KEPT_SIZE_LIFE_MS` where
 * something does that neither lies at or before the instant nor takes anything away. What is asked, its thresholds and the meaning of
 * all that it names are part of what a size is kept by.
 */
export function createKeptSizes(deps: KeptSizesDeps): SizesAt {
  const { count, context, thresholds, workspace, data, elapsed } = deps;
  /** The one that was asked for longest ago comes first. */
  const kept = new Map<string, KeptSize>();

  const isRight = ({ upTo, transitions, countedAt }: KeptSize, at: Instant, now: CountedData): boolean => {
    const age = elapsed() - countedAt;
    if (upTo === now.past.upTo && transitions === now.transitions) return age < QUIET_LIFE_MS;
    return age < KEPT_SIZE_LIFE_MS && changedSince(now.past, upTo) > at;
  };
  const keep = (key: string, size: KeptSize): void => {
    kept.delete(key);
    kept.set(key, size);
    if (kept.size <= MOST_KEPT) return;
    for (const oldest of kept.keys()) return void kept.delete(oldest);
  };

  /** By what is meant at this moment. */
  const keysOf = (question: Question): ((at: Instant) => string) => {
    const { meaning, populations } = meaningOf(context(), question);
    const asked = JSON.stringify([meaning, workspace.get().pinnedNow]);
    return (at) => {
      const pinnedAt = thresholds.pinnedDuring(populations, { from: 0, to: at }).at(-1) ?? "";
      return `${at} ${pinnedAt} ${asked}`;
    };
  };
  /** Null where what it names is no more. */
  const keyNow = (question: Question, at: Instant): string | null => {
    try {
      return keysOf(question)(at);
    } catch (error) {
      if (error instanceof HabitusError) return null;
      throw error;
    }
  };

  return async (question, instants, signal) => {
    const keyOf = keysOf(question);
    const sizeAt = async (at: Instant): Promise<number> => {
      // As of before it is counted: what comes meanwhile may be counted or not.
      const before = data();
      const key = keyOf(at);
      const known = kept.get(key);
      if (known !== undefined && before !== null && isRight(known, at, before)) {
        keep(key, known);
        return known.size;
      }
      const countedAt = elapsed();
      const size = await count(question, at, signal);
      // It waits for its turn and is planned then: by another meaning it may be the size of something else.
      if (before !== null && key === keyNow(question, at)) {
        keep(key, { size, upTo: before.past.upTo, transitions: before.transitions, countedAt });
      }
      return size;
    };
    const points = [];
    for (const at of instants) points.push({ at, size: await sizeAt(at) });
    return points;
  };
}
