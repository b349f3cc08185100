import { type Instant, must } from "@habitus/kernel";
import type { History } from "@habitus/segments";
import { compileStream, type Flip, type StreamInput } from "@habitus/segments-stream";
import type { Offset } from "../../log/log.ts";
import type { PersonIdentifier } from "../../profiles/identity.ts";
import type {
  EventRow,
  MoveRow,
  NodeNumber,
  NodeRow,
  PersonNumber,
  TraitRow,
} from "../../store/event-store.ts";
import type { MembershipStep, MembershipStore } from "../membership-store.ts";
import { toHistoryEvent, toTraitChange } from "../reload.ts";
import type { TransitionCause } from "../transition.ts";
import { Accounts } from "./accounts.ts";
import { Building } from "./building.ts";
import { Emitter, type NamedSegment, type Reason } from "./emitter.ts";
import { Layer } from "./layer.ts";
import { PeopleMap } from "./people-map.ts";
import { PeopleSet } from "./people-set.ts";
import { Regrouping } from "./regrouping.ts";
import { type PlannedSegment, Registry } from "./registry.ts";
import { createStoredParts, type StoredParts } from "./stored-parts.ts";

export type LiveOptions = {
  readonly store: MembershipStore;
  /** The id a node stands for; null while no call has named it. */
  readonly idOf: (node: NodeNumber) => PersonIdentifier | null;
  /** Memory for states, about; a build may take as much again. */
  readonly maxBytes: number;
};

/** A log record as far as membership goes, and the rows the resolver made of it. */
export type RecordPlace = { readonly offset: Offset; readonly at: Instant };
export type RecordRows = {
  readonly events: readonly EventRow[];
  readonly traits: readonly TraitRow[];
  readonly moves: readonly MoveRow[];
  readonly nodes: readonly NodeRow[];
};

/** A person whose state only the whole past can give. */
export type NeedsPast = { readonly person: PersonNumber; readonly nodes: readonly NodeNumber[] };
export type Past = { readonly person: PersonNumber; readonly history: History };

/** What of a person may have changed in a record: the segments by key with the event that did it, or all of them. */
type Touched = {
  readonly keys: Map<string, string | null>;
  /** Perhaps known for the first time. */
  isNew: boolean;
  all: TransitionCause | null;
};

/** Memory for the counters of one person, about. */
const ACCOUNT_BYTES = 2_000;

/**
 * Live membership of all people, in memory with its store behind it: pure steps over log records, no clock and no waiting.
 * A record is worked off as `fire` until nothing is due, then `begin`, then `finish` with the pasts that `begin` asked
 * for. What it did is taken with `takeStep`, committed by the caller, and then `trim` may forget.
 *
 * The transitions of a record's own rows are the differences between the truths before and after the whole record: its rows
 * become visible together, for they share one logical now.
 */
export class LiveMembership {
  readonly people: PeopleMap;
  readonly registry: Registry;
  readonly #options: LiveOptions;
  readonly #stored: StoredParts;
  readonly #accounts: Accounts;
  readonly #emitter: Emitter;
  readonly #touched = new Map<PersonNumber, Touched>();
  #layer: Layer;
  #segments: ReadonlyMap<string, NamedSegment> = new Map();
  /** Segments that hold of people who did nothing. */
  #ofNobody: readonly string[] = [];
  #building: Building | null = null;
  #place: RecordPlace;

