import { hash128, type Random, seededRandom } from "@habitus/kernel";

/** A stream of its own for each place in a run, so that one pair can be made again without those before it. */
export function randomFor(seed: number, ...place: readonly (string | number)[]): Random {
  return seededRandom(hash128(`${seed}/${place.join("/")}`)[0]);
}
