import type { Instant } from "@habitus/kernel";
import { mergePlans, type Path, type Plan, type PlanSet } from "@habitus/segments";
import { asMemoryAllows, runCounts } from "../segments/condition-counts.ts";
import type { Moment } from "../segments/evaluate.ts";
import type { EventStore, Statement } from "../store/event-store.ts";

/** Who is inside of each of some parts, of all who are looked at: a root each, and the last one. */
export type Judged = { readonly plans: PlanSet };
export type Span = { readonly from: Instant; readonly to: Instant };
type Cut = { readonly fewest: number; readonly limit: number };

/** Queries over all people, as `segments-sql` and the adapters write them. */
export type HealthQueries = {
  counts(plans: PlanSet, moment: Moment): Statement;
  /** Rows {name, inside0, inside1, ..., everybody}. */
  eventShares(
    judged: Judged,
    asked: Cut & { span: Span; hidden: readonly string[] },
    moment: Moment,
  ): Statement;
  /** Rows {name, value, inside0, inside1, ..., everybody}. */
  traitShares(judged: Judged, asked: Cut & { names: readonly string[] }, moment: Moment): Statement;
  /** Rows {place, value, inside0, inside1, ..., everybody}. */
  valueShares(
    judged: Judged,
    asked: Cut & { event: string; paths: readonly Path[]; span: Span },
    moment: Moment,
  ): Statement;
  /** One row {count0, reached0, ...}. */
  reached(plans: PlanSet, goal: { event: string; span: Span }, moment: Moment): Statement;
  /** Rows {days, ended, stays}: of stays that something that happened began. */
  stays(segment: string, at: Instant): Statement;
  /** Rows {day, entered, left, defined_ms}: of each day of a zone with any. */
  movements(segment: string, span: Span, zone: string): Statement;
};

export type ShareRow = {
  readonly name?: string;
  readonly place?: number | string;
  readonly value?: string;
  readonly everybody: number | string;
} & Readonly<Record<`inside${number}`, number | string>>;

export type ReachedCounts = { readonly people: number; readonly reached: number };
export type StayRow = {
  readonly days: number | string;
  readonly ended: number | string;
  readonly stays: number | string;
};

/** `day`: days since 1970-01-01; `defined_ms`: when an edit of the definition, or the end of a pause, last moved somebody, 0 for never. */
export type MovementRow = Readonly<Record<"day" | "entered" | "left" | "defined_ms", number | string>>;

/** The event store as the examination asks it: nobody waits for it. */
export type HealthReads = {
  counts(plans: readonly Plan[], moment: Moment, signal: AbortSignal): Promise<readonly number[]>;
  reached(
    plans: readonly Plan[],
    goal: { readonly event: string; readonly span: Span },
    moment: Moment,
    signal: AbortSignal,
  ): Promise<readonly ReachedCounts[]>;
  rows<Row>(statement: Statement, signal: AbortSignal): Promise<readonly Row[]>;
};

export function createHealthReads(store: Pick<EventStore, "query">, queries: HealthQueries): HealthReads {
  const rows = <Row>(statement: Statement, signal: AbortSignal): Promise<readonly Row[]> =>
    store.query<Row>(statement, { lane: "backfill", signal });
  return {
    rows,
    counts: (plans, moment, signal) =>
      runCounts({ store, queries }, plans, moment, { lane: "backfill", signal }),
    reached: (plans, goal, moment, signal) =>
      asMemoryAllows(plans, async (some) => {
        const statement = queries.reached(mergePlans(some), goal, moment);
        const [row] = await rows<Readonly<Record<string, number | string>>>(statement, signal);
        return some.map((_, index) => ({
          people: Number(row?.[`count${index}`] ?? 0),
          reached: Number(row?.[`reached${index}`] ?? 0),
        }));
      }),
  };
}
