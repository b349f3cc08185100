import type { ComputedCondition, ComputedValueCondition } from "./computed-condition.ts";

/**
 * A definition as it is stored, sent, hashed and compared: plain data with a version. The text form is another spelling
 * of the same tree; `parseDefinition` and `printDefinition` go between them without loss.
 *
 * A part that the writer left out is absent here too, so what was written can be printed again. Defaults are settled
 * when the plan is made. There is one way to say no: `not` around the positive form. The text's "did not",
 * "is not", "not in" and "does not contain" are spellings of it.
 */
export type Definition = {
  readonly version: 1;
  readonly condition: Condition;
};

export type Condition =
  | EveryoneCondition
  | ListCondition
  | AccountCondition
  | AccountsCondition
  | MembersCondition
  | SubscribedCondition
  | SegmentCondition
  | TransitionCondition
  | ScoreCondition
  | ComputedCondition
  | ComputedValueCondition
  | BucketCondition
  | DidCondition
  | AggregateCondition
  | DaysCondition
  | StoppedCondition
  | RestartedCondition
  | SessionsCondition
  | SessionDurationCondition
  | SequenceCondition
  | OutermostCondition
  | ShareCondition
  | RatioCondition
  | OverdueCondition
  | FavouriteCondition
  | RankedCondition
  | RfmCondition
  | OccasionCondition
  | TraitCondition
  | NotCondition
  | AndCondition
  | OrCondition;

/** All known people. */
export type EveryoneCondition = { readonly kind: "everyone" };

/**
 * The exact name of an event, how the names of several begin (`any event starting with "checkout_"`), or `any activity`: whatever the person
 * did, and nothing that was done to them.
 */
export type EventName = string | { readonly startsWith: string } | { readonly activity: true };

/** 'in list "Beta"': on a list that people or imports keep, by its key. */
export type ListCondition = { readonly kind: "list"; readonly list: string };

/** 'in account "acme"': belongs to an account, by the id its group calls give it. */
export type AccountCondition = { readonly kind: "account"; readonly account: string };

/** 'in any account (where plan is "pro" and seats >= 10)', 'in at least 2 accounts': so many of the person's accounts are like this. */
export type AccountsCondition = {
  readonly kind: "accounts";
  readonly which: ItemsChoice;
  /** Of the account's traits. */
  readonly where?: PropertyCondition;
};

/**
 * 'any member of their account (did purchase)', 'at least 2 members of their account (...)': the person belongs to an account of whose
 * people the last refresh found so many to meet the condition.
 */
export type MembersCondition = {
  readonly kind: "members";
  readonly which: MembersChoice;
  readonly of: Condition;
};

export type MembersChoice = ItemsChoice | { readonly kind: "none" };

/** 'subscribed to "newsletter"': said yes, or said nothing where the group counts those in. */
export type SubscribedCondition = { readonly kind: "subscribed"; readonly group: string };

/**
 * 'score "engagement" >= 3': a score of the workspace, by its key, compared. 'predicted "churn" > 0.7': the same of what a model has
 * written about the person.
 */
export type ScoreCondition = {
  readonly kind: "score" | "predicted";
  readonly score: string;
  readonly op: OrderOp | "=";
  readonly value: NumberLiteral;
};

/** 'bucket 0 to 9 of 100 by "holdout-2026"': the person's place among so many by a hash of the oldest id and that name. */
export type BucketCondition = {
  readonly kind: "bucket";
  /** From 0, both ends included. */
  readonly from: number;
  readonly to: number;
  readonly of: number;
  readonly by: string;
};

/** A score: the sum of the values of the elements whose condition holds. No condition itself; `ScoreCondition` compares it. */
export type ScoreDefinition = { readonly version: 1; readonly elements: readonly ScoreElement[] };

export type ScoreElement = { readonly when: Condition; readonly value: NumberLiteral };

