import { assert, type Decimal, type Instant } from "@habitus/kernel";
import type { ByteReader } from "../codec/byte-reader.ts";
import type { ByteWriter } from "../codec/byte-writer.ts";
import { countUpTo, dropFirst, emptyList, putAt } from "../window/times.ts";
import { allKept, byNumber } from "./gathered.ts";

/** Numbers with the times of their events, ascending by (time, value); `values[i]` belongs to `times[i]`. */
export type DatedValues<T extends Decimal | number = Decimal> = {
  readonly times: Instant[];
  readonly values: T[];
};

/** The same lists, of nothing. */
export function emptied<T extends DatedValues<Decimal | number>>(dated: T): T {
  emptyList(dated.times);
  emptyList(dated.values);
  return dated;
}

/** Puts the pair where its time and value belong, so the order of arrival leaves no trace; returns its place. */
export function insertDated<T extends Decimal | number>(
  dated: DatedValues<T>,
  time: Instant,
  value: T,
): number {
  const at = placeOfDated(dated, time, value);
  putAt(dated.times, at, time);
  putAt(dated.values, at, value);
  return at;
}

/** Behind its equals. */
export function placeOfDated<T extends Decimal | number>(
  { times, values }: DatedValues<T>,
  time: Instant,
  value: T,
): number {
  let at = countUpTo(times, time);
  while (at > 0 && times[at - 1] === time && (values[at - 1] ?? value) > value) at--;
  return at;
}

/** Both lists as one. */
export function allDated<T extends Decimal | number>(
  one: DatedValues<T>,
  other: DatedValues<T>,
): DatedValues<T> {
  return allKept(one, other, { compare: byNumber });
}

/** Removes the first `count` pairs and returns their values. */
export function takeFirst<T extends Decimal | number>(dated: DatedValues<T>, count: number): readonly T[] {
  if (count === 0) return [];
  dated.times.splice(0, count);
  return dated.values.splice(0, count);
}

/** Removes the first `count` pairs. */
export function dropFirstPairs<T extends Decimal | number>(
  { times, values }: DatedValues<T>,
  count: number,
): void {
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
