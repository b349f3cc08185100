import type { Instant } from "@habitus/kernel";
import type { Bits } from "./bits.ts";
import type { Compiled } from "./compiled.ts";
import type { Latest } from "./operators/latest.ts";
import type { HomeZone } from "./window/moving-window.ts";

/** The name of a zone, empty when the trait's value names none. */
export type ZoneName = string;

/**
 * All that is known of one person: what the operators keep, leaf by leaf, and the truths that follow from it.
 * Only leaves that something has touched have a place; `leaves`, `kept` and `dues` run side by side, ascending by leaf.
 */
export class PersonState {
  now: Instant;
  readonly leaves: number[] = [];
  readonly kept: unknown[] = [];
  readonly dues: Instant[] = [];
  readonly leafTruths: Bits;
  readonly segmentTruths: Bits;
  readonly zones: Latest<ZoneName> = [];
  home: HomeZone = null;
  /** The earliest of all dues, the home zone's own among them. */
  nextDue: Instant = Number.POSITIVE_INFINITY;

  constructor(compiled: Compiled, now: Instant) {
    this.now = now;
    this.leafTruths = compiled.leafTruths.slice();
    this.segmentTruths = compiled.segmentTruths.slice();
  }

  /** The place of a leaf, or the place it would take, as -1 - place. */
  placeOf(leaf: number): number {
    let low = 0;
    let high = this.leaves.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const found = this.leaves[middle] ?? 0;
      if (found === leaf) return middle;
      if (found < leaf) low = middle + 1;
      else high = middle;
    }
    return -1 - low;
  }

  add(place: number, leaf: number, kept: unknown): void {
    this.leaves.splice(place, 0, leaf);
    this.kept.splice(place, 0, kept);
    this.dues.splice(place, 0, Number.POSITIVE_INFINITY);
  }

  remove(place: number): void {
    this.leaves.splice(place, 1);
    this.kept.splice(place, 1);
    this.dues.splice(place, 1);
  }
}
