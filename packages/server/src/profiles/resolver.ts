import { decodeEvents, decodeFacts, ownIdOf, type TrackedEvent } from "@habitus/events";
import { ACCOUNTS_TRAIT, assert, hash128, hashHex, type Instant, readReservedTrait } from "@habitus/kernel";
import type { LogRecord, Offset } from "../log/log.ts";
import { type Word, writtenWord } from "./account-words.ts";
import { linksOf } from "./identity-links.ts";
import { type Change, type Kv, put } from "../platform/kv.ts";
import type {
  DeletedRow,
  ErasedRow,
  EventRow,
  MoveRow,
  NodeNumber,
  NodeRow,
  StoreBatch,
  TraitRow,
} from "../store/event-store.ts";
import { bucketRow } from "./bucket.ts";
import type { Dedupe } from "./dedupe.ts";
import { decodeDeleteEvents, type DeleteEventsCommand } from "./delete-command.ts";
import { decodeErase } from "./erase-command.ts";
import type { NodeAt } from "./erasures.ts";
import { factRow } from "./fact-row.ts";
import { decodeIdentityCommand } from "./identity-command.ts";
import {
  IDENTITY_LIMITS,
  type IdentityLimits,
  type PersonIdentifier,
  RESOLVER_KEY,
  RESOLVER_POSITION,
  type ResolverPosition,
} from "./identity.ts";
import type { IdDigest } from "./tombstones.ts";
import { decodeRetention, type RetentionCommand } from "./retention-command.ts";
import type { Settled } from "./person-sets.ts";
import { ProfileState } from "./profile-state.ts";
import { accountOf, saidTraits, traitRows } from "./said-traits.ts";

export type ResolveCounts = {
  readonly events: number;
  readonly duplicates: number;
  readonly merges: number;
  readonly rejected: number;
  /** Events of people who were erased since: they are passed over. */
  readonly buried: number;
  /** Events that came older than their name is kept. */
  readonly tooOld: number;
  /** Group calls that named an account with as many ids as one may have. */
  readonly full: number;
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
  /** What stands for the ids of people who were erased. */
  readonly digest: IdDigest;
  /** State changes for records that hold rejected items. */
  readonly rejected: (record: LogRecord) => readonly Change[];
  /** Entries of identity state kept in memory at the most. */
  readonly maxCached: number;
  readonly limits?: IdentityLimits;
};