/** 'in segment "vip"': what that segment's definition says, by its key. */
export type SegmentCondition = { readonly kind: "segment"; readonly segment: string };

/** 'entered segment "vip" [count] [window]': how often the person entered or left it. Without a count: at least once. */
export type TransitionCondition = {
  readonly kind: "entered" | "left";
  readonly segment: string;
  readonly count?: CountTest;
  readonly window?: WindowChoice;
};

/** "did EVENT [count] [window] [where ...]". Without a count: at least once. */
export type DidCondition = {
  readonly kind: "did";
  readonly event: EventName;
  /** "for the first time": no such event before the window. Never together with a count. */
  readonly first?: true;
  readonly count?: CountTest;
  readonly local?: LocalChoice;
  readonly window?: WindowChoice;
  readonly where?: PropertyCondition;
};

export type CountOp = "at least" | "at most" | "exactly" | "more than" | "less than";

export type CountTest = { readonly op: CountOp; readonly n: number };

/** "sum of EVENT.property [(where ...)] [window] [where ...] >= 500". */
export type AggregateCondition = {
  readonly kind: "aggregate";
  readonly of: AggregateKind;
  readonly event: EventName;
  /** May lead through lists: each item gives a value. */
  readonly property: PropertyPath;
  /** Only values inside items that meet it. Its paths begin inside the item of the innermost list. */
  readonly items?: PropertyCondition;
  readonly local?: LocalChoice;
  readonly window?: WindowChoice;
  readonly where?: PropertyCondition;
  readonly op: OrderOp | "=";
  readonly value: NumberLiteral;
};

export type AggregateKind =
  | "sum"
  | "average"
  | "minimum"
  | "maximum"
  | "median"
  | "first"
  | "last"
  | "distinct count";

/** "days active of EVENT [window] [where ...] >= 3": on how many calendar days of the workspace's zone it was done. */
export type DaysCondition = {
  readonly kind: "days active";
  /** Days of the person's home zone; a calendar window is then one of that zone too. */
  readonly inTheirTimeZone?: true;
  readonly event: EventName;
  readonly local?: LocalChoice;
  readonly window?: WindowChoice;
  readonly where?: PropertyCondition;
  readonly op: OrderOp | "=";
  readonly value: NumberLiteral;
};

/** "stopped EVENT (quiet 60 days) [in last 365 days]": done before the quiet, inside the window, and not since. */
export type StoppedCondition = {
  readonly kind: "stopped";
  readonly event: EventName;
  readonly quiet: Duration;
  readonly local?: LocalChoice;
  readonly window?: WindowChoice;
  readonly where?: PropertyCondition;
};

/** "restarted EVENT (quiet 60 days) in last 7 days": done inside the window, not in the 60 days before it, but earlier. */
export type RestartedCondition = {
  readonly kind: "restarted";
  readonly event: EventName;
  readonly quiet: Duration;
  readonly local?: LocalChoice;
  readonly window?: WindowChoice;
  readonly where?: PropertyCondition;
};

/**
 * "at least 3 sessions of EVENT (quiet 20 minutes) [in last 7 days] [where ...]": how many stretches of such events, without a gap that is
 * longer than the quiet, began inside the window.
 */
export type SessionsCondition = SessionsChoice & { readonly kind: "sessions"; readonly count: CountTest };

/** "sum of session duration of EVENT (quiet 20 minutes) [in last 30 days] [where ...] >= 10 minutes". */
export type SessionDurationCondition = SessionsChoice & {
  readonly kind: "session duration";
  readonly of: DurationKind;
  readonly op: OrderOp | "=";
  readonly length: Duration;
};

export type DurationKind = "sum" | "average" | "minimum" | "maximum";

export type SessionsChoice = {
  /** Without it any event. */
  readonly event?: EventName;
  /** Without it 30 minutes. */
  readonly quiet?: Duration;
  readonly window?: WindowChoice;
  readonly where?: PropertyCondition;
};

