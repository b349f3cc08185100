import type { Instant } from "@habitus/kernel";
import type { PersonNumber } from "../../store/event-store.ts";

const FIRST_ROOM = 1_024;
const NEVER = Number.POSITIVE_INFINITY;

/**
 * When each person is next due, and who is next: by instant, then by person. A binary heap in typed arrays; an entry whose
 * instant is no longer the person's is passed over when it comes up, and all of them are thrown out when they outnumber the
 * people.
 */
export class DueQueue {
  #due = new Float64Array(FIRST_ROOM).fill(NEVER);
  #instants = new Float64Array(FIRST_ROOM);
  #people = new Uint32Array(FIRST_ROOM);
  #length = 0;
  #waiting = 0;

  /** People who are due at some time. */
  get waiting(): number {
    return this.#waiting;
  }

  of(person: PersonNumber): Instant {
    return this.#due[person] ?? NEVER;
  }

  /** Infinity for never. */
  set(person: PersonNumber, due: Instant): void {
    const before = this.of(person);
    if (before === due) return;
    this.#makeRoom(person);
    this.#due[person] = due;
    this.#waiting += Number(due !== NEVER) - Number(before !== NEVER);
    if (due === NEVER) return;
    if (this.#length > 2 * this.#waiting + FIRST_ROOM) this.#rebuild();
    else this.#push(due, person);
  }

  /** The next who is due, not removed; null when nobody is. */
  next(): { readonly due: Instant; readonly person: PersonNumber } | null {
    while (this.#length > 0) {
      const due = this.#instants[0] ?? NEVER;
      const person = this.#people[0] ?? 0;
      if (this.of(person) === due) return { due, person };
      this.#pop();
    }
    return null;
  }

  #rebuild(): void {
    this.#length = 0;
    for (const [person, due] of this.#due.entries()) if (due !== NEVER) this.#push(due, person);
  }

  #push(due: Instant, person: PersonNumber): void {
    if (this.#length === this.#instants.length) {
      this.#instants = grown(this.#instants, new Float64Array(2 * this.#length));
      this.#people = grown(this.#people, new Uint32Array(2 * this.#length));
    }
    let place = this.#length++;
    while (place > 0) {
      const parent = (place - 1) >>> 1;
      if (!this.#isAfter(parent, due, person)) break;
      this.#copy(parent, place);
      place = parent;
    }
    this.#instants[place] = due;
    this.#people[place] = person;
  }

  #pop(): void {
    const last = --this.#length;
    const due = this.#instants[last] ?? NEVER;
    const person = this.#people[last] ?? 0;
    let place = 0;
    for (;;) {
      let child = 2 * place + 1;
      if (child >= last) break;
      const right = child + 1;
      if (right < last && this.#isAfter(child, this.#instants[right] ?? NEVER, this.#people[right] ?? 0)) {
        child = right;
      }
      if (this.#isAfter(child, due, person)) break;
      this.#copy(child, place);
      place = child;
    }
    this.#instants[place] = due;
    this.#people[place] = person;
  }

  #isAfter(place: number, due: Instant, person: PersonNumber): boolean {
    const other = this.#instants[place] ?? NEVER;
    return other > due || (other === due && (this.#people[place] ?? 0) > person);
  }

  #copy(from: number, to: number): void {
    this.#instants[to] = this.#instants[from] ?? NEVER;
    this.#people[to] = this.#people[from] ?? 0;
  }

  #makeRoom(person: PersonNumber): void {
    if (person < this.#due.length) return;
    const room = Math.max(person + 1, 2 * this.#due.length);
    this.#due = grown(this.#due, new Float64Array(room).fill(NEVER));
  }
}

function grown<List extends Float64Array | Uint32Array>(list: List, larger: List): List {
  larger.set(list);
  return larger;
}