export function createResolver(options: ResolverOptions): Resolver {
  const { kv, dedupe, digest, maxCached, limits = IDENTITY_LIMITS } = options;
  const fresh = (): ProfileState => new ProfileState(kv, { maxCached, limits, digest });
  let state = fresh();
  let position = kv.get(RESOLVER_POSITION, RESOLVER_KEY) ?? { offset: 0, at: 0 };

  return {
    position: () => position,
    async resolve(records) {
      const last = records.at(-1);
      if (last === undefined) return { batch: new BatchBuilder(position.offset).build(), counts: NO_COUNTS };
      assert(records[0]?.offset === position.offset + 1, "the resolver reads every record once and in order");
      const arrivals = await firstCopies(records, dedupe);
      const builder = new BatchBuilder(last.offset);
      for (const record of records) {
        for (const arrival of arrivals.kept.get(record.offset) ?? []) resolveEvent(state, arrival, builder);
        for (const arrival of arrivals.dropped.get(record.offset) ?? []) noteAgain(state, arrival);
        if (record.kind === "facts") resolveFacts(state, record, builder);
        if (record.kind === "erase")
          builder.addErased(record, state.erase(decodeErase(record.payload), record));
        if (record.kind === "delete_events") {
          const command = decodeDeleteEvents(record.payload);
          builder.addDeleted(record, command, state.erasures.deletesEventsOf(command, record.offset));
        }
        if (record.kind === "retention") {
          const command = decodeRetention(record.payload);
          if (command.kind === "rules") state.retention.begin(record.offset, command.rules);
          builder.addForgotten(record, command);
        }
        if (record.kind === "identity") state.obey(decodeIdentityCommand(record.payload), record);
        builder.addSettled(state.settle(record.offset));
      }
      const rejected = records.filter((record) => record.kind === "rejected").flatMap(options.rejected);
      const next = { offset: last.offset, at: last.at };
      try {
        await kv.commit([...state.takeChanges(), ...rejected, put(RESOLVER_POSITION, RESOLVER_KEY, next)]);
      } catch (error) {
        // What memory holds is ahead of the disk now: begin again from the disk.
        state = fresh();
        throw error;
      }
      position = next;
      state.trimCache();
      return builder.resolved(countOf(arrivals.dropped), rejected.length);
    },
    async again(records) {
      const upTo = records.at(-1)?.offset ?? 0;
      assert(upTo <= position.offset, "only resolved records can be handed over again");
      const arrivals = await firstCopies(records, dedupe);
      const builder = new BatchBuilder(upTo);
      for (const record of records) {
        for (const arrival of arrivals.kept.get(record.offset) ?? []) repeatEvent(state, arrival, builder);
        if (record.kind === "facts") repeatFacts(state, record, builder);
        if (record.kind === "erase") builder.addErased(record, state.erasures.erasedAt(record.offset));
        if (record.kind === "delete_events") {
          const nodes = state.erasures.deletedEventsAt(record.offset);
          builder.addDeleted(record, decodeDeleteEvents(record.payload), nodes);
        }
        if (record.kind === "retention") builder.addForgotten(record, decodeRetention(record.payload));
        builder.addSettled({ moves: state.movesOf(record.offset), merges: 0 });
      }
      return builder.resolved(countOf(arrivals.dropped), 0);
    },
  };
}

const NO_COUNTS: ResolveCounts = {
  events: 0,
  duplicates: 0,
  merges: 0,
  rejected: 0,
  buried: 0,
  tooOld: 0,
  full: 0,
};

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

/** By record. */
type Arrivals = ReadonlyMap<Offset, readonly Arrival[]>;

async function firstCopies(
  records: readonly LogRecord[],
  dedupe: Dedupe,
): Promise<{ readonly kept: Arrivals; readonly dropped: Arrivals }> {
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
  const kept = new Map<Offset, Arrival[]>();
  const dropped = new Map<Offset, Arrival[]>();
  for (const [place, arrival] of arrivals.entries()) {
    const side = first[place] === true ? kept : dropped;
    if (!side.has(arrival.offset)) side.set(arrival.offset, [arrival]);
    else side.get(arrival.offset)?.push(arrival);
  }
  return { kept, dropped };
}

function countOf(arrivals: Arrivals): number {
  return [...arrivals.values()].reduce((sum, { length }) => sum + length, 0);
}

function resolveEvent(state: ProfileState, arrival: Arrival, builder: BatchBuilder): void {
  const { event, offset, index } = arrival;
  const isBuried = (id: PersonIdentifier): boolean => state.erasures.buries({ id, offset, time: event.time });
  const own = ownIdOf(event);
  if (isBuried(own)) {
    builder.addBuried();
    return;
  }
  const nodeOf = (id: PersonIdentifier, named: boolean): NodeNumber => {
    const { node, isNew } = state.see(id, { offset, index, named });
    if (isNew) builder.addNamed(id, { offset, index, node });
    return node;
  };
  const node = nodeOf(own, true);
  state.graph.touch(node, event.time);
  for (const link of linksOf(arrival, own)) {
    if (isBuried(link.a) || isBuried(link.b)) continue;
    const a = link.a === own ? node : nodeOf(link.a, link.named);
    const b = nodeOf(link.b, link.named);
    state.graph.link(a, b, link.cause, { time: event.time, order: link.order, offset, index });
  }
  const account = accountOf(event);
  if (account !== null && !state.accounts.see(account, node, event.time)) builder.addFull();
  else {
    for (const word of accountWords(state, arrival, node)) builder.addWord(word, arrival);
    for (const trait of traitRows(arrival, node)) {
      state.setTrait(node, { ...trait, source: arrival.source });
      builder.addTrait(trait);
    }
  }
  addEvent(state, arrival, node, builder);
}

