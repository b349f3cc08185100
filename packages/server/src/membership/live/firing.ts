import type { Instant } from "@habitus/kernel";
import type { Flip } from "@habitus/segments-stream";
import type { PersonNumber } from "../../store/event-store.ts";
import type { Changes, ChangesParts } from "./changes.ts";
import { placeOf, reasonOf, type RecordPlace } from "./record-place.ts";

export type FiringParts = ChangesParts & { readonly changes: Changes };

/** @property isBuilt in what is being built, of which nothing is told. */
type Due = { readonly person: PersonNumber; readonly due: Instant; readonly isBuilt: boolean };

/** Lets time pass for people: what their deadlines change is told as of the deadline, whenever it is worked off. */
export class Firing {
  readonly #parts: FiringParts;

  constructor(parts: FiringParts) {
    this.#parts = parts;
  }

  /** When somebody is next due; Infinity for never. */
  next(): Instant {
    return this.#parts.now().layer.dues.next()?.due ?? Number.POSITIVE_INFINITY;
  }

  /** When the person is next due, in what is live or in what is being built. */
  nextOf(person: PersonNumber): Instant {
    return this.#firstOf(person).due;
  }

  /**
   * Fires up to `most` deadlines that lie at or before the record's now, in the order of (deadline, person, segment). False
   * when nothing more is due. @throws UnreadableState.
   */
  fire(record: RecordPlace, most: number): boolean {
    for (let fired = 0; fired < most; fired++) {
      const next = this.#first();
      if (next === null || next.due > record.at) return false;
      this.#fire(next, record);
    }
    return true;
  }

  /** Fires all of these people that lie there, one person after the other. @throws UnreadableState. */
  fireOf(people: Iterable<PersonNumber>, record: RecordPlace): void {
    for (const person of people) {
      for (let next = this.#firstOf(person); next.due <= record.at; next = this.#firstOf(person)) {
        this.#fire(next, record);
      }
    }
  }

  #first(): Due | null {
    const { layer, building } = this.#parts.now();
    const live = layer.dues.next();
    const built = building?.layer.dues.next() ?? null;
    if (built !== null && (live === null || built.due < live.due)) return { ...built, isBuilt: true };
    return live === null ? null : { ...live, isBuilt: false };
  }

  #firstOf(person: PersonNumber): Due {
    const { layer, building } = this.#parts.now();
    const live = layer.dues.of(person);
    const built = building?.layer.dues.of(person) ?? Number.POSITIVE_INFINITY;
    return { person, due: Math.min(live, built), isBuilt: built < live };
  }

  #fire({ person, due, isBuilt }: Due, record: RecordPlace): void {
    const { echoes, people } = this.#parts;
    const { layer, building } = this.#parts.now();
    if (isBuilt) {
      building?.layer.advance(person, due);
      building?.note(person, people.isKnown(person), due);
      return;
    }
    // Transitions of this may be read in it; reading what is stored fails before anything is changed.
    if (echoes.isReading) building?.layer.state(person, due);
    const flips = layer.advance(person, due);
    if (echoes.isReading) this.#settleDue(person, flips, record, due);
    else for (const flip of flips) this.#settleFlip(person, flip, record);
  }

  #settleFlip(person: PersonNumber, flip: Flip, record: RecordPlace): void {
    const { people, emitter } = this.#parts;
    const segment = this.#parts.now().segments.byKey.get(flip.key);
    if (segment === undefined || !people.isKnown(person)) return;
    emitter.settle(person, segment, flip.entered, { ...reasonOf(record, "time"), at: flip.at });
  }

  /** As `#settleFlip`, where some segments read the transitions of others. */
  #settleDue(person: PersonNumber, flips: readonly Flip[], record: RecordPlace, due: Instant): void {
    const { changes } = this.#parts;
    for (const { key } of flips) changes.touch(person, key, "time", null);
    changes.settle({ ...placeOf(record), at: due }, due);
  }
}
