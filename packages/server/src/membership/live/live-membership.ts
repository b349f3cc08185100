import { type Instant, must } from "@habitus/kernel";
import { evaluateReference, type History, type HistoryEvent, transitionsRead } from "@habitus/segments";
import { compileStream, type StreamInput } from "@habitus/segments-stream";
import type { PersonIdentifier } from "../../profiles/identity.ts";
import type { NodeNumber, PersonNumber } from "../../store/event-store.ts";
import type { MembershipDifference } from "../live-check.ts";
import type { MembershipStep, MembershipStore } from "../membership-store.ts";
import { toHistoryEvent, toTraitChange } from "../reload.ts";
import type { NewTransition } from "../transition.ts";
import { Accounts } from "./accounts.ts";
import { Building } from "./building.ts";
import { Changes } from "./changes.ts";
import { Echoes } from "./echoes.ts";
import { Emitter, type NamedSegment } from "./emitter.ts";
import { Firing } from "./firing.ts";
import { Layer } from "./layer.ts";
import { type LiveSegments, liveSegments } from "./live-segments.ts";
import { followParted, moveStates } from "./moves.ts";
import { Names } from "./names.ts";
import { Parts } from "./parts.ts";
import { type KnownNode, PeopleMap } from "./people-map.ts";
import { placeOf, reasonOf, type RecordPlace } from "./record-place.ts";
import { Regrouping, whoLost } from "./regrouping.ts";
import { type PlannedSegment, Registry } from "./registry.ts";
import {
  causeOfTrait,
  type InputCause,
  type NeedsPast,
  nodesIn,
  type Past,
  type RecordRows,
} from "./record-rows.ts";
import { Standing } from "./standing.ts";
import { createStoredParts, type StoredParts } from "./stored-parts.ts";
import { Turnover } from "./turnover.ts";

export type LiveOptions = {
  readonly store: MembershipStore;
  /** The id a node stands for; null while nothing has told of it, or nothing that is on disk. */
  readonly idOf: (node: NodeNumber) => PersonIdentifier | null;
  /** Memory for states, about; a build may take as much again. */
  readonly maxBytes: number;
};

/** Memory for the counters of one person, about. */
const ACCOUNT_BYTES = 2_000;

/**
 * Live membership of all people, in memory with its store behind it: pure steps over log records, no clock and no waiting.
 * A record is worked off as `fire`, until nothing is due or as much as falls to it, and `fireOf`, then `begin`, then `finish` with the
 * pasts that `begin` asked for. What it did is taken with `takeStep`, committed by the caller, and then `trim` may forget. One step is on its way at a time.
 *
 * The transitions of a record's own rows are the differences between the truths before and after the whole record: its rows
 * become visible together, for they share one logical now.
 */
export class LiveMembership {
  readonly people: PeopleMap;
  readonly registry: Registry;
  readonly standing: Standing;
  readonly names = new Names();
  readonly #options: LiveOptions;
  readonly #stored: StoredParts;
  readonly #accounts: Accounts;
  readonly #emitter: Emitter;
  readonly #echoes: Echoes;
  readonly #changes: Changes;
  readonly #turnover: Turnover;
  readonly #firing: Firing;
  #layer: Layer;
  #parts: Parts;
  /** Who were taken apart by the record at work, by what was kept. */
  #parted: readonly PersonNumber[] = [];
  #segments: LiveSegments = { byKey: new Map(), levels: [], levelOf: new Map(), ofNobody: [] };
  #building: Building | null = null;
  #place: RecordPlace;

