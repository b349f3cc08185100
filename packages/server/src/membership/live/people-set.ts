import type { PersonNumber } from "../../store/event-store.ts";

/** A set of people, one bit each. */
export class PeopleSet {
  #bits = new Uint8Array(128);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** A copy: of person n the bit n % 8 of byte n / 8. */
  bits(): Uint8Array {
    return this.#bits.slice();
  }

  has(person: PersonNumber): boolean {
    return (((this.#bits[person >>> 3] ?? 0) >>> (person & 7)) & 1) === 1;
  }

  set(person: PersonNumber, isIn: boolean): void {
    if (this.has(person) === isIn) return;
    const byte = person >>> 3;
    if (byte >= this.#bits.length) {
      const grown = new Uint8Array(Math.max(byte + 1, 2 * this.#bits.length));
      grown.set(this.#bits);
      this.#bits = grown;
    }
    this.#bits[byte] = (this.#bits[byte] ?? 0) ^ (1 << (person & 7));
    this.#size += isIn ? 1 : -1;
  }

  /** The next person from `from` on of whom the two sets differ; null when there is none. */
  nextDifference(other: PeopleSet, from: PersonNumber): PersonNumber | null {
    const end = 8 * Math.max(this.#bits.length, other.#bits.length);
    let person = from;
    while (person < end) {
      const byte = person >>> 3;
      const bits = ((this.#bits[byte] ?? 0) ^ (other.#bits[byte] ?? 0)) >>> (person & 7);
      if ((bits & 1) === 1) return person;
      person = bits === 0 ? 8 * (byte + 1) : person + 1;
    }
    return null;
  }
}