/** Takes in what a group call says of the account itself, and tells it to those whom it concerns. */
function accountWords({ accounts }: ProfileState, arrival: Arrival, node: NodeNumber): readonly Word[] {
  const { event, idHash, source, offset, index, at } = arrival;
  const account = accountOf(event);
  if (account === null) return [];
  const { time } = event;
  const traits = saidTraits(event);
  const news = [...traits].flatMap(([name, value]) => {
    const word = { name, value, time, idHash, source };
    return accounts.setTrait(account, word, at) ? [word] : [];
  });
  return accounts.words.tell({ account, node, offset, index, traits: traits.keys() }, news, at);
}

function accountWordsAgain({ accounts }: ProfileState, arrival: Arrival, node: NodeNumber): readonly Word[] {
  const { event, offset, index } = arrival;
  const account = accountOf(event);
  if (account === null) return [];
  return accounts.words.again({ account, node, offset, index, traits: saidTraits(event).keys() });
}

/** Whom an event names is known by it, however old it is. */
function addEvent(state: ProfileState, arrival: Arrival, node: NodeNumber, builder: BatchBuilder): void {
  if (state.retention.isTooOld(arrival.event, arrival)) builder.addTooOld();
  else builder.addEvent(eventRow(arrival, node));
}

/** A second delivery changes nothing, but the log holds it: whoever it names may have been erased since the first. */
function noteAgain(state: ProfileState, arrival: Arrival): void {
  const { event, offset } = arrival;
  const own = ownIdOf(event);
  const named = linksOf(arrival, own).flatMap(({ a, b }) => [a, b]);
  for (const id of [own, ...named]) state.erasures.buries({ id, offset, time: event.time });
}

function repeatEvent(state: ProfileState, arrival: Arrival, builder: BatchBuilder): void {
  const { event, offset, index } = arrival;
  const ids: PersonIdentifier[] = [ownIdOf(event)];
  if (event.userId !== null && event.anonymousId !== null) {
    ids.push({ kind: "anonymous", value: event.anonymousId });
  }
  const found = ids.map((id) => ({ id, seen: state.erasures.at({ id, offset, time: event.time }) }));
  const own = found[0]?.seen ?? null;
  if (own === null) {
    builder.addBuried();
    return;
  }
  for (const { id, seen } of found) addNodeNamedAt(id, seen, { offset, index }, builder);
  const { node } = own;
  const account = accountOf(event);
  if (account === null || state.accounts.has(account, node)) {
    for (const word of accountWordsAgain(state, arrival, node)) builder.addWord(word, arrival);
    for (const trait of traitRows(arrival, node)) builder.addTrait(trait);
  }
  addEvent(state, arrival, node, builder);
}

/** Facts name the people they are about: whoever is known by one alone is a person too. */
function resolveFacts(state: ProfileState, { offset, at, payload }: LogRecord, builder: BatchBuilder): void {
  const { source, facts } = decodeFacts(payload);
  for (const [index, fact] of facts.entries()) {
    if (state.erasures.buries({ id: fact.id, offset, time: fact.time })) continue;
    const { node, isNew } = state.see(fact.id, { offset, index, named: true });
    if (isNew) builder.addNamed(fact.id, { offset, index, node });
    const row = factRow(fact, { offset, index, node });
    state.setTrait(node, { ...row, source });
    state.keepConsent(fact, { offset, index, at, node });
    builder.addTrait(row);
  }
}

function repeatFacts(state: ProfileState, { offset, payload }: LogRecord, builder: BatchBuilder): void {
  for (const [index, fact] of decodeFacts(payload).facts.entries()) {
    const seen = state.erasures.at({ id: fact.id, offset, time: fact.time });
    if (seen === null) continue;
    addNodeNamedAt(fact.id, seen, { offset, index }, builder);
    builder.addTrait(factRow(fact, { offset, index, node: seen.node }));
  }
}

