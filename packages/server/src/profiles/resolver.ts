import {
  decodeEvents,
  decodeFacts,
  type Fact,
  isOfNobody,
  ownIdOf,
  type TrackedEvent,
} from "@habitus/events";
import { assert, hash128, hashHex, type Instant, isSaidByProduct } from "@habitus/kernel";
import type { LogRecord, Offset } from "../log/log.ts";
import { BatchBuilder, type Resolved } from "./batch-builder.ts";
import { idsInTrait } from "./kind-ids.ts";
import { idLinks, linksOf } from "./identity-links.ts";
import { type Change, type Kv, put } from "../platform/kv.ts";
import { createSerially } from "../platform/serially.ts";
import type { EventRow, NodeNumber } from "../store/event-store.ts";
import type { Dedupe } from "./dedupe.ts";
import { decodeDeleteEvents } from "./delete-command.ts";
import { decodeErase } from "./erase-command.ts";
import type { NodeAt } from "./erasures.ts";
import { factRow } from "./fact-row.ts";
import { decodeIdentityCommand } from "./identity-command.ts";
import {
  IDENTITY_LIMITS,
  type IdentityLimits,
  ownIdentifier,
  type OwnIdentifier,
  type PersonIdentifier,
  RESOLVER_KEY,
  RESOLVER_POSITION,
  type ResolverPosition,
} from "./identity.ts";
import type { IdDigest } from "./tombstones.ts";
import { repeatableFrom } from "./repeats.ts";
import { decodeRetention } from "./retention-command.ts";
import { ProfileState } from "./profile-state.ts";
import { accountOf, saidTraits, traitRows } from "./said-traits.ts";
import type { UnreadId } from "./unread-ids.ts";
import { decodeWithdraw } from "./withdraw-command.ts";

/**
 * Puts the events of the log to people, in log order and by one reader. State and position are committed together, so
 * a crash anywhere repeats whole calls, and the same records always give the same rows: whoever was handed them before they were on
 * disk may be ahead of `position()` after a crash and meets them once more. `again` makes the rows of records that were resolved
 * before, without changing anything: what the event store had not confirmed when the process ended.
 */
export type Resolver = {
  /** The state on disk. */
  position(): ResolverPosition;
  /** How far `take` has come; never behind `position()`. */
  taken(): ResolverPosition;
  /**
   * The rows of the records that follow `taken()`, in order, up to the one with which there is enough to tell of accounts or before which
   * all has to be on disk: `upTo` of the batch says how far it came. They are in memory alone until `keep`.
   * @throws HabitusError `storage_full`: `taken()` has not moved, and the next call begins at the same record.
   */
  take(records: readonly LogRecord[]): Promise<Resolved>;
  /**
   * Resolves once all that was taken before the call is on disk, state and ids, which are written at one time. More may be taken meanwhile.
   * @throws HabitusError `storage_full`: `position()` has not moved, and it may be called again.
   */
  keep(): Promise<void>;
  /**
   * Records at or below `position()`; comes as far as `take` would. After a start it is to be given all those that no call of `keep`
   * may have answered for, before any that follow: a crash may have left their state on disk and not their ids.
   */
  again(records: readonly LogRecord[]): Promise<Resolved>;
  /** The oldest record that may be given to `again`: what the rows of older ones were made of is gone. */
  repeatableFrom(): Offset;
};

