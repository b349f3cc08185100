import { jaccard } from "@habitus/models";
import { Registry } from "../membership/live/registry.ts";
import { decodeHeader } from "../membership/live/rows.ts";
import type { MembershipStore } from "../membership/membership-store.ts";
import type { Overlap } from "./health-report.ts";

/** Sizes of the live segments, and how many people each two have in common, all by what transitions have told. */
export type Overlaps = {
  /** Nearest first, without those that share nobody; null for a segment that is not live. */
  of(segment: string): readonly Overlap[] | null;
};

/** People and pairs of their segments that are gone over before others have their turn. */
const STEPS_AT_ONCE = 100_000;

/** Goes once over everybody; memory is four bytes for each two live segments. `wanted`: keys that will be asked for; null for all. */
export async function countOverlaps(
  store: Pick<MembershipStore, "get" | "scan">,
  wanted: ReadonlySet<string> | null,
  signal: AbortSignal,
): Promise<Overlaps> {
  const registry = new Registry(store);
  const keys = registry.live.map(({ key }) => key);
  const places = new Map(keys.map((key, place) => [registry.numberOf(key), place]));
  const isWanted = keys.map((key) => wanted?.has(key) ?? true);
  const sizes = new Uint32Array(keys.length);
  /** Each two once, at the place of the smaller and then that of the larger. */
  const both = new Uint32Array(keys.length * keys.length);
  const cellOf = (one: number, other: number): number =>
    Math.min(one, other) * keys.length + Math.max(one, other);
  let steps = 0;
  for (const { value } of store.scan("headers")) {
    const own = membersOf(decodeHeader(value).counters, places);
    const asked = own.filter((place) => isWanted[place]);
    for (const one of own) sizes[one] = (sizes[one] ?? 0) + 1;
    for (const one of asked) {
      for (const other of own) {
        if (other === one || (other < one && isWanted[other] === true)) continue;
        const cell = cellOf(one, other);
        both[cell] = (both[cell] ?? 0) + 1;
      }
    }
    steps += 1 + asked.length * own.length;
    if (steps < STEPS_AT_ONCE) continue;
    steps = 0;
    await new Promise((resolve) => setImmediate(resolve));
    signal.throwIfAborted();
  }
  const count = (one: number, other: number): number => both[cellOf(one, other)] ?? 0;
  return {
    of(segment) {
      const own = keys.indexOf(segment);
      if (own < 0) return null;
      return keys
        .flatMap((key, other): readonly Overlap[] => {
          const shared = count(own, other);
          if (other === own || shared === 0) return [];
          const size = sizes[other] ?? 0;
          const share = jaccard(sizes[own] ?? 0, size, shared);
          return [{ segment: key, both: shared, other: size, jaccard: share }];
        })
        .toSorted((a, b) => b.jaccard - a.jaccard);
    },
  };
}

/** Counters are pairs of a segment's number and of how often it was entered or left: odd while inside. */
function membersOf(counters: readonly number[], places: ReadonlyMap<number, number>): readonly number[] {
  const own: number[] = [];
  for (let at = 0; at < counters.length; at += 2) {
    const place = places.get(counters[at] ?? 0);
    if (place !== undefined && (counters[at + 1] ?? 0) % 2 === 1) own.push(place);
  }
  return own;
}