function addNodeNamedAt(
  id: PersonIdentifier,
  seen: NodeAt | null,
  { offset, index }: { readonly offset: Offset; readonly index: number },
  builder: BatchBuilder,
): void {
  if (seen?.named?.offset === offset && seen.named.index === index)
    builder.addNamed(id, { offset, index, node: seen.node });
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

/** No record holds so many calls. */
const FIRST_WORD = 2 ** 24;

class BatchBuilder {
  readonly #upTo: Offset;
  readonly #events: EventRow[] = [];
  readonly #traits: TraitRow[] = [];
  readonly #moves: MoveRow[] = [];
  readonly #nodes: NodeRow[] = [];
  readonly #erased: ErasedRow[] = [];
  readonly #deleted: DeletedRow[] = [];
  /** The record that words were last made of, and how many. */
  #wordsOf: Offset = 0;
  #words = 0;
  #merges = 0;
  #buried = 0;
  #tooOld = 0;
  #full = 0;

  constructor(upTo: Offset) {
    this.#upTo = upTo;
  }

  addEvent(row: EventRow): void {
    this.#events.push(row);
  }

  addTrait(row: TraitRow): void {
    this.#traits.push(row);
    const { name, node, time, idHash } = row;
    const reserved = name.startsWith("$") ? readReservedTrait(name) : null;
    if (reserved?.kind !== "account") return;
    const value = writtenWord(reserved.key, null, row.value);
    this.addWord({ node, name: ACCOUNTS_TRAIT, value, time, idHash }, row);
  }

  /** Words stand behind the calls of their record, each at a place of its own. */
  addWord(word: Word, { offset }: { readonly offset: Offset }): void {
    if (offset !== this.#wordsOf) [this.#wordsOf, this.#words] = [offset, 0];
    this.#traits.push({ ...word, offset, index: FIRST_WORD + this.#words++ });
  }

  /** An id that this place of the log names for the first time. */
  addNamed(
    id: PersonIdentifier,
    at: { readonly offset: Offset; readonly index: number; readonly node: NodeNumber },
  ): void {
    this.#nodes.push({ offset: at.offset, node: at.node });
    this.#traits.push(bucketRow(id, at));
  }

  addErased({ offset }: LogRecord, nodes: readonly NodeNumber[]): void {
    for (const node of nodes) this.#erased.push({ offset, node });
  }

  addDeleted(
    { offset }: LogRecord,
    { upTo, names, idHashes, from, to }: DeleteEventsCommand,
    nodes: readonly NodeNumber[],
  ): void {
    if (nodes.length === 0) return;
    const choice = { names, exceptNames: [], idHashes, from, to } as const;
    this.#deleted.push({ offset, nodes, upTo, ...choice, cause: "correction" });
  }

  addForgotten({ offset }: LogRecord, command: RetentionCommand): void {
    if (command.kind !== "forget") return;
    const { nodes, cuts, upTo } = command;
    for (const cut of cuts) {
      this.#deleted.push({ offset, nodes, upTo, idHashes: null, from: null, ...cut, cause: "retention" });
    }
  }

  addTooOld(): void {
    this.#tooOld++;
  }

  addFull(): void {
    this.#full++;
  }

  addBuried(): void {
    this.#buried++;
  }

  addSettled({ moves, merges }: Settled): void {
    this.#merges += merges;
    for (const move of moves) this.#moves.push(move);
  }

  build(): StoreBatch {
    return {
      upTo: this.#upTo,
      events: this.#events,
      traits: this.#traits,
      moves: this.#moves,
      nodes: this.#nodes,
      erased: this.#erased,
      deleted: this.#deleted,
    };
  }

  resolved(duplicates: number, rejected: number): Resolved {
    return {
      batch: this.build(),
      counts: {
        events: this.#events.length,
        duplicates,
        merges: this.#merges,
        rejected,
        buried: this.#buried,
        tooOld: this.#tooOld,
        full: this.#full,
      },
    };
  }
}
