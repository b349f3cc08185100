import { HabitusError } from "@habitus/kernel";

type Question = { readonly answer: () => void; readonly refuse: () => void };

/** What is asked of a loop, answered where it is between two pieces of work and everything is on disk. */
export class Questions {
  #waiting: Question[] = [];
  #stopped = false;

  get isEmpty(): boolean {
    return this.#waiting.length === 0;
  }

  /** @throws HabitusError `store_unavailable` when it stops first. */
  ask<T>(look: () => T): Promise<T> {
    return new Promise((resolve, reject) => {
      const refuse = (): void => reject(new HabitusError("store_unavailable", "The server is stopping."));
      if (this.#stopped) refuse();
      else this.#waiting.push({ answer: () => resolve(look()), refuse });
    });
  }

  answer(): void {
    const all = this.#waiting;
    this.#waiting = [];
    for (const each of all) each.answer();
  }

  stop(): void {
    this.#stopped = true;
    for (const { refuse } of this.#waiting) refuse();
    this.#waiting = [];
  }
}
