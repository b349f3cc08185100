import { assert } from "@habitus/kernel";
import type { Buyers } from "./buyers.ts";

/** Orders of all people, alike long lists. Several orders of a person on one day are one order. */
export type Orders = {
  /** Any number per person. */
  readonly person: Uint32Array;
  /** Whole days, of any calendar that counts them without gaps. */
  readonly day: Int32Array;
  /** In one currency. */
  readonly value: Float64Array;
};

export type Split = {
  /** Last day, included, that the model may see. */
  readonly calibrationEnd: number;
  /** Last day, included, that it is judged by; null when nothing is held out. */
  readonly holdoutEnd: number | null;
  /** Length of the model's time unit in days: 7 for weeks. */
  readonly unitDays: number;
};

export type OrderHistory = {
  /** The person of each buyer, ascending: those whose first order lies in the calibration. */
  readonly person: Uint32Array;
  readonly buyers: Buyers;
  /** Mean value of the repeat orders in the calibration; 0 without one. The first order is left out, as in the literature. */
  readonly meanValue: Float64Array;
  /** Orders within the hold-out. */
  readonly held: Float64Array;
  /** Length of the hold-out in units; 0 when nothing is held out. */
  readonly heldFor: number;
};

/** What the models need, from a plain list of orders in any order. */
export function orderHistory(orders: Orders, { calibrationEnd, holdoutEnd, unitDays }: Split): OrderHistory {
  const { person, day, value } = orders;
  assert(person.length === day.length && day.length === value.length, "the lists are alike long");
  const order = Uint32Array.from(day.keys()).sort(
    (a, b) => at(person, a) - at(person, b) || at(day, a) - at(day, b),
  );
  const rows = new Rows(unitDays, calibrationEnd);
  let from = 0;
  while (from < order.length) {
    let to = from;
    const who = at(person, at(order, from));
    while (to < order.length && at(person, at(order, to)) === who) to++;
    rows.add(who, daysOf(order.subarray(from, to), day, value), holdoutEnd ?? calibrationEnd);
    from = to;
  }
  return rows.build(holdoutEnd === null ? 0 : (holdoutEnd - calibrationEnd) / unitDays);
}

type Day = { readonly day: number; readonly value: number };

function daysOf(order: Uint32Array, day: Int32Array, value: Float64Array): readonly Day[] {
  const days: { day: number; value: number }[] = [];
  for (const index of order) {
    const newest = days.at(-1);
    if (newest?.day === at(day, index)) newest.value += at(value, index);
    else days.push({ day: at(day, index), value: at(value, index) });
  }
  return days;
}

class Rows {
  readonly #unitDays: number;
  readonly #calibrationEnd: number;
  readonly #person: number[] = [];
  readonly #repeats: number[] = [];
  readonly #last: number[] = [];
  readonly #observed: number[] = [];
  readonly #mean: number[] = [];
  readonly #held: number[] = [];
  #logGaps = 0;

  constructor(unitDays: number, calibrationEnd: number) {
    this.#unitDays = unitDays;
    this.#calibrationEnd = calibrationEnd;
  }

  add(person: number, days: readonly Day[], holdoutEnd: number): void {
    const seen = days.filter(({ day }) => day <= this.#calibrationEnd);
    const [first] = seen;
    if (first === undefined) return;
    const repeats = seen.slice(1);
    const last = repeats.at(-1) ?? first;
    this.#person.push(person);
    this.#repeats.push(repeats.length);
    this.#last.push((last.day - first.day) / this.#unitDays);
    this.#observed.push((this.#calibrationEnd - first.day) / this.#unitDays);
    const spent = repeats.reduce((sum, { value }) => sum + value, 0);
    this.#mean.push(repeats.length === 0 ? 0 : spent / repeats.length);
    this.#held.push(days.filter(({ day }) => day > this.#calibrationEnd && day <= holdoutEnd).length);
    for (const [index, { day }] of repeats.entries()) {
      this.#logGaps += Math.log((day - (seen[index]?.day ?? day)) / this.#unitDays);
    }
  }

  build(heldFor: number): OrderHistory {
    return {
      person: Uint32Array.from(this.#person),
      buyers: {
        repeats: Float64Array.from(this.#repeats),
        last: Float64Array.from(this.#last),
        observed: Float64Array.from(this.#observed),
        logGaps: this.#logGaps,
      },
      meanValue: Float64Array.from(this.#mean),
      held: Float64Array.from(this.#held),
      heldFor,
    };
  }
}

function at(list: Uint32Array | Int32Array | Float64Array, index: number): number {
  return list[index] ?? 0;
}
