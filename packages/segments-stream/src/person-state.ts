import type { Instant } from "@habitus/kernel";
import { Cells } from "./cells.ts";
import type { Latest } from "./operators/latest.ts";
import type { HomeZone } from "./window/moving-window.ts";

/** The name of a zone, empty when the trait's value names none. */
export type ZoneName = string;

/**
 * All that is known of one person: what the operators keep, and as marks of their cells the truths of leaves that are other than for a
 * person of whom nothing is kept. Segments' truths follow from these. It is its cells, and has none, for there are as many as people.
 */
export class PersonState extends Cells {
  now: Instant;
  /** What is kept of the leaves whose cell would be too large to be read and written again for every event. */
  large: Map<number, unknown> | null = null;
  /** Those that the person says; null for none. */
  zones: Latest<ZoneName> | null = null;
  /** Those that calls said; null for none. */
  seenZones: Latest<ZoneName> | null = null;
  home: HomeZone = null;
  /** The earliest of all dues, the home zone's own among them. */
  nextDue: Instant = Number.POSITIVE_INFINITY;
  /** True while `nextDue` may be earlier than all dues, for the cell it came from has another now. */
  isNextDueStale = false;

  constructor(now: Instant) {
    super();
    this.now = now;
  }
}
