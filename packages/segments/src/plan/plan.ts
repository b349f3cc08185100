import type { Instant } from "@habitus/kernel";
import type { Pattern } from "./pattern.ts";

/**
 * What a definition means, with every default, window edge and null rule settled. The reference, SQL and stream
 * evaluators start from this and from nothing else; none of them decides a meaning.
 *
 * A plan is plain data: it can be printed, hashed and compared. Equal conditions are one leaf.
 */
export type Plan = {
  readonly version: 1;
  readonly root: PlanNode;
  /** Conditions on one person, each once; `PlanNode.leaf` is an index into this list. */
  readonly leaves: readonly Leaf[];
};

/** Several plans over one list of leaves: what they have in common is asked once. */
export type PlanSet = {
  readonly roots: readonly PlanNode[];
  readonly leaves: readonly Leaf[];
};

export type PlanNode =
  | { readonly kind: "always"; readonly value: boolean }
  | { readonly kind: "leaf"; readonly leaf: number }
  | { readonly kind: "not"; readonly of: PlanNode }
  | { readonly kind: "and"; readonly of: readonly PlanNode[] }
  | { readonly kind: "or"; readonly of: readonly PlanNode[] }
  /** True when at least `least` of the parts are; equal parts count each. 2 <= least < of.length; with weights, their sum. */
  | {
      readonly kind: "some";
      readonly least: number;
      readonly of: readonly PlanNode[];
      /** What each part counts: positive whole numbers, their sum and `least` exact as doubles. 1 each unless given. */
      readonly weights?: readonly number[];
    };

export type Leaf =
  | CountLeaf
  | AggregateLeaf
  | DaysLeaf
  | SessionsLeaf
  | OutermostLeaf
  | RatioLeaf
  | OverdueLeaf
  | FavouriteLeaf
  | SequenceLeaf
  | TraitLeaf
  | HeldLeaf
  | ChangedLeaf;

/**
 * True when at least `atLeast` (>= 1) events match. Every other count is written with it before the plan:
 * "did not" is not(at least 1), "at most n" is not(at least n+1), "exactly n" is at least n and not(at least n+1).
 */
export type CountLeaf = {
  readonly kind: "count";
  readonly events: EventMatch;
  readonly atLeast: number;
};

/**
 * Compares one number made of the matching events' values at `path`. Where a list stands before a key of the path, the path goes on
 * in each of its items, so an event may have several values, in the order of the items; a list inside a list has no keys. With
 * `items` those values alone count whose innermost item on the way meets it. Values that are no number by the rule
 * of `NumberTest` are passed over. The sum of nothing is 0; avg, min, max of nothing are absent, so no comparison holds.
 * An average is compared without division: sum against value x count. The median of an even number of values is the mean of
 * the middle two, compared as their sum with 2 x value. "first" and "last" are the first number of the first event by
 * (time, id hash) that has one, and the last number of the last. "distinct" is how many different text forms (see `TextTest`) the values have; values
 * without one are passed over, and of nothing it is 0.
 */
export type AggregateLeaf = {
  readonly kind: "aggregate";
  readonly of: "sum" | "avg" | "min" | "max" | "median" | "first" | "last" | "distinct";
  readonly path: Path;
  /** Its paths begin inside the item. A value that lies in no item does not meet it. Only with paths of two keys or more. */
  readonly items?: Filter;
  readonly events: EventMatch;
  readonly op: NumberOp;
  /** Canonical decimal text (kernel `decimalToText`). */
  readonly value: string;
};

/** Compares on how many calendar days of `zone` (see `Window`) at least one event matches; 0 of no event. */
export type DaysLeaf = {
  readonly kind: "days";
  readonly events: EventMatch;
  readonly zone: Zone;
  readonly op: NumberOp;
  /** Canonical decimal text. */
  readonly value: string;
};

