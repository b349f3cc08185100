import type { Instant } from "@habitus/kernel";
import type { Offset } from "../log/log.ts";
import type { BackfillProgress } from "./live/backfill.ts";
import type { LiveSize, PausedSize } from "./live/registry.ts";

export type BuildStatus = BackfillProgress & {
  readonly number: number;
  readonly segments: readonly { readonly key: string; readonly version: number }[];
  readonly isDone: boolean;
};

export type StageStatus = {
  readonly offset: Offset;
  readonly at: Instant;
  readonly failing: string | null;
  /** When somebody is next due; null for never. */
  readonly nextDue: Instant | null;
  readonly segments: readonly LiveSize[];
  readonly paused: readonly PausedSize[];
  /** What is to be live and is not yet in that form. */
  readonly targets: readonly { readonly key: string; readonly version: number }[];
  readonly building: BuildStatus | null;
  readonly memory: { readonly people: number; readonly bytes: number };
};
