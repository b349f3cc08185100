import { encodeEvents, type TrackedEvent } from "@habitus/events";
import { HabitusError, type Instant, must, type Random } from "@habitus/kernel";
import {
  DEFAULT_CONTEXT,
  type Definition,
  evaluateReference,
  type History,
  parseDefinition,
  planDefinition,
  type SegmentMeaning,
} from "@habitus/segments";
import type { Log, NewRecord } from "../../log/log.ts";
import { createMemoryLog } from "../../log/memory-log.ts";
import { createDefinitions, type Definitions } from "../../membership/definitions.ts";
import type { PlannedSegment } from "../../membership/live/registry.ts";
import { createMemoryMembershipStore } from "../../membership/memory-membership-store.ts";
import type { LiveCheck } from "../../membership/live-check.ts";
import type { MembershipStore, MembershipWrite } from "../../membership/membership-store.ts";
import { toHistoryEvent, toTraitChange } from "../../membership/reload.ts";
import { createMembershipStage } from "../../membership/stage.ts";
import { STAGE_LIMITS, type StageLimits } from "../../membership/stage-limits.ts";
import { encodeTick } from "../../membership/tick-record.ts";
import { startMembership } from "../../membership/start.ts";
import { createReplayer, type Replayed } from "../../membership/rehearsal/replayer.ts";
import { readsOf } from "../../membership/testing.ts";
import { isEntered, type NewTransition, type Transition } from "../../membership/transition.ts";
import { createMemoryKv } from "../../platform/memory-kv.ts";
import { encodeDeleteEvents } from "../../profiles/delete-command.ts";
import { encodeErase, type EraseCommand } from "../../profiles/erase-command.ts";
import { DELETED_EVENTS_OF, ERASED_NODES } from "../../profiles/tombstones.ts";
import type { KindRule } from "../../profiles/id-kinds.ts";
import { encodeIdentityCommand } from "../../profiles/identity-command.ts";
import { NODES, type PersonIdentifier } from "../../profiles/identity.ts";
import { VolatileDedupe } from "../../profiles/testing/volatile-dedupe.ts";
import { highestPerson, peopleWithin } from "../../profiles/profile-reads.ts";
import { cutsOf, encodeRetention, type RetentionRule } from "../../profiles/retention-command.ts";
import { createResolver } from "../../profiles/resolver.ts";
import { encodeWithdraw } from "../../profiles/withdraw-command.ts";
import type { DeletedRow, EventStore, NodeNumber, PersonNumber } from "../../store/event-store.ts";
import { createMemoryEventStore, type MemoryEventStore } from "../../store/memory-event-store.ts";
import { compareStates } from "./kept-states.ts";
import { createPipeline, type Pipeline, PIPELINE_LIMITS } from "../pipeline.ts";
import { TEST_DIGEST } from "../../profiles/testing/digest.ts";

// For tests: the whole way from the log to transitions with everything in memory, under a clock that the test turns.

export type LiveWorldOptions = {
  /** Memory for states. */
  readonly maxBytes: number;
  /** Fails an attempt to write to one of the stores. */
  readonly isFailing: () => boolean;
  /** How seldom membership goes to the disk while there is more to be evaluated. */
  readonly keepEveryMs?: number;
  /** A log to be replayed; a new one when null. */
  readonly log: Log | null;
  /** Those of the server, where much is to be evaluated; little ones, which meet more, when absent. */
  readonly limits?: StageLimits;
};

const POLL_MS = 1;
const PARTS = ["kv", "ids", "memberships", "store"] as const;
/** What commits for itself. */
type Part = (typeof PARTS)[number];
const SMALL_LIMITS = {
  ...STAGE_LIMITS,
  rowsPerStep: 3,
  firesPerStep: 2,
  rowsUnkept: 40,
  transitionsUnkept: 30,
  share: { ofTick: 3, ofEvents: 1, bytesForOne: 300 },
};

