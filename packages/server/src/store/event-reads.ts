import type { Instant, TRANSITION_EVENTS } from "@habitus/kernel";
import type { CurrencyCount } from "@habitus/segments";
import type { Offset } from "../log/log.ts";
import type { EventCut } from "./deleted-events.ts";
import type { EventRow, NodeNumber, PersonNumber, TraitRow } from "./event-store.ts";

/** A stored event; `properties` and `context` are the JSON texts as they were sent. */
export type StoredEvent = EventRow;
export type StoredTrait = TraitRow;

/** A place in the order inside a person: (time, id hash), and the log for events that share both. */
export type TimelineCursor = {
  readonly time: Instant;
  readonly idHash: string;
  readonly offset: Offset;
  readonly index: number;
};

export type TimelineQuery = {
  /** All nodes of the person. */
  readonly nodes: readonly NodeNumber[];
  /** Later events are not visible yet. */
  readonly now: Instant;
  /** Only these event names; empty for all. */
  readonly names: readonly string[];
  /** Without these event names. */
  readonly except?: readonly string[];
  /** No earlier events. */
  readonly from?: Instant | null;
  /** Only events that come before this place; null to begin at the newest. */
  readonly before: TimelineCursor | null;
  readonly limit: number;
};

export type TimelinePage = {
  /** Newest first. */
  readonly events: readonly StoredEvent[];
  /** Where older events go on; null at the oldest. */
  readonly next: TimelineCursor | null;
};

export type TraitPastQuery = {
  /** All nodes of the person. */
  readonly nodes: readonly NodeNumber[];
  readonly name: string;
  /** Only changes that come before this place; null to begin at the newest. */
  readonly before: TimelineCursor | null;
  readonly limit: number;
};

export type TraitPastPage = {
  /** Newest first. */
  readonly changes: readonly StoredTrait[];
  /** Where older changes go on; null at the oldest. */
  readonly next: TimelineCursor | null;
};

export type EventNameCount = { readonly name: string; readonly count: number; readonly lastSeen: Instant };

export type ValueCount = {
  /** JSON text of the value. */
  readonly value: string;
  readonly count: number;
};

export type CurrenciesQuery = {
  readonly name: string;
  /** First keys of properties. */
  readonly keys: readonly string[];
  readonly limit: number | null;
};

export type StoreTotals = {
  /** What people did; identify, group and alias calls are not counted. */
  readonly events: number;
  /** Times of the earliest and latest event; null without events. */
  readonly firstTime: Instant | null;
  readonly lastTime: Instant | null;
};

export type TraitChangesQuery = {
  readonly nodes: readonly NodeNumber[];
  /** Of these traits; empty for all. */
  readonly names: readonly string[];
  /** Only changes behind this one; null to begin at the first. */
  readonly after: Pick<TraitRow, "offset" | "index" | "name"> | null;
  readonly limit: number;
};

export type PlacesQuery = {
  readonly name: string;
  readonly places: readonly { readonly offset: Offset; readonly index: number }[];
};

export type NamesQuery = {
  readonly nodes: readonly NodeNumber[];
  readonly offsets: readonly Offset[];
  readonly ids: readonly string[];
};

export type NamedQuery = {
  readonly name: string;
  /** Only events behind this place of the log; null from the first. */
  readonly after: Pick<EventRow, "offset" | "index"> | null;
  /** Of records up to and including this one. */
  readonly upTo: Offset;
  readonly limit: number;
};

export type PastsQuery = {
  /** Both included. */
  readonly from: NodeNumber;
  readonly to: NodeNumber;
  /** Of these nodes too, wherever they lie. */
  readonly besides?: readonly NodeNumber[];
  readonly events: readonly string[];
  /** Beginnings of event names, besides `events`. */
  readonly prefixes: readonly string[];
  readonly traits: readonly string[];
  /** Nobody looks at what the events hold: their properties are answered as empty. */
  readonly timesAlone?: boolean;
  readonly upTo: Offset;
};

export type FirstFactsQuery = Pick<PastsQuery, "from" | "to" | "besides" | "upTo"> & {
  readonly apart: string;
};
export type FirstFact = { readonly node: NodeNumber; readonly time: Instant };

/** Somebody in a segment, and when they came in. */
export type KnownMember = { readonly person: PersonNumber; readonly since: Instant };

