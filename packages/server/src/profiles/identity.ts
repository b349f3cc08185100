import type { Actor } from "@habitus/contract";
import type { Instant } from "@habitus/kernel";
import type { Offset } from "../log/log.ts";
import type { Table } from "../platform/kv.ts";
import type { NodeNumber, PersonNumber } from "../store/event-store.ts";

/** What an id is: a user id is given by the business, an anonymous id by a device. */
export type NodeKind = "user" | "anonymous";

/** An id as people write it. */
export type PersonIdentifier = { readonly kind: NodeKind; readonly value: string };

/** An id node. It exists for ever; only the person it belongs to may change. */
export type IdNode = PersonIdentifier & {
  readonly person: PersonNumber;
  /**
   * The record and position that first named it as a call's userId or anonymousId. Null while only alias calls name it:
   * these do not tell of which kind the previous id is, so both kinds stand for it and only the real one is shown and counted.
   */
  readonly named: { readonly offset: Offset; readonly index: number } | null;
  /** Whether an alias call names it. */
  readonly aliased: boolean;
  /** How many other ids it was named together with. */
  readonly neighbours: number;
  /** Cuts that have it on one side. */
  readonly cuts: number;
  /** Its edges do not count: too many other ids, or refused by a person. */
  readonly held: boolean;
  readonly decision: HeldDecision | null;
};

export type HeldDecision = "allow" | "refuse";

/** Why two people became one. */
export type MergeCause = "same call" | "alias";
export const CAUSE_NUMBERS = { "same call": 1, alias: 2 } as const satisfies Record<MergeCause, number>;

/** Where a piece of evidence stands in the order of the fold: by time, then by `order`, which begins with the event id's hash. */
export type Place = { readonly time: Instant; readonly order: string };

/**
 * Two ids named by one call. Of calls that say the same, the earliest is kept: what it could not join no later one can,
 * since people only grow while edges are folded.
 */
export type Edge = Place & { readonly offset: Offset; readonly index: number };

/** A set of nodes. Its number is the number of its first (smallest) node. */
export type Person = {
  /** Its named ids of each kind. */
  readonly users: number;
  readonly devices: number;
  /** Cuts of all its nodes. */
  readonly cuts: number;
  /** No edge of its nodes that counts stands behind this place. */
  readonly last: Place | null;
};

/** A person took a merge back: these two ids are never one person until the cut is lifted. */
export type Cut = {
  readonly cause: MergeCause;
  /** Time of the evidence that had joined them. */
  readonly time: Instant;
  readonly by: Actor;
  readonly at: Instant;
};

/** An id that waits for a person to say whether its edges count, or about which that was said. */
export type HeldId = { readonly since: Instant };

export const NODES_BY_KEY: Table<NodeNumber> = { name: "nodes_by_key", version: 1 };
/** Key [node]. */
export const NODES: Table<IdNode> = { name: "nodes", version: 1 };
/** Times of the events that belong to a node. */
export type SeenSpan = { readonly first: Instant; readonly last: Instant };
/** Key [node]; none while no event belongs to the node. */
export const NODE_SPANS: Table<SeenSpan> = { name: "node_spans", version: 1 };
/** Key [person]. */
export const PEOPLE: Table<Person> = { name: "people", version: 1 };
/** Key [person, node]. */
export const PERSON_NODES: Table<true> = { name: "person_nodes", version: 1 };
/** Key [node, other node, cause number]; every edge stands under both of its nodes. */
export const EDGES: Table<Edge> = { name: "identity_edges", version: 1 };
/** The edges that joined two people. Key [smaller node, larger node, cause number]. */
export const MERGES: Table<Edge> = { name: "merges", version: 1 };
/** Key [node, other node]; under both. */
export const CUTS: Table<Cut> = { name: "identity_cuts", version: 1 };
/** Key [node]. */
export const HELD: Table<HeldId> = { name: "identity_held", version: 1 };
/** Key [record, node]: the person the node has belonged to since that record. Kept for as long as the log holds the record. */
export const MOVES: Table<PersonNumber> = { name: "identity_moves", version: 1 };

/**
 * Of plain devices that got late evidence: the place of the evidence that decides whose they are. Evidence behind it changes
 * nothing. Key [node].
 */
export const HANGS: Table<Place> = { name: "identity_hangs", version: 1 };

