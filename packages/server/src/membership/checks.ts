import { HabitusError } from "@habitus/kernel";
import type { Offset } from "../log/log.ts";
import type { PersonNumber } from "../store/event-store.ts";
import type { LiveCheck } from "./live-check.ts";
import type { Pasts } from "./live/pasts.ts";

type Check = {
  readonly people: readonly PersonNumber[];
  readonly pasts: Pasts;
  /** What the event store held when the pasts were asked for: everything behind it has to stay in memory. */
  readonly heldFrom: Offset;
  readonly done: (found: LiveCheck) => void;
  readonly failed: (error: Error) => void;
  isReady: boolean;
};

/** Checks that wait for the event store's answer, and those that wait for evaluation to come to them. */
export class Checks {
  readonly #all = new Set<Check>();
  #stopped = false;

  /** Everything behind this record is still needed. */
  get heldFrom(): Offset {
    return Math.min(Number.POSITIVE_INFINITY, ...[...this.#all].map(({ heldFrom }) => heldFrom));
  }

  get hasReady(): boolean {
    return [...this.#all].some(({ isReady }) => isReady);
  }

  /** @param asked resolves once the pasts are in memory; `onReady` is called after that. */
  add(
    { people, pasts, heldFrom }: Pick<Check, "people" | "pasts" | "heldFrom">,
    asked: () => Promise<void>,
    onReady: () => void,
  ): Promise<LiveCheck> {
    return new Promise((resolve, reject) => {
      const check: Check = {
        people,
        pasts,
        heldFrom,
        done: (found) => this.#end(check, () => resolve(found)),
        failed: (error) => this.#end(check, () => reject(error)),
        isReady: false,
      };
      this.#all.add(check);
      if (this.#stopped) check.failed(stopped());
      asked().then(
        () => {
          check.isReady = true;
          onReady();
        },
        (error: unknown) => check.failed(error instanceof Error ? error : new Error(String(error))),
      );
    });
  }

  /** They stay held until each is done. */
  takeReady(): readonly Check[] {
    const ready = [...this.#all].filter(({ isReady }) => isReady);
    for (const check of ready) check.isReady = false;
    return ready;
  }

  stop(): void {
    this.#stopped = true;
    for (const check of this.#all) check.failed(stopped());
  }

  #end(check: Check, tell: () => void): void {
    this.#all.delete(check);
    tell();
  }
}

function stopped(): HabitusError {
  return new HabitusError("store_unavailable", "The server is stopping.");
}
