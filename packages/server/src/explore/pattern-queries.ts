import type { Instant } from "@habitus/kernel";
import type { Path } from "@habitus/segments";
import type { Statement } from "../store/event-store.ts";
import type { Audience } from "./explore-queries.ts";

/** Everything people do, day by day: the events that are not hidden, and values in their properties. */
export type AskedDailies = {
  readonly hidden: readonly string[];
  readonly values: readonly { readonly event: string; readonly path: Path }[];
  readonly edges: readonly Instant[];
  readonly at: Instant;
  readonly audience: Audience | null;
};

/** What is told apart: of the events, then of each of the values. */
export type ToldApart = readonly (readonly string[])[];

export type DailyNamesRow = {
  readonly subject: number | string;
  readonly names: number | string;
  readonly told: readonly string[];
};

export type DailyRow = Readonly<Record<string, string | number>>;

/** `subject` 0 for the events, from 1 on for the values, null for everything together; `place` in what is told apart of it. */
export type DailyFigure = {
  readonly subject: number | null;
  readonly place: number;
  readonly day: Instant;
  readonly times: number;
  readonly people: number;
};

export type PatternQueries = {
  /** Rows {subject, names, told}: the most frequent of each subject, and how many there are. */
  dailyNames(dailies: AskedDailies, limit: number): Statement;
  /** Rows for `readDaily`, one for each day with any. */
  dailies(dailies: AskedDailies, told: ToldApart): Statement;
  readDaily(row: DailyRow): DailyFigure;
};