export class LiveWorld {
  now: Instant = 1_700_000_000_000;
  /** How often the event store was asked for the past of people. */
  pastsAsked = 0;
  /** Whether the event store answers no such question. */
  isUnanswered = false;
  readonly startedOver: string[] = [];
  readonly log: Log;
  readonly #options: LiveWorldOptions;
  readonly #wanted = new Map<string, PlannedSegment>();
  /** By key and version. */
  readonly #everWanted = new Map<string, PlannedSegment>();
  readonly #versions = new Map<string, number>();
  /** Those that are run for a purpose. */
  readonly #meanings = new Map<string, SegmentMeaning>();
  readonly #paused = new Set<string>();
  readonly #kv = createMemoryKv();
  readonly #ids = new VolatileDedupe();
  /** What writes no more, for the process is being killed. */
  readonly #dead = new Set<Part>();
  readonly #store: MemoryEventStore = createMemoryEventStore();
  readonly memberships: MembershipStore = createMemoryMembershipStore();
  readonly #definitions: Definitions;
  #pipeline: Pipeline | null = null;
  #erasures = 0;
  /** Nodes that were ever of one person, by any of them. */
  readonly #together = new Map<NodeNumber, Set<NodeNumber>>();
  readonly #forgotten = new Set<NodeNumber>();
  readonly #heard = new Map<number, NewTransition>();
  readonly #otherwise: unknown[] = [];
  readonly #announced = new Set<string>();