/**
 * Compares one number made of a person's sessions. The instants of all events of `events` that are visible, whatever its window is, in
 * order, fall into sessions: a gap of more than `quietMs` between two neighbours ends one and begins the next. A session lies in the window if its
 * first instant does, with its whole duration, which is from its first instant to its last one that is visible, in milliseconds. "count" is the number of these
 * sessions; the others are made of their durations as those of `AggregateLeaf` of values. An open session is one like all.
 */
export type SessionsLeaf = {
  readonly kind: "sessions";
  readonly of: "count" | "sum" | "avg" | "min" | "max";
  /** Never at a local time. */
  readonly events: EventMatch;
  /** More than 0. */
  readonly quietMs: number;
  readonly op: NumberOp;
  /** Canonical decimal text. */
  readonly value: string;
};

/** True when the first or last event of `events` by (time, id hash) meets `has`; false of no event. */
export type OutermostLeaf = {
  readonly kind: "outermost";
  readonly of: "first" | "last";
  readonly events: EventMatch;
  readonly has: Filter;
};

/**
 * Compares how many events of `part`, in the window of `events`, there are for each of `events`, without division: their
 * number against value x the number of `events`. False where there is none of `events`.
 */
export type RatioLeaf = {
  readonly kind: "ratio";
  readonly part: EventKind;
  readonly events: EventMatch;
  readonly op: NumberOp;
  /** Canonical decimal text. */
  readonly value: string;
};

/**
 * Of the instants at which events match, each once, there are at least `atLeast` (>= 2), and now lies behind the last of them by more
 * than `factor` x the median of the gaps between neighbours. The median of an even number of gaps is the mean of the middle two.
 * The window of the events ends at now.
 */
export type OverdueLeaf = {
  readonly kind: "overdue";
  readonly events: EventMatch;
  readonly atLeast: number;
  /** Canonical decimal text of a number above 0. */
  readonly factor: string;
};

/**
 * True when some event's value at `path` has the text form (see `TextTest`) `value`, and fewer than `top` (>= 1) other text forms have
 * more events than it. Events whose value has no text form are passed over.
 */
export type FavouriteLeaf = {
  readonly kind: "favourite";
  readonly events: EventMatch;
  /** Empty where the clock gives the values. */
  readonly path: Path;
  readonly clock?: ClockValue;
  readonly value: string;
  readonly top: number;
};

/**
 * True when an event of `events`, inside its window, is followed by one of each step of `following` in turn. All events are visible,
 * each lies behind the one before it by (time, id hash); the window is asked of the first only.
 */
export type SequenceLeaf = {
  readonly kind: "sequence";
  readonly events: EventMatch;
  /** At least one. */
  readonly following: readonly SequenceStep[];
  /**
   * Every event of the chain has the same text form (see `TextTest`) at this path as the first, which has one; so has what
   * must not lie between or follow. Null: not asked.
   */
  readonly same: Path | null;
};

export type SequenceStep = {
  readonly event: EventKind;
  /** At most so long after the step before, the end included; null for any time. */
  readonly withinMs: number | null;
  /** No such event behind the step before and ahead of this one. */
  readonly without: EventKind | null;
  /**
   * True of the last step only: no such event follows the step before within `withinMs`, which is then given, and now is
   * not before that deadline. `without` is null.
   */
  readonly absent: boolean;
};

/** Events by name that meet `where`, at any time. */
export type EventKind = Omit<EventMatch, "window">;

/**
 * Tests the current value of a trait: the latest by (event time, id hash); an explicit null removes it. The value of kernel `ACCOUNTS_TRAIT` is
 * made of the latest of each of its words, and is only asked for items.
 */
export type TraitLeaf = {
  readonly kind: "trait";
  /** First key names the trait, further keys reach into its value. */
  readonly path: Path;
  readonly test: ValueTest | WhenTest | DayTest | YearlyTest | DatedTest;
  /**
   * Read at the present even where the rest is asked as of an earlier instant: what a person allows now decides about the past
   * too. Where membership is followed live the two instants are one. Never with a `when`, `yearly` or `dated` test.
   */
  readonly inForce?: true;
};