  constructor(options: LiveOptions) {
    const { store, maxBytes } = options;
    this.#options = options;
    this.#place = { offset: store.position(), at: store.now() };
    this.people = new PeopleMap(store.scan("owners"));
    this.registry = new Registry(store);
    this.#stored = createStoredParts(store, (build) => this.registry.isInForce(build));
    this.#echoes = new Echoes(store.transitions);
    this.#accounts = new Accounts({
      store,
      // Who is who may be ahead, in memory and on disk: what was named later is named later, whenever it is evaluated.
      idOf: (node) => (this.people.isSaid(node) ? (this.names.of(node) ?? options.idOf(node)) : null),
      most: Math.ceil(maxBytes / ACCOUNT_BYTES),
    });
    this.#layer = this.#newLayer(this.registry.leaves);
    this.#parts = this.#newParts(this.registry.leaves);
    const nodesOf = (person: PersonNumber): readonly NodeNumber[] => {
      const nodes = this.people.nodesOf(person);
      // Who became part of another while a segment was paused leaves it under the id they began with.
      return nodes.length === 0 ? [person] : nodes;
    };
    const onTransition = (transition: NewTransition): void => this.#echoes.add(transition);
    this.#emitter = new Emitter({ store, accounts: this.#accounts, nodesOf, onTransition }, (person, due) =>
      this.#layer.dues.set(person, due),
    );
    this.standing = new Standing(this.registry, this.#emitter);
    const parts = {
      people: this.people,
      emitter: this.#emitter,
      echoes: this.#echoes,
      now: () => ({
        layer: this.#layer,
        parts: this.#parts,
        building: this.#building,
        segments: this.#segments,
      }),
    };
    this.#changes = new Changes(parts);
    this.#turnover = new Turnover({ ...parts, registry: this.registry, changes: this.#changes });
    this.#firing = new Firing({ ...parts, changes: this.#changes });
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

  /** When somebody is next due; Infinity for never. */
  nextDue(): Instant {
    return this.#firing.next();
  }

  memory(): { readonly people: number; readonly bytes: number } {
    return { people: this.#layer.inMemory, bytes: this.#layer.bytes + this.#parts.bytes };
  }

  /** See `Firing`; after `UnreadableState`, `repair` has to be called for its person. */
  fire(record: RecordPlace, most: number): boolean {
    return this.#firing.fire(record, most);
  }

  /** Fires all that is due of some people, as `fire`: before `begin` of whomever the rows are about, for what these do is as of the record's now. */
  fireOf(record: RecordPlace, people: Iterable<PersonNumber>): void {
    this.#firing.fireOf(people, record);
  }

  /** Whether a deadline of theirs that lies at or before the last record's now has not been fired. */
  isOverdue(person: PersonNumber): boolean {
    return this.#firing.nextOf(person) <= this.#place.at;
  }

  /** Whomever the rows are about, before they are taken in. */
  peopleIn(rows: RecordRows): ReadonlySet<PersonNumber> {
    const nodes = [...nodesIn(rows), ...[...rows.nodes, ...rows.told].map(({ node }) => node)];
    return new Set(nodes.map((node) => this.people.personOf(node)));
  }

  /** Takes in who is who now, and answers whose past is needed. @throws UnreadableState before anything was changed. */
  begin(record: RecordPlace, rows: RecordRows): readonly NeedsPast[] {
    this.#load(record, rows);
    this.#changes.clear();
    const regrouping = new Regrouping(this.people, rows.moves);
    for (const { node } of rows.nodes) this.people.name(node);
    for (const { node } of rows.told) this.people.tell(node);
    this.people.move(rows.moves);
    for (const { node } of rows.told) this.#accounts.forgetIds(this.people.personOf(node));
    for (const { node } of rows.nodes) {
      const person = this.people.personOf(node);
      this.#accounts.forgetIds(person);
      this.#changes.touchNew(person);
    }
    const lost = whoLost(rows.deleted, this.#layers, this.people);
    for (const { person, cause } of lost) this.#changes.touchAll(person, cause);
    return rows.moves.length === 0 ? lost : [...lost, ...this.#regroup(record, regrouping)];
  }

  /**
   * Takes in the record's rows, whole pasts first: these hold all rows of the records before this one. So what an event did is
   * told from what a merge did, whether the person had to be loaded or not.
   */
  finish(record: RecordPlace, rows: RecordRows, pasts: readonly Past[]): void {
    const { at } = record;
    const parted = this.#parted;
    this.#parted = [];
    const erased = rows.erased.map(({ node }) => node);
    this.#erase(record, erased);
    followParted(
      { people: this.people, layer: this.#layer, parts: this.#parts, echoes: this.#echoes },
      parted,
      at,
    );
    for (const past of pasts) this.#loadPast(past, at);
    for (const row of rows.traits) {
      const input = { kind: "trait", change: toTraitChange(row) } as const;
      this.#apply(row.node, input, at, causeOfTrait(row, rows));
    }
    for (const row of rows.events) {
      const input = { kind: "event", event: toHistoryEvent(row) } as const;
      this.#apply(row.node, input, at, { cause: "event", eventId: row.id });
    }
    this.#changes.settle(placeOf(record), at);
    this.#place = { offset: record.offset, at };
  }

  /** Whoever these nodes belonged to leaves everything, and nothing is kept of them. */
  #erase(record: RecordPlace, nodes: readonly NodeNumber[]): void {
    const people = new Set(nodes.map((node) => this.people.personOf(node)));
    const leave = (person: PersonNumber, segment: NamedSegment): void =>
      this.#emitter.settle(person, segment, false, reasonOf(record, "erase"));
    // Each node may have given a person its number once, under which they are in a paused segment to this day.
    for (const node of nodes) {
      this.#accounts.anonymise(node);
      for (const segment of this.registry.paused) {
        leave(node, { ...segment, number: this.registry.numberOf(segment.key) });
      }
    }
    this.#parts.erase(people, record.at);
    for (const person of people) {
      for (const segment of this.#segments.byKey.values()) leave(person, segment);
      this.#layer.drop(person, record.at);
      this.#building?.layer.drop(person, record.at);
      this.#building?.note(person, false, record.at);
    }
    // Nobody is there whom these transitions could still change.
    this.#echoes.forget((person) => people.has(person));
    for (const known of [this.people, this.names]) known.erase(nodes);
    for (const node of nodes) this.#emitter.erase(node);
  }

  /** Sets a person's state from its whole past up to and including the last record; differences are corrections. */
  repair(past: Past): void {
    const { at } = this.#place;
    // What waits to be fired is left to be fired: no row of theirs has come since they were due.
    this.#loadPast(past, Math.min(at, this.#firing.nextOf(past.person) - 1));
    this.#changes.clear();
    this.#changes.touchAll(past.person, "correction");
    this.#changes.settle(placeOf(this.#place), at);
  }

  /** Where live membership and the reference disagree about a person, both of the past up to the last record. @throws UnreadableState. */
  compare({ person, history }: Past): readonly Omit<MembershipDifference, "mended">[] {
    const { at } = this.#place;
    const state = this.#layer.state(person, at);
    const isKnown = this.people.isKnown(person);
    const whole = this.#wholePast(this.people.nodesOf(person), history);
    return this.registry.live.flatMap(({ key, version, plan }) => {
      const told = this.#emitter.members(this.registry.numberOf(key)).has(person);
      const kept = isKnown && this.#layer.program.truth(state, key);
      const meant = isKnown && evaluateReference(plan, whole, at);
      return told === meant && kept === meant ? [] : [{ person, segment: key, version, told, kept, meant }];
    });
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
    this.#followEchoes();
    return this.#building;
  }

  /**
   * Events of nodes that were transitions, up to a place in their log, by node; nothing where the build reads none.
   * @param pause called now and then, for there may be many.
   */
  async pastTransitions(
    { from, to, upTo }: { readonly from: NodeNumber; readonly to: NodeNumber; readonly upTo: number },
    pause: () => Promise<unknown>,
  ): Promise<readonly { readonly node: NodeNumber; readonly events: readonly HistoryEvent[] }[]> {
    const isRead = this.#building?.segments.some(({ plan }) => transitionsRead(plan.leaves).length > 0);
    return isRead === true ? this.#echoes.pastsUpTo({ from, to, upTo }, pause) : [];
  }

  /** A piece of the past of a person, for the build. */
  backfill(person: PersonNumber, history: History): void {
    const { at } = this.#place;
    // Asked for before somebody was erased and answered after.
    if (!this.people.isKnown(person)) return;
    this.#building?.add(person, history, at);
    this.#building?.note(person, this.people.isKnown(person), at);
  }

  /**
   * Makes up to `most` transitions towards what was built. Answers true when more are left. Nothing else may be evaluated until
   * `finishCutOver`.
   */
  cutOver(record: RecordPlace, built: readonly PlannedSegment[], most: number): boolean {
    return this.#turnover.cutOver(record, built, most);
  }

  finishCutOver(record: RecordPlace, built: readonly PlannedSegment[]): void {
    const building = this.#building;
    if (building === null) return;
    this.registry.cutOver(built, building.number, record);
    this.#building = null;
    this.#reprogram(building);
  }

  /** Everybody leaves these; as `cutOver`. */
  empty(record: RecordPlace, keys: readonly string[], most: number): boolean {
    return this.#turnover.empty(record, keys, most);
  }

  /** Nobody enters or leaves these until they are built again; with everything committed. */
  pause({ at }: RecordPlace, keys: readonly string[]): void {
    const live = keys.filter((key) => this.#segments.byKey.has(key));
    for (const key of keys) {
      this.registry.pause(key, at);
      this.#building?.leaveOut(key);
    }
    if (live.length > 0) this.#reprogram(null);
    else this.#followEchoes();
  }

  /** After `empty`, with everything committed. */
  remove(keys: readonly string[]): void {
    const live = keys.filter((key) => this.#segments.byKey.has(key));
    for (const key of keys) {
      this.registry.remove(key);
      this.#building?.leaveOut(key);
    }
    if (live.length > 0) this.#reprogram(null);
    else this.#followEchoes();
  }

  /**
   * Begins anew where nothing was kept but the event store has the past: everything is known up to this record, and every
   * definition has to be wanted again.
   */
  startOver(place: RecordPlace, nodes: Iterable<KnownNode>): void {
    this.people.know(nodes, place.offset);
    this.#place = place;
  }

  /** The record has been worked off. */
  done(record: RecordPlace): void {
    this.#place = { offset: record.offset, at: record.at };
  }

  /** Makes ready what the next step takes, so that taking it takes no while. */
  prepare(): void {
    this.#layer.pack();
    this.#building?.layer.pack();
  }

  /** Transitions made and not taken yet, in their order: the step that is taken next is without them. */
  takeMade(): readonly NewTransition[] {
    return this.#emitter.takeMade();
  }

  takeStep(): MembershipStep {
    const live = this.#layer.takeDirty();
    for (const { person, isDueNew } of live) if (isDueNew) this.#emitter.touch(person);
    const building = this.#building;
    const build = building === null ? null : { number: building.number, states: building.layer.takeDirty() };
    const { transitions, writes, redact } = this.#emitter.take((person) => this.#layer.dues.of(person));
    this.#echoes.taken();
    return {
      position: this.#place.offset,
      at: this.#place.at,
      transitions,
      redact,
      writes: [
        ...writes,
        ...this.#stored.writes({ live, build }),
        ...this.#parts.takeWrites(this.#place.at),
        ...this.people.takeWrites(),
        ...this.registry.takeWrites(),
      ],
    };
  }

  /** All steps taken are on disk; more may have changed since. */
  trim(): void {
    this.#layer.trim();
    this.#parts.trim();
    this.#building?.layer.trim();
    this.#echoes.committed();
    this.#accounts.trim((person) => this.#emitter.isTouched(person));
  }

  /** Reads into memory what the record touches, so that nothing fails half way. */
  #load({ at }: RecordPlace, rows: RecordRows): void {
    for (const node of nodesIn(rows)) {
      const person = this.people.personOf(node);
      this.#layer.state(person, at);
      this.#building?.layer.state(person, at);
    }
  }

  get #layers(): readonly Layer[] {
    return this.#building === null ? [this.#layer] : [this.#layer, this.#building.layer];
  }

  #regroup(record: RecordPlace, regrouping: Regrouping): readonly NeedsPast[] {
    const { at } = record;
    const building = this.#building === null ? [] : [this.#building.layer];
    const { people } = this;
    const moves = { people, layers: [this.#layer, ...building], parts: this.#parts } as const;
    const { joined, parted, needs } = moveStates(moves, regrouping, at);
    for (const { person } of regrouping.groups()) this.#changes.touchNew(person);
    for (const person of joined) this.#changes.touchAll(person, "merge");
    for (const person of parted) this.#changes.touchAll(person, "correction");
    for (const { person, nodes } of regrouping.absorbed()) {
      this.#accounts.ids(person, () => nodes);
      for (const segment of this.#segments.byKey.values()) {
        this.#emitter.settle(person, segment, false, reasonOf(record, "merge"));
      }
      for (const layer of this.#layers) layer.drop(person, at);
      this.#building?.note(person, false, at);
      this.#accounts.forgetIds(person);
    }
    for (const { person } of regrouping.groups()) this.#accounts.forgetIds(person);
    const asked = new Set(needs.map(({ person }) => person));
    this.#parted = parted.filter((person) => !asked.has(person));
    return needs;
  }

  #apply(node: NodeNumber, input: StreamInput, at: Instant, { cause, eventId }: InputCause): void {
    const person = this.people.personOf(node);
    this.#parts.take({ person, node }, input, at, () => this.#layer.state(person, at));
    for (const { key } of this.#layer.apply(person, input, at)) {
      this.#changes.touch(person, key, cause, eventId);
    }
    const building = this.#building;
    if (building === null) return;
    const flips = building.layer.apply(person, input, at);
    if (flips.length > 0) building.note(person, this.people.isKnown(person), at);
  }

  /** The person's state from its whole past; transitions are part of it, the ones just made included. */
  #loadPast({ person, history }: Past, at: Instant): void {
    const nodes = this.people.nodesOf(person);
    const whole = this.#wholePast(nodes, history);
    this.#echoes.forget((each) => nodes.includes(each));
    this.#parts.forget(person, at);
    this.#layer.load(person, whole, at);
    this.#building?.load(person, nodes, whole, at);
  }

  #wholePast(nodes: readonly NodeNumber[], history: History): History {
    return { ...history, events: [...history.events, ...this.#echoes.past(nodes)] };
  }

  /** Everything is on disk; the program becomes that of the live segments, and states are read again as they are needed. */
  #reprogram(built: Building | null): void {
    const numbers = new Map([...(built?.leaves ?? []), ...this.registry.leaves]);
    const old = this.#layer;
    this.#layer = this.#newLayer(numbers);
    this.#parts = this.#newParts(numbers);
    this.registry.setLeaves(
      new Map(this.#layer.program.leafTexts.map((text) => [text, must(numbers.get(text), "a built leaf")])),
    );
    for (let person = 1; person <= this.people.highest; person++) {
      const due = Math.min(old.dues.of(person), built?.layer.dues.of(person) ?? Number.POSITIVE_INFINITY);
      this.#layer.dues.set(person, due);
    }
  }

  /** Whose transitions the live segments and those being built read. */
  #followEchoes(): void {
    const all = [...this.registry.live, ...(this.#building?.segments ?? [])];
    this.#echoes.follow(new Set(all.flatMap(({ plan }) => transitionsRead(plan.leaves))));
  }

  #newParts(numbers: ReadonlyMap<string, number>): Parts {
    const { store, maxBytes } = this.#options;
    const { program } = this.#layer;
    return new Parts({ store, program, numbers, build: this.registry.newestBuild, maxBytes });
  }

  #newLayer(numbers: ReadonlyMap<string, number>): Layer {
    const { live } = this.registry;
    const read = (person: PersonNumber): readonly Uint8Array[] => this.#stored.live(person);
    const program = compileStream(live);
    this.#segments = liveSegments(program, this.registry);
    this.#followEchoes();
    return new Layer({ program, numbers, read, maxBytes: this.#options.maxBytes });
  }
}