  constructor(options: LiveWorldOptions) {
    this.#options = options;
    this.log = options.log ?? createMemoryLog({ clock: () => this.now });
    this.#definitions = createDefinitions({
      log: this.log,
      wanted: () =>
        [...this.#wanted.values()].map((each) => ({
          ...each,
          plan: () => each.plan,
          isPaused: this.#paused.has(each.key),
        })),
      onRefused: (_key, error) => {
        throw error;
      },
      known: [],
      paused: [],
    });
  }

  async start(): Promise<void> {
    this.#dead.clear();
    const ids = await this.#ids.open();
    const resolver = createResolver({
      kv: { ...this.#kv, commit: (changes) => this.#seldomTry("kv", () => this.#kv.commit(changes)) },
      dedupe: { ...ids, keep: () => this.#seldomTry("ids", () => ids.keep()) },
      rejected: () => [],
      digest: TEST_DIGEST,
      maxCached: 50,
    });
    const store: EventStore = {
      ...this.#store,
      append: (batch) => {
        for (const { node, person } of batch.moves) this.#join(node, person);
        return this.#try("store", () => this.#store.append(batch));
      },
      appendTransitions: (rows) => this.#try("store", () => this.#store.appendTransitions(rows)),
    };
    const memberships: MembershipStore = {
      ...this.memberships,
      commit: (step) => this.#try("memberships", () => this.memberships.commit(step)),
      tell: (first, told) => {
        for (const [place, each] of told.entries()) this.#hear(first + place, each);
        this.memberships.tell(first, told);
      },
    };
    const live = await startMembership({
      store: memberships,
      kv: this.#kv,
      log: this.log,
      resolved: resolver.position(),
      maxBytes: this.#options.maxBytes,
      onStartOver: (reason) => this.startedOver.push(reason),
      attempt: (work) => work(),
    });
    const pause = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
    const reads = readsOf(this.#store);
    const pipeline = createPipeline({
      log: this.log,
      resolver,
      store,
      membership: (stored) =>
        createMembershipStage({
          store: memberships,
          live,
          reads: { ...reads, history: (query) => this.#asked(() => reads.history(query)) },
          stored,
          pause,
          elapsed: () => performance.now(),
          onFailure: () => undefined,
          onNews: () => undefined,
          limits: { ...(this.#options.limits ?? SMALL_LIMITS), keepEveryMs: this.#options.keepEveryMs ?? 1 },
        }),
      transitions: memberships.transitions,
      elapsed: () => performance.now(),
      onResolved: () => undefined,
      onFailure: () => undefined,
      limits: { ...PIPELINE_LIMITS, recordsPerStep: 3, keepEveryMs: 1, insertQuietMs: 1, insertDelayMs: 200 },
    });
    this.#pipeline = pipeline;
    void pipeline.run();
  }

  async stop(): Promise<void> {
    await this.#pipeline?.stop();
    this.#pipeline = null;
  }

  /** This part writes no more until it is regained or the next start. */
  lose(part: Part): void {
    this.#dead.add(part);
  }

  regain(part: Part): void {
    this.#dead.delete(part);
  }

  /** Lets everything go on for a while. */
  async runs(turns: number): Promise<void> {
    for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => setImmediate(resolve));
  }

  /** As `kill -9` in the middle of something: each part has written what it had come to. */
  async kill(random: Random): Promise<void> {
    const ranked = PARTS.map((part) => ({ part, rank: random.next() }));
    for (const { part } of ranked.sort((a, b) => a.rank - b.rank)) {
      this.lose(part);
      await this.runs(random.int(0, 6));
    }
    await this.stop();
  }

  /** One stored state becomes unreadable; only while stopped. */
  async damage(random: Random): Promise<void> {
    const states = [...this.memberships.scan("states")];
    if (states.length === 0) return;
    const { key, value } = random.pick(states);
    const damaged = value.map((byte, place) => (place === value.length - 1 ? byte ^ 1 : byte));
    await this.memberships.commit({
      position: this.memberships.position(),
      at: this.memberships.now(),
      transitions: [],
      redact: [],
      writes: [{ table: "states", key, value: damaged }],
    });
  }

  /** What is kept of people becomes something else that can be read; only while stopped. */
  async plant(writes: readonly MembershipWrite[]): Promise<void> {
    const { memberships } = this;
    const place = { position: memberships.position(), at: memberships.now() };
    await memberships.commit({ ...place, transitions: [], redact: [], writes });
  }

  /** As a reconciliation does, of everybody. */
  async check(): Promise<LiveCheck> {
    const pipeline = must(this.#pipeline, "the world is started");
    const { highest } = await pipeline.check([]);
    return pipeline.check(Array.from({ length: highest }, (_, index) => index + 1));
  }

  async append(...records: readonly NewRecord[]): Promise<void> {
    await this.log.append(records);
  }

  send(...events: readonly TrackedEvent[]): Promise<void> {
    return this.append({ kind: "events", payload: encodeEvents("k0", events) });
  }

  /** Whoever has the id now is to be forgotten; false when nobody has it. */
  async erase(id: PersonIdentifier): Promise<boolean> {
    const ids = this.#named(id);
    if (ids === null) return false;
    await this.append({ kind: "erase", payload: encodeErase({ erasure: ++this.#erasures, ids }) });
    return true;
  }

  /** Events of whoever has the id now are to count no more; false when nobody has it. */
  async deleteEvents(
    id: PersonIdentifier,
    choice: Pick<DeletedRow, "names" | "idHashes" | "from" | "to">,
  ): Promise<boolean> {
    const ids = this.#named(id);
    if (ids === null) return false;
    const upTo = this.log.head().offset;
    await this.append({ kind: "delete_events", payload: encodeDeleteEvents({ ids, upTo, ...choice }) });
    return true;
  }

  /** Watches whoever has the id now, for calls of theirs to be taken back. */
  async watch(id: PersonIdentifier): Promise<void> {
    const ids = this.#named(id) ?? [];
    await this.append({ kind: "withdraw", payload: encodeWithdraw({ kind: "watch", ids }) });
  }

  /** Takes calls of the id back; `own` as whoever counts what else there is says it. */
  async withdraw(
    id: PersonIdentifier,
    idHashes: readonly string[],
    own: { readonly first: Instant; readonly last: Instant } | null,
  ): Promise<void> {
    const ids = (this.#named(id) ?? []).map((each) => ({ ...each, own }));
    const { offset: upTo } = this.log.head();
    const payload = encodeWithdraw({ kind: "withdraw", ids, idHashes, upTo });
    await this.append({ kind: "withdraw", payload });
  }

  #named(id: PersonIdentifier): EraseCommand["ids"] | null {
    const all = [...this.#kv.range(NODES, {})];
    const found = all.find(({ value }) => value.kind === id.kind && value.value === id.value);
    return found === undefined ? null : [{ digest: TEST_DIGEST(id), node: found.key[0] }];
  }

  /** From here on calls name people by ids of this kind too. */
  kind(rule: KindRule): Promise<void> {
    const by = { kind: "user", id: "u1", name: "Ada" } as const;
    return this.append({ kind: "identity", payload: encodeIdentityCommand({ action: "kind", rule, by }) });
  }

  /** From now on events are kept so long. */
  keepFor(rules: readonly RetentionRule[]): Promise<void> {
    return this.append({ kind: "retention", payload: encodeRetention({ kind: "rules", rules }) });
  }

  /** What these rules say is older than it is kept is gone, of some nodes. */
  async forget(rules: readonly RetentionRule[], random: Random): Promise<void> {
    const known = [...this.#kv.range(NODES, {})].map(({ key }) => key[0]);
    const nodes = known.filter(() => random.next() < 0.4);
    for (const node of nodes) this.#forgotten.add(node);
    const { offset, at } = this.log.head();
    const command = { kind: "forget", upTo: offset, cuts: cutsOf(rules, at), nodes } as const;
    await this.append({ kind: "retention", payload: encodeRetention(command) });
  }

  /** Everybody who was erased or lost events, or was ever one with somebody who was, by all numbers they had. */
  sharedWithRemoved(): ReadonlySet<PersonNumber> {
    const lost = [...this.#kv.range(DELETED_EVENTS_OF, {})].flatMap(({ value }) => value);
    return new Set(
      [...this.#erased(), ...this.#forgotten, ...lost].flatMap((node) => [
        node,
        ...(this.#together.get(node) ?? []),
      ]),
    );
  }

  #erased(): readonly NodeNumber[] {
    return [...this.#kv.range(ERASED_NODES, {})].flatMap(({ value }) => value);
  }

  #join(a: NodeNumber, b: NodeNumber): void {
    const all = new Set([a, b, ...(this.#together.get(a) ?? []), ...(this.#together.get(b) ?? [])]);
    for (const node of all) this.#together.set(node, all);
  }

  /** @param share how many deadlines it fires; those of the limits when null. */
  tick(share: number | null = null): Promise<void> {
    const payload = share === null ? new Uint8Array(0) : encodeTick(share);
    return this.append({ kind: "tick", payload });
  }

  /** Null removes. */
  async define(key: string, text: string | null, purpose: string | null = null): Promise<void> {
    const version = (this.#versions.get(key) ?? 0) + 1;
    this.#versions.set(key, version);
    if (text === null) {
      this.#wanted.delete(key);
      this.#paused.delete(key);
    } else {
      const meaning = { name: key, definition: parsed(text), purpose };
      const segment = { key, version, plan: planOf(meaning, this.#meanings) };
      if (purpose !== null) this.#meanings.set(key, meaning);
      this.#wanted.set(key, segment);
      this.#everWanted.set(`${key}.${version}`, segment);
    }
    await this.#definitions.sync();
  }

  /** Or resumes. */
  async pause(key: string, isPaused: boolean): Promise<void> {
    if (isPaused && this.#wanted.has(key)) this.#paused.add(key);
    else this.#paused.delete(key);
    await this.#definitions.sync();
  }

  /** Everything that was appended is evaluated; with `settled` also everything wanted is live. */
  async evaluated(settled = false): Promise<void> {
    for (;;) {
      await this.#announceBuilt();
      const { membership } = this.status();
      const isLive =
        !settled ||
        [...this.#wanted.values()].every(
          ({ key, version }) =>
            this.#paused.has(key) ||
            membership.segments.some((segment) => segment.key === key && segment.version === version),
        );
      const { offset } = this.log.head();
      // As the ticker does, when the last record is worked off.
      if (membership.overdue === offset) await this.tick();
      else if (membership.offset >= offset && isLive && membership.overdue === null) return;
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  }

  /** As the server does: what was built is put in force. */
  async #announceBuilt(): Promise<void> {
    const { building } = this.status().membership;
    if (building?.isDone !== true) return;
    const name = `${building.number}/${building.segments.map(({ key, version }) => `${key}.${version}`).join()}`;
    if (this.#announced.has(name)) return;
    this.#announced.add(name);
    await this.#definitions.cutOver(building.segments);
  }

  status(): ReturnType<Pipeline["status"]> {
    return must(this.#pipeline, "the world is started").status();
  }

  /** As a reader does who notes everything it is told, over all kills. */
  #hear(seq: number, told: NewTransition): void {
    const before = this.#heard.get(seq);
    if (before !== undefined && plain(before) !== plain(told))
      this.#otherwise.push({ seq, before, after: told });
    this.#heard.set(seq, told);
  }

  /** What was ever told and is otherwise in the log, or was told otherwise later. To be asked when everything is on disk. */
  toldOtherwise(): readonly unknown[] {
    const log = new Map(this.transitions().map((each) => [each.seq, each]));
    const others = [...this.#heard].flatMap(([seq, before]) => {
      const { seq: _, ...after } = log.get(seq) ?? { seq };
      // Of whoever was erased since, the log says less.
      const isErased = "ids" in after && after.ids.length === 0 && after.eventId === null;
      const told = isErased ? { ...before, ids: [], eventId: null } : before;
      return plain(told) === plain(after) ? [] : [{ seq, before: told, after }];
    });
    return [...this.#otherwise, ...others];
  }

  /** How many were told before they were on disk. */
  get heard(): number {
    return this.#heard.size;
  }

  transitions(): readonly Transition[] {
    return this.memberships.transitions.read(0, Number.MAX_SAFE_INTEGER);
  }

  /** Key -> people who are in it, by the transitions made so far, or of a segment by those recorded up to an instant. */
  members(
    upTo: (segment: string) => Instant = () => Number.POSITIVE_INFINITY,
  ): ReadonlyMap<string, ReadonlySet<PersonNumber>> {
    const members = new Map<string, Set<PersonNumber>>();
    for (const transition of this.transitions()) {
      if (transition.recordedAt > upTo(transition.segment)) continue;
      const set = members.get(transition.segment) ?? new Set();
      members.set(transition.segment, set);
      if (isEntered(transition)) set.add(transition.person);
      else set.delete(transition.person);
    }
    return members;
  }

  /** The same for the live versions by the reference evaluator, from everything in the event store. */
  async expected(): Promise<ReadonlyMap<string, ReadonlySet<PersonNumber>>> {
    const isBehind = (): boolean =>
      this.status().store.offset < this.log.head().offset ||
      this.status().history.position < this.memberships.transitions.head();
    while (isBehind()) {
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
    const people = this.#histories();
    const expected = new Map<string, Set<PersonNumber>>();
    for (const { key, version } of this.status().membership.segments) {
      const { plan } = must(this.#everWanted.get(`${key}.${version}`), "what is live was wanted");
      const isIn = ([, history]: readonly [PersonNumber, History]): boolean =>
        evaluateReference(plan, history, this.log.head().at);
      expected.set(key, new Set([...people].filter(isIn).map(([person]) => person)));
    }
    const { paused } = this.status().membership;
    const frozen = this.members((key) => paused.find((each) => each.key === key)?.at ?? 0);
    const erased = new Set(this.#erased());
    for (const { key } of paused) {
      expected.set(key, new Set([...(frozen.get(key) ?? [])].filter((person) => !erased.has(person))));
    }
    return expected;
  }

  /** What is kept of everybody against their whole histories; to be asked when all that was made is in the event store. */
  keptStates(): ReturnType<typeof compareStates> {
    const people = this.#histories();
    return compareStates(this.memberships, {
      people,
      ofNodes: (nodes) => this.#historyOf(({ node }) => nodes.includes(node)),
      at: this.memberships.now(),
    });
  }

  /** The courses of everybody by a definition, with what is in the event store. */
  rehearse(
    text: string,
    span: { readonly from: Instant; readonly to: Instant },
  ): Promise<readonly Replayed[]> {
    const { offset, at } = this.log.head();
    const meaning = { name: "asked", definition: parsed(text), purpose: null };
    const plans = [{ from: span.from, plan: planOf(meaning, this.#meanings) }];
    const replay = createReplayer(
      { question: { plans, ...span, present: at }, upTo: offset },
      readsOf(this.#store),
    );
    const transitionsOf = (nodes: readonly NodeNumber[]) =>
      this.#store.transitions.filter(({ node }) => nodes.includes(node)).map(toHistoryEvent);
    const to = highestPerson(this.#kv);
    const people = [...peopleWithin(this.#kv, 1, to)];
    const asked = people.map((each) => ({ ...each, transitions: transitionsOf(each.nodes) }));
    return replay({ from: 1, to, people: asked });
  }

  #histories(): ReadonlyMap<PersonNumber, History> {
    const nodes = [...this.#kv.range(NODES, {})].map(({ key, value }) => ({
      node: key[0],
      ...value,
    }));
    const owner = new Map(nodes.map(({ node, person }) => [node, person]));
    const known = new Set(nodes.filter(({ named }) => named !== null).map(({ person }) => person));
    const of = (person: PersonNumber): History => this.#historyOf(({ node }) => owner.get(node) === person);
    return new Map([...known].map((person) => [person, of(person)]));
  }

  #historyOf(isOwn: (row: { readonly node: NodeNumber }) => boolean): History {
    return {
      events: [
        ...this.#store.events.filter(isOwn).map(toHistoryEvent),
        ...this.#store.transitions.filter(isOwn).map(toHistoryEvent),
      ],
      traits: this.#store.traits.filter(isOwn).map(toTraitChange),
    };
  }

  async #asked<T>(read: () => Promise<T>): Promise<T> {
    this.pastsAsked++;
    if (this.isUnanswered) throw new HabitusError("store_unavailable", "The event store is away.");
    return read();
  }

  /** As `#try`; what fails is tried again after a while, so it fails less often. */
  #seldomTry<T>(part: Part, work: () => Promise<T>): Promise<T> {
    return this.#dead.has(part) || this.#options.isFailing() ? this.#try(part, work) : work();
  }

  #try<T>(part: Part, work: () => Promise<T>): Promise<T> {
    if (this.#dead.has(part) || this.#options.isFailing())
      return Promise.reject(new HabitusError("storage_full", "The disk is full."));
    return work();
  }
}

function plain(transition: unknown): string {
  return JSON.stringify(
    transition,
    Object.keys(transition as object)
      .sort()
      .concat("kind", "value"),
  );
}

/** What who never said allows, and what they do not. */
export const LIVE_PURPOSES = {
  marketing: { otherwise: true, exceptIn: [] },
  ads: { otherwise: false, exceptIn: [] },
} as const;

const EVERYONE = { version: 1, condition: { kind: "everyone" } } as const;
/** Whose transitions may be read: what they say plays no part in that. */
const SEGMENTS = Object.fromEntries(
  ["s1", "s2", "s3", "s4"].map((key) => [key, { name: key, definition: EVERYONE, purpose: null }]),
);

function parsed(text: string): Definition {
  const read = parseDefinition(text);
  if (read.kind === "refused") throw new Error(`${text}: ${read.problems[0]?.message ?? ""}`);
  return read.definition;
}

function planOf(
  { definition, purpose }: SegmentMeaning,
  meanings: ReadonlyMap<string, SegmentMeaning>,
): PlannedSegment["plan"] {
  const segments = { ...SEGMENTS, ...Object.fromEntries(meanings) };
  return planDefinition(definition, { ...DEFAULT_CONTEXT, segments, purposes: LIVE_PURPOSES, purpose });
}