/**
 * True when the trait's value met `where` at every instant from now - `forMs` to now. Its value at an instant is that of the
 * latest change up to it by (time, id hash), so a change that another of the same instant outranks never was its value.
 */
export type HeldLeaf = {
  readonly kind: "held";
  readonly trait: string;
  /** Of the object {trait: value}; false where the trait is absent. */
  readonly where: Filter;
  readonly forMs: number;
};

/**
 * True when, at an instant inside the window, a value of the trait gave way to another: the one before met `from`, the one since
 * meets `to`. Values as of `HeldLeaf`; before its first change a trait has none that could give way.
 */
export type ChangedLeaf = {
  readonly kind: "changed";
  readonly trait: string;
  /** Both of the object {trait: value}; no value meets both. */
  readonly from: Filter;
  readonly to: Filter;
  /** Never in the person's home zone. */
  readonly window: Window;
};

/** True when the value, read as by `TimeTest`, lies in the window at now. Not a value test: its truth changes with time. */
export type WhenTest = { readonly kind: "when"; readonly window: WhenWindow };

/** As the windows of these names, but with whole periods of the calendar of UTC, instants after now included. */
export type WhenWindow =
  /** (now - fromMs, now - toMs]; below zero they lie ahead of now, null is without end. */
  | { readonly kind: "sliding"; readonly fromMs: number | null; readonly toMs: number | null }
  | {
      readonly kind: "calendar";
      readonly unit: "day" | "week" | "month" | "year";
      readonly count: number;
      /** Below zero the last period lies ahead of the one that contains now. */
      readonly endsAgo: number;
      readonly weekStart: number;
    };

/**
 * True when the date that UTC has at the value, read as by `TimeTest`, lies in `days`, which are those of where the person lives. Its truth
 * changes with time, as that of `WhenTest`.
 */
export type DayTest = { readonly kind: "day"; readonly days: HomeDays };

/**
 * True when a day on which the value comes round lies in `days`: the date that UTC has at the value, read as by `TimeTest`, in
 * every later year; what is 29 February is 28 February in a year without one. Its truth changes with time, as that of `WhenTest`.
 */
export type YearlyTest = { readonly kind: "yearly"; readonly days: HomeDays };

/**
 * True when a day that is told of the value lies in `days`. The days of a value that has a text form (see `TextTest`) are those of the first
 * entry that names it or all; of a value that no entry names there are none. Its truth changes with time.
 */
export type DatedTest = {
  readonly kind: "dated";
  readonly days: HomeDays;
  readonly dates: readonly DatesOf[];
};

export type DatesOf = {
  /** Text forms in lower case, compared with the value's after Unicode simple lower-casing; null for all. */
  readonly of: readonly string[] | null;
  /** Days since 1970-01-01, ascending. */
  readonly days: readonly number[];
};

/**
 * Dates around now: those of `count` whole calendar periods, the last of them `endsAgo` periods before the one of the date that the
 * person's home zone (see `Zone`) has at now; below zero it lies ahead. Today and the 7 days behind it = {day, 8, -7}. Of what comes
 * round at most a year and a day, and no more than that away.
 */
export type HomeDays = {
  readonly unit: "day" | "week" | "month" | "year";
  readonly count: number;
  readonly endsAgo: number;
  readonly weekStart: number;
  /** The workspace's zone, for people without one. */
  readonly otherwise: string;
};

/** An exact name, or all names that begin so but for those of the list. */
export type EventNames = string | { readonly startsWith: string; readonly except?: readonly string[] };

/** Which events a condition is about: by name, inside the window, and meeting `where`. */
export type EventMatch = {
  /**
   * The exact name, or text that the name begins with, compared code unit by code unit. The names of `TRANSITION_EVENTS` are
   * meant by themselves alone, never by a beginning.
   */
  readonly name: EventNames;
  readonly where: Filter;
  /** Absent: at any time of day or week. */
  readonly local?: LocalTime;
  readonly window: Window;
};

