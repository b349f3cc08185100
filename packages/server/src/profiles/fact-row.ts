import type { Fact } from "@habitus/events";
import type { Offset } from "../log/log.ts";
import type { NodeNumber, TraitRow } from "../store/event-store.ts";

/** The trait row of the fact at `index` of its record. */
export function factRow(
  fact: Fact,
  at: {
    readonly offset: Offset;
    readonly index: number;
    readonly node: NodeNumber;
    readonly source: string;
  },
): TraitRow {
  const { name, value, time } = fact;
  return { ...at, name, value, time, idHash: fact.idHash ?? placeHash(at.offset, at.index) };
}

/** Of the form of an id hash, growing with the place in the log. */
function placeHash(offset: number, index: number): string {
  return offset.toString(16).padStart(16, "0") + index.toString(16).padStart(16, "0");
}
