import type { Instant } from "@habitus/kernel";
import type { Offset } from "../log/log.ts";
import type { Backfill, BackfillProgress } from "./live/backfill.ts";
import type { Building } from "./live/building.ts";
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

/** Null while nothing is built. */
export function buildStatusOf(
  building: Pick<Building, "number" | "segments"> | null,
  backfill: Pick<Backfill, "progress" | "isDone"> | null,
): BuildStatus | null {
  if (building === null || backfill === null) return null;
  const segments = building.segments.map(({ key, version }) => ({ key, version }));
  return { ...backfill.progress(), number: building.number, segments, isDone: backfill.isDone };
}