/** What the clock shows where an event happens, as in `LocalTime`: the hour from 0 to 23, or the weekday from 1, Monday. */
export type ClockValue = { readonly unit: "hour" | "weekday"; readonly otherwise: string };

/**
 * What the clock shows where an event happens: its instant moved by its own `offsetMinutes` or, where these are unknown, by the offset that
 * the person's home zone at now (see `Zone`) has at that instant. All that is given must hold.
 */
export type LocalTime = {
  /** 1 Monday ... 7 Sunday, ascending, not empty; null for any. */
  readonly days: readonly number[] | null;
  /** Time of day in ms, [from, to); over midnight where `to` <= `from`. Null for any. */
  readonly hours: { readonly fromMs: number; readonly toMs: number } | null;
  /** The workspace's zone, for people without one. */
  readonly otherwise: string;
};

/** Keys from the outside in. A key that is absent, or a value in between that is no object, makes the value absent. */
export type Path = readonly string[];

/** A condition on the properties of one event. Two-valued: a test of something absent is false. `and` of nothing is true. */
export type Filter =
  | { readonly kind: "test"; readonly path: Path; readonly test: ValueTest }
  | { readonly kind: "not"; readonly of: Filter }
  | { readonly kind: "and"; readonly of: readonly Filter[] }
  | { readonly kind: "or"; readonly of: readonly Filter[] };

/**
 * A test of one value. Absent are: a missing key, null and empty text. All tests of an absent value are false.
 * "is not", "not in", "does not contain" are `not` around the positive test, hence true when absent.
 */
export type ValueTest =
  | ExistsTest
  | NumberTest
  | TextTest
  | OneOfTest
  | MatchesTest
  | BooleanTest
  | TimeTest
  | AgeTest
  | NearTest
  | BucketTest
  | AnyTest
  | ItemsTest;

export type ExistsTest = { readonly kind: "exists" };

export type NumberOp = "=" | "<" | "<=" | ">" | ">=";

/**
 * The value read as an exact decimal: a JSON number (cut to 9 fraction digits; absent beyond 18 integer digits), or text
 * that matches `-?\d{1,18}(\.\d{1,9})?`. Booleans, lists and objects are no numbers.
 */
export type NumberTest = { readonly kind: "number"; readonly op: NumberOp; readonly value: string };

/**
 * The value's text form: text itself; a JSON number as its canonical decimal text; "true" / "false". Lists and objects
 * have no text form. Comparison is by code point; `ignoreCase` compares both sides after Unicode simple lower-casing.
 */
export type TextTest = {
  readonly kind: "text";
  readonly op: "is" | "contains" | "starts with" | "ends with";
  readonly value: string;
  readonly ignoreCase: boolean;
};

/** True when the pattern is found anywhere in the value's text form (see `TextTest`), lower-cased first with `ignoreCase`. */
export type MatchesTest = {
  readonly kind: "matches";
  readonly pattern: Pattern;
  readonly ignoreCase: boolean;
};

/** True when the value's text form (see `TextTest`) is one of these, of which there may be very many. */
export type OneOfTest = {
  readonly kind: "one of";
  /** Each once, ascending. */
  readonly texts: readonly string[];
};

/** True only for the JSON booleans themselves. */
export type BooleanTest = { readonly kind: "boolean"; readonly value: boolean };

/**
 * True when the value is a list and at least `atLeast` (>= 1) of its items meet `of`, whose paths begin inside the item: a path
 * without a key is the item itself.
 */
export type ItemsTest = { readonly kind: "items"; readonly of: Filter; readonly atLeast: number };

