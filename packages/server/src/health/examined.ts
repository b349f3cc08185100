import { DAY_MS, type Instant } from "@habitus/kernel";
import type { Definition, PlanContext } from "@habitus/segments";
import type { Evaluator } from "../segments/evaluate.ts";
import type { SegmentRecord } from "../segments/segment-store.ts";
import type { Observed } from "../segments/vocabulary.ts";
import type { EventNameCount } from "../store/event-reads.ts";
import type { Acting, Usage } from "./findings.ts";
import type { HealthQueries, HealthReads, ReachedCounts } from "./health-queries.ts";
import type { HealthPart, Overlap, Trace } from "./health-report.ts";
import type { ItemPaths } from "../store/item-paths.ts";
import type { HealthSettings } from "./health-settings.ts";
import type { Portrayed, Traces } from "./portrait.ts";
import type { Called } from "./trace-called.ts";
import { LOOKED_DAYS } from "./traces.ts";

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

/** What is asked alike about every segment. */
export type PeopleQuestions = {
  /** Who is inside, of all who are looked at, under the segment's purpose. */
  readonly people: (segment: SegmentRecord) => Promise<Portrayed>;
  /** The same of `EARLIER_DAYS` ago, by what people allow now. */
  readonly before: (segment: SegmentRecord, daysAgo: EarlierDays) => Promise<Portrayed>;
  readonly traces: (segment: SegmentRecord) => Promise<Traces>;
  /** Of each line (`linesOf`) how many of those who are looked at each step of its ladder holds for. */
  readonly steps: (segment: SegmentRecord) => Promise<Steps>;
  /** The same of the first of `EARLIER_DAYS` ago. */
  readonly stepsBefore: (segment: SegmentRecord) => Promise<Steps>;
  /** Of a segment with a goal: who was inside `LOOKED_DAYS` ago and reached it since. */
  readonly reached: (segment: SegmentRecord) => Promise<ReachedSides>;
};

/** All of them, and those who have what parts them. */
export type ReachedSides = {
  readonly candidates: readonly Trace[];
  readonly whole: ReachedCounts;
  readonly having: readonly ReachedCounts[];
};

export type Steps = readonly (readonly number[])[];

/** Instants that the present is compared with, in days before it; the first is the one that spreads are compared with. */
export const EARLIER_DAYS = [LOOKED_DAYS, 90] as const;
type EarlierDays = (typeof EARLIER_DAYS)[number];

/** One segment under examination. */
export type Examined = ExamineDeps & {
  readonly ask: PeopleQuestions;
  readonly round: Round;
  readonly segment: SegmentRecord;
  readonly signal: AbortSignal;
  /** Notes that a part could not be looked at, and why. */
  readonly skip: (part: HealthPart, why: string) => void;
};

export const EVERYONE: Definition = { version: 1, condition: { kind: "everyone" } };

/** Whether anything is known of so many days ago. */
export function reachesBack({ round: { firstTime, at } }: Examined, days: number): boolean {
  return firstTime !== null && firstTime <= at - days * DAY_MS;
}
