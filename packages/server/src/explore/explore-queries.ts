import type { Instant } from "@habitus/kernel";
import type { EventMatch, Path, PlanSet, SequenceLeaf, Window } from "@habitus/segments";
import type { EventStore, PersonNumber, Statement } from "../store/event-store.ts";
import type { Evaluator, Moment, PersonIds } from "../segments/evaluate.ts";
import type { PlanContexts } from "../segments/plan-contexts.ts";
import type { SegmentStore } from "../segments/segment-store.ts";
import type { WorkspaceStore } from "../segments/workspace-store.ts";
import type { EventReads } from "../store/event-reads.ts";
import type { PathQueries } from "./path-queries.ts";
import type { PatternQueries } from "./pattern-queries.ts";
import type { TrendQueries } from "./trend-queries.ts";

/** Who is looked at: the first root. Each other makes a group, and so does each value of the trait. */
export type Audience = Moment & { readonly plans: PlanSet; readonly trait: Path | null };

export type AskedFunnel = {
  readonly chain: SequenceLeaf;
  readonly wholeMs: number | null;
  readonly at: Instant;
  readonly audience: Audience | null;
};

/** People without a value are of `none`, those of a value that was not named of `rest`. */
export type GroupOfFunnel =
  | { readonly kind: "all" | "none" | "rest" }
  | { readonly kind: "root" | "value"; readonly place: number };

export type FunnelPlace = {
  readonly step: number;
  readonly isLast: boolean;
  readonly group: GroupOfFunnel;
  readonly values: readonly string[];
};

export type FunnelRow = Readonly<Record<string, string | number>>;
export type StepFigures = { readonly people: number; readonly medianMs: number; readonly lateMs: number };
export type FunnelFigures = { readonly group: GroupOfFunnel; readonly steps: readonly StepFigures[] };
export type PageOfPeople = { readonly after: PersonNumber | null; readonly limit: number };

export type AskedReturns = {
  readonly start: EventMatch;
  readonly back: EventMatch;
  readonly bounds: readonly Instant[];
  readonly isFirst: boolean;
  readonly isRolling: boolean;
  readonly at: Instant;
  readonly audience: Audience | null;
};

export type ReturnsCell = { readonly cohort: number; readonly period: number | null; readonly came: boolean };
export type ReturnsRow = Readonly<Record<string, string | number>>;
export type ReturnsFigures = {
  readonly cohort: number;
  readonly size: number;
  readonly back: readonly number[];
};

/** `day` and `next`: days since 1970-01-01 of its first date and of that of the following one. */
export type CalendarPeriod = {
  readonly day: number;
  readonly next: number;
  readonly from: Instant;
  readonly to: Instant;
};
export type AskedPeriods = {
  readonly unit: "day" | "week" | "month";
  readonly count: number;
  readonly weekStart: number;
};

/** Queries over all people, as `segments-sql` writes them. */
export type ExploreQueries = FunnelQueries & TrendQueries & PathQueries & PatternQueries;

export type FunnelQueries = {
  /** What a window covers: `from` null without a beginning, `to` not included and never later than just behind `at`. */
  span(window: Window, at: Instant): { readonly from: Instant | null; readonly to: Instant };
  /** Rows for `readFunnel`. */
  funnel(funnel: AskedFunnel, values: readonly string[]): Statement;
  readFunnel(row: FunnelRow, steps: number): FunnelFigures;
  /** Rows {value}, the most frequent first. */
  funnelValues(funnel: AskedFunnel, limit: number): Statement;
  /** Rows {person}, ascending. */
  funnelPeople(funnel: AskedFunnel, place: FunnelPlace, page: PageOfPeople): Statement;
  /** One row {count}. */
  funnelPeopleCount(funnel: AskedFunnel, place: FunnelPlace): Statement;
  /** Calendar periods of a zone, the last of them the one that contains `at`. */
  periods(asked: AskedPeriods, zone: string, at: Instant): readonly CalendarPeriod[];
  /** Rows for `readReturns`. */
  returns(returns: AskedReturns): Statement;
  readReturns(row: ReturnsRow, periods: number): ReturnsFigures;
  /** Rows {person}, ascending. */
  returnsPeople(returns: AskedReturns, cell: ReturnsCell, page: PageOfPeople): Statement;
  /** One row {count}. */
  returnsPeopleCount(returns: AskedReturns, cell: ReturnsCell): Statement;
};

export type ExploreDeps = {
  readonly store: Pick<EventStore, "query">;
  readonly events: Pick<EventReads, "eventNames" | "propertySamples" | "totals">;
  readonly queries: ExploreQueries;
  readonly evaluator: Pick<Evaluator, "planner">;
  readonly context: PlanContexts;
  readonly workspace: Pick<WorkspaceStore, "get" | "logicalNow">;
  readonly segments: Pick<SegmentStore, "get">;
  readonly people: PersonIds;
  /** Milliseconds on a clock that never goes back; for durations only. */
  readonly elapsed: () => number;
};
