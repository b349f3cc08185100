import type { Hash128 } from "@habitus/kernel";

/** A set of hashes that grows with a file but does not fill the memory; it ends with its import. */
export type SeenIds = {
  has(id: Hash128): boolean;
  /** Adds one; false when it was there. */
  add(id: Hash128): boolean;
  /** To be called now and then: lets go of what memory need not hold. @throws HabitusError `storage_full`. */
  settle(): Promise<void>;
  /** Ends the set and removes what it kept. */
  drop(): Promise<void>;
};

/**
 * How many times the same thing came before, while it comes once more: from 0. What came n times is remembered as n things,
 * so the number is found by halving and not by counting.
 */
export function occurrenceOf(seen: SeenIds, nth: (occurrence: number) => Hash128): number {
  if (seen.add(nth(0))) return 0;
  let known = 0;
  let step = 1;
  while (seen.has(nth(known + step))) {
    known += step;
    step *= 2;
  }
  let unknown = known + step;
  while (unknown - known > 1) {
    const middle = Math.floor((known + unknown) / 2);
    if (seen.has(nth(middle))) known = middle;
    else unknown = middle;
  }
  seen.add(nth(unknown));
  return unknown;
}

/** For tests: in memory. */
export function createMemorySeenIds(): SeenIds {
  const ids = new Set<string>();
  return {
    has: (id) => ids.has(id.join()),
    add(id) {
      const before = ids.size;
      return ids.add(id.join()).size > before;
    },
    settle: () => Promise.resolve(),
    drop: () => Promise.resolve(),
  };
}
