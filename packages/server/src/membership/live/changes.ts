import type { Instant } from "@habitus/kernel";
import type { PersonNumber } from "../../store/event-store.ts";
import { type NewTransition, transitionId, type TransitionCause } from "../transition.ts";
import { toTransitionEvent } from "../transition-event.ts";
import type { Building } from "./building.ts";
import type { Echoes } from "./echoes.ts";
import type { Emitter } from "./emitter.ts";
import type { LiveSegments } from "./live-segments.ts";
import type { Layer } from "./layer.ts";
import type { Parts } from "./parts.ts";
import type { PeopleMap } from "./people-map.ts";
import { type ChangePlace, reasonAt } from "./record-place.ts";

type Cause = { readonly cause: TransitionCause | null; readonly eventId: string | null };

/** What of a person may have changed: some segments, or all of them; a cause of null is whatever changes all. */
type Touched = { readonly keys: Map<string, Cause>; isNew: boolean; all: TransitionCause | null };

export type ChangesParts = {
  readonly people: PeopleMap;
  readonly emitter: Emitter;
  readonly echoes: Echoes;
  readonly now: () => {
    readonly layer: Layer;
    readonly parts: Parts;
    readonly building: Building | null;
    readonly segments: LiveSegments;
  };
};

const NONE: ReadonlySet<string> = new Set();

/**
 * What may have changed in a step, settled into transitions at its end. Where segments read transitions, those that are read are
 * settled first, so that the difference a step makes is one of the truths before and after all of it.
 */
export class Changes {
  readonly #parts: ChangesParts;
  readonly #touched = new Map<PersonNumber, Touched>();

  constructor(parts: ChangesParts) {
    this.#parts = parts;
  }

  clear(): void {
    this.#touched.clear();
  }

  touch(person: PersonNumber, key: string, cause: TransitionCause | null, eventId: string | null): void {
    this.#of(person).keys.set(key, { cause, eventId });
  }

  touchAll(person: PersonNumber, cause: TransitionCause): void {
    this.#of(person).all = cause;
  }

  /** Of somebody new, nothing is known that was not in this record: what may hold is what holds of people who did nothing. It has the cause of whatever changes all of theirs, if anything does. */
  touchNew(person: PersonNumber): void {
    const touched = this.#of(person);
    touched.isNew = true;
    for (const key of this.#parts.now().segments.ofNobody) {
      if (!touched.keys.has(key)) touched.keys.set(key, { cause: null, eventId: null });
    }
  }

  /** Lets transitions reach their readers. @param passing keys of segments that are settled elsewhere. */
  echo(now: Instant, passing: ReadonlySet<string> = NONE): void {
    const { echoes } = this.#parts;
    for (let next = echoes.next(); next !== null; next = echoes.next()) {
      this.#deliver(next, now, passing);
      echoes.done();
    }
  }

  /** Makes transitions of all that changed. */
  settle(place: ChangePlace, now: Instant, passing: ReadonlySet<string> = NONE): void {
    this.echo(now, passing);
    const { levels } = this.#parts.now().segments;
    for (const [person, { isNew, all }] of this.#touched) if (isNew || all !== null) this.#note(person, now);
    while (this.#touched.size > 0) {
      for (const level of levels.keys()) {
        for (const [person, touched] of this.#touched) this.#settleLevel(person, touched, level, place, now);
        this.echo(now, passing);
      }
      for (const [person, touched] of this.#touched) {
        touched.all = null;
        // Left over are keys that are live no more, or, in a ring of versions, keys of a level that was settled already.
        for (const key of touched.keys.keys()) if (!this.#isLive(key)) touched.keys.delete(key);
        if (touched.keys.size === 0) this.#touched.delete(person);
      }
    }
  }

  #isLive(key: string): boolean {
    return this.#parts.now().segments.byKey.has(key);
  }

  #settleLevel(
    person: PersonNumber,
    { keys: touched, all }: Touched,
    level: number,
    place: ChangePlace,
    now: Instant,
  ): void {
    const { people, emitter } = this.#parts;
    const { layer, segments } = this.#parts.now();
    const keys = all === null ? [...touched.keys()].sort() : (segments.levels[level] ?? []);
    const isKnown = people.isKnown(person);
    for (const key of keys) {
      const segment = segments.byKey.get(key);
      if (segment === undefined || segments.levelOf.get(key) !== level) continue;
      const own = touched.get(key);
      touched.delete(key);
      const isIn = isKnown && layer.program.truth(layer.state(person, now), key);
      const cause = own?.cause ?? all ?? "event";
      emitter.settle(person, segment, isIn, reasonAt(place, cause, own?.eventId ?? null));
    }
  }

  #deliver(transition: NewTransition, now: Instant, passing: ReadonlySet<string>): void {
    const { people } = this.#parts;
    const { layer, parts, building } = this.#parts.now();
    const person = people.personOf(transition.person);
    const input = { kind: "event", event: toTransitionEvent(transition) } as const;
    // Both are read before either is changed: reading may fail.
    layer.state(person, now);
    building?.layer.state(person, now);
    parts.take({ person, node: transition.person }, input, now, () => layer.state(person, now));
    for (const { key } of layer.apply(person, input, now)) {
      if (!passing.has(key)) this.touch(person, key, "event", transitionId(transition));
    }
    if (building !== null && building.layer.apply(person, input, now).length > 0) this.#note(person, now);
  }

  #note(person: PersonNumber, now: Instant): void {
    const { people } = this.#parts;
    this.#parts.now().building?.note(person, people.isKnown(person), now);
  }

  #of(person: PersonNumber): Touched {
    const known = this.#touched.get(person);
    if (known !== undefined) return known;
    const made: Touched = { keys: new Map(), isNew: false, all: null };
    this.#touched.set(person, made);
    return made;
  }
}
