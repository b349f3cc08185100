import { decodeEvents, memberSpans, type TrackedEvent } from "@habitus/events";
import { assert, hash128, hashHex, type Instant } from "@habitus/kernel";
import type { LogRecord, Offset } from "../log/log.ts";
import { type Change, type Kv, put, type Table } from "../platform/kv.ts";
import type { EventRow, MoveRow, NodeNumber, NodeRow, StoreBatch, TraitRow } from "../store/event-store.ts";
import type { Dedupe } from "./dedupe.ts";
import type { MergeCause, NodeKind } from "./identity.ts";
import { ProfileState } from "./profile-state.ts";

/** How far the resolver has come: everything up to `offset` is in the state, and `at` is that record's logical now. */
export type ResolverPosition = { readonly offset: Offset; readonly at: Instant };

export const RESOLVER_POSITION: Table<ResolverPosition> = { name: "resolver_position", version: 1 };
const POSITION_KEY = ["resolver"];

export type ResolveCounts = {
  readonly events: number;
  readonly duplicates: number;
  readonly merges: number;
  readonly rejected: number;
};
export type Resolved = { readonly batch: StoreBatch; readonly counts: ResolveCounts };

/**
 * Puts the events of the log to people, in log order and by one reader. State and position are committed together, so
 * a crash anywhere repeats whole calls. `again` makes the rows of records that were resolved before, without changing
 * anything: what the event store had not confirmed when the process ended.
 */
export type Resolver = {
  position(): ResolverPosition;
  /**
   * The records that follow `position()`, in order. Resolves once the state is on disk.
   * @throws HabitusError `storage_full`: nothing was changed and the same call may be made again.
   */
  resolve(records: readonly LogRecord[]): Promise<Resolved>;
  /** Records at or below `position()`. */
  again(records: readonly LogRecord[]): Promise<Resolved>;
};

export type ResolverOptions = {
  readonly kv: Kv;
  readonly dedupe: Dedupe;
  /** State changes for records that hold rejected items. */
  readonly rejected: (record: LogRecord) => readonly Change[];
  /** Entries of identity state kept in memory at the most. */
  readonly maxCached: number;
};

export function createResolver(options: ResolverOptions): Resolver {
  const { kv, dedupe } = options;
  let state = new ProfileState(kv, options.maxCached);
  let position = kv.get(RESOLVER_POSITION, POSITION_KEY) ?? { offset: 0, at: 0 };

  return {
    position: () => position,
    async resolve(records) {
      const last = records.at(-1);
      if (last === undefined) return { batch: new BatchBuilder(position.offset).build(), counts: NO_COUNTS };
      assert(records[0]?.offset === position.offset + 1, "the resolver reads every record once and in order");
      const arrivals = await firstCopies(records, dedupe);
      const builder = new BatchBuilder(last.offset);
      for (const arrival of arrivals.kept) resolveEvent(state, arrival, builder);
      const rejected = records.filter((record) => record.kind === "rejected").flatMap(options.rejected);
      const next = { offset: last.offset, at: last.at };
      try {
        await kv.commit([...state.takeChanges(), ...rejected, put(RESOLVER_POSITION, POSITION_KEY, next)]);
      } catch (error) {
        // What memory holds is ahead of the disk now: begin again from the disk.
        state = new ProfileState(kv, options.maxCached);
        throw error;
      }
      position = next;
      state.trimCache();
      return builder.resolved(arrivals.duplicates, rejected.length);
    },
    async again(records) {
      const upTo = records.at(-1)?.offset ?? 0;
      assert(upTo <= position.offset, "only resolved records can be handed over again");
      const arrivals = await firstCopies(records, dedupe);
      const builder = new BatchBuilder(upTo);
      for (const arrival of arrivals.kept) repeatEvent(state, arrival, builder);
      return builder.resolved(arrivals.duplicates, 0);
    },
  };
}

const NO_COUNTS: ResolveCounts = { events: 0, duplicates: 0, merges: 0, rejected: 0 };

/** One event at its place in the log. */
type Arrival = {
  readonly event: TrackedEvent;
  readonly idHash: string;
  readonly offset: Offset;
  readonly index: number;
  readonly at: Instant;
  readonly source: string;
  /** The id is remembered for ever, not only within the horizon. */
  readonly forever: boolean;
};

async function firstCopies(
  records: readonly LogRecord[],
  dedupe: Dedupe,
): Promise<{ readonly kept: readonly Arrival[]; readonly duplicates: number }> {
  const arrivals: Arrival[] = [];
  for (const record of records) {
    if (record.kind !== "events" && record.kind !== "imports") continue;
    const forever = record.kind === "imports";
    const { source, events } = decodeEvents(record.payload);
    for (const [index, event] of events.entries()) {
      const idHash = hashHex(hash128(event.id));
      arrivals.push({ event, idHash, offset: record.offset, index, at: record.at, source, forever });
    }
  }
  const first = await dedupe.claim(arrivals);
  const kept = arrivals.filter((_, place) => first[place] === true);
  return { kept, duplicates: arrivals.length - kept.length };
}

