import type { Instant } from "@habitus/kernel";
import type { Offset } from "../log/log.ts";

/** A number given to an id node (a user id or an anonymous id) when it is first seen; from 1 on, dense, never reused. */
export type NodeNumber = number;
/** The number of the person's first node. */
export type PersonNumber = number;

export type EventRow = {
  readonly offset: Offset;
  /** Position inside the log record. */
  readonly index: number;
  readonly node: NodeNumber;
  readonly name: string;
  readonly time: Instant;
  readonly receivedAt: Instant;
  readonly offsetMinutes: number | null;
  readonly id: string;
  /** 32 hex digits. */
  readonly idHash: string;
  /** JSON object texts, kept byte for byte. */
  readonly properties: string;
  readonly context: string;
  /** Key id of the source that sent it. */
  readonly source: string;
};

export type TraitRow = {
  readonly offset: Offset;
  readonly index: number;
  readonly node: NodeNumber;
  readonly name: string;
  /** JSON text of the value; "null" removes the trait. */
  readonly value: string;
  readonly time: Instant;
  readonly idHash: string;
  /** The key or the part of the product by which it was said; empty where nobody said it, and of rows from before it was kept. */
  readonly source: string;
};

/** From this record on, `node` belongs to `person`. Nodes that were never moved are their own person. */
export type MoveRow = { readonly offset: Offset; readonly node: NodeNumber; readonly person: PersonNumber };

/** A node that this record named for the first time: whom a condition ranges over that is true for people who did nothing. */
export type NodeRow = { readonly offset: Offset; readonly node: NodeNumber };

/** From this record on nothing is known of the node, whatever came under it before. It never comes again. */
export type ErasedRow = { readonly offset: Offset; readonly node: NodeNumber };

/** From this record on these events of these nodes count no more, as if they had never come: those that all that is named here fits. */
export type DeletedRow = {
  readonly offset: Offset;
  /** Events of the records up to and including this one, which lies below `offset`. */
  readonly upTo: Offset;
  readonly nodes: readonly NodeNumber[];
  /** Any name when null. */
  readonly names: readonly string[] | null;
  /** Any id when null. */
  readonly idHashes: readonly string[] | null;
  /** From then on; null for ever. */
  readonly from: Instant | null;
  /** Up to but without it; null for ever. */
  readonly to: Instant | null;
  /** Besides `names`: any name but these. */
  readonly exceptNames: readonly string[];
  /** Somebody said so of a person, or they are older than events of their name are kept. */
  readonly cause: "correction" | "retention";
  /** What the same calls said of traits counts no more either; only where `idHashes` name them. */
  readonly withTraits?: true;
};

export type StoreBatch = {
  /** All rows of the records up to and including this one have been handed over with this batch or before. */
  readonly upTo: Offset;
  readonly events: readonly EventRow[];
  readonly traits: readonly TraitRow[];
  readonly moves: readonly MoveRow[];
  readonly nodes: readonly NodeRow[];
  readonly erased: readonly ErasedRow[];
  readonly deleted: readonly DeletedRow[];
};

/**
 * Queries of different lanes never wait for each other. `watch`: those that may take minutes while somebody looks on, one
 * after the other.
 */
export const LANES = ["insert", "interactive", "watch", "backfill"] as const;
export type Lane = (typeof LANES)[number];

export function ofLanes<T>(make: (lane: Lane) => T): Readonly<Record<Lane, T>> {
  return Object.fromEntries(LANES.map((lane) => [lane, make(lane)])) as Record<Lane, T>;
}

export type QueryOptions = {
  readonly lane: Lane;
  /** An abort ends the query in the engine too. */
  readonly signal?: AbortSignal;
  /** What `reading` finds it by while it runs; used once. */
  readonly id?: string;
};

/** How far a query is. */
export type Reading = {
  readonly rows: number;
  /** As far as is known yet: it grows while parts of the query begin. */
  readonly total: number;
  readonly elapsedMs: number;
};

/** Query text with `{name:Type}` placeholders and the values bound to them. */
export type Statement = { readonly sql: string; readonly params: Readonly<Record<string, unknown>> };

export type EventStore = {
  /** Everything up to this record is in the store, each row once; 0 when it is empty. */
  position(): Promise<Offset>;
  /** Batches come in order. After a crash the caller hands over again all that lies above `position()`; rows already there are passed over. */
  append(batch: StoreBatch): Promise<void>;
  /**
   * Every transition up to this place of their log is in the store, each once, but for those of people who were erased; 0 when there
   * is none.
   */
  transitionsUpTo(): Promise<number>;
  /**
   * Adds transitions as events, in the order of their log, whose places are the rows' offsets; what is there already and what is of
   * somebody who was erased is passed over.
   */
  appendTransitions(rows: readonly EventRow[]): Promise<void>;
  /** Forgets all of them: their log was begun anew. */
  clearTransitions(): Promise<void>;
  /**
   * Takes from the disk what was erased up to now: until then it is passed over by all who read, and still there. Resolves when the
   * files that held it are gone; appends and queries go on meanwhile.
   */
  rewrite(signal: AbortSignal): Promise<void>;
  query<Row>(statement: Statement, options: QueryOptions): Promise<readonly Row[]>;
  /** Null while it waits for its turn, and once it is over. */
  reading(id: string): Promise<Reading | null>;
  close(): Promise<void>;
};
