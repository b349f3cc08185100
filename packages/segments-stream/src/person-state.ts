import type { Instant } from "@habitus/kernel";
import { Cells } from "./cells.ts";
import type { Compiled } from "./compiled.ts";
import type { Latest } from "./operators/latest.ts";
import type { HomeZone } from "./window/moving-window.ts";

/** The name of a zone, empty when the trait's value names none. */
export type ZoneName = string;

/** All that is known of one person: what the operators keep, leaf by leaf, and the truths that follow from it. */
export class PersonState {
  now: Instant;
  /** What is kept, and as flags the truth of every leaf and segment. */
  readonly cells: Cells;
  /** What is kept of the leaves whose cell would be too large to be read and written again for every event. */
  large: Map<number, unknown> | null = null;
  zones: Latest<ZoneName> = [];
  home: HomeZone = null;
  /** The earliest of all dues, the home zone's own among them. */
  nextDue: Instant = Number.POSITIVE_INFINITY;
  /** True while `nextDue` may be earlier than all dues, for the cell it came from has another now. */
  isNextDueStale = false;

  constructor(compiled: Compiled, now: Instant) {
    this.now = now;
    this.cells = new Cells(compiled.flags);
  }
}
