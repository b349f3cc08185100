import type { Instant } from "@habitus/kernel";
import type { ByteReader } from "../codec/byte-reader.ts";
import type { ByteWriter } from "../codec/byte-writer.ts";
import { countUpTo } from "../window/times.ts";

/**
 * The values a trait had, one per instant and in order of time: of the changes of one instant only the last by id hash ever was
 * the value. A value is kept as flags, what the operator asked of it.
 */
export type TraitValues = {
  readonly times: Instant[];
  readonly idHashes: string[];
  readonly flags: number[];
};

export const noValues = (): TraitValues => ({ times: [], idHashes: [], flags: [] });

/** False when another change of the same instant outranks it. */
export function insertValue(values: TraitValues, time: Instant, idHash: string, flags: number): boolean {
  const after = countUpTo(values.times, time);
  const isSame = values.times[after - 1] === time;
  if (isSame && (values.idHashes[after - 1] ?? "") > idHash) return false;
  const at = isSame ? after - 1 : after;
  const replaced = isSame ? 1 : 0;
  values.times.splice(at, replaced, time);
  values.idHashes.splice(at, replaced, idHash);
  values.flags.splice(at, replaced, flags);
  return true;
}

/** The values of both, as if all changes had been of one person. */
export function allValues(one: TraitValues, other: TraitValues): TraitValues {
  const all = { times: [...one.times], idHashes: [...one.idHashes], flags: [...one.flags] };
  for (const [place, time] of other.times.entries()) {
    insertValue(all, time, other.idHashes[place] ?? "", other.flags[place] ?? 0);
  }
  return all;
}

/** Forgets what gave way up to `upTo`; what was the value then stays. */
export function forgetValues(values: TraitValues, upTo: Instant): void {
  const gone = countUpTo(values.times, upTo) - 1;
  if (gone <= 0) return;
  values.times.splice(0, gone);
  values.idHashes.splice(0, gone);
  values.flags.splice(0, gone);
}

/** True when the change lies before the value that `forgetValues` leaves, so it can never matter. */
export function isForgotten(values: TraitValues, upTo: Instant, time: Instant): boolean {
  const first = values.times[0];
  return first !== undefined && first <= upTo && time < first;
}

const HASH_DIGITS = 32;

export function writeValues(values: TraitValues, to: ByteWriter): void {
  to.ascending(values.times);
  for (const idHash of values.idHashes) to.hex(idHash);
  for (const flags of values.flags) to.byte(flags);
}

export function readValues(from: ByteReader): TraitValues {
  const times = from.ascending();
  return {
    times,
    idHashes: times.map(() => from.hex(HASH_DIGITS)),
    flags: times.map(() => from.byte()),
  };
}
