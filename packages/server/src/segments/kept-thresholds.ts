import type { Instant } from "@habitus/kernel";
import { accountsIn, type PinnedThreshold, type Refresh } from "./refresh-store.ts";

/** What was worked out for a preview serves its further pages. */
const KEPT_MS = 5 * 60_000;
const MOST_KEPT = 1_000;
/** Ids of accounts in all of them: some dozen megabytes. */
const MOST_ACCOUNTS_KEPT = 200_000;

export type KeptThresholds = {
  /**
   * Those of questions about the instant (null: the present), by the thresholds' keys. An age is another one a moment later, so a question
   * about the present that rests on one is worked out anew.
   */
  at(at: Instant | null, present: Instant): ReadonlyMap<string, PinnedThreshold>;
  /** The oldest go where there are too many. @param added by one question. */
  keep(at: Instant | null, added: readonly Refresh[]): void;
  forget(): void;
};

/** A question's are kept and go together: one may be worked out of another. */
type Kept = { readonly at: Instant | null; readonly added: readonly Refresh[]; readonly until: number };

/** @param elapsed Milliseconds on a clock that never goes back. */
export function createKeptThresholds(elapsed: () => number): KeptThresholds {
  let kept: readonly Kept[] = [];
  return {
    at(at, present) {
      const now = elapsed();
      kept = kept.filter(({ until }) => until > now);
      const isOf = (refresh: Refresh): boolean => !refresh.isAge || refresh.at === (at ?? present);
      const own = kept.flatMap((each) => (each.at === at && each.added.every(isOf) ? each.added : []));
      const pins = own.flatMap((refresh) =>
        refresh.cuts.map((cut): [string, PinnedThreshold] => [cut.key, { cut, refresh }]),
      );
      return new Map(pins);
    },
    keep(at, added) {
      if (added.length === 0) return;
      kept = newestWithin([...kept, { at, added, until: elapsed() + KEPT_MS }]);
    },
    forget() {
      kept = [];
    },
  };
}

function newestWithin(kept: readonly Kept[]): readonly Kept[] {
  let cuts = 0;
  let accounts = 0;
  const tooOld = kept.findLastIndex(({ added }) => {
    const own = added.flatMap((refresh) => refresh.cuts);
    cuts += own.length;
    accounts += accountsIn(own);
    return cuts > MOST_KEPT || accounts > MOST_ACCOUNTS_KEPT;
  });
  return kept.slice(tooOld + 1);
}