/**
 * True when the value is an object that holds a place, and that is near enough. Its degrees north are the number (see `NumberTest`) at the
 * first of its keys `lat`, `latitude` that has one, its degrees east at the first of `lon`, `lng`, `longitude`; outside of
 * [-90, 90] and [-180, 180] it is no place.
 *
 * Worked out in whole numbers, where `/` cuts off, in units of 10^-18, with degrees in units of 10^-9 and PI =
 * 3141592653589793238: radians(degrees) = degrees * PI / (180 * 10^9). sine(a) = a * s1 / 10^18 with square = a * a / 10^18,
 * s14 = 10^18 and sk = 10^18 - square * s(k+1) / 10^18 / (2k * (2k + 1)). With north and east the distances in degrees between the two
 * places, east the shorter way around: sine(radians(north) / 2)^2 + cosine * sine(radians(90 - |lat of the value|)) *
 * sine(radians(east) / 2)^2 / 10^36 is at most `most`.
 */
export type NearTest = {
  readonly kind: "near";
  /** Canonical decimal text. */
  readonly lat: string;
  readonly lon: string;
  /** The distance on a sphere of the radius 6,371,008.8 m, for describing. */
  readonly metres: string;
  /** Whole numbers as text: the cosine of `lat` in units of 10^-18, and the square of the sine of half the angle. */
  readonly cosine: string;
  readonly most: string;
};

/**
 * With h the MurmurHash3 (x86, 32 bits, seed 0) of the UTF-8 bytes of `salt`, "/" and the value's text form (see `TextTest`): true when
 * h modulo `of` lies in `from` to `to`, both included.
 */
export type BucketTest = {
  readonly kind: "bucket";
  readonly salt: string;
  readonly of: number;
  readonly from: number;
  readonly to: number;
};

/** True when at least one of the tests is true of the value ("in (...)"). Never empty, never nested. */
export type AnyTest = {
  readonly kind: "any";
  readonly of: readonly (NumberTest | TextTest | BooleanTest | TimeTest)[];
};

/**
 * The value as an instant: ISO 8601 text, or a number (JSON number or number text) of epoch seconds when its magnitude is
 * below 1e11, else epoch milliseconds. Text that reads as a number is a number. Sub-millisecond digits are cut off (of a
 * number: towards zero). An instant outside the years 0000 to 9999 is no time.
 */
export type TimeTest = { readonly kind: "time"; readonly op: NumberOp; readonly at: Instant };

/**
 * True when the value, read as by `TimeTest`, was so old at the event: the instant of the event less that of the value, in milliseconds,
 * lies in [fromMs, toMs], both ends included; null is without end. Below zero the value lies ahead of the event. Only of properties
 * of events, also inside items of their lists: the event is the one whose properties they are.
 */
export type AgeTest = {
  readonly kind: "age";
  readonly fromMs: number | null;
  readonly toMs: number | null;
};

/** Which instants count, given the logical now. An event dated after now is invisible in every window. */
export type Window =
  | { readonly kind: "ever" }
  /** (now - fromMs, now - toMs]; `toMs` 0 for "in last"; `fromMs` null reaches back without end ("more than 30 days ago"). */
  | { readonly kind: "sliding"; readonly fromMs: number | null; readonly toMs: number }
  /** [from, to), `to` null for open; the event must also be visible at now. */
  | { readonly kind: "fixed"; readonly from: Instant | null; readonly to: Instant | null }
  /**
   * `count` whole calendar periods in `zone`, the last of them starting `endsAgo` periods before the one that contains
   * now: today = {day, 1, 0}, previous month = {month, 1, 1}, last 3 calendar months = {month, 3, 1}.
   * A day starts at the first instant of the local date, a week on `weekStart` (1 Monday ... 7 Sunday).
   */
  | {
      readonly kind: "calendar";
      readonly unit: "day" | "week" | "month" | "year";
      readonly count: number;
      readonly endsAgo: number;
      readonly zone: Zone;
      readonly weekStart: number;
    };

/**
 * An IANA zone name, or the person's home zone at now: the current value of the trait `timezone` if it is text that names a
 * zone of the IANA database (any letter case; an offset such as "+01:00" is no name), else that of `$zone/`, else `otherwise`, the workspace's.
 */
export type Zone = NamedZone | { readonly kind: "home"; readonly otherwise: string };

export type NamedZone = { readonly kind: "named"; readonly name: string };