type Ids = { readonly kind: NodeKind; readonly value: string };

/** The id an event belongs to for ever: its user id, else its anonymous id. */
function ownId(event: TrackedEvent): Ids {
  if (event.userId !== null) return { kind: "user", value: event.userId };
  assert(event.anonymousId !== null, "an accepted event names a user id or an anonymous id");
  return { kind: "anonymous", value: event.anonymousId };
}

/** The id that this event says belongs to the same person, if it names one. */
function otherId(state: ProfileState, event: TrackedEvent): (Ids & { readonly cause: MergeCause }) | null {
  if (event.type === "alias" && event.previousId !== null) {
    const known = state.findNode("user", event.previousId) !== undefined;
    return { kind: known ? "user" : "anonymous", value: event.previousId, cause: "alias" };
  }
  if (event.userId === null || event.anonymousId === null) return null;
  return { kind: "anonymous", value: event.anonymousId, cause: "same call" };
}

function resolveEvent(state: ProfileState, arrival: Arrival, builder: BatchBuilder): void {
  const { event, offset, index } = arrival;
  const nodeOf = (id: Ids): NodeNumber => {
    const known = state.findNode(id.kind, id.value);
    if (known !== undefined) return known;
    const node = state.addNode(id.kind, id.value, { offset, index, time: event.time });
    builder.addNode({ offset, node });
    return node;
  };
  const node = nodeOf(ownId(event));
  state.touch(node, event.time);
  const other = otherId(state, event);
  if (other !== null) {
    const merge = state.join(node, nodeOf(other), { offset, index, at: arrival.at, cause: other.cause });
    if (merge !== null)
      builder.addMoves(merge.nodes.map((moved) => ({ offset, node: moved, person: merge.survivor })));
  }
  for (const trait of traitRows(arrival, node)) {
    state.setTrait(node, { ...trait, source: arrival.source });
    builder.addTrait(trait);
  }
  builder.addEvent(eventRow(arrival, node));
}

function repeatEvent(state: ProfileState, arrival: Arrival, builder: BatchBuilder): void {
  const { event, offset, index } = arrival;
  const id = ownId(event);
  const node = state.findNode(id.kind, id.value);
  assert(node !== undefined, "a resolved event's node is in the state");
  const named = [node];
  for (const kind of ["user", "anonymous"] as const) {
    for (const value of [event.anonymousId, event.previousId]) {
      const other = value === null ? undefined : state.findNode(kind, value);
      if (other !== undefined && other !== node) named.push(other);
    }
  }
  for (const each of new Set(named)) {
    const first = state.node(each);
    if (first.offset === offset && first.index === index) builder.addNode({ offset, node: each });
  }
  const merge = state.mergeAt(offset, index);
  if (merge !== undefined)
    builder.addMoves(merge.nodes.map((moved) => ({ offset, node: moved, person: merge.survivor })));
  for (const trait of traitRows(arrival, node)) builder.addTrait(trait);
  builder.addEvent(eventRow(arrival, node));
}

/** One row per trait of an identify call; of a key written twice the last counts, as in JSON.parse. */
function traitRows(arrival: Arrival, node: NodeNumber): readonly TraitRow[] {
  const { event, offset, index, idHash } = arrival;
  if (event.type !== "identify") return [];
  const values = new Map(
    memberSpans(event.traits).map(({ key, value }) => [key, event.traits.slice(value.from, value.to)]),
  );
  return [...values].map(([name, value]) => ({ offset, index, node, name, value, time: event.time, idHash }));
}

function eventRow(arrival: Arrival, node: NodeNumber): EventRow {
  const { event } = arrival;
  const properties = event.type === "identify" || event.type === "group" ? event.traits : event.properties;
  return {
    offset: arrival.offset,
    index: arrival.index,
    node,
    name: event.name,
    time: event.time,
    receivedAt: arrival.at,
    offsetMinutes: event.offsetMinutes,
    id: event.id,
    idHash: arrival.idHash,
    properties,
    context: event.context,
    source: arrival.source,
  };
}

class BatchBuilder {
  readonly #upTo: Offset;
  readonly #events: EventRow[] = [];
  readonly #traits: TraitRow[] = [];
  readonly #moves: MoveRow[] = [];
  readonly #nodes: NodeRow[] = [];
  #merges = 0;

  constructor(upTo: Offset) {
    this.#upTo = upTo;
  }

  addEvent(row: EventRow): void {
    this.#events.push(row);
  }

  addTrait(row: TraitRow): void {
    this.#traits.push(row);
  }

  addNode(row: NodeRow): void {
    this.#nodes.push(row);
  }

  addMoves(rows: readonly MoveRow[]): void {
    this.#merges++;
    this.#moves.push(...rows);
  }

  build(): StoreBatch {
    return {
      upTo: this.#upTo,
      events: this.#events,
      traits: this.#traits,
      moves: this.#moves,
      nodes: this.#nodes,
    };
  }

  resolved(duplicates: number, rejected: number): Resolved {
    return {
      batch: this.build(),
      counts: { events: this.#events.length, duplicates, merges: this.#merges, rejected },
    };
  }
}