/**
 * "did A then B within 3 days without C between [with same p] [in last 30 days]". The window is that of the first event.
 */
export type SequenceCondition = {
  readonly kind: "sequence";
  readonly first: EventChoice;
  /** At least one. */
  readonly following: readonly ThenStep[];
  readonly same?: PropertyPath;
  readonly window?: WindowChoice;
};

/** "last event EVENT (where ...) [in last 30 days] has ...": the newest such event inside the window is one that has it. */
export type OutermostCondition = {
  readonly kind: "first event" | "last event";
  readonly event: EventName;
  readonly local?: LocalChoice;
  readonly window?: WindowChoice;
  readonly where?: PropertyCondition;
  readonly has: PropertyCondition;
};

/**
 * "at least 60% of EVENT (where ...) on weekdays in last 30 days where ...": of the events that meet `among`, the share of those
 * that are at the local time and meet `where`. At least one of both narrows.
 */
export type ShareCondition = {
  readonly kind: "share";
  readonly event: EventName;
  readonly among?: PropertyCondition;
  readonly local?: LocalChoice;
  readonly window?: WindowChoice;
  readonly where?: PropertyCondition;
  readonly op: CountOp;
  /** A percent. */
  readonly value: NumberLiteral;
};

/** "EVENT (where ...) / EVENT (where ...) in last 90 days >= 30%": how many of one for each of the other. */
export type RatioCondition = {
  readonly kind: "ratio";
  readonly part: EventChoice;
  readonly whole: EventChoice;
  readonly window?: WindowChoice;
  readonly op: OrderOp | "=";
  readonly value: NumberLiteral;
};

/**
 * "overdue EVENT (2 times the usual gap) [at least 5 times] [in last 365 days]": done so often, and not for longer than so many times the
 * median of the gaps between.
 */
export type OverdueCondition = {
  readonly kind: "overdue";
  readonly event: EventName;
  /** More than 0. */
  readonly factor: NumberLiteral;
  /** Always "at least"; without it 3. */
  readonly count?: CountTest;
  readonly local?: LocalChoice;
  readonly window?: WindowChoice;
  readonly where?: PropertyCondition;
};

/** "mostly EVENT.property is VALUE", "top 3 of EVENT.property has VALUE": no other value, or fewer than 3, have more events. */
export type FavouriteCondition = {
  readonly kind: "favourite";
  readonly event: EventName;
  readonly property: PropertyPath;
  /** Instead of the property: the hour (0 to 23) or weekday (1 Monday) where the event happened. Only computed traits are compared so. */
  readonly clock?: "hour" | "weekday";
  readonly value: TextLiteral | NumberLiteral | BooleanLiteral;
  /** Without it 1. */
  readonly top?: number;
  readonly local?: LocalChoice;
  readonly window?: WindowChoice;
  readonly where?: PropertyCondition;
};

/**
 * "in top 20% by sum of purchase.revenue in last 90 days among segment "vip"": where a person stands among all who have the measure,
 * compared with the threshold that the last refresh pinned.
 */
export type RankedCondition = {
  readonly kind: "ranked";
  readonly place: RankPlace;
  readonly by: RankMeasure;
  /** Only these people are ranked, and are members; without it all known people. */
  readonly among?: Condition;
};

export type RankPlace =
  /** Percents, more than 0 and less than 100. */
  | { readonly kind: "top" | "bottom"; readonly percent: NumberLiteral }
  /** Plain numbers, 0 to 100. */
  | { readonly kind: "percentiles"; readonly from: NumberLiteral; readonly to: NumberLiteral }
  /** Counted from the least, 1, to the greatest, `of`. */
  | { readonly kind: "tier"; readonly tier: number; readonly of: number };

/** What people are ranked by; more is higher. By recency those are higher whose last event is newer. */
export type RankMeasure = EventMeasure | SessionsMeasure | ValueMeasure;

