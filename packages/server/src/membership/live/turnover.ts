import type { PersonNumber } from "../../store/event-store.ts";
import type { TransitionCause } from "../transition.ts";
import type { Changes, ChangesParts } from "./changes.ts";
import type { NamedSegment, Reason } from "./emitter.ts";
import { PeopleSet } from "./people-set.ts";
import { placeOf, reasonOf, type RecordPlace } from "./record-place.ts";
import type { PlannedSegment, Registry } from "./registry.ts";

export type TurnoverParts = ChangesParts & { readonly registry: Registry; readonly changes: Changes };

/** Moves the members of whole segments, a piece at a time: the differences between who is in and who shall be. */
export class Turnover {
  readonly #parts: TurnoverParts;

  constructor(parts: TurnoverParts) {
    this.#parts = parts;
  }

  /** Makes up to `most` transitions towards what was built. Answers true when more are left. */
  cutOver(record: RecordPlace, built: readonly PlannedSegment[], most: number): boolean {
    const changes = built.map((segment) => {
      const { key, version } = segment;
      return {
        segment: { key, version, number: this.#parts.registry.numberOf(key) },
        next: this.#parts.now().building?.members(key) ?? new PeopleSet(),
        reason: reasonOf(record, this.#causeOf(segment)),
      };
    });
    const reached = this.#move(record, changes, most);
    if (reached !== null) this.#parts.now().building?.take(reached);
    return reached !== null;
  }

  /** Everybody leaves these; as `cutOver`. */
  empty(record: RecordPlace, keys: readonly string[], most: number): boolean {
    const changes = keys.flatMap((key) => {
      const known = this.#parts.now().segments.byKey.get(key) ?? this.#parts.registry.pausedSegment(key);
      if (known === null) return [];
      const segment = { key, version: known.version, number: this.#parts.registry.numberOf(key) };
      return [{ segment, next: new PeopleSet(), reason: reasonOf(record, "deleted") }];
    });
    return this.#move(record, changes, most) !== null;
  }

  #causeOf(segment: PlannedSegment): TransitionCause {
    if (this.#parts.registry.pausedSegment(segment.key) !== null) return "resumed";
    return this.#parts.registry.isRefreshed(segment) ? "refresh" : "definition";
  }

  /** The last person who was moved; null when nobody is left. */
  #move(
    record: RecordPlace,
    changes: readonly {
      readonly segment: NamedSegment;
      readonly next: PeopleSet;
      readonly reason: Reason;
    }[],
    most: number,
  ): PersonNumber | null {
    const { emitter, echoes, changes: changing } = this.#parts;
    const { layer, building } = this.#parts.now();
    const keys = new Set(changes.map(({ segment }) => segment.key));
    let person = 1;
    while (emitter.pending < most) {
      const from = person;
      const nexts = changes.map(({ segment, next }) =>
        emitter.members(segment.number).nextDifference(next, from),
      );
      person = Math.min(...nexts.map((next) => next ?? Number.POSITIVE_INFINITY));
      if (person === Number.POSITIVE_INFINITY) return null;
      if (echoes.isReading) {
        layer.state(person, record.at);
        building?.layer.state(person, record.at);
      }
      for (const { segment, next, reason } of changes) {
        emitter.settle(person, segment, next.has(person), reason);
        changing.echo(record.at, keys);
      }
      changing.settle(placeOf(record), record.at, keys);
    }
    return person;
  }
}