/** What is on its way to the disk. */
type Leaving = { readonly position: ResolverPosition; readonly changes: readonly Change[] };

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
  const state = new ProfileState(kv, { maxCached, limits, digest });
  let position = kv.get(RESOLVER_POSITION, RESOLVER_KEY) ?? { offset: 0, at: 0 };
  let taken = position;
  let rejected: readonly Change[] = [];
  /** What failed to be written is written first when it is tried again. */
  let leaving: Leaving | null = null;
  const serially = createSerially();

  const make = async (records: readonly LogRecord[]): Promise<Resolved> => {
    const arrivals = await firstCopies(records, dedupe);
    const builder = new BatchBuilder();
    const done: LogRecord[] = [];
    for (const record of records) {
      if (builder.words() >= limits.accountWordsPerRecord) break;
      done.push(record);
      resolveRecord(state, record, arrivals, builder);
    }
    const refused = done.filter((record) => record.kind === "rejected").flatMap(options.rejected);
    rejected = [...rejected, ...refused];
    taken = done.map(({ offset, at }) => ({ offset, at })).at(-1) ?? taken;
    const duplicates = countOf(arrivals.dropped, done);
    return builder.resolved(taken.offset, { duplicates, rejected: refused.length });
  };

  const takeLeaving = (): Leaving => {
    const changes = [...state.takeChanges(), ...rejected, put(RESOLVER_POSITION, RESOLVER_KEY, taken)];
    rejected = [];
    return { position: taken, changes };
  };

  const keepOnce = async (): Promise<void> => {
    leaving ??= takeLeaving();
    await bothOrFailure(kv.commit(leaving.changes), dedupe.keep());
    state.committed();
    ({ position } = leaving);
    leaving = null;
  };

  const keep = (): Promise<void> =>
    serially(async () => {
      // What had failed before may be less than what was taken since.
      for (const { offset } = taken; position.offset < offset; ) await keepOnce();
    });

  const take = async (records: readonly LogRecord[]): Promise<Resolved> => {
    assert(records[0]?.offset === taken.offset + 1, "the resolver reads every record once and in order");
    // Commands look for people in what is on disk, so all that stands before one is to be there.
    const next = records.findIndex((record, place) => place > 0 && isCommand(record));
    if (isCommand(records[0])) await keep();
    return make(next < 0 ? records : records.slice(0, next));
  };

  return {
    position: () => position,
    taken: () => taken,
    repeatableFrom: () => repeatableFrom(kv),
    take,
    keep,
    async again(records) {
      const upTo = records.at(-1)?.offset ?? 0;
      assert(upTo <= position.offset, "only resolved records can be handed over again");
      const arrivals = await firstCopies(records, dedupe);
      const builder = new BatchBuilder();
      const done: LogRecord[] = [];
      for (const record of records) {
        if (builder.words() >= limits.accountWordsPerRecord) break;
        done.push(record);
        const kept = arrivals.kept.get(record.offset) ?? [];
        const callers = callersOf(kept);
        for (const arrival of kept) repeatEvent(state, arrival, { builder, callers });
        for (const word of state.accounts.words.again(callers, record)) builder.addWord(word, record);
        repeatFacts(state, saidIn(record, arrivals), builder);
        if (record.kind === "erase") builder.addErased(record, state.erasures.erasedAt(record.offset));
        if (record.kind === "delete_events") {
          const nodes = state.erasures.deletedEventsAt(record.offset);
          builder.addDeleted(record, decodeDeleteEvents(record.payload), nodes);
        }
        if (record.kind === "retention") builder.addForgotten(record, decodeRetention(record.payload));
        if (record.kind === "withdraw") {
          const gone = state.erasures.erasedAt(record.offset);
          const kept = state.erasures.deletedEventsAt(record.offset);
          builder.addWithdrawn(record, decodeWithdraw(record.payload), { gone, kept });
        }
        builder.addSettled(record, state.settledAt(record.offset));
      }
      const comeTo = done.at(-1)?.offset ?? upTo;
      await dedupe.keep();
      return builder.resolved(comeTo, { duplicates: countOf(arrivals.dropped, done), rejected: 0 });
    },
  };
}

/** Whether the record takes back or takes apart what older ones have said. */
export function isCommand({ kind }: Pick<LogRecord, "kind">): boolean {
  return COMMANDS.includes(kind);
}

/**
 * Whether older records are made something else of once it was taken, when they are made again. Of the other commands the moves are
 * kept with their record, and how long events are kept with the record it begins at.
 */
export function changesRepeats({ kind }: Pick<LogRecord, "kind">): boolean {
  return CHANGE_REPEATS.includes(kind);
}

const CHANGE_REPEATS: readonly LogRecord["kind"][] = ["erase", "delete_events", "withdraw"];
const COMMANDS: readonly LogRecord["kind"][] = [...CHANGE_REPEATS, "identity", "retention"];

/** What fails is told once nothing is under way any more. */
async function bothOrFailure(...works: readonly Promise<unknown>[]): Promise<void> {
  for (const result of await Promise.allSettled(works)) if (result.status === "rejected") throw result.reason;
}

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

/** The facts of a record, of which the first stands at the place `from`: behind its events. */
type Said = Pick<LogRecord, "offset" | "at"> & {
  readonly source: string;
  readonly facts: readonly Fact[];
  readonly from: number;
};

