import type { Offset } from "../log/log.ts";
import type { BackfillReads } from "./live/backfill.ts";
import type { LiveMembership } from "./live/live-membership.ts";
import type { PastReads } from "./live/pasts.ts";
import type { MembershipStore } from "./membership-store.ts";
import type { StageLimits } from "./stage-limits.ts";
import type { StageNews } from "./stage-status.ts";

/** What the stage of live membership stands on. */
export type StageDeps = {
  readonly store: MembershipStore;
  readonly live: LiveMembership;
  readonly reads: PastReads & Pick<BackfillReads, "pasts">;
  /** Everything up to this record is in the event store. */
  readonly stored: () => Offset;
  readonly pause: (ms: number) => Promise<unknown>;
  /** Milliseconds on a clock that never goes back; for delays only. */
  readonly elapsed: () => number;
  /** Tells of a failed attempt that will be made again. */
  readonly onFailure: (error: Error) => void;
  /** Told after every step, so it is little. */
  readonly onNews: (news: StageNews) => void;
  readonly limits: StageLimits;
};