export type KnownMembersQuery = {
  /** The segment's key. */
  readonly segment: string;
  readonly at: Instant;
  /** By number either way, or who came in last first. */
  readonly order: "ascending" | "descending" | "since";
  /** Only people behind this one in that order; null from the first. */
  readonly after: KnownMember | null;
  /** Only these people; null for all. */
  readonly among: readonly PersonNumber[] | null;
  readonly limit: number;
};

export type LastTimesQuery = {
  readonly nodes: readonly NodeNumber[];
  /** Null for all that there are. */
  readonly names: readonly string[] | null;
  /** Later events are not visible yet. */
  readonly now: Instant;
};
export type LastTime = { readonly node: NodeNumber; readonly name: string; readonly time: Instant };

export type SaidTextsQuery = {
  /** Of these traits. */
  readonly names: readonly string[];
  readonly prefix: string;
  readonly limit: number;
};

export type OldEventsQuery = {
  readonly cuts: readonly EventCut[];
  /** Of records up to and including this one; null for all. */
  readonly upTo: Offset | null;
};

/** What cuts are about. */
export type OldEvents = {
  readonly events: number;
  /** Id nodes that have any. */
  readonly nodes: number;
  /** Time of the oldest; null for none. */
  readonly oldest: Instant | null;
};

export type OldNode = {
  readonly node: NodeNumber;
  /** All that is kept of the node, old or not. */
  readonly events: number;
  readonly old: number;
};

/** Null of anything stands for all. */
export type TransitionPlacesQuery = {
  readonly segment: string | null;
  readonly nodes: readonly NodeNumber[] | null;
  readonly kind: keyof typeof TRANSITION_EVENTS | null;
  /** By when the truth changed: the first instant, and the one after the last. */
  readonly from: Instant | null;
  readonly to: Instant | null;
  readonly before: number;
  readonly limit: number;
};

export type MovementsQuery = {
  readonly segment: string;
  /** By when the truth changed: the first instant, and the one after the last. */
  readonly from: Instant;
  readonly to: Instant;
  readonly zone: string;
};

export type DayMovements = { readonly day: number; readonly entered: number; readonly left: number };

export type FlowQuery = {
  /** The segment's key. */
  readonly segment: string;
  readonly from: Instant;
  /** After `from`. */
  readonly to: Instant;
};

/** Which people of a flow. */
export type FlowPeopleQuery = FlowQuery & {
  readonly side: "joined" | "left";
  /** Of these who were in another segment at the other end of the span, in none, or all. */
  readonly other:
    | { readonly kind: "any" }
    | { readonly kind: "nowhere" }
    | { readonly kind: "segment"; readonly key: string };
  /** Only people above this one; null from the first. */
  readonly after: PersonNumber | null;
  readonly limit: number;
};

/** People who came into a segment, or who went out of it. */
export type FlowSide = {
  readonly people: number;
  /** Of these, who were in no other segment at the other end of the span. */
  readonly nowhere: number;
  /** How many of them were in each other segment then; most first. */
  readonly segments: readonly { readonly segment: string; readonly people: number }[];
};

export type ChangesQuery = {
  readonly from: Instant;
  /** After `from`. */
  readonly to: Instant;
};

/** How many were in a segment at both ends of a span, and how many in at one of them alone. */
export type SegmentChange = {
  readonly segment: string;
  readonly before: number;
  readonly after: number;
  readonly entered: number;
  readonly left: number;
};

/** A place in the order in which events came in. */
export type ArrivalCursor = Pick<EventRow, "receivedAt" | "offset" | "index">;

export type RecentQuery = {
  /** Null for any of these three. */
  readonly name: string | null;
  readonly source: string | null;
  readonly nodes: readonly NodeNumber[] | null;
  /** Of records up to and including this one. */
  readonly upTo: Offset;
  /** Received from this instant on. */
  readonly from: Instant;
  /** Only events that came in before this place; null from the newest. */
  readonly before: ArrivalCursor | null;
  readonly limit: number;
};

/** Whoever came or went because people became one is in neither side, and counted as `merged`. */
export type Flow = { readonly joined: FlowSide; readonly left: FlowSide; readonly merged: number };

export type KnownMembers = { readonly count: number; readonly people: readonly KnownMember[] };

/** What evaluators need of rows, and no more: of a build there are many. */
export type Pasts = {
  readonly events: readonly Pick<
    EventRow,
    "node" | "name" | "time" | "idHash" | "offsetMinutes" | "properties"
  >[];
  readonly traits: readonly Pick<TraitRow, "node" | "name" | "time" | "idHash" | "value">[];
};