  constructor(options: LiveOptions) {
    const { store, maxBytes } = options;
    this.#options = options;
    this.#place = { offset: store.position(), at: store.now() };
    this.people = new PeopleMap(store.scan("owners"));
    this.registry = new Registry(store);
    this.#stored = createStoredParts(store, (build) => this.registry.isInForce(build));
    this.#accounts = new Accounts({ store, idOf: options.idOf, most: Math.ceil(maxBytes / ACCOUNT_BYTES) });
    this.#layer = this.#newLayer(this.registry.leaves);
    const nodesOf = (person: PersonNumber): readonly NodeNumber[] => this.people.nodesOf(person);
    this.#emitter = new Emitter({ store, accounts: this.#accounts, nodesOf }, (person, due) =>
      this.#layer.dues.set(person, due),
    );
    for (const { person, due } of this.#stored.dues()) {
      this.#layer.dues.set(person, Math.min(due, this.#layer.dues.of(person)));
    }
  }

  get building(): Building | null {
    return this.#building;
  }

  /** Everything up to this record has been evaluated. */
  get place(): RecordPlace {
    return this.#place;
  }

  /** Transitions made and not taken yet. */
  get pending(): number {
    return this.#emitter.pending;
  }

  /** When somebody is next due; Infinity for never. */
  nextDue(): Instant {
    return this.#layer.dues.next()?.due ?? Number.POSITIVE_INFINITY;
  }

  /** Sizes of the live segments, by key. */
  sizes(): readonly { readonly key: string; readonly version: number; readonly size: number }[] {
    return [...this.#segments.values()].map(({ key, version, number }) => ({
      key,
      version,
      size: this.#emitter.members(number).size,
    }));
  }

  memory(): { readonly people: number; readonly bytes: number } {
    return { people: this.#layer.inMemory, bytes: this.#layer.bytes };
  }

  /**
   * Fires up to `most` deadlines that lie at or before the record's now, in the order of (deadline, person, segment). False
   * when nothing more is due. @throws UnreadableState, after which `repair` has to be called for its person.
   */
  fire(record: RecordPlace, most: number): boolean {
    for (let fired = 0; fired < most; fired++) {
      const live = this.#layer.dues.next();
      const built = this.#building?.layer.dues.next() ?? null;
      const isBuilt = built !== null && (live === null || built.due < live.due);
      const next = isBuilt ? built : live;
      if (next === null || next.due > record.at) return false;
      const { person, due } = next;
      if (isBuilt) {
        this.#building?.layer.advance(person, due);
        this.#building?.note(person, this.people.isKnown(person), due);
        continue;
      }
      for (const flip of this.#layer.advance(person, due)) this.#settleFlip(person, flip, record);
    }
    return true;
  }

  /** Takes in who is who now, and answers whose past is needed. @throws UnreadableState before anything was changed. */
  begin(record: RecordPlace, rows: RecordRows): readonly NeedsPast[] {
    this.#load(record, rows);
    this.#touched.clear();
    const regrouping = new Regrouping(this.people, rows.moves);
    for (const { node } of rows.nodes) this.people.name(node);
    this.people.move(rows.moves);
    for (const { node } of rows.nodes) {
      const person = this.people.personOf(node);
      this.#accounts.forgetIds(person);
      this.#touchNew(person);
    }
    return rows.moves.length === 0 ? [] : this.#regroup(record, regrouping);
  }

  /**
   * Takes in the record's rows, whole pasts first: these hold all rows of the records before this one. So what an event did is
   * told from what a merge did, whether the person had to be loaded or not.
   */
  finish(record: RecordPlace, rows: RecordRows, pasts: readonly Past[]): void {
    const { at } = record;
    for (const { person, history } of pasts) {
      this.#layer.load(person, history, at);
      this.#building?.load(person, this.people.nodesOf(person), history, at);
    }
    for (const row of rows.traits) {
      const input = { kind: "trait", change: toTraitChange(row) } as const;
      this.#apply(this.people.personOf(row.node), input, at, null);
    }
    for (const row of rows.events) {
      const input = { kind: "event", event: toHistoryEvent(row) } as const;
      this.#apply(this.people.personOf(row.node), input, at, row.id);
    }
    this.#settleTouched(record);
    this.#place = { offset: record.offset, at };
  }

  /** Sets a person's state from its whole past up to and including the last record; differences are corrections. */
  repair({ person, history }: Past): void {
    const { offset, at } = this.#place;
    this.#layer.load(person, history, at);
    this.#building?.load(person, this.people.nodesOf(person), history, at);
    this.#touched.clear();
    this.#touchAll(person, "correction");
    this.#settleTouched({ offset, at });
  }

  /** Begins to build what is wanted and not live. */
  startBuild(): Building | null {
    const { targets } = this.registry;
    this.#building =
      targets.length === 0
        ? null
        : new Building(targets, {
            registry: this.registry,
            stored: this.#stored,
            people: this.people,
            maxBytes: this.#options.maxBytes,
          });
    return this.#building;
  }

  /** A piece of the past of a person, for the build. */
  backfill(person: PersonNumber, history: History): void {
    const { at } = this.#place;
    this.#building?.add(person, history, at);
    this.#building?.note(person, this.people.isKnown(person), at);
  }

  /**
   * Makes up to `most` transitions towards what was built. Answers true when more are left. Nothing else may be evaluated until
   * `finishCutOver`.
   */
  cutOver(record: RecordPlace, built: readonly PlannedSegment[], most: number): boolean {
    const changes = built.map(({ key, version }) => ({
      segment: { key, version, number: this.registry.numberOf(key) },
      next: this.#building?.members(key) ?? new PeopleSet(),
    }));
    return this.#moveMembers(changes, reasonOf(record, "definition"), most);
  }

  finishCutOver(built: readonly PlannedSegment[]): void {
    const building = this.#building;
    if (building === null) return;
    this.registry.cutOver(built, building.number);
    this.#building = null;
    this.#reprogram(building);
  }

  /** Everybody leaves these; as `cutOver`. */
  empty(record: RecordPlace, keys: readonly string[], most: number): boolean {
    const changes = keys.flatMap((key) => {
      const segment = this.#segments.get(key);
      return segment === undefined ? [] : [{ segment, next: new PeopleSet() }];
    });
    return this.#moveMembers(changes, reasonOf(record, "deleted"), most);
  }

  /** After `empty`, with everything committed. */
  remove(keys: readonly string[]): void {
    const live = keys.filter((key) => this.#segments.has(key));
    for (const key of keys) {
      this.registry.remove(key);
      this.#building?.leaveOut(key);
    }
    if (live.length > 0) this.#reprogram(null);
  }

  /**
   * Begins anew where nothing was kept but the event store has the past: everything is known up to this record, and every
   * definition has to be wanted again.
   */
  startOver(
    place: RecordPlace,
    nodes: Iterable<{ readonly node: NodeNumber; readonly person: PersonNumber; readonly isNamed: boolean }>,
  ): void {
    const moves: MoveRow[] = [];
    for (const { node, person, isNamed } of nodes) {
      if (isNamed) this.people.name(node);
      if (person !== node) moves.push({ offset: place.offset, node, person });
    }
    this.people.move(moves);
    this.#place = place;
  }

  /** The record has been worked off. */
  done(record: RecordPlace): void {
    this.#place = { offset: record.offset, at: record.at };
  }

  takeStep(): MembershipStep {
    const live = this.#layer.takeDirty();
    for (const { person } of live) this.#emitter.touch(person);
    const building = this.#building;
    const build = building === null ? null : { number: building.number, states: building.layer.takeDirty() };
    const { transitions, writes } = this.#emitter.take((person) => this.#layer.dues.of(person));
    return {
      position: this.#place.offset,
      at: this.#place.at,
      transitions,
      writes: [
        ...writes,
        ...this.#stored.writes({ live, build }),
        ...this.people.takeWrites(),
        ...this.registry.takeWrites(),
      ],
    };
  }

  /** All steps taken are on disk. */
  trim(): void {
    this.#layer.trim();
    this.#building?.layer.trim();
    this.#accounts.trim();
  }

  /** Reads into memory what the record touches, so that nothing fails half way. */
  #load({ at }: RecordPlace, rows: RecordRows): void {
    const nodes = new Set<NodeNumber>();
    for (const { node } of rows.events) nodes.add(node);
    for (const { node } of rows.traits) nodes.add(node);
    for (const { node, person } of rows.moves) nodes.add(node).add(person);
    for (const node of nodes) {
      const person = this.people.personOf(node);
      this.#layer.state(person, at);
      this.#building?.layer.state(person, at);
    }
  }

  #regroup(record: RecordPlace, regrouping: Regrouping): readonly NeedsPast[] {
    const { at } = record;
    const layers = [this.#layer, ...(this.#building === null ? [] : [this.#building.layer])];
    const isEmpty = (person: PersonNumber): boolean => layers.every((layer) => layer.isEmpty(person, at));
    const needs: NeedsPast[] = [];
    for (const { person, from, isWhole } of regrouping.groups()) {
      const full = from.filter((source) => !isEmpty(source));
      const [only] = full;
      this.#touchNew(person);
      if (!isWhole || full.length > 1) {
        this.#touchAll(person, isWhole ? "merge" : "correction");
        needs.push({ person, nodes: this.people.nodesOf(person) });
      } else if (only !== undefined && only !== person) {
        // Nothing is known of the others, so what is known of one is known of all.
        this.#touchAll(person, "merge");
        for (const layer of layers) layer.put(person, layer.state(only, at));
      }
    }
    for (const { person, nodes } of regrouping.absorbed()) {
      this.#accounts.ids(person, () => nodes);
      for (const segment of this.#segments.values()) {
        this.#emitter.settle(person, segment, false, reasonOf(record, "merge"));
      }
      for (const layer of layers) layer.drop(person, at);
      this.#building?.note(person, false, at);
      this.#accounts.forgetIds(person);
    }
    for (const { person } of regrouping.groups()) this.#accounts.forgetIds(person);
    return needs;
  }

  #apply(person: PersonNumber, input: StreamInput, at: Instant, eventId: string | null): void {
    for (const { key } of this.#layer.apply(person, input, at)) {
      this.#touch(person).keys.set(key, eventId);
    }
    const building = this.#building;
    if (building === null) return;
    const flips = building.layer.apply(person, input, at);
    if (flips.length > 0) building.note(person, this.people.isKnown(person), at);
  }

  #touch(person: PersonNumber): Touched {
    const known = this.#touched.get(person);
    if (known !== undefined) return known;
    const made: Touched = { keys: new Map(), isNew: false, all: null };
    this.#touched.set(person, made);
    return made;
  }

  #touchAll(person: PersonNumber, cause: TransitionCause): void {
    this.#touch(person).all = cause;
  }

  /** Of somebody new, nothing is known that was not in this record: what may hold is what holds of people who did nothing. */
  #touchNew(person: PersonNumber): void {
    const touched = this.#touch(person);
    touched.isNew = true;
    for (const key of this.#ofNobody) if (!touched.keys.has(key)) touched.keys.set(key, null);
  }

  #settleTouched(record: RecordPlace): void {
    const { at } = record;
    for (const [person, { keys, isNew, all }] of this.#touched) {
      const isKnown = this.people.isKnown(person);
      const state = this.#layer.state(person, at);
      if (isNew || all !== null) this.#building?.note(person, isKnown, at);
      for (const key of all === null ? [...keys.keys()].sort() : this.#segments.keys()) {
        const segment = this.#segments.get(key);
        if (segment === undefined) continue;
        const isIn = isKnown && this.#layer.program.truth(state, key);
        const cause = keys.has(key) ? "event" : (all ?? "event");
        this.#emitter.settle(person, segment, isIn, reasonOf(record, cause, keys.get(key) ?? null));
      }
    }
    this.#touched.clear();
  }

  #settleFlip(person: PersonNumber, flip: Flip, record: RecordPlace): void {
    const segment = this.#segments.get(flip.key);
    if (segment === undefined || !this.people.isKnown(person)) return;
    this.#emitter.settle(person, segment, flip.entered, { ...reasonOf(record, "time"), at: flip.at });
  }

  #moveMembers(
    changes: readonly { readonly segment: NamedSegment; readonly next: PeopleSet }[],
    reason: Reason,
    most: number,
  ): boolean {
    let person = 1;
    while (this.#emitter.pending < most) {
      const from = person;
      const nexts = changes.map(({ segment, next }) =>
        this.#emitter.members(segment.number).nextDifference(next, from),
      );
      person = Math.min(...nexts.map((next) => next ?? Number.POSITIVE_INFINITY));
      if (person === Number.POSITIVE_INFINITY) return false;
      for (const { segment, next } of changes) {
        this.#emitter.settle(person, segment, next.has(person), reason);
      }
    }
    return true;
  }

  /** Everything is on disk; the program becomes that of the live segments, and states are read again as they are needed. */
  #reprogram(built: Building | null): void {
    const numbers = new Map([...(built?.leaves ?? []), ...this.registry.leaves]);
    const old = this.#layer;
    this.#layer = this.#newLayer(numbers);
    this.registry.setLeaves(
      new Map(this.#layer.program.leafTexts.map((text) => [text, must(numbers.get(text), "a built leaf")])),
    );
    for (let person = 1; person <= this.people.highest; person++) {
      const due = Math.min(old.dues.of(person), built?.layer.dues.of(person) ?? Number.POSITIVE_INFINITY);
      this.#layer.dues.set(person, due);
    }
  }

  #newLayer(numbers: ReadonlyMap<string, number>): Layer {
    const { live } = this.registry;
    this.#segments = new Map(
      live.map(({ key, version }) => [key, { key, version, number: this.registry.numberOf(key) }]),
    );
    const read = (person: PersonNumber): readonly Uint8Array[] => this.#stored.live(person);
    const program = compileStream(live);
    this.#ofNobody = program.keys.filter((key) => program.initialTruth(key));
    return new Layer({ program, numbers, read, maxBytes: this.#options.maxBytes });
  }
}

function reasonOf(record: RecordPlace, cause: TransitionCause, eventId: string | null = null): Reason {
  return { at: record.at, recordedAt: record.at, offset: record.offset, cause, eventId };
}
