import type { AggregateLeaf, EventMatch, Filter, Path, PlanSet, SessionsLeaf, Zone } from "./plan.ts";

/** What a refresh works out at one instant, so that the plan of a definition can compare each person with what it pinned. */
export type Population = RankedPopulation | AccountPopulation;

/**
 * People whom a refresh ranks, and the thresholds wanted of them. A refresh computes them all at one instant; the plan of a definition
 * then compares each person with what it pinned.
 */
export type RankedPopulation = {
  readonly kind: "people";
  /** Equal for populations that mean the same, whatever their thresholds are; 32 hex digits. */
  readonly key: string;
  /** In words: what is ranked, and among whom. */
  readonly says: string;
  readonly measure: PlannedMeasure;
  /**
   * The first root: who may be ranked, which is the audience and what each of them has to allow. Of them those are ranked who have the
   * measure. Of a score's measure the further roots are its elements.
   */
  readonly people: PlanSet;
  readonly cuts: readonly Cut[];
};

/**
 * Accounts of whose people a refresh counts those that meet a condition. Each id of an account is that of its words (see `TraitLeaf`) as of
 * the refresh, and each person counts once for each of their accounts.
 */
export type AccountPopulation = {
  readonly kind: "accounts";
  /** As of `RankedPopulation`. */
  readonly key: string;
  /** In words: what is asked of the people. */
  readonly says: string;
  /** The first root: who is counted at all, by what each of them has to allow. The second: who of them meets the condition. */
  readonly people: PlanSet;
  readonly cuts: readonly AccountCut[];
};

/** The accounts of at least one person who is counted that have so many who meet the condition. */
export type AccountCut = {
  /** As of `Cut`. */
  readonly key: string;
  readonly least: number;
  /** Null for any number. */
  readonly most: number | null;
  /** And nobody who does not. */
  readonly every: boolean;
};

/**
 * The value of one rank: with n people ranked, that of the ceil(n x `part` / `of`)-th from the top or bottom, the nearest rank.
 */
export type Cut = {
  /** Of the threshold in `PlanContext.thresholds`. */
  readonly key: string;
  readonly side: "top" | "bottom";
  /** Whole numbers without a common divisor, 0 < part < of. */
  readonly part: number;
  readonly of: number;
};

/**
 * What people are ranked by: a number of 9 fraction digits, more being higher. What an average or a median has behind them is cut off
 * downwards, and what lies beyond 18 digits before the point is the greatest (least) number there is. Who has none is not ranked.
 */
export type PlannedMeasure =
  /** Has at least one event: how many, and on how many days. */
  | { readonly kind: "count"; readonly events: EventMatch }
  | { readonly kind: "days"; readonly events: EventMatch; readonly zone: Zone }
  /** Sum and distinct of who has at least one event, whatever its value is; the others of who has a number. */
  | {
      readonly kind: "aggregate";
      readonly of: AggregateLeaf["of"];
      readonly path: Path;
      readonly items?: Filter;
      readonly events: EventMatch;
    }
  /** Has at least one session: how many, or a figure of their durations in milliseconds. */
  | {
      readonly kind: "sessions";
      readonly of: SessionsLeaf["of"];
      readonly events: EventMatch;
      readonly quietMs: number;
    }
  /** Milliseconds from the newest event to now, below zero; its threshold is pinned as the age, above zero. */
  | { readonly kind: "recency"; readonly events: EventMatch }
  /** The current value, where it is a number. */
  | { readonly kind: "trait"; readonly path: Path }
  /** The sum of the values of the elements that hold, of whom at least one does. */
  | { readonly kind: "score"; readonly values: readonly string[] };