export type EventMeasure = (
  | ({ readonly kind: "aggregate"; readonly of: AggregateKind } & EventValues)
  | { readonly kind: "count" | "recency" }
  | { readonly kind: "days active"; readonly inTheirTimeZone?: true }
) &
  EventChoice & { readonly window?: WindowChoice };

export type SessionsMeasure = SessionsChoice &
  ({ readonly kind: "sessions" } | { readonly kind: "session duration"; readonly of: DurationKind });

/** Values of events, as those of an `AggregateCondition`. */
export type EventValues = { readonly property: PropertyPath; readonly items?: PropertyCondition };

export type ValueMeasure =
  /** The number that is the trait's current value. */
  | { readonly kind: "trait"; readonly path: PropertyPath }
  | { readonly kind: "score" | "predicted"; readonly score: string };

/**
 * "rfm recency 5 and frequency >= 4 by purchase.revenue in last 365 days": quintiles of how recently, how often and for how much, 5 the
 * best. At least one of the three. Of `purchase.revenue` unless an event and its property are named.
 */
export type RfmCondition = {
  readonly kind: "rfm";
  readonly recency?: RfmTest;
  readonly frequency?: RfmTest;
  readonly monetary?: RfmTest;
  readonly by?: EventChoice & EventValues;
  readonly window?: WindowChoice;
  /** As of a `RankedCondition`. */
  readonly among?: Condition;
};

/** A score from 1 to 5 compared. */
export type RfmTest = { readonly op: OrderOp | "="; readonly n: number };

/** "EVENT (on weekdays where ...)". */
export type EventChoice = {
  readonly event: EventName;
  readonly local?: LocalChoice;
  readonly where?: PropertyCondition;
};

/** "on weekdays between 06:00 and 11:00": by the clock where the event happened. At least one of both. */
export type LocalChoice = {
  readonly days?: "weekdays" | "weekends" | readonly Weekday[];
  /** HH:MM. The end is not included and may be 24:00; an end before the beginning is that of the next day. */
  readonly hours?: { readonly from: string; readonly to: string };
};

export type Weekday = "monday" | "tuesday" | "wednesday" | "thursday" | "friday" | "saturday" | "sunday";

export type ThenStep = {
  readonly event: EventChoice;
  /** "then not": only of the last step, and with `within`; true at the deadline. */
  readonly absent?: true;
  readonly within?: Duration;
  readonly without?: EventChoice;
};

export type Duration = { readonly amount: number; readonly unit: DurationUnit };

/** A test of a trait's current value. The first key names the trait, further keys reach into its value. */
export type TraitCondition = {
  readonly kind: "trait";
  readonly path: PropertyPath;
  readonly test: ValueComparison;
};

/**
 * 'occasion "Mother's Day" in next 10 days for their country', 'occasion "Easter Sunday" today in "GR"': a day of that name, of the shipped
 * calendar or the workspace's own, on days where the person lives.
 */
export type OccasionCondition = {
  readonly kind: "occasion";
  readonly occasion: string;
  readonly window: AnniversaryWindow;
  /** Its days in that country; without it those of the person's own. */
  readonly country?: string;
};

export type NotCondition = { readonly kind: "not"; readonly of: Condition };
export type AndCondition = { readonly kind: "and"; readonly of: readonly Condition[] };
export type OrCondition = { readonly kind: "or"; readonly of: readonly Condition[] };

/** A condition on the properties of one event. */
export type PropertyCondition =
  | { readonly kind: "property"; readonly path: PropertyPath; readonly test: ValueComparison }
  | { readonly kind: "not"; readonly of: PropertyCondition }
  | { readonly kind: "and"; readonly of: readonly PropertyCondition[] }
  | { readonly kind: "or"; readonly of: readonly PropertyCondition[] };

/** Keys from the outside in; at least one. */
export type PropertyPath = readonly string[];

export type OrderOp = "<" | "<=" | ">" | ">=";

