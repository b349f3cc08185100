/** Of a loop that has nothing to do. */
export class Sleep {
  readonly #pause: (ms: number) => Promise<unknown>;
  #isSet = false;
  #end = (): void => undefined;

  constructor(pause: (ms: number) => Promise<unknown>) {
    this.#pause = pause;
  }

  /** Until it is woken, or so many milliseconds are over; null for however long it takes. */
  until(ms: number | null): Promise<void> {
    if (ms !== null && !this.#isSet) {
      this.#isSet = true;
      void this.#pause(Math.ceil(ms)).then(() => {
        this.#isSet = false;
        this.wake();
      });
    }
    return new Promise((resolve) => {
      this.#end = resolve;
    });
  }

  wake(): void {
    this.#end();
  }
}
