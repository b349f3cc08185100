import type { Instant } from "@habitus/kernel";
import type { Path, PlanSet, SequenceLeaf, Window } from "@habitus/segments";
import type { EventStore, PersonNumber, Statement } from "../store/event-store.ts";
import type { Evaluator, Moment, PersonIds } from "../segments/evaluate.ts";
import type { PlanContexts } from "../segments/plan-contexts.ts";
import type { SegmentStore } from "../segments/segment-store.ts";
import type { WorkspaceStore } from "../segments/workspace-store.ts";

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

/** Queries over all people, as `segments-sql` writes them. */
export type ExploreQueries = {
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
};

export type ExploreDeps = {
  readonly store: Pick<EventStore, "query">;
  readonly queries: ExploreQueries;
  readonly evaluator: Pick<Evaluator, "planner">;
  readonly context: PlanContexts;
  readonly workspace: Pick<WorkspaceStore, "get" | "logicalNow">;
  readonly segments: Pick<SegmentStore, "get">;
  readonly people: PersonIds;
  /** Milliseconds on a clock that never goes back; for durations only. */
  readonly elapsed: () => number;
};