export type ValueComparison =
  | { readonly op: "exists" }
  | { readonly op: "is"; readonly value: Literal; readonly ignoreCase?: true }
  | { readonly op: "in"; readonly values: readonly Literal[]; readonly ignoreCase?: true }
  | { readonly op: TextOp; readonly value: TextLiteral; readonly ignoreCase?: true }
  /** "sku matches "^[A-Z]{2}-\\d+$"": some part of the text is as a regular expression of the known kind says. */
  | { readonly op: "matches"; readonly value: TextLiteral; readonly ignoreCase?: true }
  | { readonly op: OrderOp; readonly value: NumberLiteral }
  | { readonly op: "between"; readonly from: NumberLiteral; readonly to: NumberLiteral }
  | { readonly op: DateOp; readonly value: DateLiteral }
  /** "signup in last 30 days", "renewal next month": only of traits; the calendar is that of UTC. */
  | { readonly op: "when"; readonly window: TraitWindow }
  /** "birthday in next 7 days", "anniversary of signup today": only of traits, on days where the person lives. */
  | { readonly op: "anniversary"; readonly window: AnniversaryWindow }
  /** "segs includes "s2"": any of the values, or all of them, are items of the list. */
  | {
      readonly op: "includes";
      readonly values: readonly Literal[];
      readonly all?: true;
      readonly ignoreCase?: true;
    }
  | NearComparison
  | FromEventComparison
  | ItemsComparison
  | HeldComparison
  | ChangedComparison;

/** "location within 5 km of 50.45,30.52": the value is a place so near, in degrees north and east. */
export type NearComparison = {
  readonly op: "near";
  readonly within: NumberLiteral;
  readonly unit: LengthUnit;
  readonly lat: NumberLiteral;
  readonly lon: NumberLiteral;
};

/**
 * "launched within 14 days before the event", "due more than 1 hour after the event": the value is a time, so far from that of the
 * event. Only of properties.
 */
export type FromEventComparison = {
  readonly op: "from event";
  readonly far: "within" | "more than";
  readonly length: Duration;
  readonly side: "before" | "after";
};

export type LengthUnit = "m" | "km" | "mile";

/** "any item of products (where price > 5)", "at least 2 items of products": so many items of the list meet the condition. */
export type ItemsComparison = {
  readonly op: "items";
  readonly which: ItemsChoice;
  /** Its paths begin inside an item. */
  readonly where?: PropertyCondition;
};

export type ItemsChoice =
  | { readonly kind: "any" }
  | { readonly kind: "every" }
  | { readonly kind: "count"; readonly count: CountTest };

/** "plan has been "pro" for 90 days": without a break up to now. Only of traits. */
export type HeldComparison = { readonly op: "held"; readonly of: HeldTest; readonly for: Duration };

/** "plan changed from "free" to "pro" in last 30 days": at least one end is named. Only of traits. */
export type ChangedComparison = {
  readonly op: "changed";
  readonly from?: HeldTest;
  readonly to?: HeldTest;
  readonly window?: WindowChoice;
};

/** What a value was like: "pro", in (...), > 5, between 1 and 5. */
export type HeldTest = Extract<ValueComparison, { readonly op: "is" | "in" | OrderOp | "between" | DateOp }>;

export type TextOp = "contains" | "starts with" | "ends with";
export type DateOp = "before" | "after" | "on or before" | "on or after";

export type Literal = TextLiteral | NumberLiteral | BooleanLiteral | DateLiteral;
export type TextLiteral = { readonly kind: "text"; readonly value: string };
/** Decimal text as it was written, for a JSON number could lose digits. "percent" means hundredths: 30 % is 0.3. */
export type NumberLiteral = { readonly kind: "number" | "percent"; readonly value: string };
export type BooleanLiteral = { readonly kind: "boolean"; readonly value: boolean };
/** ISO date or date-time, UTC without an offset, as values without one are. A bare date means the whole day. */
export type DateLiteral = { readonly kind: "date"; readonly value: string };