/** True once somebody had more than half as many devices as one person may have. */
export const CROWDED: Table<true> = { name: "identity_crowded", version: 1 };
export const CROWDED_KEY = ["crowded"];

/** How far the resolver has come: everything up to `offset` is in the state, and `at` is that record's logical now. */
export type ResolverPosition = { readonly offset: Offset; readonly at: Instant };

export const RESOLVER_POSITION: Table<ResolverPosition> = { name: "resolver_position", version: 1 };
export const RESOLVER_KEY = ["resolver"];

export type IdentityLimits = {
  /** Ids of each kind one person may have. More than one user id only by alias. */
  readonly idsPerPerson: Readonly<Record<NodeKind, number>>;
  /** An id of the kind that was named together with more other ids than this is held for review. */
  readonly heldAbove: Readonly<Record<NodeKind, number>>;
  /** Ids of one account: what it is like is told to each. A call that puts a further one to it counts as any call, and puts nobody anywhere. */
  readonly idsPerAccount: number;
  /** Traits of one account, also those that were taken away. A call that says a further one puts nobody anywhere, as the next two. */
  readonly traitsPerAccount: number;
  /** What the calls of one record may have to tell the ids of their accounts: traits times ids. A word takes less than 1 kB of memory. */
  readonly accountWordsPerRecord: number;
  /** Values of one trait of an account that are dated in the future. */
  readonly wordsAheadPerTrait: number;
};

export const IDENTITY_LIMITS: IdentityLimits = {
  idsPerPerson: { user: 100, anonymous: 10_000 },
  heldAbove: { user: 1_000, anonymous: 100 },
  idsPerAccount: 100_000,
  traitsPerAccount: 100,
  accountWordsPerRecord: 250_000,
  wordsAheadPerTrait: 100,
};

export function isBefore(a: Place, b: Place): boolean {
  return a.time < b.time || (a.time === b.time && a.order < b.order);
}

export function laterOf(a: Place | null, b: Place | null): Place | null {
  if (a === null || b === null) return a ?? b;
  return isBefore(a, b) ? b : a;
}

/** How many named ids of each kind. */
export type IdCounts = Pick<Person, "users" | "devices">;

/** Whether the limits let two people become one. People with user ids on both sides are joined by an alias alone: else a device is shared. */
export function mayJoin(a: IdCounts, b: IdCounts, cause: MergeCause, limits: IdentityLimits): boolean {
  const { user, anonymous } = limits.idsPerPerson;
  if (a.users > 0 && b.users > 0 && cause !== "alias") return false;
  return a.users + b.users <= user && a.devices + b.devices <= anonymous;
}

const MAX_KEY_TEXT = 200;

/** The key of an id in `NODES_BY_KEY`. Long ids are shortened to their head and hash, since keys have a bounded size. */
export function nodeKey(
  kind: NodeKind,
  value: string,
  hash: (text: string) => string,
): readonly [string, string] {
  const short = value.length <= MAX_KEY_TEXT ? value : `${value.slice(0, 100)}\u0000${hash(value)}`;
  return [kind === "user" ? "u" : "a", short];
}

/** The public form of a person number. */
export function personId(person: PersonNumber): string {
  return `p${person}`;
}

/** The person number in a public id, or null when the text is none. */
export function personNumber(id: string): PersonNumber | null {
  const match = /^p([1-9]\d{0,14})$/.exec(id);
  return match === null ? null : Number(match[1]);
}

/** A merge is named by the pair of nodes that one kind of evidence joined, so its id outlives every refold. */
export type MergeKey = readonly [low: NodeNumber, high: NodeNumber, cause: MergeCause];

export function mergeId([low, high, cause]: MergeKey): string {
  return `${low}-${high}-${cause === "alias" ? "alias" : "call"}`;
}

/** Null when the text is no such id. */
export function mergeKey(id: string): MergeKey | null {
  const match = /^([1-9]\d{0,14})-([1-9]\d{0,14})-(alias|call)$/.exec(id);
  if (match === null) return null;
  return [Number(match[1]), Number(match[2]), match[3] === "alias" ? "alias" : "same call"];
}

export function causeOf(number: unknown): MergeCause {
  return number === CAUSE_NUMBERS.alias ? "alias" : "same call";
}
