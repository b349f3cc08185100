import type { Instant } from "@habitus/kernel";
import type { Offset } from "../log/log.ts";
import type { PersonNumber } from "../store/event-store.ts";
import type { Backfill, BackfillProgress } from "./live/backfill.ts";
import type { Building } from "./live/building.ts";
import type { LiveMembership } from "./live/live-membership.ts";
import type { LiveSize, PausedSize } from "./live/registry.ts";

export type BuildStatus = BackfillProgress & {
  readonly number: number;
  readonly segments: readonly { readonly key: string; readonly version: number }[];
  readonly isDone: boolean;
  /** Up to whom it has been taken over; 0 before that begins. */
  readonly taken: PersonNumber;
};

export type StageStatus = {
  readonly offset: Offset;
  readonly at: Instant;
  readonly failing: string | null;
  /** When somebody is next due; null for never. */
  readonly nextDue: Instant | null;
  /** The last record that was evaluated, where it has left some who are due by then: they wait for the next. Else null. */
  readonly overdue: Offset | null;
  /** How many deadlines the next tick should fire. */
  readonly share: number;
  readonly segments: readonly LiveSize[];
  readonly paused: readonly PausedSize[];
  /** What is to be live and is not yet in that form. */
  readonly targets: readonly { readonly key: string; readonly version: number }[];
  readonly building: BuildStatus | null;
  readonly memory: { readonly people: number; readonly bytes: number };
};

/** What others wait for. */
export type StageNews = Pick<StageStatus, "nextDue" | "overdue" | "share" | "building">;

export function newsOf(
  live: Pick<LiveMembership, "nextDue" | "place" | "building">,
  backfill: Backfill | null,
  share: number,
): StageNews {
  const due = live.nextDue();
  return {
    nextDue: Number.isFinite(due) ? due : null,
    overdue: due <= live.place.at ? live.place.offset : null,
    share,
    building: buildStatusOf(live.building, backfill),
  };
}

/** Null while nothing is built. */
function buildStatusOf(
  building: Pick<Building, "number" | "segments" | "taken"> | null,
  backfill: Pick<Backfill, "progress" | "isDone"> | null,
): BuildStatus | null {
  if (building === null || backfill === null) return null;
  const segments = building.segments.map(({ key, version }) => ({ key, version }));
  const { number, taken } = building;
  return { ...backfill.progress(), number, segments, isDone: backfill.isDone, taken };
}
