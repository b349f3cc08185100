import { DAY_MS, type Instant } from "@habitus/kernel";
import type { Condition, Definition, PlanContext } from "@habitus/segments";
import type { Evaluator, Moment } from "../segments/evaluate.ts";
import type { Question } from "../segments/plan-contexts.ts";
import type { SegmentRecord } from "../segments/segment-store.ts";
import type { Observed } from "../segments/vocabulary.ts";
import type { EventNameCount } from "../store/event-reads.ts";
import type { Acting, Usage } from "./findings.ts";
import type { HealthQueries, HealthReads } from "./health-queries.ts";
import type { HealthPart, Overlap } from "./health-report.ts";
import type { ItemPaths } from "../store/item-paths.ts";
import type { HealthSettings } from "./health-settings.ts";
import type { Called } from "./trace-called.ts";

/** What is the same for all segments of one round. */
export type Round = {
  readonly settings: HealthSettings;
  readonly at: Instant;
  /** Of the workspace. */
  readonly zone: string;
  /** How many there are in all. */
  readonly segments: number;
  readonly context: PlanContext;
  readonly observed: Observed;
  readonly itemPaths: readonly ItemPaths[];
  readonly eventNames: readonly EventNameCount[];
  /** Time of the earliest event; null without events. */
  readonly firstTime: Instant | null;
  /** Null of a segment that is not live. */
  readonly overlapsOf: (segment: string) => readonly Overlap[] | null;
  readonly usageOf: (segment: SegmentRecord) => Usage;
  readonly actingOf: (segment: SegmentRecord) => Acting;
  readonly nameOf: (segment: string) => string;
  readonly called: Called;
  /** Since when the definition has been as it is. */
  readonly definedAt: (segment: SegmentRecord) => Instant;
};

export type ExamineDeps = {
  readonly reads: HealthReads;
  readonly queries: HealthQueries;
  readonly evaluator: Pick<Evaluator, "planner">;
  readonly now: () => Instant;
};

/** One segment under examination. */
export type Examined = ExamineDeps & {
  readonly round: Round;
  readonly segment: SegmentRecord;
  readonly signal: AbortSignal;
  /** Notes that a part could not be looked at, and why. */
  readonly skip: (part: HealthPart, why: string) => void;
};

export const EVERYONE: Condition = { kind: "everyone" };

/** Asked for the segment's purpose: of those who allow it. */
export function questionOf({ segment: { purpose } }: Examined, definition: Definition | Condition): Question {
  const asked = "condition" in definition ? definition : ({ version: 1, condition: definition } as const);
  return { definition: asked, purpose };
}

/** What was then, by what people allow now. */
export function momentOf({ round: { at } }: Examined, daysAgo: number): Moment {
  return { at: at - daysAgo * DAY_MS, present: at };
}

/** Whether anything is known of so many days ago. */
export function reachesBack({ round: { firstTime, at } }: Examined, days: number): boolean {
  return firstTime !== null && firstTime <= at - days * DAY_MS;
}
