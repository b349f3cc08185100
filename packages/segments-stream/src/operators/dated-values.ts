import { assert, type Decimal, type Instant } from "@habitus/kernel";
import type { ByteReader } from "../codec/byte-reader.ts";
import type { ByteWriter } from "../codec/byte-writer.ts";
import { countUpTo, dropFirst, putAt } from "../window/times.ts";

/** Numbers with the times of their events, ascending by (time, value); `values[i]` belongs to `times[i]`. */
export type DatedValues = { readonly times: Instant[]; readonly values: Decimal[] };

/** Puts the pair where its time and value belong, so the order of arrival leaves no trace; returns its place. */
export function insertDated(dated: DatedValues, time: Instant, value: Decimal): number {
  let at = countUpTo(dated.times, time);
  while (at > 0 && dated.times[at - 1] === time && (dated.values[at - 1] ?? value) > value) at--;
  putAt(dated.times, at, time);
  putAt(dated.values, at, value);
  return at;
}

/** Removes the first `count` pairs and returns their values. */
export function takeFirst(dated: DatedValues, count: number): readonly Decimal[] {
  if (count === 0) return [];
  dated.times.splice(0, count);
  return dated.values.splice(0, count);
}

/** Removes the first `count` pairs. */
export function dropFirstPairs({ times, values }: DatedValues, count: number): void {
  dropFirst(times, count);
  dropFirst(values, count);
}

export function writeDated(dated: DatedValues, to: ByteWriter): void {
  assert(dated.times.length === dated.values.length, "every value has a time");
  to.ascending(dated.times);
  for (const value of dated.values) to.big(value);
}

/** @param spare lists to be filled in the place of new ones, where they are short. */
export function readDated(from: ByteReader, spare?: DatedValues): DatedValues {
  const times = from.ascending(spare?.times);
  const values = times === spare?.times ? spare.values : [];
  for (let index = 0; index < times.length; index++) values[index] = from.big();
  if (values.length > times.length) values.length = times.length;
  return { times, values };
}
