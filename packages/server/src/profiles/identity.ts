import type { Actor } from "@habitus/contract";
import type { Instant } from "@habitus/kernel";
import type { Offset } from "../log/log.ts";
import type { Table } from "../platform/kv.ts";
import type { NodeNumber, PersonNumber } from "../store/event-store.ts";
import { isOwnKind, type Joins, type KindsInForce, type NodeKind, type OwnKind } from "./id-kinds.ts";

/** An id as people write it; of a kind that the workspace has made, in the one way of its format. */
export type PersonIdentifier = { readonly kind: NodeKind; readonly value: string };

/** An id that events belong to. */
export type OwnIdentifier = { readonly kind: OwnKind; readonly value: string };

/** Null of an id of another kind. */
export function ownIdentifier({ kind, value }: PersonIdentifier): OwnIdentifier | null {
  return isOwnKind(kind) ? { kind, value } : null;
}

/** An id node. It exists for ever; only the person it belongs to may change. */
export type IdNode = PersonIdentifier & {
  readonly person: PersonNumber;
  /**
   * The record and position that first named it as a call's userId or anonymousId. Null while only alias calls name it:
   * these do not tell of which kind the previous id is, so both kinds stand for it and only the real one is shown and counted.
   * Null for ever of an id of another kind: no event belongs to it.
   */
  readonly named: { readonly offset: Offset; readonly index: number } | null;
  /** Whether an alias call names it, or a call beside an id of another kind than user ids and anonymous ids. */
  readonly aliased: boolean;
  /** How many other ids it was named together with. */
  readonly neighbours: number;
  /** Cuts that have it on one side. */
  readonly cuts: number;
  /** Its edges do not count: too many other ids, or refused by a person. */
  readonly held: boolean;
  readonly decision: HeldDecision | null;
};

/** Whether somebody has said the id for what it is. */
export function isShown({ kind, named }: Pick<IdNode, "kind" | "named">): boolean {
  return named !== null || !isOwnKind(kind);
}

export type HeldDecision = "allow" | "refuse";

/** Why two people became one. */
export type MergeCause = "same call" | "alias" | "id";
/** `id`: a call named somebody beside an id of a kind that the workspace has made. */
export const CAUSE_NUMBERS = { "same call": 1, alias: 2, id: 3 } as const satisfies Record<
  MergeCause,
  number
>;

/** Where a piece of evidence stands in the order of the fold: by time, then by `order`, which begins with the event id's hash. */
export type Place = { readonly time: Instant; readonly order: string };

/**
 * Two ids named by one call. Of calls that say the same, the earliest is kept: what it could not join no later one can,
 * since people only grow while edges are folded.
 */
export type Edge = Place & { readonly offset: Offset; readonly index: number };

export type OtherCounts = Readonly<Record<NodeKind, number>>;