/** `said` are the facts that stand with events. */
type FirstCopies = {
  readonly kept: Arrivals;
  readonly dropped: Arrivals;
  readonly said: ReadonlyMap<Offset, Said>;
};

function saidIn(record: LogRecord, { said }: Pick<FirstCopies, "said">): Said | null {
  if (record.kind !== "facts") return said.get(record.offset) ?? null;
  return { ...placeIn(record), ...decodeFacts(record.payload), from: 0 };
}

const placeIn = ({ offset, at }: LogRecord): Pick<LogRecord, "offset" | "at"> => ({ offset, at });

async function firstCopies(records: readonly LogRecord[], dedupe: Dedupe): Promise<FirstCopies> {
  const arrivals: Arrival[] = [];
  const said = new Map<Offset, Said>();
  for (const record of records) {
    if (record.kind !== "events" && record.kind !== "imports") continue;
    const forever = record.kind === "imports";
    const { source, events, facts } = decodeEvents(record.payload);
    if (facts.length > 0) said.set(record.offset, { ...placeIn(record), source, facts, from: events.length });
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
  return { kept, dropped, said };
}

function resolveRecord(
  state: ProfileState,
  record: LogRecord,
  arrivals: FirstCopies,
  builder: BatchBuilder,
): void {
  for (const arrival of arrivals.kept.get(record.offset) ?? []) resolveEvent(state, arrival, builder);
  for (const word of state.accounts.words.tell(record)) builder.addWord(word, record);
  for (const arrival of arrivals.dropped.get(record.offset) ?? []) noteAgain(state, arrival);
  resolveFacts(state, saidIn(record, arrivals), builder);
  if (record.kind === "erase") builder.addErased(record, state.erase(decodeErase(record.payload), record));
  if (record.kind === "delete_events") {
    const command = decodeDeleteEvents(record.payload);
    builder.addDeleted(record, command, state.erasures.deletesEventsOf(command, record.offset));
  }
  if (record.kind === "retention") {
    const command = decodeRetention(record.payload);
    if (command.kind === "rules") state.retention.begin(record.offset, command.rules);
    builder.addForgotten(record, command);
  }
  if (record.kind === "withdraw") {
    const command = decodeWithdraw(record.payload);
    builder.addWithdrawn(record, command, state.withdraw(command, record));
  }
  if (record.kind === "identity") {
    state.obey(decodeIdentityCommand(record.payload), record);
  }
  builder.addSettled(record, state.settle(record.offset));
}

function countOf(arrivals: Arrivals, records: readonly LogRecord[]): number {
  return records.reduce((sum, { offset }) => sum + (arrivals.get(offset)?.length ?? 0), 0);
}

function resolveEvent(state: ProfileState, arrival: Arrival, builder: BatchBuilder): void {
  const { event, offset, index } = arrival;
  if (isOfNobody(event)) {
    if (!isTaken(state, arrival, null)) builder.addFull();
    return;
  }
  const isBuried = (id: PersonIdentifier): boolean => state.erasures.buries({ id, offset, time: event.time });
  const own = ownIdOf(event);
  if (isBuried(own)) {
    builder.addBuried();
    return;
  }
  const nodeOf = (id: PersonIdentifier, named: boolean): NodeNumber => {
    const { node, isNew } = state.see(id, { offset, index, named });
    const own = isNew ? ownIdentifier(id) : null;
    if (own !== null) builder.addNamed(own, { offset, index, node });
    return node;
  };
  const node = nodeOf(own, true);
  state.touch(node, event.time);
  const said = { time: event.time, node };
  const onUnread = (unread: UnreadId): void => noteUnread(state, unread, said, builder);
  for (const link of linksOf(arrival, own, state.kinds, onUnread)) {
    if (isBuried(link.a) || isBuried(link.b)) continue;
    const a = link.a === own ? node : nodeOf(link.a, link.named);
    const b = nodeOf(link.b, link.named);
    state.graph.link(a, b, link.cause, { time: event.time, order: link.order, offset, index });
  }
  if (!isTaken(state, arrival, node)) builder.addFull();
  else {
    for (const trait of traitRows(arrival, node)) {
      state.setTrait(node, trait, arrival.at);
      builder.addTrait(trait);
    }
  }
  if (state.retention.isTooOld(event, arrival)) {
    state.noteTooOld(node, { source: arrival.source, time: event.time });
  }
  addEvent(state, arrival, node, builder);
}

function noteUnread(
  state: ProfileState,
  unread: UnreadId,
  said: { readonly time: Instant; readonly node: NodeNumber },
  builder: BatchBuilder,
): void {
  state.unread.note(unread, said);
  builder.addUnread(unread.kind);
}

/** Takes in what a group call says of the account itself. */
function isTaken({ accounts }: ProfileState, arrival: Arrival, node: NodeNumber | null): boolean {
  const { event, idHash, source, offset, index, at } = arrival;
  const account = accountOf(event);
  if (account === null) return true;
  const { time } = event;
  const said = [...saidTraits(event)].map(([name, value]) => ({ name, value, time, idHash, source }));
  return accounts.take({ account, node, said, offset, index, at }, time);
}

/** The accounts that the calls name, whoever made them, and those who are still known of these. */
type Callers = Map<string, NodeNumber[]>;

function callersOf(arrivals: readonly Arrival[]): Callers {
  return new Map(
    arrivals.flatMap(({ event }) => {
      const account = accountOf(event);
      return account === null ? [] : [[account, []] as const];
    }),
  );
}

/** Whom an event names is known by it, however old it is. */
function addEvent(state: ProfileState, arrival: Arrival, node: NodeNumber, builder: BatchBuilder): void {
  if (state.retention.isTooOld(arrival.event, arrival)) builder.addTooOld();
  else builder.addEvent(eventRow(arrival, node));
}

/** A second delivery changes nothing, but the log holds it: whoever it names may have been erased since the first. */
function noteAgain(state: ProfileState, arrival: Arrival): void {
  const { event, offset } = arrival;
  if (isOfNobody(event)) return;
  const own = ownIdOf(event);
  const named = linksOf(arrival, own, state.kinds).flatMap(({ a, b }) => [a, b]);
  for (const id of [own, ...named]) state.erasures.buries({ id, offset, time: event.time });
}

function repeatEvent(
  state: ProfileState,
  arrival: Arrival,
  { builder, callers }: { readonly builder: BatchBuilder; readonly callers: Callers },
): void {
  const { event, offset, index } = arrival;
  if (isOfNobody(event)) return;
  const ids: OwnIdentifier[] = [ownIdOf(event)];
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
  if (account !== null) callers.get(account)?.push(node);
  if (account === null || (state.accounts.has(account, node) && !state.accounts.isRefused(arrival))) {
    for (const trait of traitRows(arrival, node)) builder.addTrait(trait);
  }
  addEvent(state, arrival, node, builder);
}

/** Facts name the people they are about: whoever is known by one alone is a person too. */
function resolveFacts(state: ProfileState, said: Said | null, builder: BatchBuilder): void {
  if (said === null) return;
  const { offset, at, source, facts, from } = said;
  for (const [place, fact] of facts.entries()) {
    const index = from + place;
    if (state.erasures.buries({ id: fact.id, offset, time: fact.time })) continue;
    const { node, isNew } = state.see(fact.id, { offset, index, named: true }, !isSaidByProduct(fact.name));
    if (isNew) builder.addNamed(fact.id, { offset, index, node });
    const row = factRow(fact, { offset, index, node, source });
    state.setTrait(node, row, at);
    state.keepConsent(fact, { offset, index, at, node });
    const onUnread = (unread: UnreadId): void => noteUnread(state, unread, row, builder);
    for (const link of idLinks(fact.id, idsInTrait(fact, state.kinds, onUnread), row.idHash)) {
      state.join(link, node, { offset, index, time: fact.time });
    }
    builder.addTrait(row);
  }
}

function repeatFacts(state: ProfileState, said: Said | null, builder: BatchBuilder): void {
  if (said === null) return;
  const { offset, source, facts, from } = said;
  for (const [place, fact] of facts.entries()) {
    const index = from + place;
    const seen = state.erasures.at({ id: fact.id, offset, time: fact.time });
    if (seen === null) continue;
    addNodeNamedAt(fact.id, seen, { offset, index }, builder);
    builder.addTrait(factRow(fact, { offset, index, node: seen.node, source }));
  }
}

function addNodeNamedAt(
  id: OwnIdentifier,
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
