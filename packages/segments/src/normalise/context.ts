import type { OwnOccasions } from "../occasions/occasions.ts";
import type { ComputedDefinition } from "../computed/measure.ts";
import type { Definition, ScoreDefinition } from "../tree/definition.ts";

/**
 * Everything besides the definition that decides what it means: the workspace's settings and what its names stand for. Plain
 * data. Whoever keeps a plan makes it again when a part of this changes that the plan was made of; equal plans mean the same.
 *
 * `DEFAULT_CONTEXT` has all of it empty: spread it and name what differs.
 */
export type PlanContext = {
  /** IANA name: the zone of calendar windows and of dates without an offset. */
  readonly workspaceZone: string;
  /** 1 Monday ... 7 Sunday. */
  readonly weekStart: number;
  /** Key of the segment whose definition this is, so that it cannot reach itself; null for a passing question. */
  readonly self: string | null;
  /** What the definition is run for, a key of `purposes`; null where nobody's consent is asked for the whole of it. */
  readonly purpose: string | null;
  /** A further purpose, of a channel on which people are to be reached; null for none. Who is ranked does not depend on it. */
  readonly channel: string | null;
  /** Segments by key, as `in segment "..."` may name them. */
  readonly segments: Readonly<Record<string, SegmentMeaning>>;
  /** Scores by key, as `score "..."` may name them. */
  readonly scores: Readonly<Record<string, ScoreMeaning>>;
  /** Computed traits by key, as `computed "..."` may name them. */
  readonly computed: Readonly<Record<string, ComputedDefinition>>;
  /** Purposes by key. Every purpose that anything here names is one of them. */
  readonly purposes: Readonly<Record<string, PurposeRule>>;
  readonly dataPurposes: DataPurposes;
  /** Subscription groups by key. */
  readonly subscriptions: Readonly<Record<string, SubscriptionRule>>;
  /** Keys of predictions that say where to invest, and not who belongs together. */
  readonly leads: readonly string[];
  /** Traits whose values count for a time only, by name. */
  readonly decays: Readonly<Record<string, Decay>>;
  /** What each survey goes by, its key and its name: events that answer it may say either. */
  readonly surveys: readonly (readonly string[])[];
  /** Occasions of the workspace's own, beside those of the shipped calendar. */
  readonly occasions: OwnOccasions;
  /** Keys of the lists there are; null where they are not known. */
  readonly lists: readonly string[] | null;
  /** Thresholds of population-relative conditions, as pinned by the last refresh, by their canonical key. */
  readonly thresholds: Readonly<Record<string, Threshold>>;
};

export type SegmentMeaning = {
  readonly name: string;
  readonly definition: Definition;
  readonly purpose: string | null;
};

export type ScoreMeaning = {
  readonly name: string;
  readonly definition: ScoreDefinition;
  readonly purpose: string | null;
  /** It says where to invest, and not who belongs together. */
  readonly isLead?: boolean;
};

/** Who allows a purpose without having said yes or no. */
export type PurposeRule = {
  readonly otherwise: boolean;
  /** Values of the trait `country` (any letter case) of whom the opposite of `otherwise` holds. */
  readonly exceptIn: readonly string[];
};

/** Purposes that data carry: a definition that reads them is true only of people who allow them all. */
export type DataPurposes = {
  /** By event name. */
  readonly events: Readonly<Record<string, readonly string[]>>;
  /** By event name, then by the first key of the property's path. */
  readonly properties: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
  /** By the trait's name, the first key of its path. */
  readonly traits: Readonly<Record<string, readonly string[]>>;
};

/** A value counts from the instant that another trait holds until so much later, that instant itself left out. */
export type Decay = { readonly saidBy: string; readonly ms: number };

/** Whether people who never said belong to a subscription group. */
export type SubscriptionRule = { readonly otherwise: boolean };

/** What a refresh pinned. */
export type Threshold =
  /** In canonical decimal text; null when the refresh found nobody to rank, and so nobody is in. */
  | { readonly value: string | null }
  /** The ids of the accounts that passed, ascending; null when they were more than `LIMITS.pinnedAccounts`. */
  | { readonly accounts: readonly string[] | null };

export const DEFAULT_CONTEXT: PlanContext = {
  workspaceZone: "UTC",
  weekStart: 1,
  self: null,
  purpose: null,
  channel: null,
  segments: {},
  scores: {},
  computed: {},
  purposes: {},
  dataPurposes: { events: {}, properties: {}, traits: {} },
  subscriptions: {},
  leads: [],
  decays: {},
  surveys: [],
  occasions: {},
  lists: null,
  thresholds: {},
};
