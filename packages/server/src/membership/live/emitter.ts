import type { Instant } from "@habitus/kernel";
import type { Offset } from "../../log/log.ts";
import type { NodeNumber, PersonNumber } from "../../store/event-store.ts";
import type { MembershipStore, MembershipWrite } from "../membership-store.ts";
import type { NewTransition, TransitionCause } from "../transition.ts";
import type { Accounts } from "./accounts.ts";
import { PeopleSet } from "./people-set.ts";
import { counterOf, decodeHeader, encodeHeader, setCounter } from "./rows.ts";

/** A segment as transitions name it; `number` is its number in the counters. */
export type NamedSegment = { readonly key: string; readonly version: number; readonly number: number };

/** What made a change. */
export type Reason = {
  readonly at: Instant;
  readonly recordedAt: Instant;
  readonly offset: Offset;
  readonly cause: TransitionCause;
  readonly eventId: string | null;
};

export type EmitterOptions = {
  readonly store: Pick<MembershipStore, "scan">;
  readonly accounts: Accounts;
  readonly nodesOf: (person: PersonNumber) => readonly NodeNumber[];
  readonly onTransition: (transition: NewTransition) => void;
};

/**
 * Turns truths into transitions: who is in which segment by the transitions made so far, and the ones still to be committed.
 * A person's count of a segment is odd while the person is in it, so transitions alternate whatever happens.
 */
export class Emitter {
  readonly #options: EmitterOptions;
  readonly #members = new Map<number, PeopleSet>();
  readonly #headers = new Set<PersonNumber>();
  readonly #erased = new Set<PersonNumber>();
  #transitions: NewTransition[] = [];

  constructor(options: EmitterOptions, onHeader: (person: PersonNumber, due: Instant) => void) {
    this.#options = options;
    for (const { key: person, value } of options.store.scan("headers")) {
      const { due, counters } = decodeHeader(value);
      onHeader(person, due);
      for (let place = 0; place < counters.length; place += 2) {
        if ((counters[place + 1] ?? 0) % 2 === 1) this.members(counters[place] ?? 0).set(person, true);
      }
    }
  }

  /** Transitions made and not taken yet. */
  get pending(): number {
    return this.#transitions.length;
  }

  members(segment: number): PeopleSet {
    const known = this.#members.get(segment);
    if (known !== undefined) return known;
    const made = new PeopleSet();
    this.#members.set(segment, made);
    return made;
  }

  /** Makes a transition when `isIn` is another than what the transitions so far say. */
  settle(person: PersonNumber, segment: NamedSegment, isIn: boolean, reason: Reason): void {
    const members = this.members(segment.number);
    if (members.has(person) === isIn) return;
    const { accounts, nodesOf } = this.#options;
    const counters = accounts.counters(person);
    const n = counterOf(counters, segment.number) + 1;
    setCounter(counters, segment.number, n);
    members.set(person, isIn);
    this.#headers.add(person);
    const ids = accounts.ids(person, () => nodesOf(person));
    const { key, version } = segment;
    const { at, recordedAt, cause, offset, eventId } = reason;
    const transition = { segment: key, version, person, ids, n, at, recordedAt, cause, offset, eventId };
    this.#transitions.push(transition);
    this.#options.onTransition(transition);
  }

  /** Nothing is known of the person any more, whatever was told of them: neither who it was nor a header. */
  erase(person: PersonNumber): void {
    this.#erased.add(person);
    this.#transitions = this.#transitions.map((each) =>
      each.person === person ? { ...each, ids: [], eventId: null } : each,
    );
  }

  /** Whether the person's counters are to be stored. */
  isTouched(person: PersonNumber): boolean {
    return this.#headers.has(person);
  }

  /** Transitions made and not taken yet, in their order. */
  takeMade(): readonly NewTransition[] {
    const made = this.#transitions;
    this.#transitions = [];
    return made;
  }

  /** The person's header is to be stored: it is due at another time, or known for the first time. */
  touch(person: PersonNumber): void {
    this.#headers.add(person);
  }

  take(dueOf: (person: PersonNumber) => Instant): {
    readonly transitions: readonly NewTransition[];
    readonly writes: readonly MembershipWrite[];
    readonly redact: readonly PersonNumber[];
  } {
    const transitions = this.takeMade();
    const redact = [...this.#erased];
    this.#erased.clear();
    for (const person of redact) this.#headers.delete(person);
    const writes = [...this.#headers].map((person) => {
      const value = encodeHeader({
        due: dueOf(person),
        counters: this.#options.accounts.counters(person),
      });
      return { table: "headers", key: person, value } as const;
    });
    this.#headers.clear();
    const removals = redact.map((person) => ({ table: "headers", key: person, value: null }) as const);
    return { transitions, writes: [...writes, ...removals], redact };
  }
}