export type WindowChoice =
  | { readonly kind: "ever" }
  /** "in last 30 days". Months and years can be written here only to be refused with an offer. */
  | { readonly kind: "last"; readonly amount: number; readonly unit: DurationUnit }
  /** "between 60 and 30 days ago". */
  | { readonly kind: "between"; readonly from: number; readonly to: number; readonly unit: DurationUnit }
  /** "more than 30 days ago". */
  | { readonly kind: "older"; readonly amount: number; readonly unit: DurationUnit }
  /** "today", "this week": the calendar period that contains now. */
  | { readonly kind: "this"; readonly unit: CalendarUnit; readonly inTheirTimeZone?: true }
  /** "yesterday", "previous month": the calendar period before that. */
  | { readonly kind: "previous"; readonly unit: CalendarUnit; readonly inTheirTimeZone?: true }
  /** "last 3 calendar months": whole periods before the one that contains now. */
  | {
      readonly kind: "calendar";
      readonly count: number;
      readonly unit: CalendarUnit;
      readonly inTheirTimeZone?: true;
    }
  /**
   * "in at least 4 of last 5 weeks": back-to-back periods of that length ending now or, as "calendar weeks", whole calendar
   * periods before the one that contains now. Only of `did`, whose count is then asked of each period. "4 of last 5 periods
   * of 3 days" has `each` 3.
   */
  | {
      readonly kind: "regular";
      readonly least: number;
      readonly count: number;
      readonly unit: DurationUnit;
      /** Units in a period; without it 1. Never together with `calendar`. */
      readonly each?: number;
      readonly calendar?: true;
      readonly inTheirTimeZone?: true;
    }
  // Dates of windows without an offset are read in the workspace's zone.
  /** "since 2026-01-01": from its first instant on. */
  | { readonly kind: "since"; readonly from: string }
  /** "before 2026-01-01": up to its first instant, not included. */
  | { readonly kind: "before"; readonly to: string }
  /** "from 2026-01-01 to 2026-02-01": the first instant of `to` is not included. */
  | { readonly kind: "range"; readonly from: string; readonly to: string };

/** Where the value of a trait may lie, seen from now: in the future as well. */
export type TraitWindow =
  | WindowChoice
  /** "in next 7 days". */
  | { readonly kind: "next"; readonly amount: number; readonly unit: DurationUnit }
  /** "between 3 and 7 days ahead". */
  | {
      readonly kind: "between ahead";
      readonly from: number;
      readonly to: number;
      readonly unit: DurationUnit;
    }
  /** "on or after 5 days ago", "before 30 days ahead": everything on one side of an instant. */
  | {
      readonly kind: "side";
      readonly op: DateOp;
      readonly amount: number;
      readonly unit: DurationUnit;
      readonly ahead?: true;
    }
  /** "4 calendar days ago", "tomorrow", "in 2 calendar weeks": the period so many after the one that contains now. */
  | ({ readonly kind: "period"; readonly unit: CalendarUnit; readonly offset: number } & OfWhichDays)
  /** "next 3 calendar months": whole periods after the one that contains now. */
  | ({ readonly kind: "coming"; readonly count: number; readonly unit: CalendarUnit } & OfWhichDays);

/** Of the workspace's calendar, or of the person's own. */
type OfWhichDays = { readonly inTheirTimeZone?: true };

/** The days that an anniversary may fall on: counted in days and weeks, or calendar periods up to a month. */
export type AnniversaryWindow = Extract<
  TraitWindow,
  {
    readonly kind:
      | "last"
      | "between"
      | "this"
      | "previous"
      | "calendar"
      | "next"
      | "between ahead"
      | "period"
      | "coming";
  }
>;

export type CalendarUnit = "day" | "week" | "month" | "year";
export type DurationUnit = "second" | "minute" | "hour" | CalendarUnit;
