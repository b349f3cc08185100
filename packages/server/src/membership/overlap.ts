import { assert } from "@habitus/kernel";
import type { PersonNumber } from "../store/event-store.ts";
import { PeopleSet } from "./live/people-set.ts";

/** Sets of people as `LiveSets` has them. */
type Sets = readonly Uint8Array[];

/** Which of some sets, one bit each: bit k is the set at place k. */
export type Combination = number;

const MOST = 16;

/** How many people are in all sets of each combination, whatever else they are in, by combination; nobody stands at 0. */
export function countInAll(sets: Sets): Uint32Array {
  assert(sets.length <= MOST, "combinations of few sets are counted");
  const words = wordsOf(sets);
  const counts = new Uint32Array(1 << sets.length);
  // Of 32 people at a time, who is in all sets of each combination: those in one set less, and in that one.
  const inAll = new Int32Array(counts.length).fill(-1);
  const firstSet = Array.from(counts, (_, combination) => 31 - Math.clz32(combination & -combination));
  for (let place = 0; place < (words[0]?.length ?? 0); place++) {
    for (let combination = 1; combination < counts.length; combination++) {
      const rest = inAll[combination & (combination - 1)] ?? 0;
      const bits = rest === 0 ? 0 : rest & (words[firstSet[combination] ?? 0]?.[place] ?? 0);
      inAll[combination] = bits;
      if (bits !== 0) counts[combination] = (counts[combination] ?? 0) + ones(bits);
    }
  }
  return counts;
}

/** How many people are in exactly the sets of each combination and in no other: from what `countInAll` gave. */
export function countExactly(inAll: Uint32Array): Uint32Array {
  const counts = Uint32Array.from(inAll);
  for (let bit = 1; bit < counts.length; bit <<= 1) {
    for (let combination = 1; combination < counts.length; combination++) {
      if ((combination & bit) === 0)
        counts[combination] = (counts[combination] ?? 0) - (counts[combination | bit] ?? 0);
    }
  }
  return counts;
}

/** A set of these people, as `LiveSets` has them. */
export function bitsOf(people: readonly PersonNumber[]): Uint8Array {
  const set = new PeopleSet();
  for (const person of people) set.set(person, true);
  return set.bits();
}

/** The sets as words of 32 people, all of one length. */
function wordsOf(sets: Sets): readonly Int32Array[] {
  const length = Math.ceil(lengthOf(sets) / 4);
  return sets.map((set) => {
    const words = new Int32Array(length);
    new Uint8Array(words.buffer).set(set);
    return words;
  });
}

/** How many bits of a word of 32 are set by adding halves in parallel. */
function ones(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555);
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/** The people of a combination above `after`, ascending, at most `limit`: in no other set with `isExact`. */
export function peopleOf(
  sets: Sets,
  wanted: { readonly combination: Combination; readonly isExact: boolean },
  page: { readonly after: PersonNumber; readonly limit: number },
): readonly PersonNumber[] {
  const people: PersonNumber[] = [];
  const { combination, isExact } = wanted;
  for (let byte = (page.after + 1) >>> 3; byte < lengthOf(sets); byte++) {
    for (let rest = bitsIn(sets, byte), bit = 0; rest !== 0; rest >>>= 1, bit++) {
      const person = 8 * byte + bit;
      if ((rest & 1) === 0 || person <= page.after) continue;
      const own = combinationAt(sets, byte, bit);
      if (isExact ? own !== combination : (own & combination) !== combination) continue;
      if (people.push(person) === page.limit) return people;
    }
  }
  return people;
}

function lengthOf(sets: Sets): number {
  return Math.max(0, ...sets.map(({ length }) => length));
}

/** Whoever of these eight is in any of the sets. */
function bitsIn(sets: Sets, byte: number): number {
  let bits = 0;
  for (let set = 0; set < sets.length; set++) bits |= sets[set]?.[byte] ?? 0;
  return bits;
}

function combinationAt(sets: Sets, byte: number, bit: number): Combination {
  let combination = 0;
  for (let set = 0; set < sets.length; set++) combination |= (((sets[set]?.[byte] ?? 0) >>> bit) & 1) << set;
  return combination;
}