/** A set of nodes. Its number is the number of its first (smallest) node. */
export type Person = {
  /** Its named ids of each kind. */
  readonly users: number;
  readonly devices: number;
  /** Its ids of kinds that the workspace has made, by kind; absent for none. */
  readonly others?: OtherCounts;
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

/** See `nodeKey`. */
export const NODES_BY_KEY: Table<NodeNumber, readonly [kind: string, id: string]> = {
  name: "nodes_by_key",
  version: 1,
};
export const NODES: Table<IdNode, readonly [node: NodeNumber]> = { name: "nodes", version: 1 };
/** Times of the events that belong to a node. */
export type SeenSpan = { readonly first: Instant; readonly last: Instant };
/** Key [node]; none while no event belongs to the node. */
export const NODE_SPANS: Table<SeenSpan> = { name: "node_spans", version: 1 };
/** Key [person]. */
export const PEOPLE: Table<Person> = { name: "people", version: 1 };
export const PERSON_NODES: Table<true, readonly [person: PersonNumber, node: NodeNumber]> = {
  name: "person_nodes",
  version: 1,
};
/** Every edge stands under both of its nodes. */
export const EDGES: Table<Edge, readonly [node: NodeNumber, other: NodeNumber, cause: number]> = {
  name: "identity_edges",
  version: 1,
};
/** The edges that joined two people. */
export const MERGES: Table<Edge, readonly [smaller: NodeNumber, larger: NodeNumber, cause: number]> = {
  name: "merges",
  version: 1,
};
/** Under both. */
export const CUTS: Table<Cut, readonly [node: NodeNumber, other: NodeNumber]> = {
  name: "identity_cuts",
  version: 1,
};
export const HELD: Table<HeldId, readonly [node: NodeNumber]> = { name: "identity_held", version: 1 };
/** The person the node has belonged to since that record. Kept for as long as the log holds the record. */
export const MOVES: Table<PersonNumber, readonly [record: Offset, node: NodeNumber]> = {
  name: "identity_moves",
  version: 1,
};

/**
 * The record that first told of an id of a further kind. Kept for as long as the log holds the record: who people are
 * is ahead of live membership, which has to meet the id where it met it the first time.
 */
export const TOLD: Table<true, readonly [record: Offset, node: NodeNumber]> = {
  name: "identity_told",
  version: 1,
};
/** Set once live membership knows the ids of further kinds of which no record is noted as the first that told of them. */
export const TOLD_BEFORE: Table<true> = { name: "identity_told_before", version: 1 };
export const TOLD_BEFORE_KEY = ["known"];

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
  readonly idsPerPerson: Readonly<Record<OwnKind, number>>;
  /** An id of the kind that was named together with more other ids than this is held for review. */
  readonly heldAbove: Readonly<Record<OwnKind, number>>;
  /** Ids that one record looks at where the rule of a kind was changed. */
  readonly sweptPerRecord: number;
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
  sweptPerRecord: 1_000,
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

/** How many ids of each kind count. */
export type IdCounts = Pick<Person, "users" | "devices" | "others">;

/** What a single id counts for. */
export function countsOf({ kind, named }: Pick<IdNode, "kind" | "named">): IdCounts {
  if (!isOwnKind(kind)) return { users: 0, devices: 0, others: { [kind]: 1 } };
  const counted = named === null ? 0 : 1;
  const users = kind === "user" ? counted : 0;
  return { users, devices: counted - users };
}

export function addCounts(a: IdCounts, b: IdCounts): IdCounts {
  const [users, devices] = [a.users + b.users, a.devices + b.devices];
  if (a.others === undefined && b.others === undefined) return { users, devices };
  const others: Record<NodeKind, number> = { ...a.others };
  for (const [kind, count] of Object.entries(b.others ?? {})) others[kind] = ofKind(others, kind) + count;
  return { users, devices, others };
}

/** A key that a workspace has made may be the name of what every object has. */
function ofKind(others: OtherCounts, kind: NodeKind): number {
  return Object.hasOwn(others, kind) ? (others[kind] ?? 0) : 0;
}

/** Whom evidence that names ids of these kinds may bring together. */
export function reachOf(cause: MergeCause, a: NodeKind, b: NodeKind, kinds: KindsInForce): Joins {
  if (cause === "alias") return "people";
  return cause === "same call" ? "anonymous" : (kinds.of(isOwnKind(a) ? b : a)?.joins ?? "nothing");
}

/** Whether two people become one by evidence of this reach. With user ids on both sides, a device or an address is shared. */
export function mayJoin(a: IdCounts, b: IdCounts, reach: Joins, kinds: KindsInForce): boolean {
  if (a.users > 0 && b.users > 0 && reach !== "people") return false;
  if (reach === "nothing" && isSomebody(a) && isSomebody(b)) return false;
  if (a.users + b.users > kinds.perPerson("user")) return false;
  if (a.devices + b.devices > kinds.perPerson("anonymous")) return false;
  if (a.others === undefined || b.others === undefined) return true;
  for (const [kind, count] of Object.entries(b.others)) {
    if (ofKind(a.others, kind) + count > kinds.perPerson(kind)) return false;
  }
  return true;
}

/** Whether events may belong to them: ids of other kinds alone are nobody. */
export function isSomebody({ users, devices }: IdCounts): boolean {
  return users + devices > 0;
}

const MAX_KEY_TEXT = 200;

/** The key of an id in `NODES_BY_KEY`. Long ids are shortened to their head and hash, since keys have a bounded size. */
export function nodeKey(
  kind: NodeKind,
  value: string,
  hash: (text: string) => string,
): readonly [string, string] {
  const short = value.length <= MAX_KEY_TEXT ? value : `${value.slice(0, 100)}\u0000${hash(value)}`;
  return [keyHead(kind), short];
}

/** What the keys of all ids of a kind begin with. */
export function keyHead(kind: NodeKind): string {
  if (isOwnKind(kind)) return kind === "user" ? "u" : "a";
  return `k${kind}`;
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

const CAUSE_WORDS = { "same call": "call", alias: "alias", id: "id" } as const satisfies Record<
  MergeCause,
  string
>;

export function mergeId([low, high, cause]: MergeKey): string {
  return `${low}-${high}-${CAUSE_WORDS[cause]}`;
}

/** Null when the text is no such id. */
export function mergeKey(id: string): MergeKey | null {
  const match = /^([1-9]\d{0,14})-([1-9]\d{0,14})-(alias|call|id)$/.exec(id);
  if (match === null) return null;
  const [, low, high, word] = match;
  const cause = word === "call" ? "same call" : word === "id" ? "id" : "alias";
  return [Number(low), Number(high), cause];
}

export function causeOf(number: unknown): MergeCause {
  if (number === CAUSE_NUMBERS.alias) return "alias";
  return number === CAUSE_NUMBERS.id ? "id" : "same call";
}
