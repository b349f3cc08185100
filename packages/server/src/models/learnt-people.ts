import type { PeopleAt } from "@habitus/models";
import type { PersonNumber } from "../store/event-store.ts";
import type { AskedBehaviour } from "./propensity-question.ts";

/** Of more it is not learnt better; so many fit into memory. */
const MOST_LEARNT = 50_000;

/**
 * People of whom it may be learnt, column by column: all of them, or one of two, four, eight, where they are more than are learnt from. Which ones they are
 * depends on their numbers alone, so they are the same ones each time, and those of one time are not among them rather than others.
 */
export class LearntPeople {
  readonly #behaviours: readonly AskedBehaviour[];
  readonly #most: number;
  #stride = 1;
  #rowOf = new Map<PersonNumber, number>();
  #columns: readonly number[][];
  #happened: (number | null)[] = [];

  constructor(behaviours: readonly AskedBehaviour[], most = MOST_LEARNT) {
    this.#behaviours = behaviours;
    this.#most = most;
    this.#columns = behaviours.map(() => []);
  }

  takes(person: PersonNumber): boolean {
    return isAmong(person, this.#stride);
  }

  /** Nothing of whoever is not taken. */
  add(person: PersonNumber, values: readonly number[]): void {
    if (!this.takes(person)) return;
    this.#rowOf.set(person, this.#happened.push(null) - 1);
    for (const [place, column] of this.#columns.entries()) column.push(values[place] ?? 0);
    while (this.#rowOf.size > this.#most) this.#thin();
  }

  /** Nothing of a person who was not added. */
  happened(person: PersonNumber, happened: boolean): void {
    const row = this.#rowOf.get(person);
    if (row !== undefined) this.#happened[row] = happened ? 1 : 0;
  }

  /** Those of whom it was said whether it happened: whoever was erased meanwhile is not among them. */
  told(): PeopleAt {
    const rows = [...this.#rowOf].filter(([, row]) => this.#happened[row] !== null);
    return {
      person: rows.map(([person]) => person),
      columns: this.#columns.map((column, place) => {
        const { of, event } = this.#behaviours[place] ?? { of: "", event: null };
        const name = event === null ? of : `${of} of ${event}`;
        return { name, values: Float64Array.from(rows, ([, row]) => column[row] ?? 0) };
      }),
      happened: Float64Array.from(rows, ([, row]) => this.#happened[row] ?? 0),
    };
  }

  #thin(): void {
    this.#stride *= 2;
    const stay = [...this.#rowOf].filter(([person]) => this.takes(person));
    this.#columns = this.#columns.map((column) => stay.map(([, row]) => column[row] ?? 0));
    this.#happened = stay.map(([, row]) => this.#happened[row] ?? null);
    this.#rowOf = new Map(stay.map(([person], row) => [person, row]));
  }
}

/** Whether a person is one of so many: whoever is one of twice as many is also one of these. */
function isAmong(person: PersonNumber, stride: number): boolean {
  return mixed(person) < 2 ** 32 / stride;
}

/** The last steps of MurmurHash3 (A. Appleby): every bit of a number moves every bit of what comes of it, so that no row of numbers stands out. */
function mixed(person: PersonNumber): number {
  let bits = Math.imul(person ^ (person >>> 16), 0x85eb_ca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2_ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}
