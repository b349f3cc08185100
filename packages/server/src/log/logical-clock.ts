import type { Instant } from "@habitus/kernel";

/** How far the wall clock moved against elapsed time; positive is forward. */
export type ClockStep = { readonly ms: number; readonly wall: Instant };

export type LogicalClockOptions = {
  /** Wall clock, ms. */
  readonly clock: () => Instant;
  /** Milliseconds on a clock that never steps; told apart from `clock` it reveals steps. */
  readonly elapsed: () => number;
  /** Told of every step of more than 5 s, either way. */
  readonly onClockStep: (step: ClockStep) => void;
};

const CLOCK_STEP_MS = 5_000;

/** The logical now: follows the wall clock and never falls. A backward step is held until the wall clock has caught up. */
export class LogicalClock {
  readonly #options: LogicalClockOptions;
  #last: Instant;
  #wall: Instant;
  #elapsed: number;

  /** `last` is the newest logical now on disk. */
  constructor(options: LogicalClockOptions, last: Instant) {
    this.#options = options;
    this.#last = last;
    this.#wall = options.clock();
    this.#elapsed = options.elapsed();
  }

  now(): Instant {
    const wall = this.#options.clock();
    const elapsed = this.#options.elapsed();
    const step = wall - this.#wall - (elapsed - this.#elapsed);
    this.#wall = wall;
    this.#elapsed = elapsed;
    if (Math.abs(step) > CLOCK_STEP_MS) this.#options.onClockStep({ ms: step, wall });
    this.#last = Math.max(this.#last, wall);
    return this.#last;
  }
}
