import type { Instant } from "@habitus/kernel";
import type { EventMatch, Path } from "@habitus/segments";
import type { Statement } from "../store/event-store.ts";
import type { Audience, PageOfPeople } from "./explore-queries.ts";

export type AskedMeasure =
  | { readonly of: "times" | "people" }
  | {
      readonly of: "sum" | "average" | "minimum" | "maximum" | "median" | "distinct count";
      readonly path: Path;
    };

export type AskedTrend = {
  /** Inside the periods. */
  readonly match: EventMatch;
  readonly measure: AskedMeasure;
  readonly split: { readonly by: "property"; readonly path: Path } | { readonly by: "trait" } | null;
  readonly edges: readonly Instant[];
  readonly at: Instant;
  readonly audience: Audience | null;
};

export type TrendRow = Readonly<Record<string, string | number | null>>;

/** Of a period (null: of all together) and a line (null: of the values that were not named). */
export type TrendFigure = {
  readonly period: Instant | null;
  readonly value: number | null;
  readonly times: number;
  readonly people: number;
  readonly figure: number | null;
  readonly values: number;
};

export type TrendPlace = Pick<TrendFigure, "period" | "value">;

export type TrendQueries = {
  /** Rows for `readTrend`, one per line and period, and one per line of all periods together. */
  trend(trend: AskedTrend, values: readonly string[]): Statement;
  readTrend(row: TrendRow, trend: Pick<AskedTrend, "measure">): TrendFigure;
  /** Rows {value}, the most frequent first; '' of having none. */
  trendValues(trend: AskedTrend, limit: number): Statement;
  /** Rows {person}, ascending. */
  trendPeople(trend: AskedTrend, values: readonly string[], place: TrendPlace, page: PageOfPeople): Statement;
  /** One row {count}. */
  trendPeopleCount(trend: AskedTrend, values: readonly string[], place: TrendPlace): Statement;
};