/**
 * What pages and evaluators read of stored events. Every method rejects with a HabitusError of the event store, for
 * instance `store_unavailable`, `query_timeout` or `result_too_large`.
 */
export type EventReads = {
  timeline(query: TimelineQuery, signal?: AbortSignal): Promise<TimelinePage>;
  /** Everything of these nodes up to and including the log record `upTo`, oldest first: what a person is rebuilt from. */
  history(
    query: { readonly nodes: readonly NodeNumber[]; readonly upTo: Offset },
    signal?: AbortSignal,
  ): Promise<{ readonly events: readonly StoredEvent[]; readonly traits: readonly StoredTrait[] }>;
  /** Every change of a trait of these nodes, reserved ones included, in the order of the log. */
  traitChanges(query: TraitChangesQuery, signal?: AbortSignal): Promise<readonly StoredTrait[]>;
  /** A page of the changes of one trait, in the order of a timeline. */
  traitPast(query: TraitPastQuery, signal?: AbortSignal): Promise<TraitPastPage>;
  /**
   * The events of these names and the changes of these traits, of all nodes from `from` to `to` and those `besides`, up to and
   * including the log record `upTo`; in no order.
   */
  pasts(query: PastsQuery, signal?: AbortSignal): Promise<Pasts>;
  /** Of each of these nodes that has any, the instant of the earliest change of a trait, whichever but `apart`; in no order. */
  firstFacts(query: FirstFactsQuery, signal?: AbortSignal): Promise<readonly FirstFact[]>;
  /** Most frequent first. */
  eventNames(query: { readonly limit: number }, signal?: AbortSignal): Promise<readonly EventNameCount[]>;
  /** Most frequent first; counted by changes of the trait. */
  traitNames(query: { readonly limit: number }, signal?: AbortSignal): Promise<readonly EventNameCount[]>;
  /** The properties of the newest `limit` events of a name, newest first, as JSON texts: what its keys look like. */
  propertySamples(
    query: { readonly name: string; readonly limit: number },
    signal?: AbortSignal,
  ): Promise<readonly string[]>;
  /**
   * In which currencies the events of a name are: of its newest `limit`, null for all, those with a property of one of these `keys`.
   * The most frequent first, up to some hundreds.
   */
  currencies(query: CurrenciesQuery, signal?: AbortSignal): Promise<readonly CurrencyCount[]>;
  /** Most frequent values of each of these traits among its newest `sample` changes, as lists in the order of the names. */
  traitValues(
    query: { readonly names: readonly string[]; readonly sample: number; readonly limit: number },
    signal?: AbortSignal,
  ): Promise<readonly (readonly ValueCount[])[]>;
  /** The newest events of the log records from `from` on, newest record first. */
  latest(
    query: { readonly from: Offset; readonly limit: number },
    signal?: AbortSignal,
  ): Promise<readonly StoredEvent[]>;
  /** The events that came in last, the newest first. */
  recent(query: RecentQuery, signal?: AbortSignal): Promise<readonly StoredEvent[]>;
  /** Whether anything came in before an instant. */
  cameBefore(instant: Instant, signal?: AbortSignal): Promise<boolean>;
  /** The events of a name at these places of the log that are still there, in no order. */
  at(query: PlacesQuery, signal?: AbortSignal): Promise<readonly StoredEvent[]>;
  /** What events of these nodes, log records and ids are called; not those that are there no more, or not yet. */
  names(
    query: NamesQuery,
    signal?: AbortSignal,
  ): Promise<readonly Pick<EventRow, "offset" | "id" | "name">[]>;
  /** Events of a name in the order of the log, a page of them. */
  named(query: NamedQuery, signal?: AbortSignal): Promise<readonly StoredEvent[]>;
  /**
   * Who was in a segment by the transitions recorded up to an instant: a page of people by the numbers they had then, and how many
   * there were in all, of those `among` where they are given.
   */
  knownMembers(query: KnownMembersQuery, signal?: AbortSignal): Promise<KnownMembers>;
  /** The places in the log of transitions below `before` of those that are meant, the newest first; not those of people who were erased. */
  transitionPlaces(query: TransitionPlacesQuery, signal?: AbortSignal): Promise<readonly number[]>;
  /** How many entered a segment and left it on each day of a zone (days since 1970-01-01) on which anybody did, ascending. */
  movements(query: MovementsQuery, signal?: AbortSignal): Promise<readonly DayMovements[]>;
  /** Of each of these nodes, when it last did each of these events; in no order. */
  lastTimes(query: LastTimesQuery, signal?: AbortSignal): Promise<readonly LastTime[]>;
  /** Nodes of which one of these traits was ever said to be a text that begins so, in whichever letter case and behind whatever space; ascending. */
  saidTexts(query: SaidTextsQuery, signal?: AbortSignal): Promise<readonly NodeNumber[]>;
  /**
   * Who was in a segment at `to` and not at `from`, with where they were at `from`; and who was in it at `from` and not at `to`,
   * with where they were at `to`: both by the transitions recorded up to those instants.
   */
  flow(query: FlowQuery, signal?: AbortSignal): Promise<Flow>;
  /** Who is behind a number of a flow, ascending; `count` is of all of them. */
  flowPeople(
    query: FlowPeopleQuery,
    signal?: AbortSignal,
  ): Promise<{ readonly count: number; readonly people: readonly PersonNumber[] }>;
  /** Of each segment that had anybody by `to`, how it changed by the transitions recorded up to both instants; in no order. */
  changes(query: ChangesQuery, signal?: AbortSignal): Promise<readonly SegmentChange[]>;
  /** How much the cuts are about; `highest` is the highest node among them, 0 for none. */
  oldEvents(
    query: OldEventsQuery,
    signal?: AbortSignal,
  ): Promise<OldEvents & { readonly highest: NodeNumber }>;
  /** Nodes from `from` to `to`, both included, of which the cuts are about anything, ascending. */
  oldNodes(
    query: OldEventsQuery & { readonly from: NodeNumber; readonly to: NodeNumber },
    signal?: AbortSignal,
  ): Promise<readonly OldNode[]>;
  totals(signal?: AbortSignal): Promise<StoreTotals>;
} & SourceReads;

