import type { Decimal } from "@habitus/kernel";
import type { HistoryEvent } from "@habitus/segments";
import type { ByteReader } from "../codec/byte-reader.ts";
import type { ByteWriter } from "../codec/byte-writer.ts";
import { holds } from "../value/compare.ts";
import { decimalOfPlan } from "../value/value-test.ts";
import { type DatedValues, insertDated, readDated } from "./dated-values.ts";
import { byNumber } from "./gathered.ts";
import { type ExtremeLeaf, numberReader } from "./number-of-event.ts";

/**
 * How extreme a number is, as far as the comparison can tell: the highest rank of several numbers is that of their extreme. An odd rank
 * makes the comparison true, an even one does not, and 0 says no more than no number at all.
 */
export type Rank = number;

/** Ranks above 0 with the times of their events. */
export type DatedRanks = DatedValues<Rank>;

type Ranks = {
  readonly of: (event: HistoryEvent) => Rank;
  /** Nothing outdoes it. */
  readonly highest: Rank;
  readonly write: (ranks: DatedRanks, to: ByteWriter) => void;
  /** @param spare lists to be filled in the place of new ones, where they are short. */
  readonly read: (from: ByteReader, spare?: DatedRanks) => DatedRanks;
  readonly ofNumber: (number: Decimal) => Rank;
  /** Up to version 3 of the state the numbers themselves were kept. */
  readonly readNumbers: (from: ByteReader) => DatedRanks;
};

/** Numbers on this side of the bound, at it and beyond it; those that the comparison says the same of have one rank. */
export function ranksOf(leaf: ExtremeLeaf): Ranks {
  const bound = decimalOfPlan(leaf.value);
  const beyond = leaf.of === "max" ? 1 : -1;
  let highest = 0;
  const ranks = [-1, 0, 1].map((side) => {
    if (holds(side * beyond, leaf.op, 0) !== isTrue(highest)) highest++;
    return highest;
  });
  const numberOf = numberReader(leaf);
  const ofNumber = (number: Decimal): Rank => ranks[1 + beyond * byNumber(number, bound)] ?? 0;
  return {
    highest,
    ofNumber,
    of: (event) => {
      const number = numberOf(event);
      return number === null ? 0 : ofNumber(number);
    },
    write: ({ times, values }, to) => {
      to.ascending(times);
      if (highest > 1) for (const rank of values) to.byte(rank);
    },
    read: (from, spare) => {
      const times = from.ascending(spare?.times);
      const values = times === spare?.times ? spare.values : [];
      for (let at = 0; at < times.length; at++) values[at] = highest > 1 ? from.byte() : 1;
      if (values.length > times.length) values.length = times.length;
      return { times, values };
    },
    readNumbers: (from) => {
      const dated: DatedRanks = { times: [], values: [] };
      const { times, values } = readDated(from);
      for (const [at, number] of values.entries()) {
        const rank = ofNumber(number);
        if (rank > 0) insertDated(dated, times[at] ?? 0, rank);
      }
      return dated;
    },
  };
}

export function isTrue(rank: Rank): boolean {
  return rank % 2 === 1;
}
