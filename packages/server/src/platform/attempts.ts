import { HabitusError } from "@habitus/kernel";

export type AttemptsDeps = {
  readonly pause: (ms: number) => Promise<unknown>;
  /** Tells of a failed attempt that will be made again. */
  readonly onFailure: (error: HabitusError) => void;
};

const RETRY_MS = 200;
const MAX_RETRY_MS = 5_000;

/** Work that fails for others' sake, made again after growing pauses until it succeeds or whoever does it stops. */
export class Attempts {
  readonly #deps: AttemptsDeps;
  readonly #wakes = new Set<() => void>();
  #isStopped = false;
  #failing: string | null = null;

  constructor(deps: AttemptsDeps) {
    this.#deps = deps;
  }

  /** The sentence of the newest failure while work fails, else null. */
  get failing(): string | null {
    return this.#failing;
  }

  /** Ends every pause: what waits is tried once more, and what fails from now on is not made again. */
  stop(): void {
    this.#isStopped = true;
    for (const wake of this.#wakes) wake();
  }

  /** @throws StageStopped after an attempt that failed once it was stopped, and at once what is no HabitusError: a bug is not tried again. */
  async make<T>(work: () => Promise<T>): Promise<T> {
    for (let delay = RETRY_MS; ; delay = Math.min(2 * delay, MAX_RETRY_MS)) {
      try {
        const result = await work();
        this.#failing = null;
        return result;
      } catch (error) {
        if (!(error instanceof HabitusError)) throw error;
        this.#failing = error.message;
        this.#deps.onFailure(error);
        if (this.#isStopped) throw new StageStopped();
        await this.#pause(delay);
      }
    }
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const wake = (): void => {
        this.#wakes.delete(wake);
        resolve();
      };
      this.#wakes.add(wake);
      this.#deps.pause(ms).then(wake, reject);
    });
  }
}

/** Ends a loop in the middle of its work: what was not finished the next start does again. */
export class StageStopped extends Error {
  override readonly name = "StageStopped";
}

/** Null where it was stopped in the middle. */
export async function unlessStopped<T>(work: Promise<T>): Promise<T | null> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof StageStopped) return null;
    throw error;
  }
}