/** What came by some sources, told apart from all else: what the product says itself and words that were taken back are nothing else. */
export type SourceReads = {
  /** Events that came by them; identify, group and alias calls are not counted. What somebody waits for does not stand behind jobs, and may not take as long. */
  sourceEvents(
    query: { readonly sources: readonly string[]; readonly isWaitedFor: boolean },
    signal?: AbortSignal,
  ): Promise<number>;
  /** Id nodes of whom they sent anything, and of how many of these anything else is known. */
  sourcePeople(
    query: { readonly sources: readonly string[] },
    signal?: AbortSignal,
  ): Promise<{ readonly nodes: number; readonly shared: number }>;
  /** A page of these nodes, ascending; `after` is the last one of the page before, 0 at first. */
  sourceNodes(
    query: { readonly sources: readonly string[]; readonly after: NodeNumber; readonly limit: number },
    signal?: AbortSignal,
  ): Promise<readonly NodeNumber[]>;
  /** What they sent of each of these nodes, ascending, and what else there is. */
  sourceShares(
    query: { readonly sources: readonly string[]; readonly nodes: readonly NodeNumber[] },
    signal?: AbortSignal,
  ): Promise<readonly SourceShare[]>;
};

export type SourceShare = {
  readonly node: NodeNumber;
  /** Calls that they sent, and the words that are the product's scores, as 32 hex digits each. */
  readonly idHashes: readonly string[];
  /** Of these, what people did: without identify, group and alias calls. */
  readonly events: number;
  /** Times of all else that is known of the node; null for nothing. */
  readonly own: { readonly first: Instant; readonly last: Instant } | null;
  /** Words of others that one of theirs comes right behind, by name and then by time. */
  readonly hidden: readonly HiddenWord[];
};

export type HiddenWord = Pick<StoredTrait, "name" | "value" | "time" | "idHash" | "source">;

/** All changes of traits in the order of the log, a page at a time. @throws as `EventReads.traitChanges`. */
export async function* traitChangePages(
  events: Pick<EventReads, "traitChanges">,
  query: Omit<TraitChangesQuery, "after">,
  signal?: AbortSignal,
): AsyncGenerator<readonly StoredTrait[]> {
  for (let after: StoredTrait | null = null; ; ) {
    const page: readonly StoredTrait[] = await events.traitChanges({ ...query, after }, signal);
    if (page.length > 0) yield page;
    after = page.at(-1) ?? null;
    if (after === null || page.length < query.limit) return;
  }
}
