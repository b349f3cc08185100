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

const HEADERS_AT_ONCE = 4_096;

/** Goes once over everybody; memory is four bytes for each two live segments. */
export async function countOverlaps(
  store: Pick<MembershipStore, "get" | "scan">,
  signal: AbortSignal,
): Promise<Overlaps> {
  const registry = new Registry(store);
  const keys = registry.live.map(({ key }) => key);
  const places = new Map(keys.map((key, place) => [registry.numberOf(key), place]));
  const both = new Uint32Array(keys.length * keys.length);
  let read = 0;
  for (const { value } of store.scan("headers")) {
    const own = membersOf(decodeHeader(value).counters, places);
    for (const one of own) {
      for (const other of own) both[one * keys.length + other] = (both[one * keys.length + other] ?? 0) + 1;
    }
    if (++read % HEADERS_AT_ONCE !== 0) continue;
    await new Promise((resolve) => setImmediate(resolve));
    signal.throwIfAborted();
  }
  const count = (one: number, other: number): number => both[one * keys.length + other] ?? 0;
  return {
    of(segment) {
      const own = keys.indexOf(segment);
      if (own < 0) return null;
      return keys
        .flatMap((key, other): readonly Overlap[] => {
          const shared = count(own, other);
          if (other === own || shared === 0) return [];
          const size = count(other, other);
          const share = jaccard(count(own, own), size, shared);
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
